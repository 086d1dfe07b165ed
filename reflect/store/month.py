"""A month of entries: a TinyDB file whose storage is ours.

TinyDB's own storage writes in place and reads an empty file as a new database; either can lose a month. This one
reads through `Files`, takes nothing but a missing file for an empty month, checks each entry on the way in and on the
way out, and hands what is to be written to a change that is committed as one.
"""

import re
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, NoReturn, cast

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document, Table

from reflect.errors import NewerFormatError, StoreError
from reflect.model import schema, strict_json
from reflect.model.dates import month_of
from reflect.model.schema import Entry
from reflect.model.text import visible_line
from reflect.store.atomic import BOM
from reflect.store.paths import ENTRIES

FORMAT = 1
_TABLE = "entries"
_META = {"format": {"version": FORMAT}}
_NAME = re.compile(rf"{ENTRIES}/([0-9]{{4}}-(?:0[1-9]|1[0-2]))\.json")
_SHOWN = 40
_REPAIR = (
    "other months can be read, `reflect store check` shows what is in it, and `reflect store repair` keeps what can be"
    " read"
)
"""Characters of a key that are named in a refusal."""
_CONFLICT = re.compile(rb"^(<{7}|={7}|>{7})", re.MULTILINE)


def file_of(month: str) -> str:
    """Return the path in the store of the file of a month `YYYY-MM`."""
    return f"{ENTRIES}/{month}.json"


def month_in(name: str) -> str | None:
    """Return the month whose file has this path in the store, or None where it is another kind of file."""
    found = _NAME.fullmatch(name)
    return found[1] if found else None


class FaultyMonthError(ValueError):
    """The bytes are no month file that can be used; `str()` is the end of a sentence: "is empty"."""

    def __init__(self, fault: str, *, newer: bool = False) -> None:
        """Say what is wrong, and whether it is only that the file is of a `newer` format."""
        super().__init__(fault)
        self.newer = newer


class _EntryTable(Table):
    document_id_class = str  # type: ignore[assignment] # TinyDB types it as int, and documents any class


class _Database(TinyDB):
    table_class = _EntryTable
    default_table_name = _TABLE


class _MonthStorage(Storage):
    """TinyDB's view of one month file."""

    def __init__(
        self, name: str, load: Callable[[str], bytes | None], keep: Callable[[str, bytes | None], None]
    ) -> None:
        self._name = name
        self._load = load
        self._keep = keep
        self._checked: dict[str, Entry] = {}

    def read(self) -> dict[str, dict[str, Any]] | None:
        raw = self._load(self._name)
        if raw is None:
            return None
        document = tables(raw, self._name)
        self._checked = entries_in(document, self._name)
        return {**document, _TABLE: cast("dict[str, Any]", dict(self._checked))}

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        table = data.get(_TABLE, {})
        others = {name: rows for name, rows in data.items() if name != _TABLE}
        for entry_id, entry in table.items():
            if entry is not self._checked.get(entry_id):  # what came from the file was checked on the way in
                schema.parse_entry(entry)
        self._keep(self._name, serialise(table, others) if table else None)


class Month:
    """The entries of one month, in TinyDB's terms: `insert`, `update`, `remove`, `all`."""

    def __init__(
        self, month: str, load: Callable[[str], bytes | None], keep: Callable[[str, bytes | None], None] | None = None
    ) -> None:
        """Take the month `YYYY-MM`, how to read a file of the store, and how to change one (None: read only)."""
        self._database = _Database(file_of(month), load, keep or _refuse, storage=_MonthStorage)
        self._table = self._database.table(_TABLE)

    def all(self) -> list[Entry]:
        """Return the entries, in no order.

        Raises:
            StoreError: the file is damaged, of a newer format, or cannot be read.
        """
        # From the storage: of each entry the table would make a copy, to be copied back into a plain dictionary.
        found = self._database.storage.read() or {}
        return [cast("Entry", entry) for entry in found.get(_TABLE, {}).values()]

    def insert(self, entries: list[Entry]) -> None:
        """Add entries that are not there yet."""
        self._table.insert_multiple(Document(entry, cast("int", entry["id"])) for entry in entries)

    def update(self, *entries: Entry) -> None:
        """Put entries in the place of those with their ids."""
        after = {entry["id"]: schema.parse_entry(entry) for entry in entries}

        def put(document: MutableMapping[str, Any]) -> None:
            entry = after[document["id"]]
            document.clear()  # TinyDB's own update merges: a field that is gone would stay
            document.update(entry)

        self._table.update(put, doc_ids=[cast("int", entry_id) for entry_id in after])

    def remove(self, *entry_ids: str) -> None:
        """Take out the entries with these ids."""
        self._table.remove(doc_ids=[cast("int", entry_id) for entry_id in entry_ids])


def _refuse(name: str, _: bytes | None) -> NoReturn:
    raise AssertionError(f"{name} was opened for reading only")


def serialise(entries: Mapping[str, Any], others: Mapping[str, Any] | None = None) -> bytes:
    """Return the bytes of a month file: keys sorted, indent 2, controls and direction characters escaped.

    `others` are the tables beside the entries, as they were read: what a newer version put there stays.
    """
    table = {entry_id: schema.compact(entry) for entry_id, entry in entries.items()}
    return strict_json.dump_page({"_meta": _META, **(others or {}), _TABLE: table}).encode()


def parse(raw: bytes, name: str) -> dict[str, Entry]:
    """Return the entries of a month file by id.

    Raises:
        StoreError: as `tables` and `entries_in`.
    """
    return entries_in(tables(raw, name), name)


def tables(raw: bytes, name: str) -> dict[str, Any]:
    """Return the tables of a month file, the entries not checked yet.

    Raises:
        StoreError: it is no month file, damaged, or of a newer format; the sentence names file and line.
    """
    try:
        return document(raw)
    except FaultyMonthError as error:
        if error.newer:
            raise NewerFormatError(f"{name} {error}") from None
        _damaged(name, str(error))


def document(raw: bytes) -> dict[str, Any]:
    """Return the tables of a month file, the entries not checked yet.

    Raises:
        FaultyMonthError: it is no month file, damaged, or of a newer format.
    """
    loaded = _loaded(raw)
    found = loaded if isinstance(loaded, dict) else {}
    match found.get("_meta"):
        case {"format": {"version": int(version)}} if schema.is_whole(version) and version >= FORMAT:
            pass
        case _:
            _faulty("is no month file of reflect")
    if version > FORMAT:
        raise FaultyMonthError(
            f"has the format version {version}, newer than this program reads ({FORMAT}); update reflect", newer=True
        )
    if not isinstance(found.get(_TABLE), dict):
        _faulty("has no table of entries")
    return found


def entries_in(document: Mapping[str, Any], name: str) -> dict[str, Entry]:
    """Return the entries of a month's tables by id.

    Raises:
        StoreError: one is not what it should be; the sentence names file, entry and field.
    """
    month = month_in(name)
    found: dict[str, Entry] = {}
    for key, raw in document[_TABLE].items():
        try:
            entry = found[key] = schema.parse_entry(raw)
            check_place(entry, key, month)
        except schema.FieldError as error:
            _damaged(name, f"has an entry {shown_key(key)} whose {error}")
    return found


def check_place(entry: Entry, key: str, month: str | None) -> None:
    """Refuse an entry that stands under another key than its id, or in another month (None: any) than its day's.

    Raises:
        FieldError: it does.
    """
    if entry["id"] != key:
        raise schema.FieldError("id", f"is another ({entry['id']})")
    if month is not None and month_of(entry["day"]) != month:
        raise schema.FieldError("day", "is in another month")


def shown_key(key: str) -> str:
    """Return the key of an entry as a sentence can hold it: in a damaged file it may be anything."""
    return visible_line(key[:_SHOWN])


def _loaded(raw: bytes) -> object:
    try:
        return strict_json.loads(raw.removeprefix(BOM).decode())
    except UnicodeDecodeError as error:
        _faulty(f"is not UTF-8 (line {raw.count(bytes([10]), 0, error.start) + 1})")
    except strict_json.FaultyJSONError as error:
        if _CONFLICT.search(raw):
            _faulty("holds the conflict markers of a merge")
        if b"\0" in raw:
            _faulty("holds NUL characters in place of entries")
        if not raw.strip():
            _faulty("is empty")
        _faulty(f"{error} (line {error.line})" if error.line else str(error))


def _faulty(fault: str) -> NoReturn:
    raise FaultyMonthError(fault) from None


def _damaged(name: str, fault: str) -> NoReturn:
    raise StoreError(fault, _REPAIR, path=name) from None
