"""jrnl's journals: its text file, and its export as JSON. Each entry is a note, with title and body as one text.

In the text file an entry begins with its time in brackets, written in whatever form jrnl was set to. In the export the
title and the body are apart; jrnl's own file has a line end between them.
"""

import re
from collections.abc import Iterator
from typing import Any

from reflect.formats.rows import FileError, Identity, Row, RowError, Terms, minute_of
from reflect.formats.written_times import date_and_time
from reflect.model import strict_json

_BEGINS = r"\[([^\]\n]{4,64})\] "
_LIKE_A_DATE = r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{2,4}"
_STAR = " *"
_FIELDS = ("title", "body", "date", "time", "tags", "starred")


def recognises(document: str) -> bool:
    """Return whether a file begins with an entry of jrnl's text, or is its export as JSON."""
    begins = document.lstrip()
    if begins.startswith("{"):
        return _is_export(begins)
    found = re.match(_BEGINS, begins)
    return found is not None and date_and_time(found[1]) is not None


def read(document: str, terms: Terms) -> Iterator[Row | RowError]:
    """Yield the notes; the line of one from JSON is its place in the list, from 1."""
    if document.lstrip().startswith("{"):
        yield from _read_json(document, terms)
    else:
        yield from _read_text(document, terms)


def _is_export(document: str) -> bool:
    if '"entries"' not in document or '"title"' not in document:
        return False
    try:
        match strict_json.loads(document):
            case {"entries": [{"title": _, "body": _, "date": _} as first, *_]}:
                return "kind" not in first  # else it is an entry of ours
    except strict_json.FaultyJSONError:
        pass
    return False


def _read_text(document: str, terms: Terms) -> Iterator[Row | RowError]:
    begun: tuple[int, str] | None = None
    lines: list[str] = []
    for number, line in enumerate(document.split("\n"), start=1):
        found = re.match(_BEGINS, line) if line.startswith("[") else None
        at = date_and_time(found[1]) if found else None
        if found and at:
            if begun:
                yield _note(*begun, lines, terms)
            begun, lines = (number, at), [line[found.end() :]]
        elif found and re.search(_LIKE_A_DATE, found[1]):
            fault = "begins as an entry does, with a date that cannot be read, or in two ways"
            yield RowError(number, f"{fault}; write it as [2026-11-23 21:40], or put a space before the [")
        elif begun:
            lines.append(line)
        elif line.strip():
            yield RowError(number, "stands before the first entry, which begins as [2026-11-23 21:40] does")
    if begun:
        yield _note(*begun, lines, terms)


def _note(number: int, at: str, lines: list[str], terms: Terms) -> Row:
    title = lines[0].rstrip()
    starred = title.endswith(_STAR)
    if starred:
        lines = [title.removesuffix(_STAR), *lines[1:]]
    return _text_row(number, at, "\n".join(lines).rstrip("\r\n"), {"starred": True} if starred else {}, terms)


def _read_json(document: str, terms: Terms) -> Iterator[Row | RowError]:
    try:
        value = strict_json.loads(document)
    except strict_json.FaultyJSONError as error:
        yield FileError(error.line or 1, str(error))
        return
    entries = value.get("entries") if isinstance(value, dict) else None
    if not isinstance(entries, list):
        yield FileError(1, "holds no list of entries")
        return
    for number, entry in enumerate(entries, start=1):
        yield _from_json(number, entry, terms)


def _from_json(number: int, entry: Any, terms: Terms) -> Row | RowError:
    if not isinstance(entry, dict) or not all(isinstance(entry.get(name), str) for name in ("title", "body", "date")):
        return RowError(number, "is no entry of jrnl's: title, body and date")
    clock = entry.get("time")
    at = date_and_time(f"{entry['date']} {clock}" if clock else entry["date"])
    if at is None:
        return RowError(number, "has no date and time that are known (2026-11-23 and 21:40)")
    extra = {name: kept for name, kept in entry.items() if name not in _FIELDS}
    extra |= {name: entry[name] for name in ("tags", "starred") if entry.get(name)}
    text = f"{entry['title']}\n{entry['body']}" if entry["body"] else entry["title"]
    return _text_row(number, at, text, extra, terms)


def _text_row(number: int, at: str, text: str, extra: dict[str, Any], terms: Terms) -> Row:
    fields = {"kind": "note", "at": at, "zone": terms.zone.name, "text": text, "extra": extra}
    content = {"at": minute_of(at), "text": " ".join(text.split())}
    return Row(number, fields, identity=Identity(("jrnl", *content.values()), content))
