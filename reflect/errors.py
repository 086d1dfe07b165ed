"""What can be refused, and with which exit code.

An error is data: what is wrong, where, and what to do. The sentence is made of it here and nowhere else; what a failed
command adds to it ("Nothing was changed.") is added once, where the command line prints it (`reflect.cli.lazy`).
No error holds the text of an entry. The codes are those of the contract with scripts (README, "Exit codes").
"""

from typing import ClassVar


class ReflectError(Exception):
    """The base of every refusal; `str()` of it is one sentence for a person."""

    exit_code: ClassVar[int] = 1
    changed_nothing: ClassVar[bool] = True
    """Nothing was changed before it; so a command that fails may say."""

    def __init__(
        self, problem: str, hint: str | None = None, *, path: str | None = None, line: int | None = None
    ) -> None:
        """Take the parts of the sentence, none of which ends with a full stop.

        Args:
            problem: what is wrong. With a path it goes on from it: "is not UTF-8".
            hint: what to do, or a form that works.
            path: the file it is about, as it may be shown.
            line: the line of that file, from 1.
        """
        super().__init__(problem)
        self.problem = problem
        self.hint = hint
        self.path = path
        self.line = line

    @property
    def clause(self) -> str:
        """The sentence without its full stop, for an error that is about this one."""
        where = "" if self.path is None else f"{self.path} " if self.line is None else f"{self.path} line {self.line}: "
        return where + self.problem + ("" if self.hint is None else f"; {self.hint}")

    def __str__(self) -> str:
        """Return the sentence."""
        return self.clause + ("" if self.clause.endswith(("?", ".")) else ".")


class ImpossibleValueError(ReflectError):
    """Wrong usage, or a value that cannot be."""

    exit_code = 2


class NotFoundError(ReflectError):
    """No such entry, label, pack or prompt."""

    exit_code = 3


class StoreError(ReflectError):
    """The store cannot be used as it is: damaged, newer, locked, not writable, full."""

    exit_code = 4


class ChangedAndThenError(StoreError):
    """The change was made, and then the disk reported an error: whether it lasts is not known."""

    changed_nothing = False


class NewerFormatError(StoreError):
    """The store, or a file of it, was written by a newer program, and is not touched by this one."""


class BadFileError(ReflectError):
    """A file handed in from outside is not what it should be."""

    exit_code = 5
