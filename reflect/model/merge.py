"""Merge versions of a journal, such as a conflict copy, entry by entry; `reflect.store.repair` calls it.

Union by id. An entry that was deleted stays deleted, unless it was edited later. Of two versions the one that was
edited later wins, one never edited being the earliest; where both were edited at the same moment, the one with the
higher SHA-256: any rule will do that every machine applies alike. So order, repetition and grouping of the versions do
not matter, and two machines that were offline at once merge without questions.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from reflect.model.schema import Entry

_NEVER = datetime.min.replace(tzinfo=UTC)


class Merged(NamedTuple):
    """The result of a merge."""

    entries: dict[str, Entry]
    """By id."""
    deleted: dict[str, str]
    """Times of deletion by id, also of entries edited later: another version of those may be older."""


def merge_versions(entries: Iterable[Entry], deletions: Iterable[Mapping[str, str]] = ()) -> Merged:
    """Merge all versions of all entries; of two equal ones the first is returned.

    Args:
        entries: every version of every entry.
        deletions: times of deletion by id, ISO 8601 with offset; of two for one id the later counts.
    """
    deleted: dict[str, str] = {}
    for times in deletions:
        for entry_id, at in times.items():
            known = deleted.get(entry_id)
            deleted[entry_id] = at if known is None else max(known, at, key=_time_order)
    versions: dict[str, list[Entry]] = {}
    for entry in entries:
        versions.setdefault(entry["id"], []).append(entry)
    latest = {entry_id: max(found, key=_order) if found[1:] else found[0] for entry_id, found in versions.items()}
    return Merged({entry_id: entry for entry_id, entry in latest.items() if _stays(entry, deleted)}, deleted)


def canonical(value: object) -> bytes:
    """Return the form in which versions are compared: JSON with sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True).encode()


def _order(entry: Entry) -> tuple[datetime, str]:
    from hashlib import sha256

    return _edited(entry), sha256(canonical(entry)).hexdigest()


def _stays(entry: Entry, deleted: Mapping[str, str]) -> bool:
    at = deleted.get(entry["id"])
    return at is None or _edited(entry) > datetime.fromisoformat(at)


def _edited(entry: Entry) -> datetime:
    """Return when an entry was edited, as an instant: the offsets of two versions may differ."""
    return _NEVER if entry["edited_at"] is None else datetime.fromisoformat(entry["edited_at"])


def _time_order(at: str) -> tuple[datetime, str]:
    return datetime.fromisoformat(at), at
