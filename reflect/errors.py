"""What can be refused, and with which exit code.

Every refusal is one sentence for a person: what, where, what to do. It never holds the text of an entry.
The codes are those of the contract with scripts (README, "Exit codes").
"""

from typing import ClassVar


class ReflectError(Exception):
    """The base of every refusal; `str()` of it is the sentence shown."""

    exit_code: ClassVar[int] = 1


class ImpossibleValueError(ReflectError):
    """Wrong usage, or a value that cannot be."""

    exit_code = 2


class NotFoundError(ReflectError):
    """No such entry, label, pack or prompt."""

    exit_code = 3


class StoreError(ReflectError):
    """The store cannot be used as it is: damaged, newer, locked, not writable, full."""

    exit_code = 4


class NewerFormatError(StoreError):
    """The store, or a file of it, was written by a newer program, and is not touched by this one."""


class BadFileError(ReflectError):
    """A file handed in from outside is not what it should be."""

    exit_code = 5
