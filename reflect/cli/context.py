"""What a command stands in: the streams, the terminal, and the journal, opened when it is first asked for."""

import os
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

from reflect.errors import ImpossibleValueError
from reflect.model.text import ascii_form, visible, visible_line, visible_path

if TYPE_CHECKING:
    from reflect.journal import Journal
    from reflect.render.catalogue import View

NARROW = 80
"""Columns through a pipe, whatever COLUMNS says."""
_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")
"""What Python sets LC_CTYPE to where the locale is C or is not there (PEP 538)."""
_NOTICE = """\
A notebook on this computer. It does not read, assess or send what you write.
It is not care: reflect care"""


class AppContext:
    """The surroundings of one run."""

    def __init__(self, store: str | None = None) -> None:
        """Take what `--store` says."""
        self.store = store

    @property
    def is_terminal(self) -> bool:
        """Tell whether a person can be asked: standard input and output are both a terminal."""
        return is_terminal(sys.stdin) and is_terminal(sys.stdout)

    @property
    def width(self) -> int:
        """Columns for output."""
        if not is_terminal(sys.stdout):
            return NARROW
        import shutil

        return shutil.get_terminal_size((NARROW, 24)).columns

    @property
    def is_plain(self) -> bool:
        """Tell whether output is to be without bold: no terminal, NO_COLOR, or TERM=dumb."""
        environ = os.environ
        return not is_terminal(sys.stdout) or bool(environ.get("NO_COLOR")) or environ.get("TERM") == "dumb"

    @cached_property
    def ascii_only(self) -> bool:
        """Tell whether the terminal cannot show signs beyond ASCII. Through a pipe everything is UTF-8."""
        every, kind, language = (os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
        if kind in _COERCED and language:  # Python itself may have put it there; what the person set decides
            kind = None
        locale = every or kind or language or "UTF-8"
        return is_terminal(sys.stdout) and "utf8" not in locale.lower().replace("-", "")

    @property
    def view(self) -> "View":
        """How entries are to be shown: on this terminal, else as through a pipe."""
        from reflect.render.catalogue import View

        return View(self.width, ascii_only=self.ascii_only, bold=not self.is_plain)

    @cached_property
    def journal(self) -> "Journal":
        """The notebook of this run, for writing."""
        from reflect.journal import Journal

        return Journal.open(self.store, source="cli", new_store=self._new_store)

    @property
    def reading(self) -> "Journal":
        """The notebook of this run, for reading; says so where there is none yet."""
        journal = self.as_it_is
        journal.settings()  # what is wrong in the settings is told by every command, whether it needs them or not
        return journal

    @property
    def as_it_is(self) -> "Journal":
        """The notebook of this run, for reading, whatever is wrong in it."""
        journal = self.journal
        if not journal.exists():
            self.say(f"No store at {self.shown(journal.path)} yet.")
        return journal

    def tell_met(self) -> None:
        """Tell what the run met in the store that it was not asked for: once, when all else is said."""
        if "journal" in self.__dict__:
            for line in self.journal.warnings:
                self.say(visible(line))

    def out(self, text: str) -> None:
        """Print a result."""
        sys.stdout.write(ascii_form(text + "\n") if self.ascii_only else text + "\n")

    def out_json(self, value: object) -> None:
        """Print a result as JSON, on one line."""
        from reflect.model import strict_json

        sys.stdout.write(strict_json.line(value) + "\n")

    def say(self, text: str) -> None:
        """Tell the person something that is no result: on standard error."""
        sys.stdout.flush()
        sys.stderr.write(ascii_form(text + "\n") if self.ascii_only else text + "\n")
        sys.stderr.flush()

    def can_ask(self, *, yes: bool) -> None:
        """Refuse a command that has a question, before it prints what the question is about.

        Raises:
            ImpossibleValueError: there is no terminal to ask on, and `yes` does not answer it.
        """
        if not yes and not self.is_terminal:
            raise ImpossibleValueError("there is no terminal to ask on; add --yes")

    def confirmed(self, question: str, *, yes: bool, left: str = "Nothing was changed.") -> bool:
        """Ask a question that is answered with y or n; `yes` answers it, and `left` is said where the answer is no.

        Raises:
            ImpossibleValueError: there is no terminal to ask on.
        """
        self.can_ask(yes=yes)
        if yes:
            return True
        agreed = input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
        if not agreed:
            self.say(left)
        return agreed

    @staticmethod
    def shown(path: str) -> str:
        """Return a path as a person reads it, with ~ for the home folder."""
        from reflect.model.text import visible_path

        home = os.path.expanduser("~")
        return visible_path(f"~{path[len(home) :]}" if home != "/" and path.startswith(home + os.sep) else path)

    @staticmethod
    def shown_input(file: str) -> str:
        """Return what a refusal calls a file that was named; `-` is standard input."""
        return visible_path(file)

    def _new_store(self, path: str) -> None:
        self.say(f"New store: {self.shown(path)}\n{_NOTICE}\n")


def is_terminal(stream: Any) -> bool:
    """Tell whether a stream is a terminal; one that is closed, or was never there, is none."""
    try:
        return bool(stream and stream.isatty())
    except ValueError:  # closed
        return False


def quoted(typed: str) -> str:
    """Return what was typed as a refusal names it: safe, and no longer than a line."""
    return visible_line(typed)[:40]
