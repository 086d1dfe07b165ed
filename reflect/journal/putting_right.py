"""Putting right what was written: change fields of an entry, or take entries out."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from reflect.entries import kinds
from reflect.entries.day import day_of
from reflect.entries.kinds import Entry
from reflect.entries.text import checked, checked_label, distinct_labels
from reflect.errors import ImpossibleValueError, StoreError
from reflect.store.change import Changed

if TYPE_CHECKING:
    from reflect.journal import Journal

_COMMON = ("at", "private")
_WORDS = ("text", "note", "wish", "other", "self")
_OWN: Mapping[str, tuple[str, ...]] = {
    "mood": ("value", "energy", "feelings", "note"),
    "pattern": ("label", "with", "wish", "other", "self", "note"),
    "answer": ("text",),
    "offer": (),
    "pass": (),
    "note": ("text",),
    "session": ("note",),
}


class Gone(NamedTuple):
    """What was deleted for good."""

    changed: list[Changed]
    copies: list[str]
    """The files of the store that still hold one of the entries."""


def words_field(entry: Entry) -> str:
    """Return the field that holds the words of an entry: the one that the editor opens.

    Raises:
        ImpossibleValueError: this kind holds no words.
    """
    if "text" in _OWN[entry["kind"]]:
        return "text"
    if "note" in _OWN[entry["kind"]]:
        return "note"
    message = f"there is nothing to edit in an entry of the kind {entry['kind']}."
    raise ImpossibleValueError(message)


def edit(journal: "Journal", typed_id: str, changes: Mapping[str, object], begun: Entry | None) -> Changed:
    """As `Journal.edit`."""
    found = journal.diary.find(typed_id)
    _check(journal, found, changes)
    with journal.writing() as change:
        before = journal.diary.find(found["id"])  # again, now that nobody else writes
        if begun is not None and changes and before != begun:
            message = "the entry was changed elsewhere meanwhile. Nothing was changed."
            raise ImpossibleValueError(message)
        after = _after(journal, before, changes)
        if after != before:
            after["edited_at"] = journal.clock.now().isoformat(timespec="seconds")
            change.replace(before, after)
    return Changed(before["id"], before, after)


def delete(journal: "Journal", typed_ids: Sequence[str]) -> list[Changed]:
    """As `Journal.delete`."""
    ids = _ids(journal, typed_ids)
    with journal.writing() as change:
        found = [journal.diary.find(entry_id) for entry_id in ids]
        change.delete(found, journal.clock.now().isoformat(timespec="seconds"))
    return [Changed(entry["id"], entry, None) for entry in found]


def delete_forever(journal: "Journal", typed_ids: Sequence[str]) -> Gone:
    """As `Journal.delete_forever`."""
    from reflect.store import traces, undo

    files = journal.diary.files
    ids = _ids(journal, typed_ids)
    with journal.diary.writing() as change:
        found = [journal.diary.find(entry_id) for entry_id in ids]
        change.delete(found, journal.clock.now().isoformat(timespec="seconds"))
        for name in undo.every(files):
            step = undo.read(files, name)
            left = step.without(ids)
            if left != step:
                change.write(name, None if left == undo.Step() else undo.page(left))
        traces.clear(files)
    if files.is_waiting():
        message = (
            "deleted, and then the disk reported an error; the next command that writes clears the old files away."
        )
        raise StoreError(message)
    words = [text for entry in found for name in _WORDS if (text := cast("dict[str, str]", entry).get(name))]
    return Gone([Changed(entry["id"], entry, None) for entry in found], traces.copies(files, ids, words))


def _ids(journal: "Journal", typed_ids: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(journal.diary.find(typed)["id"] for typed in typed_ids))


def _check(journal: "Journal", entry: Entry, changes: Mapping[str, object]) -> None:
    """Refuse a change that cannot be before the lock is asked for."""
    for name in changes:
        if name not in _OWN[entry["kind"]] and name not in _COMMON:
            has = ", ".join((*_OWN[entry["kind"]], *_COMMON))
            message = f"an entry of the kind {entry['kind']} has no `{name}`; it has {has}."
            raise ImpossibleValueError(message)
    for name, value in changes.items():
        if name in _WORDS:
            checked(cast("str", value), f"the {name}")
        elif name == "label":
            checked_label(cast("str", value), "the label")
        elif name in ("with", "feelings"):
            distinct_labels(cast("list[str]", value), f"a name in `{name}`")
    _after(journal, entry, changes)


def _after(journal: "Journal", before: Entry, changes: Mapping[str, object]) -> Entry:
    after: dict[str, Any] = {**before, **changes}
    for name in ("with", "feelings"):
        if name in changes:
            after[name] = distinct_labels(after[name], name)
    if "at" in changes:
        at = journal.moment(cast("str", changes["at"])).at
        after |= {"at": at.isoformat(timespec="seconds"), "zone": journal.clock.zone.name}
        after["day"] = str(day_of(at, journal.settings.day_starts))
    try:
        return kinds.read(after)
    except kinds.FieldError as error:
        low, high = after.get("scale", kinds.ENERGY)
        sentence = {
            "value": f"mood is a whole number from {low} to {high}",
            "energy": "energy is a whole number from {} to {}".format(*kinds.ENERGY),
        }.get(error.field, str(error))
        message = f"{sentence}. Nothing was changed."
        raise ImpossibleValueError(message) from None
