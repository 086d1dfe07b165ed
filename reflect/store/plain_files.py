"""The files of a store beside its months: `labels.json`, `deleted.json` and `care.txt`. Bytes in, values or bytes out.

Damaged lists are read as far as possible, with the problem as the end of a sentence.
"""

import contextlib
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from reflect.errors import StoreError
from reflect.model import labels, strict_json
from reflect.model.dates import at_fault
from reflect.model.ids import ALPHABET, is_id
from reflect.model.labels import Operation
from reflect.model.schema import unknown_fault
from reflect.store.atomic import BOM
from reflect.store.paths import CARE, DELETED, LABELS

if TYPE_CHECKING:
    from reflect.model.merge import Mark

_REPAIR = "`reflect store repair` keeps what can be read"
_FLAGS = ("undone", "forever")
_DELETION = re.compile(rf'"([{ALPHABET}]{{12}})"[ \t\r\n]*:[ \t\r\n]*("[^"\\]{{1,40}}"|\{{[^{{}}]{{1,400}}\}})')


def read_operations(raw: bytes | None) -> list[Operation]:
    """Return the operations on labels, in order; none if there is no file.

    Raises:
        StoreError: the file is damaged.
    """
    operations, faults = readable_operations(b"[]" if raw is None else raw)
    if faults:
        raise StoreError(faults[0], _REPAIR, path=LABELS)
    return operations


def readable_operations(raw: bytes) -> tuple[list[Operation], list[str]]:
    """Return the operations that can be read, and what is wrong with the file."""
    try:
        found, fault = _loaded(raw, list, "is not a list of operations")
    except strict_json.FaultyJSONError as error:
        fault = f"{error} (line {error.line})" if error.line else str(error)
    if fault:
        from reflect.store import salvage

        whole: list[Any] = [value for _, value in salvage.objects(salvage.text(raw))]
        return [value for value in whole if labels.operation_fault(value) is None], [fault]
    faulty = [labels.operation_fault(operation) for operation in found]
    faults = [f"cannot be used: operation {number} {wrong}" for number, wrong in enumerate(faulty, 1) if wrong]
    return [one for one, wrong in zip(found, faulty, strict=True) if wrong is None], faults


def serialise_operations(operations: list[Operation]) -> bytes:
    """Return the file of these operations."""
    return strict_json.dump_page(operations).encode()


def read_deletions(raw: bytes | None) -> "dict[str, Mark]":
    """Return the marks of deleted entries and operations, by id; empty if there is no file.

    Raises:
        StoreError: the file is damaged.
    """
    times, faults = readable_deletions(b"{}" if raw is None else raw)
    if faults:
        raise StoreError(faults[0], _REPAIR, path=DELETED)
    return times


def readable_deletions(raw: bytes) -> "tuple[dict[str, Mark], list[str]]":
    """Return the marks by id that can be read, and what is wrong with the file."""
    try:
        found, fault = _loaded(raw, dict, "is not a list of deleted entries")
    except strict_json.FaultyJSONError as error:
        fault = f"cannot be read as a list of deleted entries: it {error}"
    if fault:
        return _salvaged_deletions(raw), [fault]
    marks = {entry_id: mark for entry_id, mark in found.items() if is_id(entry_id) and _is_mark(mark)}
    more = len(found) - len(marks)
    return marks, [f"has {more} rows that are no id with a time"] if more else []


def _salvaged_deletions(raw: bytes) -> "dict[str, Mark]":
    """Return the marks in a damaged file; of the two sides of a merge both count."""
    from reflect.model.merge import merge_marks
    from reflect.store import salvage

    marks: list[dict[str, Mark]] = []
    for entry_id, written in _DELETION.findall(salvage.text(raw)):
        with contextlib.suppress(ValueError):
            if _is_mark(mark := strict_json.loads(written)):
                marks.append({entry_id: mark})
    return merge_marks(marks)


def _is_mark(value: Any) -> bool:
    if isinstance(value, str):
        return at_fault(value) is None
    return (
        isinstance(value, dict)
        and at_fault(value.get("at")) is None
        and all(value.get(flag, True) is True for flag in _FLAGS)
        and unknown_fault({name: item for name, item in value.items() if name != "at"}) is None
    )


def serialise_deletions(times: "Mapping[str, Mark]") -> bytes | None:
    """Return the file of these marks; None where there are none."""
    return strict_json.dump_page(times).encode() if times else None


def contacts(raw: bytes | None) -> str | None:
    """Return the person's contacts from their file, or None where there are none.

    Raises:
        StoreError: it is not UTF-8.
    """
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


def _loaded(raw: bytes, kind: type, otherwise: str) -> tuple[Any, str | None]:
    """Return what a file holds, and what is wrong with it, if it is not UTF-8 or of another `kind`.

    Raises:
        FaultyJSONError: it is not JSON.
    """
    try:
        found = strict_json.loads(raw.removeprefix(BOM).decode())
    except UnicodeDecodeError:
        return None, "is not UTF-8"
    return found, None if isinstance(found, kind) else otherwise
