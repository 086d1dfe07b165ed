"""Entries as a person reads them: under their days, with their words."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, cast

from reflect.entries.ids import short
from reflect.entries.kinds import Entry
from reflect.entries.text import visible, visible_line
from reflect.render import dates
from reflect.render.kept import what

_PARTS = ("wish", "other", "self", "note")
_INDENT = "         "


def listed(entries: Iterable[Entry]) -> Iterator[str]:
    """Give the lines of a list: each day once, its entries below it."""
    day = None
    for entry in entries:
        if entry["day"] != day:
            if day is not None:
                yield ""
            day = entry["day"]
            yield str(dates.with_weekday(day, ""))
        yield from _entry(entry)


def whole(entry: Entry) -> Iterator[str]:
    """Give the lines of one entry with all that is kept of it."""
    yield str(dates.with_weekday(entry["day"], ""))
    yield from _entry(entry)
    yield ""
    zone = f", {visible_line(entry['zone'])}" if entry["zone"] else ""
    yield f"id        {entry['id']}"
    yield f"at        {entry['at']}{zone}"
    yield f"recorded  {entry['recorded_at']}"
    if entry["edited_at"]:
        yield f"edited    {entry['edited_at']}"
    yield f"source    {visible_line(entry['source'])}"


def _entry(entry: Entry) -> Iterator[str]:
    at = datetime.fromisoformat(entry["at"])
    marks = [short(entry["id"])]
    if str(at.date()) != entry["day"]:
        marks.append(f"on {dates.day_of_week(str(at.date()))}")
    if entry["private"]:
        marks.append("private")
    yield f"  {at:%H:%M}  {_title(entry)}  ({', '.join(marks)})"
    yield from _words(entry)


def _title(entry: Entry) -> str:
    return what(entry).removesuffix(" and a note")


def _words(entry: Entry) -> Iterator[str]:
    fields = cast("dict[str, Any]", entry)
    if fields.get("prompt_text"):
        yield f"{_INDENT}{visible_line(fields['prompt_text'])}"
    elif fields.get("prompt"):
        yield f"{_INDENT}{visible_line(fields['prompt'])}"
    if fields.get("text"):
        yield from _block(fields["text"])
    for part in _PARTS:
        if fields.get(part):
            lead = "" if part == "note" else f"{part}: "
            yield from _block(lead + fields[part])


def _block(text: str) -> Iterator[str]:
    for line in visible(text.replace("\r\n", "\n")).split("\n"):
        yield f"{_INDENT}{line}".rstrip()
