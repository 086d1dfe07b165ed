"""The errors, and their exit codes.

An error is data: the problem, its place, and what to do. Only this module makes the sentence; "Nothing was changed."
is added once, where the command line prints the error (`reflect.cli.app`).
No error holds the text of an entry. The codes are those of the contract with scripts (README, "Exit codes").
"""

from typing import ClassVar


class ReflectError(Exception):
    """The base of every error; `str()` is one sentence for a person."""

    exit_code: ClassVar[int] = 1
    changed_nothing: ClassVar[bool] = True
    """Whether nothing was changed, so that a failed command may say so."""

    def __init__(
        self, problem: str, hint: str | None = None, *, path: str | None = None, line: int | None = None
    ) -> None:
        """Use these parts of the sentence, none of which ends with a full stop.

        Args:
            problem: what is wrong. After a path it continues the sentence: "is not UTF-8".
            hint: what to do, or a form that works.
            path: the file, as it can be shown.
            line: the line of that file, from 1.
        """
        super().__init__(problem)
        self.problem = problem
        self.hint = hint
        self.path = path
        self.line = line

    @property
    def clause(self) -> str:
        """The sentence without its full stop, to quote in another error."""
        where = "" if self.path is None else f"{self.path} " if self.line is None else f"{self.path} line {self.line}: "
        return where + self.problem + ("" if self.hint is None else f"; {self.hint}")

    def __str__(self) -> str:
        """Return the sentence."""
        return self.clause + ("" if self.clause.endswith(("?", ".")) else ".")


class ImpossibleValueError(ReflectError):
    """Wrong usage, or a value that is not valid."""

    exit_code = 2


class NotFoundError(ReflectError):
    """No such entry, label, pack or prompt."""

    exit_code = 3


class StoreError(ReflectError):
    """The store cannot be used as it is: damaged, newer, locked, not writable, full."""

    exit_code = 4


_commits = 0


def note_commit() -> None:
    """Note that this process changed the store: what it reads afterwards may fail, and something was changed."""
    global _commits  # noqa: PLW0603 - of the process
    _commits += 1


def has_committed() -> bool:
    """Return whether this process changed the store."""
    return _commits > 0


class ChangedAndThenError(StoreError):
    """The change was made, and then the disk reported an error: whether it lasts is not known."""

    changed_nothing = False


class NewerFormatError(StoreError):
    """The store, or a file of it, was written by a newer program, and is not touched by this one."""


class BadFileError(ReflectError):
    """A file given to import, pack or restore is not valid."""

    exit_code = 5


class LockedError(ReflectError):
    """The journal is encrypted, and there is no key here that opens it: never damage."""

    exit_code = 6


class WrongPassphraseError(LockedError):
    """A passphrase does not open the key of the store."""


class PassphraseNeededError(LockedError):
    """The journal at the other side of a sync is encrypted, and the one here is not yet."""


class UnreachableError(ReflectError):
    """The other side of a sync cannot be reached, or kept changing; what came before that is saved."""

    exit_code = 7
    changed_nothing = False
