"""Entries and months for the tests of the store."""

import json
import os
from collections.abc import Callable
from typing import Any, cast

from reflect.clock import Clock
from reflect.journal import Journal
from reflect.model import schema
from reflect.model.schema import Entry
from reflect.store.store import Store
from tests.program import NOW


def at(store: str | os.PathLike[str], now: str = NOW, zone: str = "UTC") -> Journal:
    """Return the journal in a folder, on a Monday evening unless it is another time."""
    return Journal.open(os.fspath(store), environ={"REFLECT_NOW": now, "TZ": zone})


def store_at(path: str, new_store: Callable[[str], None] = lambda _: None) -> Store:
    """Return the store at a path, on an evening in November."""
    return Store(path, Clock.from_environment({"REFLECT_NOW": NOW, "TZ": "UTC"}), new_store=new_store)


def note(entry_id: str = "k3f9ab2m7q0x", day: str = "2026-11-23", text: str = "words", **more: Any) -> Entry:
    """Return a note."""
    at = f"{day}T21:40:00+00:00"
    envelope = {"id": entry_id, "kind": "note", "day": day, "at": at, "zone": "UTC", "recorded_at": at, "source": "cli"}
    return schema.parse_entry({**envelope, "text": text, **more})


def number(index: int) -> str:
    """Return an id."""
    return f"{index:012d}"


def document(*entries: Any, **more: Any) -> dict[str, Any]:
    """Return a month file as JSON has it."""
    table = {cast("dict[str, Any]", entry)["id"]: entry for entry in entries}
    return {"_meta": {"format": {"version": 1}}, "entries": table, **more}


def raw(*entries: Any, **more: Any) -> bytes:
    """Return a month file that another hand wrote: other order, other indent."""
    return json.dumps(document(*entries, **more)).encode()


def put(path: str, *entries: Entry) -> None:
    """Add entries to a store."""
    with store_at(path).writing(undoable=False) as change:
        change.add(entries)
