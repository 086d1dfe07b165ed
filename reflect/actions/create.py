"""Keeping what is written down: a mood, a pattern, a note, a session."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from reflect.errors import ImpossibleValueError
from reflect.model import values
from reflect.model.schema import Entry, Kind
from reflect.model.text import checked_or_none, distinct_labels

if TYPE_CHECKING:
    from reflect.journal import Journal


class Kept(NamedTuple):
    """An entry that was kept."""

    entry: Entry
    shown: Entry
    """The same with the names of its labels that are in force."""
    new_labels: tuple[str, ...] = ()
    """Those of its labels that were never used before."""
    twice: bool = False
    """Its local time happens twice, and the first was taken."""


def keep(journal: "Journal", kind: Kind, own: Mapping[str, object], at: str | None, *, private: bool) -> Kept:
    """Keep an entry with these fields of its own, at the time that was typed (None: now).

    Raises:
        ImpossibleValueError: a time that cannot be.
        StoreError: the store cannot be used; nothing was changed.
    """
    happened, twice = (journal.clock.now(), False) if at is None else journal.moment(at)
    entry = journal.entry(kind, own, happened, private=private)
    shown, new = entry, tuple[str, ...]()
    with journal.writing() as change:
        if kind == "pattern" or cast("dict[str, Any]", entry).get("feelings"):
            from reflect.actions import history

            naming = journal.naming()
            shown, new = naming.told(entry), history.new_labels(journal, entry, naming)
        change.add([entry])
    return Kept(entry, shown, new, twice)


def mood(
    scale: tuple[int, int], value: int | None, energy: int | None, feelings: Sequence[str], note: str | None
) -> dict[str, object]:
    """Return the fields of a mood on this scale.

    Raises:
        ImpossibleValueError: a value that cannot be, or nothing to keep.
    """
    if value is None and energy is None and not feelings and note is None:
        message = "a mood has a value, an energy, a feeling or a note. Nothing was changed."
        raise ImpossibleValueError(message)
    return {
        "value": None if value is None else on_scale(value, *scale, "mood"),
        "scale": list(scale),
        "energy": None if energy is None else on_scale(energy, *values.ENERGY, "energy"),
        "feelings": distinct_labels(feelings, "the feeling"),
        "note": checked_or_none(note, "the note"),
    }


def on_scale(value: int, low: int, high: int, what: str) -> int:
    """Return `value` if it lies on the scale.

    Raises:
        ImpossibleValueError: it does not.
    """
    if values.is_whole(value) and low <= value <= high:
        return value
    message = f"{what} is a whole number from {low} to {high}. Nothing was changed."
    raise ImpossibleValueError(message)
