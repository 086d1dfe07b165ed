"""An SQLite database, for queries: a table of all entries, and a view of each kind. It cannot be imported."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from reflect.errors import ImpossibleValueError
from reflect.formats.tables import COLUMNS, ENVELOPE, FIELDS, Form, table_row
from reflect.model import schema
from reflect.model.choices import KINDS
from reflect.model.labels import AS_WRITTEN, NAMED, LabelNames, used
from reflect.model.schema import Entry

FORMAT = 1
"""The file's `PRAGMA user_version`."""

_TYPES: Final[dict[Form, str]] = {"text": "TEXT", "whole": "INTEGER", "flag": "INTEGER", "json": "TEXT"}
_MUST: Final = {field.name for field in schema.ENVELOPE if field.empty is ...} | {"private"}
"""The columns that are never null."""
_LABELS: Final = (
    "CREATE TABLE labels (of TEXT, written TEXT, now TEXT NOT NULL, PRIMARY KEY (of, written)) WITHOUT ROWID"
)
_FIRST: Final = ("id", "day", "at")
"""The columns that a view begins with; the others of the envelope come last."""


def write(entries: Iterable[Entry], names: LabelNames = AS_WRITTEN) -> Iterator[bytes]:
    """Yield the file, in one piece: the same entries give the same bytes, with the same version of SQLite.

    Raises:
        ImpossibleValueError: the SQLite of this Python cannot make a file in memory.
    """
    import sqlite3

    database = sqlite3.connect(":memory:", isolation_level=None)
    if not hasattr(database, "serialize"):
        raise ImpossibleValueError("the SQLite of this Python cannot write a file", "another format can")
    database.execute(f"PRAGMA user_version = {FORMAT}")
    database.execute(_create_table())
    database.execute(_LABELS)
    for kind in KINDS:
        database.execute(_create_view(kind))
    written: dict[tuple[str, str], None] = {}
    database.execute("BEGIN")
    rows = _table_rows(entries, written)
    database.executemany(f"INSERT INTO entries VALUES ({', '.join('?' * len(COLUMNS))})", rows)  # noqa: S608 - our own names
    labels = ((of, label, names.shown(of, label)) for of, label in sorted(written))
    database.executemany("INSERT INTO labels VALUES (?, ?, ?)", labels)
    for column in ("day", "kind"):
        database.execute(f"CREATE INDEX entries_{column} ON entries ({column})")
    database.execute("COMMIT")
    yield database.serialize()
    database.close()


def _table_rows(entries: Iterable[Entry], written: dict[tuple[str, str], None]) -> Iterator[list[Any]]:
    """Yield the row of each entry, its empty lists as `[]`; collect the names as written."""
    for entry in entries:
        written |= dict.fromkeys(used(entry))
        empty = {name for name, value in entry.items() if value == []}
        yield ["[]" if name in empty else value for name, value in zip(COLUMNS, table_row(entry), strict=True)]


def _create_table() -> str:
    columns = [
        f'"{name}" {_TYPES[form]}{" NOT NULL" if name in _MUST else ""}{" PRIMARY KEY" if name == "id" else ""}'
        for name, form in COLUMNS.items()
    ]
    return "CREATE TABLE entries (\n  " + ",\n  ".join(columns) + "\n)"


def _create_view(kind: str) -> str:
    own = FIELDS[kind][len(ENVELOPE) :]
    last = (name for name in ENVELOPE if name not in (*_FIRST, "kind"))
    columns = [*(f'"{name}"' for name in (*_FIRST, *own)), *map(_now, NAMED.get(kind, ())), *last]
    return f"CREATE VIEW \"{kind}\" AS SELECT {', '.join(columns)} FROM entries WHERE kind = '{kind}'"  # noqa: S608 - our own names


def _now(name: str) -> str:
    """Return the column of a view with the names in force: of a list each once, in its order."""
    if name == "label":
        return "(SELECT now FROM labels WHERE of = 'pattern' AND written = label) AS label_now"
    of = "person" if name == "with" else "feeling"
    each = f"json_each(entries.\"{name}\") AS each JOIN labels ON of = '{of}' AND written = each.value"
    names = f"SELECT now FROM {each} GROUP BY now ORDER BY min(each.key)"  # noqa: S608 - our own names
    return f'(SELECT json_group_array(now) FROM ({names})) AS "{name}_now"'  # noqa: S608 - our own names
