"""Putting right what was written: change fields of an entry, or take entries out."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from reflect.errors import ImpossibleValueError, NotFoundError, StoreError
from reflect.model import schema, values
from reflect.model.dates import day_of
from reflect.model.ids import read_prefix
from reflect.model.schema import Entry
from reflect.model.text import checked, checked_label, distinct_labels
from reflect.store.change import Changed
from reflect.store.store import Diary

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
            after["edited_at"] = _later(journal, [before], timedelta(seconds=1))
            change.replace(before, after)
    return Changed(before["id"], before, after)


def delete(journal: "Journal", typed_ids: Sequence[str]) -> list[Changed]:
    """As `Journal.delete`."""
    ids = sought(journal, typed_ids)
    with journal.writing() as change:
        found = [journal.diary.find(entry_id) for entry_id in ids]
        change.delete(found, _later(journal, found))
    return [Changed(entry["id"], entry, None) for entry in found]


def delete_forever(journal: "Journal", typed_ids: Sequence[str]) -> Gone:
    """As `Journal.delete_forever`."""
    from reflect.store import erase, undo

    files = journal.diary.files
    ids = list(sought(journal, typed_ids, forever=True))
    with journal.diary.writing() as change:
        found = sought(journal, ids, forever=True)  # again, now that nobody else writes
        here = list(journal.diary.holding(ids).values())
        earlier: list[Entry] = []
        if here:
            change.delete(here, _later(journal, here))
        for name in undo.every(files):
            step = undo.read(files, name)
            earlier += [entry for entry_id, (entry, _) in step.entries.items() if entry and entry_id in ids]
            left = step.without(ids)
            if left != step:
                change.write(name, None if left == undo.Step() else undo.page(left))
        erase.clear_traces(files)
    if files.is_waiting():
        message = (
            "deleted, and then the disk reported an error; the next command that writes clears the old files away."
        )
        raise StoreError(message)
    words = [
        text
        for entry in (*found.values(), *earlier)
        for name in _WORDS
        if (text := cast("dict[str, str]", entry).get(name))
    ]
    return Gone(
        [Changed(entry_id, entry, None) for entry_id, entry in found.items()], erase.copies_of(files, ids, words)
    )


def sought(journal: "Journal", typed_ids: Sequence[str], *, forever: bool = False) -> dict[str, Entry]:
    """Return the entries that are to be deleted, by id; with `forever` also deleted ones that `undo` could bring back.

    Raises:
        ImpossibleValueError: an id names several entries.
        NotFoundError: one of them is not there.
        StoreError: a month or a step of the undo log cannot be read.
    """
    find = _even_deleted if forever else Diary.find
    return {entry["id"]: entry for entry in (find(journal.diary, typed) for typed in typed_ids)}


def _even_deleted(diary: Diary, typed: str) -> Entry:
    try:
        return diary.find(typed)
    except NotFoundError:
        from reflect.store import undo

        found = undo.holding(diary.files, read_prefix(typed))
        if not found:
            raise
    if len(found) > 1:
        message = f"{typed} begins the ids of {len(found)} deleted entries. Type more of the id."
        raise ImpossibleValueError(message)
    (entry,) = found.values()
    return entry


def _later(journal: "Journal", entries: Sequence[Entry], by: timedelta = timedelta()) -> str:
    """Return the time of a change to entries: now, and not before their latest edit plus `by`.

    Another machine's clock may have been ahead when it wrote that edit; a merge goes by these times, and what was done
    here last would lose against it.
    """
    now = journal.clock.now()
    edits = [datetime.fromisoformat(entry["edited_at"]) for entry in entries if entry["edited_at"]]
    try:
        return max([now, *(edit + by for edit in edits)]).astimezone(now.tzinfo).isoformat(timespec="seconds")
    except OverflowError:  # an edit at the end of the calendar
        return now.isoformat(timespec="seconds")


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
        return schema.read(after)
    except schema.FieldError as error:
        low, high = after.get("scale", values.ENERGY)
        sentence = {
            "value": f"mood is a whole number from {low} to {high}",
            "energy": "energy is a whole number from {} to {}".format(*values.ENERGY),
        }.get(error.field, str(error))
        message = f"{sentence}. Nothing was changed."
        raise ImpossibleValueError(message) from None
