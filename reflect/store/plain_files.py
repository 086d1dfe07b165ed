"""The files of a store beside its months: `labels.json`, `deleted.json` and `care.txt`. Bytes in, values or bytes out.

Damaged lists are read as far as possible, with the problem as the end of a sentence.
"""

import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from reflect.errors import StoreError
from reflect.model import labels, strict_json
from reflect.model.dates import at_fault
from reflect.model.ids import ALPHABET, is_id
from reflect.model.labels import Operation
from reflect.store import atomic
from reflect.store.atomic import BOM
from reflect.store.paths import CARE, DELETED, LABELS

_REPAIR = "`reflect store repair` keeps what can be read"
_DELETION = re.compile(rf'"([{ALPHABET}]{{12}})"[ \t\r\n]*:[ \t\r\n]*"([^"\\]{{1,40}})"')


class ReadableOperations(NamedTuple):
    """What can be read of `labels.json`."""

    operations: list[Operation]
    faults: list[str]


class ReadableDeletions(NamedTuple):
    """What can be read of `deleted.json`."""

    times: dict[str, str]
    """By id."""
    faults: list[str]


def read_operations(raw: bytes | None) -> list[Operation]:
    """Return the operations on labels, in order; none if there is no file.

    Raises:
        StoreError: the file is damaged.
    """
    operations, faults = readable_operations(b"[]" if raw is None else raw)
    if faults:
        raise StoreError(faults[0], _REPAIR, path=LABELS)
    return operations


def readable_operations(raw: bytes) -> ReadableOperations:
    """Return the operations that can be read."""
    try:
        found = _loaded(raw)
        fault = None if isinstance(found, list) else "is no list of operations"
    except UnicodeDecodeError:
        fault = "is not UTF-8"
    except strict_json.FaultyJSONError as error:
        fault = f"{error} (line {error.line})" if error.line else str(error)
    if fault:
        from reflect.store import salvage

        whole: list[Any] = [value for _, value in salvage.objects(salvage.text(raw))]
        return ReadableOperations([value for value in whole if labels.operation_fault(value) is None], [fault])
    faulty = {number: labels.operation_fault(operation) for number, operation in enumerate(found, 1)}
    faults = [f"cannot be used: operation {number} {wrong}" for number, wrong in faulty.items() if wrong]
    return ReadableOperations([one for number, one in enumerate(found, 1) if faulty[number] is None], faults)


def serialise_operations(operations: list[Operation]) -> bytes:
    """Return the file of these operations."""
    return strict_json.dump_page(operations).encode()


def read_deletions(raw: bytes | None) -> dict[str, str]:
    """Return when entries were deleted here, by id; empty if there is no file.

    Raises:
        StoreError: the file is damaged.
    """
    times, faults = readable_deletions(b"{}" if raw is None else raw)
    if faults:
        raise StoreError(faults[0], _REPAIR, path=DELETED)
    return times


def readable_deletions(raw: bytes) -> ReadableDeletions:
    """Return the times of deletion that can be read."""
    found: dict[str, Any] = {}
    faults = []
    try:
        loaded = _loaded(raw)
        if isinstance(loaded, dict):
            found = loaded
        else:
            faults.append("is no list of deleted entries")
    except UnicodeDecodeError:
        faults.append("is not UTF-8")
    except strict_json.FaultyJSONError as error:
        faults.append(f"cannot be read as a list of deleted entries: it {error}")
    if faults:
        from reflect.store import salvage

        for entry_id, at in _DELETION.findall(salvage.text(raw)):  # of the two sides of a merge both count
            found[entry_id] = max(found.get(entry_id, at), at, key=_instant)
    times = {entry_id: at for entry_id, at in found.items() if is_id(entry_id) and at_fault(at) is None}
    if len(times) < len(found):
        faults.append(f"has {len(found) - len(times)} rows that are no id with a time")
    return ReadableDeletions(times, faults)


def serialise_deletions(times: Mapping[str, str]) -> bytes | None:
    """Return the file of these times of deletion; None where there are none."""
    return strict_json.dump_page(times).encode() if times else None


def contacts(store: str) -> str | None:
    """Return the person's contacts, or None where there are none.

    Only their file is read, so that a broken or locked store does not hide them.

    Raises:
        StoreError: it cannot be read, or is not UTF-8.
    """
    raw = atomic.read(os.path.join(store, CARE))
    return None if raw is None or not raw.strip() else read_contacts(raw)


def read_contacts(raw: bytes) -> str:
    """Return the text of the contacts.

    Raises:
        StoreError: it is not UTF-8.
    """
    try:
        return raw.removeprefix(BOM).decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = "is not UTF-8, so `reflect care` cannot show it"
        raise StoreError(problem, "save it as UTF-8", path=CARE, line=line) from None


def _loaded(raw: bytes) -> Any:
    return strict_json.loads(raw.removeprefix(BOM).decode())


def _instant(at: str) -> tuple[bool, str]:
    """Return what a time is ordered by; what is not a time comes first."""
    fits = at_fault(at) is None
    return fits, datetime.fromisoformat(at).astimezone(UTC).isoformat() if fits else ""
