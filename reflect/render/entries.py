"""Entries as a person reads them: under their days, with their words."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from reflect.model.ids import short
from reflect.model.schema import Entry
from reflect.model.text import visible_line
from reflect.render import dates
from reflect.render.catalogue import View
from reflect.render.columns import Line, wrap
from reflect.render.messages import what

if TYPE_CHECKING:
    from rich.table import Table

_PARTS = ("wish", "other", "self", "note")
_INDENT = "         "
_HANG = _INDENT + " "


def entry_list(entries: Iterable[Entry], view: View) -> Iterator[Line]:
    """Yield the lines of a list: each day once, its entries below it."""
    day = None
    for entry in entries:
        if entry["day"] != day:
            if day is not None:
                yield Line("")
            day = entry["day"]
            yield Line(dates.with_weekday(day, ""), bold=True)
        yield from _entry(entry, view)


def entry_in_full(entry: Entry, view: View) -> "Iterator[Line | Table]":
    """Yield one entry, and a table of the fields that a list leaves out."""
    from reflect.render.tables import grid

    yield from entry_list([entry], view)
    yield Line("")
    zone = f", {entry['zone']}" if entry["zone"] else ""
    fields = {"id": entry["id"], "at": entry["at"] + zone, "recorded": entry["recorded_at"]}
    fields |= {"edited": entry["edited_at"]} if entry["edited_at"] else {}
    yield grid((name, view.shown(value)) for name, value in (fields | {"source": entry["source"]}).items())


def _entry(entry: Entry, view: View) -> Iterator[Line]:
    at = datetime.fromisoformat(entry["at"])
    marks = [short(entry["id"])]
    if str(at.date()) != entry["day"]:
        marks.append(f"on {dates.day_of_week(str(at.date()))}")
    if entry["private"]:
        marks.append("private")
    head = view.shown(f"{what(entry, texts=False)}  ({', '.join(marks)})")
    yield from map(Line, wrap(head, view.columns, f"  {at:%H:%M}  ", _INDENT))
    for text in _texts_of(entry):
        for line in view.block(text):
            yield from map(Line, wrap(line, view.columns, _INDENT, _HANG))


def _texts_of(entry: Entry) -> Iterator[str]:
    fields = cast("dict[str, Any]", entry)
    prompt = fields.get("prompt_text") or fields.get("prompt")
    if prompt:
        yield visible_line(prompt)
    if fields.get("text"):
        yield fields["text"]
    for part in _PARTS:
        if fields.get(part):
            yield fields[part] if part == "note" else f"{part}: {fields[part]}"
