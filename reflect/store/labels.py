"""`labels.json`: what happened to labels, a list of operations in the order in which they were written down."""

from typing import NoReturn

from reflect.entries import naming, strict_json
from reflect.entries.naming import Operation
from reflect.errors import StoreError
from reflect.store.atomic import BOM
from reflect.store.folder import LABELS


def read(raw: bytes | None) -> list[Operation]:
    """Return the operations that the file holds; none where there is no file.

    Raises:
        StoreError: it is damaged; the sentence names what in it.
    """
    if raw is None:
        return []
    try:
        operations = strict_json.loads(raw.removeprefix(BOM).decode())
    except UnicodeDecodeError:
        _damaged("is not UTF-8")
    except strict_json.FaultyJSONError as error:
        _damaged(f"{error} (line {error.line})" if error.line else str(error))
    if not isinstance(operations, list):
        _damaged("is no list of operations")
    for number, operation in enumerate(operations, 1):
        if fault := naming.fault(operation):
            _damaged(f"cannot be used: operation {number} {fault}")
    return operations


def page(operations: list[Operation]) -> bytes:
    """Return the file of these operations."""
    return strict_json.page(operations).encode()


def _damaged(fault: str) -> NoReturn:
    message = f"{LABELS} {fault}. Nothing was changed."
    raise StoreError(message)
