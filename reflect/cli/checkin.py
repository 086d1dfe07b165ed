"""The check-in: today's prompt, then answer, mood, pattern; Enter leaves each, and each is kept when it is ended."""

import contextlib
import os
import re
import sys
from collections.abc import Callable

from reflect import Journal, Saved, Today, signals
from reflect.cli.context import AppContext
from reflect.cli.input import Lines
from reflect.cli.lazy import INTERRUPTED
from reflect.cli.output import tell_clock
from reflect.cli.params import whole
from reflect.errors import ImpossibleValueError, NotFoundError, StoreError
from reflect.model.ids import short
from reflect.model.schema import Entry
from reflect.model.text import checked_label, visible_line
from reflect.render import messages as prompt_render
from reflect.render.messages import earlier, kept
from reflect.signals import waiting

_ANSWER = "Answer   Enter leaves it · an empty line ends it · - puts it back"
_PATTERN = "Pattern   Enter leaves it · ? lists"
_FIRST_WORD = re.compile(r"\s*(\S+)\s*(.*)", re.DOTALL)


def check_in(app: AppContext) -> int:
    """Run the check-in and return the exit code: 0, or 130 when it was interrupted."""
    signals.interrupt()
    conversation = _Conversation(app)
    try:
        conversation.run()
    except EOFError:
        if not _hung_up():
            app.out("")
            return 0
    except KeyboardInterrupt:
        pass
    else:
        return 0
    with contextlib.suppress(OSError):  # the terminal may be gone
        app.say("\n" + conversation.interrupted())
    return INTERRUPTED


class _Conversation:
    def __init__(self, app: AppContext) -> None:
        self._app = app
        self._journal: Journal = app.journal
        self._lines = Lines()
        self._kept: list[Entry] = []
        self._has_earlier = False
        self._today: Today | None = None

    def run(self) -> None:
        today = self._today = self._journal.today()
        tell_clock(self._app)
        if today.prompt_text is None:
            self._show(prompt_render.PUT_BACK if today.state == "passed" else prompt_render.NONE_TODAY)
        else:
            self._show(prompt_render.prompt(today.day, today.prompt_text, today.answers, self._app.width))
            self._show("")
        if today.state == "open":
            self._until_it_can_be(self._answer)
        self._until_it_can_be(self._mood)
        while self._until_it_can_be(self._pattern):
            pass

    def interrupted(self) -> str:
        """Return the sentence about what is kept when the check-in is cut short."""
        names = ", ".join(f"{entry['kind']} {short(entry['id'])}" for entry in self._kept)
        return f"Interrupted. Kept: {names or 'nothing new'}."

    def _answer(self) -> bool:
        self._show(_ANSWER)
        text = self._lines.block("> ")
        if not text:
            return False
        if text.strip() == "-":
            with waiting():
                self._kept.append(self._journal.pass_prompt(shown=self._today))
            self._show(prompt_render.PUT_BACK)
            return True
        try:
            with waiting():
                answered = self._journal.answer(text, shown=self._today)
                self._kept.append(answered.entry)
        except (NotFoundError, StoreError) as error:
            from reflect.cli.editor import keep_words

            error.add_note(keep_words(self._journal, text))
            raise
        line = kept(answered.entry, self._journal.day(), brief=True)
        if answered.earlier.number:
            self._has_earlier = True
            found = answered.earlier
            line += f"   {earlier(found.days, found.number, self._journal.day())} · e shows them"
        self._show(line)
        return True

    def _mood(self) -> bool:
        low, high = self._journal.scale
        self._show(f"Mood {low} to {high}, then words if any   Enter leaves it")
        while True:
            typed = self._lines.line("> ")
            if typed.strip() == "e" and self._has_earlier:
                self._show_earlier()
                continue
            break
        found = _FIRST_WORD.fullmatch(typed)
        if found is None:
            return False
        value = whole(found[1], low, high, "mood")
        self._keep(lambda: self._journal.mood(value, note=found[2] or None))
        return True

    def _pattern(self) -> bool:
        self._show(_PATTERN)
        label = self._lines.line("> ")
        if not label.strip():
            return False
        if label.strip() == "?":
            self._show_labels()
            return True
        checked_label(label, "the label")
        people, wish, other, self_ = self._parts()
        names = [name.strip() for name in (people or "").split(",") if name.strip()]
        self._keep(lambda: self._journal.pattern(label, people=names, wish=wish, other=other, self_=self_))
        return True

    def _parts(self) -> list[str | None]:
        """Ask for with, wish, other, self; the first that is left ends the pattern."""
        parts: list[str | None] = []
        for name in ("with", "wish", "other", "self"):
            typed = self._lines.line(f"  {name} > ")
            if not typed.strip():
                break
            parts.append(typed)
        return parts + [None] * (4 - len(parts))

    def _keep(self, verb: Callable[[], Saved]) -> None:
        with waiting():  # no signal comes between the keeping and the note of it
            done = verb()
            self._kept.append(done.entry)
        self._show(kept(done.shown, self._journal.day(), done.new_labels, brief=True))

    def _until_it_can_be(self, ask: Callable[[], bool]) -> bool:
        """Ask, and ask again for as long as what was typed cannot be."""
        while True:
            try:
                return ask()
            except ImpossibleValueError as error:
                sentence = str(error)
                self._show(sentence[:1].upper() + sentence[1:])

    def _show_labels(self) -> None:
        self._show(", ".join(map(visible_line, self._journal.proposed_labels())))

    def _show_earlier(self) -> None:
        from reflect.cli.output import draw
        from reflect.render.entries import entry_list

        draw(self._app, entry_list(self._journal.earlier(), self._app.view))
        sys.stdout.flush()

    def _show(self, text: str) -> None:
        self._app.out(text)
        sys.stdout.flush()


def _hung_up() -> bool:
    """Tell whether the terminal is gone: then the end of input was no Ctrl-D."""
    try:
        return not os.isatty(sys.stdin.fileno())
    except (OSError, ValueError):
        return True
