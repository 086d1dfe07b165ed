"""The file of a month: bytes in, entries out, and back.

It has the shape that TinyDB gives it, which makes every change to a month (`month_table`). Who only reads parses the
same bytes without it: it would copy each entry twice, and takes a millisecond to import.
"""

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, cast

from reflect.errors import NewerFormatError, StoreError
from reflect.model import schema, strict_json
from reflect.model.dates import month_of
from reflect.model.schema import Entry
from reflect.model.text import visible_line
from reflect.store.atomic import BOM
from reflect.store.paths import month_in

FORMAT = 1
TABLE = "entries"
_META = {"format": {"version": FORMAT}}
_BEGINS = b'\n  "entries": {'
_PART_BYTES = 1 << 16
"""Of a month that is parsed at once."""
_MAX_SHOWN_KEY = 40
"""Characters of a key that are named in a refusal."""
_REPAIR = (
    "other months can be read, `reflect store check` shows what is in it, and `reflect store repair` keeps what can be"
    " read"
)
_CONFLICT = rb"^(<{7}|={7}|>{7})"


def serialise(
    entries: Mapping[str, Any],
    others: Mapping[str, Any] | None = None,
    each_unpacked: Callable[[Entry], object] = lambda _: None,
) -> bytes:
    """Return the bytes of a month file: keys sorted, indent 2, controls and direction characters escaped.

    `others` are the tables beside the entries, as they were read: what a newer version put there stays.
    """
    page = strict_json.dump_page({"_meta": _META, **(others or {}), TABLE: {}}).encode()
    before, _, after = page.partition(_BEGINS + b"}")  # no text has a line end in it
    file = io.BytesIO()  # of an import's thousands it gives the bytes without a copy
    file.write(before)
    for number, entry_id in enumerate(sorted(entries)):
        entry = entries[entry_id]
        if isinstance(entry, dict):
            fields = schema.compact(cast("Entry", entry))
        else:
            each_unpacked(cast("Entry", fields := entry.compact()))
        text = strict_json.dump_inside(fields, "\n    ")
        file.write(f'{"," if number else _BEGINS.decode()}\n    "{entry_id}": {text}'.encode())
    file.write((b"\n  }" if entries else _BEGINS + b"}") + after)
    return file.getvalue()


def parse(raw: bytes, name: str) -> dict[str, Entry]:
    """Return the entries of a month file by id.

    Raises:
        StoreError: as `tables` and `entries_in`.
    """
    return entries_in(tables(raw, name), name)


def parse_serialised(raw: bytes) -> Iterator[Entry]:
    """Yield the entries of what `serialise` returned, without holding them all."""
    begin = raw.index(_BEGINS) + len(_BEGINS)
    while (end := raw.find(b"\n    },", begin + _PART_BYTES)) >= 0:
        yield from map(schema.filled, json.loads(b"{%b}}" % raw[begin:end]).values())
        begin = end + len(b"\n    },")
    end = raw.index(b"\n  }", begin)
    yield from map(schema.filled, json.loads(b"{%b}" % raw[begin:end]).values())


def parse_checked(raw: bytes) -> Iterable[Entry]:
    """Return the entries of a month file that was parsed before and has not changed since."""
    return map(schema.filled, json.loads(raw.removeprefix(BOM))[TABLE].values())


def tables(raw: bytes, name: str) -> dict[str, Any]:
    """Return the tables of a month file, the entries not checked yet.

    Raises:
        NewerFormatError: it is of a newer format.
        StoreError: it is not a month file, or damaged.
    """
    loaded = _loaded(raw, name)
    found = loaded if isinstance(loaded, dict) else {}
    match found.get("_meta"):
        case {"format": {"version": int(version)}} if schema.is_whole(version) and version >= FORMAT:
            pass
        case _:
            raise StoreError("is not a month file of reflect", _REPAIR, path=name)
    if version > FORMAT:
        problem = f"has the format version {version}, newer than this program reads ({FORMAT})"
        raise NewerFormatError(problem, "update reflect", path=name)
    if not isinstance(found.get(TABLE), dict):
        raise StoreError("has no table of entries", _REPAIR, path=name)
    return found


def _loaded(raw: bytes, name: str) -> object:
    try:
        return strict_json.loads(raw.removeprefix(BOM).decode())
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise StoreError("is not UTF-8", _REPAIR, path=name, line=line) from None
    except strict_json.FaultyJSONError as error:
        if re.search(_CONFLICT, raw, re.MULTILINE):
            raise StoreError("contains the conflict markers of a merge", _REPAIR, path=name) from None
        if b"\0" in raw:
            raise StoreError("contains NUL characters in place of entries", _REPAIR, path=name) from None
        if not raw.strip():
            raise StoreError("is empty", _REPAIR, path=name) from None
        raise StoreError(str(error), _REPAIR, path=name, line=error.line) from None


def entries_in(tables: Mapping[str, Any], name: str) -> dict[str, Entry]:
    """Return the entries of a month's tables by id.

    Raises:
        StoreError: one is not valid; the error names file, entry and field.
    """
    month = month_in(name)
    found: dict[str, Entry] = {}
    for key, raw in tables[TABLE].items():
        try:
            entry = found[key] = schema.parse_entry(raw)
            check_place(entry, key, month)
        except schema.FieldError as error:
            raise StoreError(f"has an entry {shown_key(key)} whose {error}", _REPAIR, path=name) from None
    return found


def check_place(entry: Entry, key: str, month: str | None) -> None:
    """Refuse an entry that is under another key than its id, or in another month (None: any) than its day's.

    Raises:
        FieldError: it is.
    """
    if entry["id"] != key:
        raise schema.FieldError("id", f"is another ({entry['id']})")
    if month is not None and month_of(entry["day"]) != month:
        raise schema.FieldError("day", "is in another month")


def shown_key(key: str) -> str:
    """Return the key of an entry as a sentence can hold it: in a damaged file it may be anything."""
    return visible_line(key[:_MAX_SHOWN_KEY])
