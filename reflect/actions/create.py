"""Record an entry: check the values of a mood, a pattern, a note or a session, and save it."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, SupportsIndex, cast

from reflect.errors import ImpossibleValueError, LockedError
from reflect.model import schema
from reflect.model.choices import Kind
from reflect.model.schema import Entry
from reflect.model.text import checked, checked_label, checked_or_none, distinct_labels
from reflect.store.store import Store

if TYPE_CHECKING:
    from reflect.model.labels import NewLabel
    from reflect.model.when import When


_PARTS = {"wish": "the wish", "other": "what they did", "self": "what you did", "note": "the note"}
"""The parts of a pattern, each as an error names it."""


class Saved(NamedTuple):
    """A recorded entry."""

    entry: Entry
    shown: Entry
    """The entry with the current names of its labels."""
    new_labels: "tuple[NewLabel, ...]" = ()
    """The labels never used before."""
    is_ambiguous: bool = False
    """The wall clock shows its time twice; it has the first of the two."""
    is_locked: bool = False
    """The journal is locked: the entry waits in the inbox, and the next command that writes with the key adds it."""


def record_mood(
    store: Store,
    value: SupportsIndex | None,
    energy: SupportsIndex | None,
    feelings: Iterable[str],
    note: str | None,
    *,
    at: "When | None",
    private: bool,
) -> Saved:
    """As `Journal.mood`."""
    scale, feelings = store.settings.scale, tuple(feelings)
    if value is None and energy is None and not feelings and note is None:
        raise ImpossibleValueError("a mood has a value, an energy, a feeling or a note")
    own = {
        "value": None if value is None else schema.checked_whole(value, scale, "mood"),
        "scale": list(scale),
        "energy": None if energy is None else schema.checked_whole(energy, schema.ENERGY_SCALE, "energy"),
        "feelings": distinct_labels(feelings, "the feeling"),
        "note": checked_or_none(note, "the note"),
    }
    return _save(store, "mood", own, at, private=private)


def record_pattern(
    store: Store,
    label: str,
    people: Iterable[str],
    parts: Mapping[str, str | None],
    *,
    at: "When | None",
    private: bool,
) -> Saved:
    """As `Journal.pattern`; `parts` are wish, other, self and note."""
    own = {
        "label": checked_label(label, "the label"),
        "with": distinct_labels(tuple(people), "the name of a person"),
        **{name: checked_or_none(parts[name], what) for name, what in _PARTS.items()},
    }
    return _save(store, "pattern", own, at, private=private)


def record_note(store: Store, text: str, *, at: "When | None", private: bool) -> Saved:
    """As `Journal.note`."""
    return _save(store, "note", {"text": checked(text, "the text")}, at, private=private)


def record_session(store: Store, note: str | None, *, at: "When | None", private: bool) -> Saved:
    """As `Journal.session`."""
    return _save(store, "session", {"note": checked_or_none(note, "the note")}, at, private=private)


def is_locked(store: Store) -> bool:
    """Return whether a store is locked that takes entries given whole.

    Raises:
        LockedError: it is locked, and takes none.
    """
    try:
        store.files.unlock()
    except LockedError as locked:
        from reflect.store import inbox

        inbox.recipient_for(store, locked)
        store.files.seal.refused = locked
        return True
    return False


def _save(store: Store, kind: Kind, own: Mapping[str, Any], at: "When | None", *, private: bool) -> Saved:
    """Save an entry with the fields `own` of its kind, at the time `at` (None: now)."""
    happened, ambiguous = (store.clock.now(), False) if at is None else store.moment(at)
    entry = store.new_entry(kind, own, happened, private=private)
    if any("," in name for name in (own.get("label", ""), *own.get("with", ()), *own.get("feelings", ()))):
        from reflect.actions.labels import check_commas

        check_commas(store, entry)
    try:
        store.files.unlock()
    except LockedError as locked:
        from reflect.store import inbox

        inbox.add(store, entry, locked)
        return Saved(entry, entry, (), ambiguous, is_locked=True)
    shown, new = entry, tuple["NewLabel", ...]()
    with store.writing() as change:
        if kind == "pattern" or cast("dict[str, Any]", entry).get("feelings"):
            from reflect.actions import history
            from reflect.model.labels import used

            shown = store.names().with_current_names(entry)
            new = history.new_labels(store, used(entry), caching=True)
        change.add([entry])
    return Saved(entry, shown, new, ambiguous)
