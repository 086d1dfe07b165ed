"""The questions for a mood and a pattern: ? explains each, Tab completes names, Enter skips.

The check-in shows today's prompt, then asks for an answer, a mood and patterns; each is saved as soon as it ends.
"""

import contextlib
import os
import re
import sys
from collections.abc import Callable, Collection
from functools import partial
from typing import Any, TypeVar

from reflect import Journal, Saved, Today, signals
from reflect.cli import EXIT_INTERRUPTED
from reflect.cli.commands import SPECS
from reflect.cli.context import DASH, AppContext
from reflect.cli.lines import HELP, InterruptedTextError, Lines, Names
from reflect.cli.params import scale_value
from reflect.errors import ImpossibleValueError, NotFoundError, StoreError
from reflect.model import schema
from reflect.model.choices import LabelKind
from reflect.model.ids import short
from reflect.model.schema import Entry
from reflect.model.text import checked_label, checked_or_none, distinct_labels, visible_line
from reflect.render import dates, messages

_T = TypeVar("_T")
Save = Callable[[Callable[..., Saved], dict[str, Any]], None]
"""Calls a verb of the journal with these arguments, and shows what was saved."""
ANSWER = "Answer   Enter to skip · an empty line to finish · - to pass · ? for help"
ANSWER_HELP = (
    "Write as many lines as you like; an empty line saves them. Enter alone skips the question, - alone passes today's"
    " prompt. If you leave with Ctrl-C, the lines you have finished are saved as a draft."
)
_PATTERN = "Pattern   a word of your own, or one that ? lists · Enter to skip"
_SKIP_EACH = "  Enter to skip each · commas between {}"
_COMMANDS = frozenset(spec.name for spec in SPECS)
_LEAVING = frozenset({"exit", "quit"})
_ENDS = {(1, 7): ("very unpleasant", "very pleasant", ", 4 neutral")}
"""What the lowest, the highest and the middle mood of a scale are called."""
_PARTS = {
    "wish": ("what you wanted", "What you wanted of the other person, in your own words: to be asked."),
    "other": ("what they did", "What the other person did then, in your own words: looked at the phone."),
    "self_": ("what you did", "What you did then, in your own words: went quiet."),
}
_FIRST_WORD = re.compile(r"\s*(\S+)\s*(.*)", re.DOTALL)
_NAMED = {
    "feeling": ("feelings", "How it felt, in your own words, separated by commas: tired, left out."),
    "person": ("with", "Who it was with, names separated by commas: Sam, Ines."),
}


def refuse_command(typed: str, *, is_text: bool) -> None:
    """Refuse a command typed as an answer: `reflect undo`, and unless it `is_text` the person writes also `undo` alone.

    Raises:
        ImpossibleValueError: it is one.
    """
    words = typed.casefold().split()
    if words[:1] == ["reflect"] and words[1:]:
        words = words[1:]
    elif is_text or len(words) != 1:
        return
    if "\n" not in typed and words[0] in _COMMANDS | _LEAVING:
        then = f", then type `reflect {words[0]}`" if words[0] in _COMMANDS else ""
        raise ImpossibleValueError("that is a command", f"Ctrl-D ends the questions{then}")


class Questions:
    """The questions of one run, on its terminal."""

    def __init__(self, app: AppContext) -> None:
        """Turn on line editing."""
        self._app = app
        self._journal: Journal = app.journal
        self._lines = Lines()

    def until_possible(self, ask: Callable[[], _T]) -> _T:
        """Ask until the answer is valid or skipped, and return it."""
        while True:
            try:
                return ask()
            except ImpossibleValueError as error:
                sentence = str(error)
                self._show("\n".join([sentence[:1].upper() + sentence[1:], *getattr(error, "__notes__", ())]))

    def mood(self, save: Save, *, before: Callable[[str], bool] = lambda _: False) -> bool:
        """Ask for a mood, then for feelings and energy, and `save` it once; return whether one was given.

        `before` gets the input and returns whether it dealt with it, so that the question is asked again.
        """
        low, high = scale = self._journal.scale
        lowest, highest, middle = _ENDS.get(scale, ("", "", ""))
        ends = f"{low} {lowest}".rstrip(), f"{high} {highest}".rstrip()
        help_text = f"A number: {ends[0]}{middle}, {ends[1]}. Then words if you like: {high} after the walk."
        self._show(f"Mood   {ends[0]} to {ends[1]}, then any words · Enter to skip")
        while before(typed := self._line("> ", lambda: help_text).strip()):
            pass
        found = _FIRST_WORD.fullmatch(typed)
        if found is None:
            return False
        try:
            value = scale_value(found[1], scale)
        except ImpossibleValueError as error:
            if not found[1].lstrip("-").isdigit():
                error.add_note("Words go after the number. The Up key brings back what you typed.")
            raise
        self._save_mood(save, {"value": value, "note": found[2] or None})
        return True

    def _save_mood(self, save: Save, given: dict[str, Any]) -> None:
        """Ask for feelings and energy, then save the mood once, also if the person leaves at one of them."""
        try:
            self._show(_SKIP_EACH.format("feelings"))
            given["feelings"] = self.until_possible(lambda: distinct_labels(self._names("feeling"), "the feeling"))
            given["energy"] = self.until_possible(self._energy)
        except (EOFError, KeyboardInterrupt):
            with contextlib.suppress(OSError):  # the terminal may be gone
                self._show("")  # the line of the question is not ended
            raise
        finally:
            save(self._journal.mood, given)

    def _energy(self) -> int | None:
        low, high = schema.ENERGY_SCALE
        help_text = f"  A number from {low}, hardly any, to {high}, a great deal."
        typed = self._line("  energy > ", lambda: help_text).strip()
        return scale_value(typed, schema.ENERGY_SCALE, "energy") if typed else None

    def pattern(self, save: Save, *, known: Collection[str] = ()) -> bool:
        """Ask for a pattern and each of its parts but the `known` ones, `save` it, and return whether one was given."""
        self._show(_PATTERN)
        label = self._line("> ", self._labels, lambda: self._known("pattern"))
        if not label.strip():
            return False
        names = self._journal.split_names([label], of="pattern")
        if len(names) != 1 or not names[0].strip(" ,"):  # said before its parts are written, which would be lost
            raise ImpossibleValueError("pattern must be one label, without a comma")
        given: dict[str, Any] = {"label": checked_label(names[0], "the label")}
        if "people" not in known:
            self._show(_SKIP_EACH.format("names"))
            given["people"] = self.until_possible(
                lambda: distinct_labels(self._names("person"), "the name of a person")
            )
        given |= {name: self.until_possible(partial(self._part, name)) for name in _PARTS if name not in known}
        save(self._journal.pattern, given)
        return True

    def _part(self, name: str) -> str | None:
        question, help_text = _PARTS[name]
        typed = self._line(f"  {question} > ", lambda: f"  {help_text}", is_text=True)
        return checked_or_none(typed if typed.strip() else None, question)

    def _names(self, of: LabelKind) -> list[str]:
        """Ask for names with commas between them."""
        name, help_text = _NAMED[of]

        def help_with_names() -> str:
            known = ", ".join(map(visible_line, self._known(of)))
            return f"  {help_text}{f' So far: {known}' if known else ''}"

        typed = self._line(f"  {name} > ", help_with_names, lambda: self._known(of))
        return self._journal.split_names([typed], of=of) if typed.strip() else []

    def _line(
        self, question: str, help_text: Callable[[], str], names: Names | None = None, *, is_text: bool = False
    ) -> str:
        """Return the next line; ? shows the help. A command is refused, unless one of the `names` is the same word."""
        while (typed := self._lines.line(question, names)).strip() == HELP:
            self._show(help_text())
        try:
            refuse_command(typed, is_text=is_text)
        except ImpossibleValueError:
            if names is None or typed.strip().casefold() not in map(str.casefold, names()):
                raise
        return typed

    def _known(self, of: LabelKind) -> list[str]:
        """Return the names in force that are not retired."""
        return [row["label"] for row in self._rows(of)]

    def _rows(self, of: LabelKind) -> list[dict[str, Any]]:
        rows = self._journal.labels()
        return [row for row in rows if row["of"] == of and not row["retired"] and row["merged_into"] is None]

    def _labels(self) -> str:
        """Return the labels, with what those that ship mean."""
        from reflect.render.columns import wrap

        rows = self._rows("pattern")
        width = max((len(row["label"]) for row in rows if row.get("gloss")), default=0)
        lines = []
        for row in rows:
            first = f"  {visible_line(row['label']):<{width}}  "
            lines += wrap(row.get("gloss") or "", max(self._app.width, 40), first, " " * (width + 4))
        return "\n".join([*lines, "A name for what happened between you: one of these, or one of your own."])

    def _show(self, text: str) -> None:
        self._app.out(text)
        sys.stdout.flush()


def ask(app: AppContext, of: str, show: Callable[[Saved], None], **given: Any) -> None:
    """Ask on the terminal for what is missing of a `mood` or a `pattern`, save it, and `show` that; Enter skips it.

    What is `given` is not asked for, unless it is None or empty.
    """
    questions, done = Questions(app), list[Saved]()

    def save(verb: Callable[..., Saved], answers: dict[str, Any]) -> None:
        done.append(verb(**answers, **given))
        show(done[-1])

    given = {name: value for name, value in given.items() if value not in (None, [])}
    verb = partial(questions.pattern, known=given) if of == "pattern" else questions.mood
    try:
        questions.until_possible(lambda: verb(save))
    except EOFError:  # Ctrl-D skips, as Enter does; a mood is saved then with what was answered
        if not done:
            app.out("")


# The check-in


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


class _Conversation(Questions):
    def __init__(self, app: AppContext) -> None:
        super().__init__(app)
        self._saved: list[Entry] = []
        self._has_earlier = False
        self._today: Today | None = None

    def run(self) -> None:
        today = self._today = self._journal.today()
        self._app.say_unset_clock()
        if today.prompt_text is None:
            self._show(dates.in_full(today.day))
            self._show(messages.PASSED if today.state == "passed" else messages.NONE_TODAY)
        else:
            self._show(messages.prompt(today.day, today.prompt_text, today.answers, self._app.width))
            self._show("")
        if today.state == "open":
            self.until_possible(self._answer)
        self.until_possible(lambda: self.mood(self._save, before=self._is_earlier))
        while self.until_possible(lambda: self.pattern(self._save)):
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
        self._show(ANSWER)
        while (text := self._lines.block("> ")) == HELP:
            self._show(ANSWER_HELP)
        if not text:
            return False
        refuse_command(text, is_text=True)
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

    def _save(self, verb: Callable[..., Saved], given: dict[str, Any]) -> None:
        with signals.waiting():  # no signal comes between the save and its record here
            saved = verb(**given)
            self._saved.append(saved.entry)
        self._show(messages.saved_line(saved.shown, self._journal.day(), saved.new_labels, brief=True))

    def _is_earlier(self, typed: str) -> bool:
        """Show the earlier answers if the input asks for them, and there are any."""
        if typed != "e" or not self._has_earlier:
            return False
        from reflect.cli.output import draw
        from reflect.render.entries import entry_list

        draw(self._app, entry_list(self._journal.earlier(), self._app.view))
        sys.stdout.flush()
        return True


def _is_hung_up() -> bool:
    """Return whether the terminal is gone: then the end of input was not a Ctrl-D."""
    try:
        return not os.isatty(sys.stdin.fileno())
    except (OSError, ValueError):
        return True
