"""Keeping what is written down: a mood, a pattern, a note, a session."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, SupportsIndex, cast

from reflect.errors import ImpossibleValueError
from reflect.model import schema
from reflect.model.choices import Kind
from reflect.model.schema import Entry
from reflect.model.text import checked, checked_label, checked_or_none, distinct_labels
from reflect.store.store import Store

if TYPE_CHECKING:
    from reflect.model.when import When


class Saved(NamedTuple):
    """An entry that was kept."""

    entry: Entry
    shown: Entry
    """The same with the names of its labels that are in force."""
    new_labels: tuple[str, ...] = ()
    """Those of its labels that were never used before."""
    twice: bool = False
    """Its local time happens twice, and the first was taken."""


def _save(store: Store, kind: Kind, own: Mapping[str, object], at: "When | None", *, private: bool) -> Saved:
    """Keep an entry with these fields of its own, at the time that was typed (None: now).

    Raises:
        ImpossibleValueError: a time that cannot be.
        StoreError: the store cannot be used; nothing was changed.
    """
    happened, twice = (store.clock.now(), False) if at is None else store.moment(at)
    entry = store.new_entry(kind, own, happened, private=private)
    shown, new = entry, tuple[str, ...]()
    with store.writing() as change:
        if kind == "pattern" or cast("dict[str, Any]", entry).get("feelings"):
            from reflect.actions import history

            naming = store.names()
            shown, new = naming.with_current_names(entry), history.new_labels(store, entry, naming)
        change.add([entry])
    return Saved(entry, shown, new, twice)


def mood(
    store: Store,
    value: SupportsIndex | None,
    energy: SupportsIndex | None,
    feelings: Sequence[str],
    note: str | None,
    *,
    at: "When | None",
    private: bool,
) -> Saved:
    """As `Journal.mood`."""
    low, high = scale = store.settings.scale
    if value is None and energy is None and not feelings and note is None:
        raise ImpossibleValueError("a mood has a value, an energy, a feeling or a note")
    own = {
        "value": None if value is None else on_scale(value, low, high, "mood"),
        "scale": list(scale),
        "energy": None if energy is None else on_scale(energy, *schema.ENERGY_SCALE, "energy"),
        "feelings": distinct_labels(feelings, "the feeling"),
        "note": checked_or_none(note, "the note"),
    }
    return _save(store, "mood", own, at, private=private)


def pattern(
    store: Store,
    label: str,
    people: Sequence[str],
    parts: Mapping[str, str | None],
    *,
    at: "When | None",
    private: bool,
) -> Saved:
    """As `Journal.pattern`; `parts` are wish, other, self and note."""
    own = {
        "label": checked_label(label, "the label"),
        "with": distinct_labels(people, "the name of a person"),
        "wish": checked_or_none(parts["wish"], "the wish"),
        "other": checked_or_none(parts["other"], "the response of the other"),
        "self": checked_or_none(parts["self"], "the response of the self"),
        "note": checked_or_none(parts["note"], "the note"),
    }
    return _save(store, "pattern", own, at, private=private)


def note(store: Store, text: str, *, at: "When | None", private: bool) -> Saved:
    """As `Journal.note`."""
    return _save(store, "note", {"text": checked(text, "the text")}, at, private=private)


def session(store: Store, note: str | None, *, at: "When | None", private: bool) -> Saved:
    """As `Journal.session`."""
    return _save(store, "session", {"note": checked_or_none(note, "the note")}, at, private=private)


def on_scale(value: SupportsIndex, low: int, high: int, what: str) -> int:
    """Return `value` if it lies on the scale.

    Raises:
        ImpossibleValueError: it does not.
    """
    if schema.is_whole(value) and low <= value <= high:
        return value
    raise ImpossibleValueError(f"{what} is a whole number from {low} to {high}")
