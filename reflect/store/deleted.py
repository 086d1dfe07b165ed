"""`deleted.json`: when entries were deleted here, by their ids."""

from reflect.entries import strict_json
from reflect.errors import StoreError
from reflect.store.atomic import BOM
from reflect.store.folder import DELETED


def read(raw: bytes | None) -> dict[str, str]:
    """Return the times that the file holds, by id; none where there is no file.

    Raises:
        StoreError: it is damaged.
    """
    if raw is None:
        return {}
    try:
        times = strict_json.loads(raw.removeprefix(BOM).decode())
    except ValueError:
        times = None
    if isinstance(times, dict) and all(isinstance(time, str) for time in times.values()):
        return times
    message = f"{DELETED} cannot be read as a list of deleted entries. Nothing was changed."
    raise StoreError(message)
