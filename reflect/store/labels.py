"""`labels.json`: what happened to labels, a list of operations in the order in which they were written down."""

from typing import Any

from reflect.errors import StoreError
from reflect.model import labels, strict_json
from reflect.model.labels import Operation
from reflect.store.atomic import BOM
from reflect.store.paths import LABELS


def read(raw: bytes | None) -> list[Operation]:
    """Return the operations that the file holds; none where there is no file.

    Raises:
        StoreError: it is damaged; the sentence names what in it.
    """
    if raw is None:
        return []
    operations, faults = readable(raw)
    if faults:
        raise StoreError(f"{LABELS} {faults[0]}; `reflect store repair` keeps what can be read")
    return operations


def readable(raw: bytes) -> tuple[list[Operation], list[str]]:
    """Return the operations that can be read, and what is wrong with the rest, as ends of sentences."""
    fault, found = None, list[Any]()
    try:
        loaded = strict_json.loads(raw.removeprefix(BOM).decode())
    except UnicodeDecodeError:
        fault = "is not UTF-8"
    except strict_json.FaultyJSONError as error:
        fault = f"{error} (line {error.line})" if error.line else str(error)
    else:
        if isinstance(loaded, list):
            found = loaded
        else:
            fault = "is no list of operations"
    if fault:
        from reflect.store import salvage

        whole = [value for _, value in salvage.objects(salvage.text(raw))]
        return [value for value in whole if labels.operation_fault(value) is None], [fault]  # type: ignore[misc]
    faulty = {number: labels.operation_fault(operation) for number, operation in enumerate(found, 1)}
    faults = [f"cannot be used: operation {number} {wrong}" for number, wrong in faulty.items() if wrong]
    return [operation for number, operation in enumerate(found, 1) if faulty[number] is None], faults


def page(operations: list[Operation]) -> bytes:
    """Return the file of these operations."""
    return strict_json.dump_page(operations).encode()
