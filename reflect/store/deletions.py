"""`deleted.json`: when entries were deleted here, by their ids, so that a merge does not bring them back."""

import re
from datetime import UTC, datetime
from typing import Any

from reflect.errors import StoreError
from reflect.model import strict_json
from reflect.model.dates import at_fault
from reflect.model.ids import ALPHABET, is_id
from reflect.store.atomic import BOM
from reflect.store.paths import DELETED

_PAIR = re.compile(rf'"([{ALPHABET}]{{12}})"[ \t\r\n]*:[ \t\r\n]*"([^"\\]{{1,40}})"')


def read(raw: bytes | None) -> dict[str, str]:
    """Return the times of deletion by id; none where there is no file.

    Raises:
        StoreError: it is damaged.
    """
    if raw is None:
        return {}
    times, faults = readable(raw)
    if faults:
        raise StoreError(f"{DELETED} {faults[0]}; `reflect store repair` keeps what can be read")
    return times


def readable(raw: bytes) -> tuple[dict[str, str], list[str]]:
    """Return the times of deletion that can be read, and what is wrong with the rest, as ends of sentences."""
    fault, found = None, dict[str, Any]()
    try:
        loaded = strict_json.loads(raw.removeprefix(BOM).decode())
    except UnicodeDecodeError:
        fault = "is not UTF-8"
    except strict_json.FaultyJSONError as error:
        fault = f"cannot be read as a list of deleted entries: it {error}"
    else:
        if isinstance(loaded, dict):
            found = loaded
        else:
            fault = "is no list of deleted entries"
    faults = []
    if fault:
        from reflect.store import salvage

        faults.append(fault)
        for entry_id, at in _PAIR.findall(salvage.text(raw)):  # of the two sides of a merge both count
            found[entry_id] = max(found.get(entry_id, at), at, key=_instant)
    times = {entry_id: at for entry_id, at in found.items() if is_id(entry_id) and at_fault(at) is None}
    if len(times) < len(found):
        faults.append(f"has {len(found) - len(times)} rows that are no id with a time")
    return times, faults


def _instant(at: str) -> tuple[bool, str]:
    """Return what a time is ordered by; what is no time comes first."""
    fits = at_fault(at) is None
    return fits, datetime.fromisoformat(at).astimezone(UTC).isoformat() if fits else ""
