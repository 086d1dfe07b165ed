"""The check-in: today's prompt, then answer, mood, pattern; Enter skips each, and each is saved as soon as it ends."""

import contextlib
import os
import re
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from reflect import Journal, Saved, Today, signals
from reflect.cli.context import DASH, AppContext
from reflect.cli.lazy import EXIT_INTERRUPTED
from reflect.cli.lines import HELP, InterruptedTextError, Lines
from reflect.cli.output import say_unset_clock
from reflect.cli.params import scale_value
from reflect.errors import ImpossibleValueError, NotFoundError, StoreError
from reflect.model import schema
from reflect.model.choices import LabelKind
from reflect.model.ids import short
from reflect.model.schema import Entry
from reflect.model.text import checked_label, checked_or_none, distinct_labels, visible_line
from reflect.render import dates, messages

_ANSWER = "Answer   Enter to skip · an empty line to finish · - to pass · ? for help"
_ANSWER_HELP = """\
Write as many lines as you like; an empty line saves them. Enter alone skips the question, - alone passes today's
prompt. Ctrl-C leaves the check-in; the lines you have finished are then saved as a draft."""
_PATTERN = "Pattern   Enter to skip · ? for help"
_ENDS = {(1, 7): ("very unpleasant", "very pleasant", ", 4 neutral")}
"""What the lowest, the highest and the middle mood of a scale are called."""
_PARTS = {
    "wish": ("what you wanted", "What you wanted of the other person, in your own words: to be asked."),
    "other": ("what they did", "What the other person did then, in your own words: looked at the phone."),
    "self": ("what you did", "What you did then, in your own words: went quiet."),
}
_FIRST_WORD = re.compile(r"\s*(\S+)\s*(.*)", re.DOTALL)
_NAMED = {"feeling": "feelings", "person": "with"}


def check_in(app: AppContext) -> int:
    """Run the check-in and return the exit code: 0, or 130 when it was interrupted."""
    signals.interrupt()
    conversation, draft = _Conversation(app), ""
    try:
        conversation.run()
    except EOFError:
        if not _is_hung_up():
            app.out("")
            return 0
    except KeyboardInterrupt as interruption:
        draft = conversation.save_draft(interruption)
    else:
        return 0
    with contextlib.suppress(OSError):  # the terminal may be gone
        app.say(f"\n{conversation.interrupted()} {draft}".rstrip())
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
            self._show(dates.in_full(today.day))
            self._show(messages.PASSED if today.state == "passed" else messages.NONE_TODAY)
        else:
            self._show(messages.prompt(today.day, today.prompt_text, today.answers, self._app.width))
            self._show("")
        if today.state == "open":
            self._ask_until_possible(self._answer)
        self._ask_until_possible(self._mood)
        while self._ask_until_possible(self._pattern):
            pass

    def save_draft(self, interruption: KeyboardInterrupt) -> str:
        """Save the finished lines of an interrupted answer, and return the sentence that says where."""
        return self._draft(str(interruption)) if isinstance(interruption, InterruptedTextError) else ""

    def _draft(self, text: str) -> str:
        from reflect.cli.editor import save_draft

        return save_draft(self._journal, text)

    def interrupted(self) -> str:
        """Return the message of an interrupted check-in: the entries saved before."""
        names = ", ".join(f"{entry['kind']} {short(entry['id'])}" for entry in self._saved)
        return f"Interrupted. {f'Saved: {names}' if names else 'Nothing was saved'}."

    def _answer(self) -> bool:
        self._show(_ANSWER)
        while (text := self._lines.block("> ")) == HELP:
            self._show(_ANSWER_HELP)
        if not text:
            return False
        if text == DASH:
            with signals.waiting():
                self._saved.append(self._journal.pass_prompt(shown=self._today))
            self._show(messages.PASSED)
            return True
        try:
            with signals.waiting():
                answered = self._journal.answer(text, shown=self._today)
                self._saved.append(answered.entry)
        except (NotFoundError, StoreError) as error:
            if note := self._draft(text):
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
        low, high = scale = self._journal.scale
        lowest, highest, middle = _ENDS.get(scale, ("", "", ""))
        ends = f"{low} {lowest}".rstrip(), f"{high} {highest}".rstrip()
        self._show(f"Mood   {ends[0]} to {ends[1]}, then words if you like · Enter to skip")
        while (typed := self._lines.line("> ").strip()) in {HELP, "e"}:
            if typed == HELP:
                self._show(
                    f"A number from {ends[0]}{middle} to {ends[1]}, then words if you like: {high} after the walk."
                )
            elif self._has_earlier:
                self._show_earlier()
        found = _FIRST_WORD.fullmatch(typed)
        if found is None:
            return False
        self._save_mood(scale_value(found[1], scale), found[2] or None)
        return True

    def _save_mood(self, value: int, note: str | None) -> None:
        """Ask for feelings and energy, then save the mood once; if the person leaves at one of them, as it is then."""
        given: dict[str, Any] = {}
        try:
            self._ask_until_possible(lambda: self._feelings(given))
            self._ask_until_possible(lambda: self._energy(given))
        finally:
            self._save(lambda: self._journal.mood(value, note=note, **given))

    def _feelings(self, given: dict[str, Any]) -> bool:
        if typed := self._names("feeling"):
            given["feelings"] = distinct_labels(typed, "the feeling")
        return bool(typed)

    def _energy(self, given: dict[str, Any]) -> bool:
        low, high = schema.ENERGY_SCALE
        while (typed := self._lines.line("  energy > ").strip()) == HELP:
            self._show(f"  A number from {low}, hardly any, to {high}, a great deal.")
        if typed:
            given["energy"] = scale_value(typed, schema.ENERGY_SCALE, "energy")
        return bool(typed)

    def _pattern(self) -> bool:
        self._show(_PATTERN)
        while (label := self._lines.line("> ", lambda: self._known("pattern"))).strip() == HELP:
            self._show_labels()
        if not label.strip():
            return False
        checked_label(label, "the label")
        people: list[str] = []
        self._ask_until_possible(lambda: self._people(people))
        parts: dict[str, str | None] = {}
        for name in _PARTS:
            self._ask_until_possible(partial(self._part, name, parts))
        wish, other, self_ = (parts.get(name) for name in _PARTS)
        self._save(lambda: self._journal.pattern(label, people=people, wish=wish, other=other, self_=self_))
        return True

    def _people(self, people: list[str]) -> bool:
        people[:] = distinct_labels(self._names("person"), "the name of a person")
        return bool(people)

    def _part(self, name: str, parts: dict[str, str | None]) -> bool:
        question, help_text = _PARTS[name]
        while (typed := self._lines.line(f"  {question} > ")).strip() == HELP:
            self._show(f"  {help_text}")
        parts[name] = checked_or_none(typed if typed.strip() else None, question)
        return bool(typed.strip())

    def _names(self, of: LabelKind) -> list[str]:
        """Ask for names with commas between them."""
        question = f"  {_NAMED[of]} > "
        while (typed := self._lines.line(question, lambda: self._known(of))).strip() == HELP:
            known = ", ".join(map(visible_line, self._known(of)))
            self._show(f"  Names with commas between them. {f'So far: {known}' if known else 'There are none yet.'}")
        return [name.strip() for name in typed.split(",") if name.strip()]

    def _known(self, of: LabelKind) -> list[str]:
        """Return the names in force that are not retired."""
        return [row["label"] for row in self._rows(of)]

    def _rows(self, of: LabelKind) -> list[dict[str, Any]]:
        rows = self._journal.labels()
        return [row for row in rows if row["of"] == of and not row["retired"] and row["merged_into"] is None]

    def _show_labels(self) -> None:
        """Show the labels, with what those that ship mean."""
        rows = self._rows("pattern")
        width = max((len(row["label"]) for row in rows if row.get("gloss")), default=0)
        self._show("A name for what happened between you: one of these, or one of your own.")
        for row in rows:
            self._show(f"  {visible_line(row['label']):<{width}}  {row.get('gloss') or ''}".rstrip())

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
