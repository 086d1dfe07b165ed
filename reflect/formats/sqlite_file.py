"""An SQLite database, for queries: a table of all entries, and a view of each kind. It cannot be imported."""

from collections.abc import Iterable, Iterator
from typing import Final

from reflect.errors import ImpossibleValueError
from reflect.formats.tables import COLUMNS, ENVELOPE, FIELDS, Form, table_row
from reflect.model import schema
from reflect.model.choices import KINDS
from reflect.model.schema import Entry

FORMAT = 1
"""The file's `PRAGMA user_version`."""

_TYPES: Final[dict[Form, str]] = {"text": "TEXT", "whole": "INTEGER", "flag": "INTEGER", "json": "TEXT"}
_MUST: Final = {field.name for field in schema.ENVELOPE if field.empty is ...} | {"private"}
"""The columns that are never null."""
_FIRST: Final = ("id", "day", "at")
"""The columns that a view begins with; the others of the envelope come last."""


def write(entries: Iterable[Entry]) -> Iterator[bytes]:
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
    for kind in KINDS:
        database.execute(_create_view(kind))
    database.execute("BEGIN")
    database.executemany(f"INSERT INTO entries VALUES ({', '.join('?' * len(COLUMNS))})", map(table_row, entries))  # noqa: S608 - our own names
    database.execute("COMMIT")
    yield database.serialize()
    database.close()


def _create_table() -> str:
    columns = [
        f'"{name}" {_TYPES[form]}{" NOT NULL" if name in _MUST else ""}{" PRIMARY KEY" if name == "id" else ""}'
        for name, form in COLUMNS.items()
    ]
    return "CREATE TABLE entries (\n  " + ",\n  ".join(columns) + "\n)"


def _create_view(kind: str) -> str:
    own = FIELDS[kind][len(ENVELOPE) :]
    last = (name for name in ENVELOPE if name not in (*_FIRST, "kind"))
    columns = ", ".join(f'"{name}"' for name in (*_FIRST, *own, *last))
    return f"CREATE VIEW \"{kind}\" AS SELECT {columns} FROM entries WHERE kind = '{kind}'"  # noqa: S608 - our own names
