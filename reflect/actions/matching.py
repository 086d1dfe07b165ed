"""Which rows of a file are here already, which are new, and which entries here they update.

A row of a file of ours is known by its id. A row of another program is known by what that program knows it by
(`rows.Identity`): where it changed there and not here the entry takes the newer content, where it was edited or deleted
here it stays. "Not changed here" is told from `extra.left`, the hash of the entry as an import left it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple, cast

from reflect.formats.rows import Found, Identity, Row, RowError, id_known_by, left, minute_of
from reflect.model.choices import Keep
from reflect.model.entry import Packed
from reflect.model.merge import Mark, is_undone, later_time, over_mark
from reflect.model.schema import Entry

OTHER_CONTENT: Final = "has an `id` that is already here with other content"
DECIDES: Final = "--keep ours or --keep theirs decides"

_Fate = Literal["added", "updated", "known", "kept_here", "undecided"]


class Here(NamedTuple):
    """What is here."""

    entries: Mapping[str, Packed]
    """By id."""
    marks: Mapping[str, Mark]
    """Of what was deleted, by id."""
    now: datetime
    keep: Keep | None


class Plan(NamedTuple):
    """What an import does."""

    added: dict[str, Packed]
    """By id."""
    updated: dict[str, tuple[Packed, Packed]]
    """By id, each as it is here, and as it becomes."""
    kept_here: int
    undecided: list[RowError]
    same_minute: int
    """New entries of jrnl's that share their minute with other words of jrnl's here."""

    @staticmethod
    def empty() -> "Plan":
        """Return the plan of no rows."""
        return Plan({}, {}, 0, [], 0)


def match(found: Sequence[Found], here: Here) -> Plan:
    """Return what becomes of the rows of a file."""
    plan = Plan.empty()
    kept_here = 0
    for theirs in _with_ids_of_minutes(found, here):
        fate, after = _fate(theirs, here)
        if fate == "added":
            plan.added[theirs.id] = after
        elif fate == "updated":
            plan.updated[theirs.id] = here.entries[theirs.id], after
        elif fate == "undecided":
            date = f"{theirs.entry()['day']}, {theirs.id}"
            plan.undecided.append(RowError(theirs.line, OTHER_CONTENT, date, DECIDES, theirs.row.path))
        elif fate == "kept_here":
            kept_here += 1
    return plan._replace(kept_here=kept_here, same_minute=_sharing_a_minute(found, plan.added, here))


def _fate(theirs: Found, here: Here) -> tuple[_Fate, Packed]:
    """Return what becomes of a row, and the entry to keep."""
    ours = here.entries.get(theirs.id)
    if ours is None:
        mark = here.marks.get(theirs.id)
        if mark is None:
            return "added", theirs
        is_gone = not is_undone(mark) and here.keep != "theirs"
        return ("kept_here", theirs) if is_gone else ("added", Packed(over_mark(theirs.entry(), mark)))
    row, entry = theirs.row, theirs.entry()
    if row.identity is None:
        fate, after = _fate_of_own(row, entry, ours.entry(), here.keep)
    else:
        fate, after = _fate_of_foreign(row, row.identity, entry, ours.entry(), here)
    return fate, Packed(after) if fate == "updated" else ours


def _fate_of_own(row: Row, theirs: Entry, ours: Entry, keep: Keep | None) -> tuple[_Fate, Entry]:
    """Return what becomes of a row with the id of an entry that is here.

    An id derived from the row is never undecided: such a row differs only by how it was read (zone, values).
    """
    if not _differs(row, theirs, ours):
        return "known", ours
    if _edited_since(theirs, ours):
        return "kept_here", ours
    if keep == "theirs":
        return "updated", _as_private(row, theirs, ours)
    if row.fields.get("id") is None:
        return "known", ours
    return ("kept_here" if keep == "ours" else "undecided"), ours


def _fate_of_foreign(row: Row, identity: Identity, theirs: Entry, ours: Entry, here: Here) -> tuple[_Fate, Entry]:
    is_same_there = ours["extra"].get("taken") == theirs["extra"]["taken"]
    if here.keep == "theirs":
        after = _updated(row, theirs, ours, here)
        return ("known" if left(after) == left(ours) else "updated"), after
    if ours["edited_at"] is None and is_same_there:
        return "known", ours
    if ours["extra"].get("left") != left(ours):
        return "kept_here", ours
    if is_same_there or is_older(identity, theirs, ours):
        return "known", ours
    if here.keep == "ours" or row.is_partial:
        return "kept_here", ours
    return "updated", _updated(row, theirs, ours, here)


def _updated(row: Row, theirs: Entry, ours: Entry, here: Here) -> Entry:
    """Return the entry with the newer content of the row; its day is fixed for good unless it moved there."""
    after = cast("dict[str, Any]", _as_private(row, theirs, ours))
    if theirs["at"] == ours["at"] and row.fields.get("day") is None:
        after["day"] = ours["day"]
    marks = [mark for mark in (here.marks.get(ours["id"]),) if mark is not None]
    after["edited_at"] = later_time(here.now, [ours], marks)
    entry = cast("Entry", after)
    entry["extra"] = {**entry["extra"], "left": left(entry)}
    return entry


def _differs(row: Row, theirs: Entry, ours: Entry) -> bool:
    """Return whether a row differs from the entry here in a field that the row has; others were filled in."""
    mine: dict[str, Any] = dict(ours)
    return any(mine.get(name) != value for name, value in theirs.items() if name in row.fields)


def _edited_since(theirs: Entry, ours: Entry) -> bool:
    """Return whether the entry here was edited after the version of the file."""
    here, there = ours["edited_at"], theirs["edited_at"]
    return here is not None and (there is None or datetime.fromisoformat(here) > datetime.fromisoformat(there))


def is_older(identity: Identity, theirs: Entry, ours: Entry) -> bool:
    """Return whether the program changed the one version, `theirs`, before the other."""
    if identity.modified is None:
        return False
    try:
        here, there = (datetime.fromisoformat(each["extra"][identity.modified]) for each in (ours, theirs))
    except (KeyError, TypeError, ValueError):
        return False
    return (there.tzinfo is None) == (here.tzinfo is None) and there < here


def _as_private(row: Row, theirs: Entry, ours: Entry) -> Entry:
    """Return a copy of the entry that replaces ours: as private as ours if the row does not say."""
    private = theirs["private"] if row.fields.get("private") is not None else ours["private"]
    return cast("Entry", {**theirs, "private": private})


# Programs that know an entry by nothing but its minute


def _with_ids_of_minutes(found: Sequence[Found], here: Here) -> Iterator[Found]:
    """Yield the rows; of several in one minute each with the id of the entry here that equals it, if any."""
    if not (here.entries or here.marks):
        yield from found
        return
    minutes: dict[tuple[str, ...], list[Found]] = {}
    for one in found:
        if one.row.identity and one.row.identity.of_minute:
            minutes.setdefault(one.row.identity.by, []).append(one)
        else:
            yield one
    for rows in minutes.values():
        yield from _of_minute(rows[::-1], here)


def _of_minute(rows: Sequence[Found], here: Here) -> Iterator[Found]:
    """Yield the rows of a minute, the oldest first, with their ids.

    Rows that equal an entry here are that entry, whatever its number: one may have been added before it there, or
    deleted. The others take their own number where it is free, else the next. A file without all entries of the minute
    that are here updates none of them (`is_partial`).
    """
    identity = cast("Identity", rows[0].row.identity)
    ids = [theirs.id for theirs in rows]
    if not any(one in here.entries or one in here.marks for one in ids):
        yield from rows
        return
    while (further := id_known_by(identity, len(ids) + 1)) in here.entries or further in here.marks:
        ids.append(further)
    ours = {place: here.entries[one].entry() for place, one in enumerate(ids) if one in here.entries}
    hashes = {place: entry["extra"].get("taken") for place, entry in ours.items()}
    places = _places([theirs.entry()["extra"]["taken"] for theirs in rows], hashes)
    is_partial = len(rows) < len(hashes)
    for theirs, place in zip(rows, places, strict=True):
        theirs.id = ids[place] if place < len(ids) else id_known_by(identity, place + 1)
        theirs.row = theirs.row._replace(is_partial=is_partial)
        yield theirs


def _places(rows: Sequence[str], here: Mapping[int, Any]) -> list[int]:
    """Return the place of each row of a minute, by their hashes and those of the entries here, by place."""
    places = {number: number for number, taken in enumerate(rows) if here.get(number) == taken}
    equal: dict[Any, list[int]] = {}
    for place in sorted(here.keys() - places.keys(), reverse=True):
        equal.setdefault(here[place], []).append(place)
    for number, taken in enumerate(rows):
        if number not in places and equal.get(taken):
            places[number] = equal[taken].pop()
    used = set(places.values())
    own = [number for number in range(len(rows)) if number not in places and number not in used]
    places |= {number: number for number in own}
    free = iter(sorted(set(range(2 * len(rows) + len(here))) - used - set(own)))
    return [places[number] if number in places else next(free) for number in range(len(rows))]


def _sharing_a_minute(found: Iterable[Found], added: Mapping[str, Packed], here: Here) -> int:
    if not here.entries:
        return 0
    new = [one for one in found if one.row.identity and one.row.identity.by[0] == "jrnl" and one.id in added]
    if not new:
        return 0
    ours = (packed.entry() for packed in here.entries.values() if packed.kind == "note")
    minutes = {minute_of(entry["at"]) for entry in ours if entry["source"] == "import:jrnl"}
    return sum(minute_of(one.entry()["at"]) in minutes for one in new)
