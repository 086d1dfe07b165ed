"""The faults of a file that is imported, counted by their kind: one line a kind, however many rows have it."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from reflect.errors import BadFileError
from reflect.formats.rows import FileError, RowError
from reflect.model.text import counted

MAX_COUNTED: Final = 100
"""Faults of one kind, and kinds, that are counted; then it is "100 or more"."""
_MAX_PLACES = 3
_MAX_SAID = 3


class FaultKind(NamedTuple):
    """Rows with the same fault."""

    message: str
    errors: tuple[RowError, ...]
    """The first of them, `MAX_COUNTED` at most."""

    def line(self) -> str:
        """Return the one line that tells of them: how many, what, and the first places."""
        places = ", ".join(place_of(error) for error in self.errors[:_MAX_PLACES])
        more = ", …" if len(self.errors) > _MAX_PLACES else ""
        return f"{_counted(len(self.errors), MAX_COUNTED, 'line')}: {self.message} ({places}{more})"


def place_of(error: RowError) -> str:
    """Return where a fault is: its file where there are several, its line, and its date or id."""
    by = f", {error.date}" if error.date else ""
    return f"{error.path + ' ' if error.path else ''}line {error.line}{by}"


class Faults:
    """The faults of a file, or of several that are one import."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kinds: dict[str, list[RowError]] = {}
        self.places: set[tuple[str | None, int]] = set()
        """The file and line of each faulty row."""
        self.minutes: set[tuple[str, ...]] = set()
        """What the faulty rows are known by that are known by their minute."""
        self.of_file: FileError | None = None
        """Why nothing of a file can be imported."""

    def add(self, error: RowError) -> None:
        """Count a fault."""
        if isinstance(error, FileError):
            self.of_file = self.of_file or error
        self.places.add((error.path, error.line))
        self.minutes.update([error.by] if error.by else ())
        if len(self._kinds) < MAX_COUNTED or error.message in self._kinds:
            errors = self._kinds.setdefault(error.message, [])
            if len(errors) < MAX_COUNTED:
                errors.append(error)

    def __bool__(self) -> bool:
        """Return whether there is a fault."""
        return bool(self.places)

    def kinds(self) -> tuple[FaultKind, ...]:
        """Return the kinds, that of the first faulty line first."""
        kinds = [FaultKind(message, tuple(sorted(errors, key=_order))) for message, errors in self._kinds.items()]
        return tuple(sorted(kinds, key=lambda kind: _order(kind.errors[0])))


def _order(error: RowError) -> tuple[str, int]:
    return error.path or "", error.line


def first_errors(kinds: Iterable[FaultKind]) -> tuple[RowError, ...]:
    """Return the first hundred faults by line, the first of each kind among them."""
    kinds = list(kinds)
    firsts = [kind.errors[0] for kind in kinds]
    others = sorted((error for kind in kinds for error in kind.errors[1:]), key=_order)
    return tuple(sorted([*firsts, *others][:MAX_COUNTED], key=_order))


def refusal(kinds: Iterable[FaultKind], where: str, hint: str | None = None) -> BadFileError:
    """Return the one sentence that refuses a file; `hint` is what else would do where no fault has its own."""
    first, *others = kinds
    error = first.errors[0]
    inside = [error.date] if error.date else []
    inside += [f"{_more(len(first.errors) - 1)} with this fault"] if len(first.errors) > 1 else []
    also = [f"also {_places(kind)}: {kind.message}" for kind in others[:_MAX_SAID]]
    also += [f"and {len(others) - _MAX_SAID} more kinds of faults"] if len(others) > _MAX_SAID else []
    hints = dict.fromkeys(kind.errors[0].hint for kind in (first, *others) if kind.errors[0].hint)
    problem = "; ".join([error.message + (f" ({'; '.join(inside)})" if inside else ""), *also])
    where = f"{where}/{error.path}" if error.path else where
    return BadFileError(problem, "; ".join(filter(None, hints)) or hint, path=where, line=error.line)


def _places(kind: FaultKind) -> str:
    """Return the first place of a fault, and how many more lines have it."""
    place, others = place_of(kind.errors[0]), len(kind.errors) - 1
    return f"{place} and {_more(others)}" if others else place


def _more(count: int) -> str:
    return _counted(count, MAX_COUNTED - 1, "further line")


def _counted(count: int, most: int, one: str) -> str:
    return f"{most} or more {one}s" if count >= most else counted(count, one, f"{one}s")
