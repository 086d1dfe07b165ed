"""The context of one run: its streams, its terminal, and its journal, opened on first use."""

import contextlib
import os
import re
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

from reflect.errors import ImpossibleValueError
from reflect.model.text import MAX_TEXT_BYTES, ascii_form, decoded, visible, visible_path

if TYPE_CHECKING:
    from reflect import Entry, Journal
    from reflect.render.catalogue import View

DASH = "-"
"""As a text or an input file: standard input; as an output file: standard output."""
_PIPE_SECONDS = 0.2
"""How long the first words of a pipe may take to come."""
PIPE_WIDTH = 80
"""Columns through a pipe, whatever COLUMNS says."""
MIN_WIDTH = 20
"""Columns that a text takes at least."""
_COERCED_LOCALES = ("C.UTF-8", "C.utf8", "UTF-8")
"""The LC_CTYPE that Python sets if the locale is C or missing (PEP 538)."""
_EARLIEST_YEAR = 2020
"""A clock with an earlier year was never set: without a battery it starts at 1970, 1980, 2000 or 2010."""
_NOTICE = """\
A journal on this computer. It does not read, assess or send what you write.
This is not medical or crisis care: see `reflect care`"""


class AppContext:
    """The context of one run."""

    def __init__(self, store: str | None = None) -> None:
        """Use the value of `--store`."""
        self.store = store
        self._stdin_was_read = False

    # The terminal

    @property
    def is_terminal(self) -> bool:
        """Whether the program can ask questions: standard input and output are both a terminal."""
        return is_terminal(sys.stdin) and is_terminal(sys.stdout)

    @property
    def width(self) -> int:
        """Columns for output."""
        return terminal_columns() if is_terminal(sys.stdout) else PIPE_WIDTH

    @cached_property
    def ascii_only(self) -> bool:
        """Return whether the terminal shows ASCII only. Through a pipe everything is UTF-8."""
        every, kind, language = (os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
        if kind in _COERCED_LOCALES and language:  # Python itself may have set it; the person's own setting decides
            kind = None
        locale = every or kind or language or "UTF-8"
        return is_terminal(sys.stdout) and "utf8" not in locale.lower().replace("-", "")

    @property
    def view(self) -> "View":
        """How to draw entries on this terminal, or through a pipe: bold unless NO_COLOR is set or TERM is dumb."""
        from reflect.render.catalogue import View

        is_plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
        return View(self.width, ascii_only=self.ascii_only, bold=is_terminal(sys.stdout) and not is_plain)

    # The journal

    @cached_property
    def any_journal(self) -> "Journal":
        """The journal of this run, also one that is locked."""
        from reflect.journal import Journal

        return Journal.open(self.store, source="cli", new_store=self._say_new_store, say_waiting=_say_waiting)

    @cached_property
    def journal(self) -> "Journal":
        """The journal of this run, for writing; one that is locked is refused before anything is asked."""
        self.any_journal.unlock()
        return self.any_journal

    @property
    def journal_to_record(self) -> "Journal":
        """The journal of this run, for an entry given whole, which a locked one takes too, if it was open here once."""
        self.any_journal.unlock(to_record=True)
        return self.any_journal

    @property
    def journal_to_read(self) -> "Journal":
        """The journal of this run, for reading; prints a note if there is no store yet."""
        journal = self.journal_to_check
        journal.unlock()
        _ = journal.scale  # every command reports invalid settings, whether it needs them or not
        return journal

    @property
    def journal_to_check(self) -> "Journal":
        """The journal of this run, for reading, whatever is wrong in its store; also one that is locked."""
        journal = self.any_journal
        if not journal.exists():
            self.say(f"No store at {from_home(journal.path)} yet.")
        return journal

    def _say_new_store(self, path: str) -> None:
        self.say(f"New store: {from_home(path)}\n{_NOTICE}\n")

    # Input

    def text(self, typed: str | None, what: str) -> str | None:
        """Return a text; one text of a run can be `-`, for standard input.

        Raises:
            ImpossibleValueError: a second text is `-`, or standard input is closed, not UTF-8 or over 1 MiB.
        """
        if typed != DASH:
            return typed
        if self._stdin_was_read:
            raise ImpossibleValueError("only one text can be - (standard input)")
        self._stdin_was_read = True
        return decoded(stdin_bytes(MAX_TEXT_BYTES + 3), what)

    def text_of(self, argument: str | None, option: str | None, what: str) -> str | None:
        """Return a text that can be given as an argument or as an option.

        Raises:
            ImpossibleValueError: it is given as both; or as for `text`.
        """
        if argument is not None and option is not None:
            raise ImpossibleValueError(f"{what} is given twice, as an argument and as an option")
        return self.text(option if argument is None else argument, what)

    def refuse_words_on_stdin(self) -> None:
        """Refuse words that are piped to the program alone, which reads none: they would be dropped.

        A pipe that nobody writes to, as daemons leave one, is not waited for.

        Raises:
            ImpossibleValueError: standard input has something.
        """
        import select

        if sys.stdin is None:  # it was closed before the program began
            return
        with contextlib.suppress(ValueError, OSError):  # it is closed
            if is_terminal(sys.stdin) or not select.select([sys.stdin], [], [], _PIPE_SECONDS)[0]:
                return
            if sys.stdin.buffer.read(1):
                problem = "without a command it takes nothing from a pipe"
                raise ImpossibleValueError(problem, "`reflect note -` saves a text from standard input")

    def check_can_ask(self, *, yes: bool) -> None:
        """Refuse a command that cannot ask its question, before it prints anything.

        Raises:
            ImpossibleValueError: there is no terminal to ask on, and `yes` is not set.
        """
        if not yes and not self.is_terminal:
            raise ImpossibleValueError("there is no terminal to ask on; add --yes")

    def confirmed(self, question: str, *, yes: bool, if_not: str = "Nothing was changed.") -> bool:
        """Ask a question with the answers y and n; `yes` answers it, and after a no it prints `if_not`.

        Raises:
            ImpossibleValueError: there is no terminal to ask on.
        """
        self.check_can_ask(yes=yes)
        if yes:
            return True
        asked = wrapped(f"{question} [y/N]", sys.stdout) + " "
        while (typed := _line(asked).strip().lower()) == "?":
            self.out("y for yes; n or Enter for no.")
        agreed = typed in ("y", "yes")
        if not agreed:
            self.say(if_not)
        return agreed

    # Output

    def out(self, text: str) -> None:
        """Print a result; on a terminal its lines are broken at words."""
        self.write(wrapped(text, sys.stdout))

    def write(self, text: str) -> None:
        """Print a result with its lines as they are."""
        sys.stdout.write(ascii_form(text + "\n") if self.ascii_only else text + "\n")

    def result(self, value: object, text: str, *, as_json: bool) -> None:
        """Print a result, as JSON or as a text."""
        if as_json:
            self.out_json(value)
        else:
            self.out(text)

    def out_json(self, value: object) -> None:
        """Print a result as JSON, on one line."""
        from reflect.model import strict_json

        sys.stdout.write(strict_json.dump_line(value) + "\n")

    def say(self, text: str) -> None:
        """Print a message that is not a result, on standard error; on a terminal its lines are broken at words."""
        sys.stdout.flush()
        text = wrapped(text, sys.stderr)
        sys.stderr.write(ascii_form(text + "\n") if self.ascii_only else text + "\n")
        sys.stderr.flush()

    def say_unset_clock(self) -> None:
        """Warn if the clock seems never to have been set, since it dates entries."""
        now = self.any_journal.clock.now()
        if now.year < _EARLIEST_YEAR:
            shown = now.isoformat(" ")[:16]
            self.say(f"The clock says {shown}, and what you save now is dated by it; set the clock if that is wrong.")

    def say_ambiguous_time(self, entry: "Entry") -> None:
        """Say that the local time of an entry happens twice."""
        self.say(f"{entry['at'][11:16]} happens twice on that day; the first of the two is used.")

    def say_warnings(self) -> None:
        """Print the warnings of the run, once, at its end."""
        if "any_journal" in self.__dict__:
            for line in self.any_journal.warnings:
                self.say(visible(line))


def _line(question: str) -> str:
    """Return a line that the person types; Ctrl-D is an empty one."""
    try:
        return input(question)
    except EOFError:
        sys.stdout.write("\n")
        return ""


def _say_waiting() -> None:
    with contextlib.suppress(OSError):  # it waits even if it cannot say so
        sys.stderr.write("Waiting for another reflect command to finish.\n")
        sys.stderr.flush()


def wrapped(text: str, stream: Any) -> str:
    """Return a text for a terminal with lines broken at words; it is as it was for anything else."""
    if not is_terminal(stream):
        return text
    columns = terminal_columns()
    if text.isascii() and all(len(line) <= columns for line in text.split("\n")):
        return text
    return "\n".join(_broken(line, max(columns, MIN_WIDTH)) for line in text.split("\n"))


def _broken(line: str, columns: int) -> str:
    """Return a line broken at words. A word longer than a line, such as a path, stays whole, to be copied."""
    from reflect.render.columns import width_of

    text, used = "", 0
    for word in re.findall(r" *[^ ]+", line):
        if used + width_of(word) > columns and text and width_of(word.strip()) + 2 <= columns:
            text, used = f"{text}\n  {word.strip()}", 2 + width_of(word.strip())
        else:
            text, used = text + word, used + width_of(word)
    return text


def terminal_columns() -> int:
    """Return the columns of the terminal."""
    import shutil

    return shutil.get_terminal_size((PIPE_WIDTH, 24)).columns


def is_terminal(stream: Any) -> bool:
    """Return whether a stream is a terminal; a closed or missing one is not."""
    try:
        return bool(stream and stream.isatty())
    except ValueError:  # closed
        return False


def stdin_bytes(most: int = -1) -> bytes:
    """Return standard input, `most` bytes at most.

    Raises:
        ImpossibleValueError: it is closed.
    """
    try:
        return sys.stdin.buffer.read(most)
    except (AttributeError, ValueError, OSError):
        raise ImpossibleValueError("standard input is closed") from None


def from_home(path: str) -> str:
    """Return a path for a person, with ~ for the home folder."""
    home = os.path.expanduser("~")
    return visible_path(f"~{path[len(home) :]}" if home != "/" and path.startswith(home + os.sep) else path)
