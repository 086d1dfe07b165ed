"""A month of entries as a TinyDB table, to be changed; its storage is ours.

TinyDB's own storage writes in place and reads an empty file as a new database; either can lose a month. Ours takes only
a missing file for an empty month, checks each entry on the way in and on the way out, and passes its writes to a change
that is committed as one.
"""

from collections.abc import Callable, Iterable, MutableMapping
from typing import TYPE_CHECKING, Any, cast

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document, Table

from reflect.model import schema
from reflect.model.schema import Entry
from reflect.store.month import TABLE, entries_in, serialise, tables
from reflect.store.paths import month_file

if TYPE_CHECKING:
    from reflect.model.entry import Packed


class _EntryTable(Table):
    document_id_class = str  # type: ignore[assignment] # TinyDB types it as int, and documents any class

    def insert_packed(self, entries: Iterable["Packed"]) -> None:
        """As `insert_multiple`, which would make a dictionary of each, twice."""
        self._update_table(lambda table: table.update((cast("int", one.id), cast("Any", one)) for one in entries))


class _Database(TinyDB):
    table_class = _EntryTable
    default_table_name = TABLE


class _MonthStorage(Storage):
    """TinyDB's view of one month file. The same bytes are parsed once, also those that it wrote itself."""

    def __init__(
        self, name: str, load: Callable[[str], bytes | None], save: Callable[[str, bytes | None], None]
    ) -> None:
        self._name = name
        self._load = load
        self._save = save
        self._raw: bytes | None = None
        self._others: dict[str, Any] = {}
        self._checked: dict[str, Entry] = {}
        self.each_unpacked: Callable[[Entry], object] = lambda _: None

    def read(self) -> dict[str, dict[str, Any]] | None:
        raw = self._load(self._name)
        if raw is None:
            return None
        if raw is not self._raw:
            found = tables(raw, self._name)
            self._checked = entries_in(found, self._name)
            self._raw, self._others = raw, {name: rows for name, rows in found.items() if name != TABLE}
        return {**self._others, TABLE: cast("dict[str, Any]", dict(self._checked))}

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        table = data.get(TABLE, {})
        self._raw, others = None, {name: rows for name, rows in data.items() if name != TABLE}
        raw = serialise(table, others, self.each_unpacked) if table else None
        self._save(self._name, raw)
        self._raw, self._others, self._checked = raw, others, cast("dict[str, Entry]", table)


class Month:
    """The entries of one month, in TinyDB's terms: `insert`, `update`, `remove`, `all`."""

    def __init__(
        self, month: str, load: Callable[[str], bytes | None], save: Callable[[str, bytes | None], None]
    ) -> None:
        """Take the month `YYYY-MM`, and how to read and to change a file of the store."""
        self._database = _Database(month_file(month), load, save, storage=_MonthStorage)
        self._table = cast("_EntryTable", self._database.table(TABLE))

    def all(self) -> list[Entry]:
        """Return the entries, in no order.

        Raises:
            StoreError: the file is damaged, of a newer format, or cannot be read.
        """
        found = self._database.storage.read() or {}
        return [cast("Entry", dict(entry)) for entry in found.get(TABLE, {}).values()]  # `update` changes them in place

    def insert(self, entries: Iterable[Entry]) -> None:
        """Add entries that are not there yet.

        Raises:
            FieldError: one is not valid.
        """
        checked = [schema.parse_entry(entry) for entry in entries]
        self._table.insert_multiple(Document(entry, cast("int", entry["id"])) for entry in checked)

    def insert_packed(self, entries: Iterable["Packed"], each: Callable[[Entry], object]) -> None:
        """Add entries of an import that are not there yet; read none of this month after it.

        They are packed up to the file; `each` is called with each as it is written, without fields that have no value.
        """
        cast("_MonthStorage", self._database.storage).each_unpacked = each
        self._table.insert_packed(entries)

    def update(self, *entries: Entry) -> None:
        """Replace entries by id."""
        after = {entry["id"]: schema.parse_entry(entry) for entry in entries}

        def put(document: MutableMapping[str, Any]) -> None:
            entry = after[document["id"]]
            document.clear()  # TinyDB's own update merges: a field that is gone would stay
            document.update(entry)

        self._table.update(put, doc_ids=[cast("int", entry_id) for entry_id in after])

    def remove(self, *entry_ids: str) -> None:
        """Remove the entries with these ids."""
        self._table.remove(doc_ids=[cast("int", entry_id) for entry_id in entry_ids])
