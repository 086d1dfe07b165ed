"""The check-in: today's prompt, then answer, mood, pattern; Enter skips each, and each is saved as soon as it ends."""

import contextlib
import os
import re
import sys
from collections.abc import Callable

from reflect import Journal, Saved, Today, signals
from reflect.cli.context import DASH, AppContext
from reflect.cli.input import Lines
from reflect.cli.lazy import EXIT_INTERRUPTED
from reflect.cli.output import say_unset_clock
from reflect.cli.params import mood_value
from reflect.errors import ImpossibleValueError, NotFoundError, StoreError
from reflect.model.ids import short
from reflect.model.schema import Entry
from reflect.model.text import checked_label, visible_line
from reflect.render import messages

_ANSWER = "Answer   Enter leaves it · an empty line ends it · - puts it back"
_PATTERN = "Pattern   Enter leaves it · ? lists"
_PATTERN_PARTS = ("with", "wish", "other", "self")
_FIRST_WORD = re.compile(r"\s*(\S+)\s*(.*)", re.DOTALL)


def check_in(app: AppContext) -> int:
    """Run the check-in and return the exit code: 0, or 130 when it was interrupted."""
    signals.interrupt()
    conversation = _Conversation(app)
    try:
        conversation.run()
    except EOFError:
        if not _is_hung_up():
            app.out("")
            return 0
    except KeyboardInterrupt:
        pass
    else:
        return 0
    with contextlib.suppress(OSError):  # the terminal may be gone
        app.say("\n" + conversation.interrupted())
    return EXIT_INTERRUPTED


class _Conversation:
    def __init__(self, app: AppContext) -> None:
        self._app = app
        self._journal: Journal = app.journal
        self._lines = Lines()
        self._saved: list[Entry] = []
        self._has_earlier = False
        self._today: Today | None = None

    def run(self) -> None:
        today = self._today = self._journal.today()
        say_unset_clock(self._app)
        if today.prompt_text is None:
            self._show(messages.PASSED if today.state == "passed" else messages.NONE_TODAY)
        else:
            self._show(messages.prompt(today.day, today.prompt_text, today.answers, self._app.width))
            self._show("")
        if today.state == "open":
            self._ask_until_possible(self._answer)
        self._ask_until_possible(self._mood)
        while self._ask_until_possible(self._pattern):
            pass

    def interrupted(self) -> str:
        """Return the message of an interrupted check-in: the entries saved before."""
        names = ", ".join(f"{entry['kind']} {short(entry['id'])}" for entry in self._saved)
        return f"Interrupted. Kept: {names or 'nothing new'}."

    def _answer(self) -> bool:
        self._show(_ANSWER)
        text = self._lines.block("> ")
        if not text:
            return False
        if text.strip() == DASH:
            with signals.waiting():
                self._saved.append(self._journal.pass_prompt(shown=self._today))
            self._show(messages.PASSED)
            return True
        try:
            with signals.waiting():
                answered = self._journal.answer(text, shown=self._today)
                self._saved.append(answered.entry)
        except (NotFoundError, StoreError) as error:
            from reflect.cli.editor import save_draft

            if note := save_draft(self._journal, text):
                error.add_note(note)
            raise
        today, earlier = self._journal.day(), answered.earlier
        line = messages.saved_line(answered.entry, today, brief=True)
        if earlier.number:
            self._has_earlier = True
            line += f"   {messages.earlier(earlier.days, earlier.number, today)} · e shows them"
        self._show(line)
        return True

    def _mood(self) -> bool:
        scale = self._journal.scale
        self._show("Mood {} to {}, then words if any   Enter leaves it".format(*scale))
        while (typed := self._lines.line("> ")).strip() == "e" and self._has_earlier:
            self._show_earlier()
        found = _FIRST_WORD.fullmatch(typed)
        if found is None:
            return False
        value = mood_value(found[1], scale)
        self._save(lambda: self._journal.mood(value, note=found[2] or None))
        return True

    def _pattern(self) -> bool:
        self._show(_PATTERN)
        label = self._lines.line("> ")
        if not label.strip():
            return False
        if label.strip() == "?":
            self._show(", ".join(map(visible_line, self._journal.proposed_labels())))
            return True
        checked_label(label, "the label")
        people, wish, other, self_ = self._parts()
        names = [name.strip() for name in (people or "").split(",") if name.strip()]
        self._save(lambda: self._journal.pattern(label, people=names, wish=wish, other=other, self_=self_))
        return True

    def _parts(self) -> list[str | None]:
        """Ask for the parts of a pattern; the first that is skipped ends it."""
        parts: list[str | None] = []
        for name in _PATTERN_PARTS:
            typed = self._lines.line(f"  {name} > ")
            if not typed.strip():
                break
            parts.append(typed)
        return parts + [None] * (len(_PATTERN_PARTS) - len(parts))

    def _save(self, verb: Callable[[], Saved]) -> None:
        with signals.waiting():  # no signal comes between the save and its record here
            saved = verb()
            self._saved.append(saved.entry)
        self._show(messages.saved_line(saved.shown, self._journal.day(), saved.new_labels, brief=True))

    def _ask_until_possible(self, ask: Callable[[], bool]) -> bool:
        """Ask until the answer is valid or skipped."""
        while True:
            try:
                return ask()
            except ImpossibleValueError as error:
                sentence = str(error)
                self._show(sentence[:1].upper() + sentence[1:])

    def _show_earlier(self) -> None:
        from reflect.cli.output import draw
        from reflect.render.entries import entry_list

        draw(self._app, entry_list(self._journal.earlier(), self._app.view))
        sys.stdout.flush()

    def _show(self, text: str) -> None:
        self._app.out(text)
        sys.stdout.flush()


def _is_hung_up() -> bool:
    """Return whether the terminal is gone: then the end of input was not a Ctrl-D."""
    try:
        return not os.isatty(sys.stdin.fileno())
    except (OSError, ValueError):
        return True
