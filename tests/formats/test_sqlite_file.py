"""SQLite: the table and the views hold the entries, in columns of the types that they say."""

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from hypothesis import given

from reflect.formats import sqlite_file
from reflect.model import schema
from reflect.model.labels import NAMED
from reflect.model.schema import Entry
from tests.formats.rows_made import diaries

LISTS = ("scale", "feelings", "with", "extra", "newer")


@contextlib.contextmanager
def _opened(diary: list[Entry]) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(b"".join(sqlite_file.write(diary)))
        database.row_factory = sqlite3.Row
        yield database


def _back(row: sqlite3.Row) -> dict[str, Any]:
    """Return what a row says, a list or an object read from its JSON."""
    fields = {name: row[name] for name in row.keys()}  # noqa: SIM118 - a row gives its values, not its names
    return {name: json.loads(value) if name in LISTS and value else value for name, value in fields.items()}


@given(diaries)
def test_the_table_holds_every_field_of_every_entry_in_their_order(diary: list[Entry]) -> None:
    with _opened(diary) as database:
        assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        rows = [_back(row) for row in database.execute("SELECT * FROM entries ORDER BY rowid")]
        assert len(rows) == len(diary)
        for row, entry in zip(rows, diary, strict=True):
            assert {name: row[name] or None for name in entry} == {name: value or None for name, value in entry.items()}
            assert all(row[name] is None for name in row.keys() - entry.keys())


@given(diaries)
def test_a_view_of_each_kind_has_its_fields_as_columns(diary: list[Entry]) -> None:
    with _opened(diary) as database:
        for kind, fields in schema.FIELDS.items():
            found = database.execute(f'SELECT * FROM "{kind}"')  # noqa: S608 - our own name
            assert {column[0] for column in found.description} == {
                *(field.name for field in fields if field.name != "kind"),
                *(f"{name}_now" for name in NAMED.get(kind, ())),
            }
            assert [row["id"] for row in found] == [entry["id"] for entry in diary if entry["kind"] == kind]


@given(diaries)
def test_the_same_entries_give_the_same_bytes(diary: list[Entry]) -> None:
    assert b"".join(sqlite_file.write(diary)) == b"".join(sqlite_file.write(iter(diary)))


def test_types_and_version() -> None:
    with _opened([]) as database:
        columns = {row["name"]: row["type"] for row in database.execute("PRAGMA table_info(entries)")}
        assert {name for name, kind in columns.items() if kind == "INTEGER"} == {"private", "value", "energy"}
        assert set(columns.values()) == {"INTEGER", "TEXT"}
        assert database.execute("PRAGMA user_version").fetchone()[0] == 1


def test_a_list_can_be_asked_and_a_zero_is_no_null() -> None:
    at = "2026-11-03T12:00:00+00:00"
    mood = {"id": "aaaabbbbcccc", "kind": "mood", "day": "2026-11-03", "at": at, "recorded_at": at, "source": "cli"}
    entry = schema.parse_entry({**mood, "value": 0, "scale": [0, 10], "feelings": ["tired", "flat"], "colour": "blue"})
    with _opened([entry]) as database:
        asked = 'SELECT mood.value, json_each.value AS feeling FROM mood, json_each(feelings) WHERE "private" = 0'
        assert [tuple(row) for row in database.execute(asked)] == [(0, "tired"), (0, "flat")]
        assert database.execute("SELECT newer FROM entries").fetchone()[0] == '{"colour": "blue"}'
