"""Entries as a person reads them: under their days, with their words."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, cast

from reflect.model.ids import short
from reflect.model.schema import Entry
from reflect.model.text import visible_line
from reflect.render import dates
from reflect.render.cells import as_written
from reflect.render.messages import what
from reflect.render.view import View

_PARTS = ("wish", "other", "self", "note")
_INDENT = "         "
_HANG = _INDENT + " "
_NAME = "          "
"""As wide as the names in `whole`."""


def listed(entries: Iterable[Entry], view: View) -> Iterator[str]:
    """Give the lines of a list: each day once, its entries below it."""
    day = None
    for entry in entries:
        if entry["day"] != day:
            if day is not None:
                yield ""
            day = entry["day"]
            yield str(dates.with_weekday(day, ""))
        yield from _entry(entry, view)


def whole(entry: Entry, view: View) -> Iterator[str]:
    """Give the lines of one entry with all that is kept of it."""
    yield str(dates.with_weekday(entry["day"], ""))
    yield from _entry(entry, view)
    yield ""
    zone = f", {entry['zone']}" if entry["zone"] else ""
    told = {"id": entry["id"], "at": entry["at"] + zone, "recorded": entry["recorded_at"]}
    told |= {"edited": entry["edited_at"]} if entry["edited_at"] else {}
    for name, value in (told | {"source": entry["source"]}).items():
        yield from as_written(view.shown(value), view.columns, name.ljust(len(_NAME)), _NAME)


def _entry(entry: Entry, view: View) -> Iterator[str]:
    at = datetime.fromisoformat(entry["at"])
    marks = [short(entry["id"])]
    if str(at.date()) != entry["day"]:
        marks.append(f"on {dates.day_of_week(str(at.date()))}")
    if entry["private"]:
        marks.append("private")
    head = view.shown(f"{_title(entry)}  ({', '.join(marks)})")
    yield from as_written(head, view.columns, f"  {at:%H:%M}  ", _INDENT)
    for text in _words(entry):
        for line in view.block(text):
            yield from as_written(line, view.columns, _INDENT, _HANG)


def _title(entry: Entry) -> str:
    return what(entry).removesuffix(" and a note")


def _words(entry: Entry) -> Iterator[str]:
    fields = cast("dict[str, Any]", entry)
    prompt = fields.get("prompt_text") or fields.get("prompt")
    if prompt:
        yield visible_line(prompt)
    if fields.get("text"):
        yield fields["text"]
    for part in _PARTS:
        if fields.get(part):
            yield fields[part] if part == "note" else f"{part}: {fields[part]}"
