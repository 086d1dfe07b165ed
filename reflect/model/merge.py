"""Merge versions of a journal, such as a conflict copy, entry by entry.

Union by id. An entry that was deleted stays deleted, unless it was edited later. Of two versions the one that was
edited later wins, one never edited being the earliest; of two offers never edited the one shown earlier; else the one
with the higher SHA-256: any rule will do that every machine applies alike. So order, repetition and grouping of the
versions do not matter, and two machines that were offline at once merge without questions.

A deletion is a mark: the time alone, or an object with the time as `at` and flags: `undone` (an undo removed what it
had added; an import may add it again), `forever`. Operations on labels have ids like entries, and a mark removes them
for good, since none is ever edited.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, cast

from reflect.model.ids import sha256
from reflect.model.schema import Entry

if TYPE_CHECKING:
    from reflect.model.labels import Operation

_NEVER = datetime.min.replace(tzinfo=UTC)
_SECOND = timedelta(seconds=1)


class FlaggedMark(TypedDict, total=False):
    """A mark with flags; those of newer versions are kept."""

    at: str
    undone: bool
    forever: bool


Mark = str | FlaggedMark
"""When an entry or an operation was deleted, ISO 8601 with offset, and perhaps how."""


class Merged(NamedTuple):
    """The result of a merge."""

    entries: dict[str, Entry]
    """By id."""
    deleted: dict[str, Mark]
    """Marks by id, also of entries edited later: another version of those may be older."""


def merge_versions(entries: Iterable[Entry], deletions: Iterable[Mapping[str, Mark]] = ()) -> Merged:
    """Merge all versions of all entries; of two equal ones the first is returned.

    Args:
        entries: every version of every entry.
        deletions: marks by id; of two for one id the later counts, and `forever` if either has it.
    """
    deleted = merge_marks(deletions)
    versions: dict[str, list[Entry]] = {}
    for entry in entries:
        versions.setdefault(entry["id"], []).append(entry)
    latest = {entry_id: max(found, key=_order) if found[1:] else found[0] for entry_id, found in versions.items()}
    return Merged({entry_id: entry for entry_id, entry in latest.items() if stays(entry, deleted)}, deleted)


def merge_marks(deletions: Iterable[Mapping[str, Mark]]) -> dict[str, Mark]:
    """Merge marks by id."""
    deleted: dict[str, Mark] = {}
    for marks in deletions:
        for entry_id, mark in marks.items():
            is_plain_and_new = entry_id not in deleted and isinstance(mark, str)
            deleted[entry_id] = mark if is_plain_and_new else _later_mark(deleted.get(entry_id, mark), mark)
    return deleted


def merge_operations(operations: Iterable["Operation"], deleted: Mapping[str, Mark]) -> list["Operation"]:
    """Merge operations on labels: a union by id without those that were taken back, in order of `at` and `id`."""
    by_id = {operation["id"]: operation for operation in sorted(operations, key=canonical)}
    left = (operation for operation_id, operation in by_id.items() if operation_id not in deleted)
    return sorted(left, key=lambda one: (datetime.fromisoformat(one["at"]), one["id"]))


def stays(entry: Entry, deleted: Mapping[str, Mark]) -> bool:
    """Return whether an entry is not deleted, or was edited since."""
    mark = deleted.get(entry["id"])
    return mark is None or _edited(entry) > marked_at(mark)


def marked_at(mark: Mark) -> datetime:
    """Return when a mark was made."""
    return datetime.fromisoformat(mark if isinstance(mark, str) else mark["at"])


def is_undone(mark: Mark) -> bool:
    """Return whether an undo made the mark, so that the entry counts as never added rather than as deleted."""
    return not isinstance(mark, str) and mark.get("undone") is True and mark.get("forever") is not True


def over_mark(entry: Entry, mark: Mark | None) -> Entry:
    """Return an entry that is to be added as it has to be under its mark, if any: edited one second after it."""
    if mark is None or _edited(entry) > marked_at(mark):
        return entry
    return cast("Entry", {**entry, "edited_at": later_time(marked_at(mark), marks=[mark])})


def later_time(now: datetime, entries: Iterable[Entry] = (), marks: Iterable[Mark] = ()) -> str:
    """Return the time of a change that wins over these versions: `now`, or one second after the latest.

    The clock of another machine may have been ahead when it wrote them, and in a merge the later time wins, so
    without this the change made last could lose.
    """
    times = [*map(_edited, entries), *map(marked_at, marks)]
    try:
        latest = max([now, *(time + _SECOND for time in times)])
        return latest.astimezone(now.tzinfo).isoformat(timespec="seconds")
    except OverflowError:  # a version at the end of the calendar
        return now.isoformat(timespec="seconds")


def canonical(value: object) -> bytes:
    """Return the form in which versions are compared: JSON with sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True).encode()


def _order(entry: Entry) -> tuple[datetime, timedelta, bytes]:
    never_edited_offer = entry["kind"] == "offer" and entry["edited_at"] is None
    earliness = _NEVER - datetime.fromisoformat(entry["at"]) if never_edited_offer else timedelta.min
    return _edited(entry), earliness, sha256(canonical(entry))


def _edited(entry: Entry) -> datetime:
    """Return when an entry was edited, as an instant: the offsets of two versions may differ."""
    return _NEVER if entry["edited_at"] is None else datetime.fromisoformat(entry["edited_at"])


def _later_mark(one: Mark, other: Mark) -> Mark:
    """Return the later of two marks, a deletion before an undo, with `forever` if either has it: that stays."""
    later = max(
        map(_without_forever, (one, other)),
        key=lambda mark: (marked_at(mark), not is_undone(mark), canonical(mark)),
    )
    if not any(not isinstance(mark, str) and mark.get("forever") is True for mark in (one, other)):
        return later
    flagged: dict[str, Any] = {"at": later} if isinstance(later, str) else dict(later)
    return cast("FlaggedMark", {**flagged, "forever": True})


def _without_forever(mark: Mark) -> Mark:
    if isinstance(mark, str):
        return mark
    rest = cast("FlaggedMark", {name: value for name, value in mark.items() if name != "forever"})
    return rest["at"] if rest.keys() == {"at"} else rest
