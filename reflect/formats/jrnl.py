"""jrnl's journals: its text file, and its export as JSON. Each entry is a note, with title and body as one text.

In the text file an entry begins with its time in brackets, written in whatever form jrnl was set to. In the export the
title and the body are apart; jrnl's own file has a line end between them.
"""

import re
from collections.abc import Iterator
from typing import Any

from reflect.formats.rows import FileError, Identity, Row, RowError, Terms, minute_of
from reflect.formats.tables import lines_of
from reflect.formats.written_times import MAX_LENGTH, Dates, date_and_time, year_fault
from reflect.model import strict_json
from reflect.model.dates import MONTHS, WEEKDAYS, short_name
from reflect.model.strict_json import FaultyJSONError

_BEGINS = rf"\[([^\]\[{{}}\"\n]{{1,{MAX_LENGTH}}})\](?: |\r?$)"
_CLOCK = r"[0-9]{1,2}[:.h][0-9]{2}(?:[:.][0-9]{2})?(?:\s*[AaPp]\.?\s?[Mm]\.?)?"
_MONTH = "|".join([*MONTHS, *map(short_name, MONTHS)])
_LIKE_A_DATE = (
    rf"[0-9]{{1,4}}[-/.][0-9]{{1,2}}[-/.][0-9]{{2,4}}|[0-9].*?\s{_CLOCK}|{_CLOCK}\s.*?[0-9]"
    rf"|\b[0-9]{{4}}-(?:W[0-9]{{2}}|[0-9]{{3}})\b|(?i:\b(?:{_MONTH})\b.*\b[0-9]{{4}}\b)"
    r"|\b(?:[01]?[0-9]|2[0-4]):[0-5][0-9]\b|\b(?:0?[0-9]|1[0-9]|2[0-4])\s?[AaPp]\.?[Mm]\b"
)
"""What jrnl finds a date or a time in, whatever stands beside it."""
_FIGURES = r"[0-9]+([:.][0-9]+)*(am|pm|[ap]\.m\.)?,?|am|pm|[ap]\.m\."
"""A number or a clock time, in whatever words of a relative day."""
_RELATIVE = {
    "today",
    "yesterday",
    "tomorrow",
    "now",
    "noon",
    "midnight",
    "morning",
    "evening",
    "night",
    "tonight",
    *MONTHS,
    *WEEKDAYS,
}
_AMOUNTS = {
    *("this", "last", "next", "a", "an"),
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}
_UNITS = {"day", "days", "week", "weeks", "month", "months", "year", "years", "hour", "hours", "minute", "minutes"}
_SPAN = rf"(?:[0-9]+|\b(?:{'|'.join(_AMOUNTS)}|end of))\s+(?:{'|'.join(_UNITS)})\b"
"""Of a relative day: `2 weeks`, `next month`, `end of day`; not `week 12` or `the day`."""
_BESIDE_RELATIVE = {*_AMOUNTS, *_UNITS, "at", "the", "in", "on", "of", "before", "from", "end", "ago", "later"}
_MIN_LENGTH = 7
"""Characters; jrnl takes fewer in brackets for a footnote, but for a clock time alone, which it can be set to write."""
_STAR = " *"
_FIELDS = ("title", "body", "date", "time", "tags", "starred")
_HINT = "write it as [2026-11-23 21:40], or put a space before the ["
_EXPORT = "`jrnl --export json` writes one that can be read"
_NOT_A_JOURNAL = (
    (r"gAAAA[\w-]{20}|JRNLv[0-9]", f"is an encrypted journal of jrnl's; {_EXPORT}"),
    (r"(?:<\?xml[^>]*>\s*)?<journal>\s*<entries>", f"is what `jrnl --export xml` writes; {_EXPORT}"),
    (r"\u250e\u2500", f"is what `jrnl --format fancy` prints; {_EXPORT}"),
)
"""What else comes from jrnl, by how it begins, with what is said of it."""
_UNBRACKETED = f"is a journal of jrnl 1, or what `jrnl --format pretty` prints; {_EXPORT} (jrnl 2 or later)"


def recognises(document: str) -> bool:
    """Return whether a file begins with an entry of jrnl's text, or is another file of jrnl's."""
    begins = document.lstrip()
    if begins.startswith("{"):
        return _is_export(begins)
    first = re.split(r"[\r\n]", begins, maxsplit=1)[0]
    found = re.match(_BEGINS, first)
    if found is None:
        return _named(begins) is not None
    if len(found[1]) < _MIN_LENGTH:
        return _is_date_like(found[1])
    return bool(first[found.end() :].strip()) or (date_and_time(found[1]) is not None and not found[1].isdecimal())


def read(document: str, terms: Terms) -> Iterator[Row | RowError]:
    """Yield the notes; the line of one from JSON is its place in the list, from 1."""
    begins = document.lstrip()
    if begins.startswith("{"):
        yield from _read_json(document, terms)
    elif message := _named(begins):
        yield FileError(1, message)
    else:
        yield from _read_text(document, terms)


def _named(begins: str) -> str | None:
    """Return what a file of jrnl's is that cannot be read, and the command that makes it readable; or None."""
    for pattern, message in _NOT_A_JOURNAL:
        if re.match(pattern, begins):
            return message
    first = begins.split("\n", 1)[0][: 2 * MAX_LENGTH]
    found = re.match(rf"([^\W_][^\[\];\t]*? {_CLOCK}(?: [0-9]{{4}})?) \S", first)
    return _UNBRACKETED if found and date_and_time(found[1]) else None


def _is_date_like(written: str) -> bool:
    """Return whether jrnl could take this for the date of an entry, or have been set to write it as one.

    jrnl reads what it was set to write, then what dateutil reads, then relative days
    (https://github.com/jrnl-org/jrnl/blob/develop/jrnl/time.py).
    """
    if len(written) < _MIN_LENGTH or re.fullmatch(_CLOCK, written):
        return re.fullmatch(_CLOCK, written) is not None
    words = {word for word in written.casefold().split() if not re.fullmatch(_FIGURES, word)}
    is_relative = bool(words & _RELATIVE) or re.search(_SPAN, written.casefold()) is not None
    if (is_relative and words <= _RELATIVE | _BESIDE_RELATIVE) or re.search(_LIKE_A_DATE, written):
        return True
    if words.isdisjoint(MONTHS) and not re.search("[0-9]", written):
        return False
    return date_and_time(written) is not None or _is_date_of_dateutil(written)


def _is_date_of_dateutil(written: str) -> bool:
    from dateutil import parser

    try:
        parser.parse(written, ignoretz=True)  # else it warns of names of zones
    except (ValueError, OverflowError, TypeError):
        return False
    return True


def _is_export(document: str) -> bool:
    if '"entries"' not in document or '"title"' not in document:
        return False
    match strict_json.peek(document):
        case {"entries": [{"title": _, "body": _, "date": _} as first, *_]}:
            return "kind" not in first  # else it is an entry of ours
    return False


def _read_text(document: str, terms: Terms) -> Iterator[Row | RowError]:
    """Yield the notes. The lines below a heading with a fault are its own, and go with it."""
    begun: tuple[int, str | RowError | None] = 1, None
    text: list[str] = []
    for number, line, heading in _lines(document):
        if heading is not None:
            yield from _block(*begun, text, terms)
            begun, text = (number, heading), []
        text.append(line)
    yield from _block(*begun, text, terms)


def _block(begins: int, heading: str | RowError | None, lines: list[str], terms: Terms) -> Iterator[Row | RowError]:
    """Yield what a heading and the lines below it are; without one these are before the first entry."""
    if isinstance(heading, RowError):
        yield heading
    elif heading is not None:
        yield _note(begins, heading, lines, terms)
    elif words := [number for number, line in enumerate(lines, start=begins) if line.strip()]:
        yield RowError(words[0], "is before the first entry, which begins as [2026-11-23 21:40] does")


def _lines(document: str) -> Iterator[tuple[int, str, str | RowError | None]]:
    """Yield the lines with their numbers; of a heading its text, and its time or what is wrong with it."""
    dates = Dates(lambda: _dates(document))
    for number, line in enumerate(lines_of(document, _line_end(document)), start=1):
        found = re.match(_BEGINS, line) if line.startswith("[") else None
        heading = _heading(number, found, dates) if found else None
        yield number, line[found.end() :] if found and heading else line, heading


def _line_end(document: str) -> str:
    return "\n" if "\n" in document else "\r"


def _dates(document: str) -> Iterator[str]:
    begins = (re.match(_BEGINS, line) for line in lines_of(document, _line_end(document)) if line.startswith("["))
    return (found[1] for found in begins if found and re.search("[0-9]{4}", found[1]))


def _heading(number: int, found: re.Match[str], dates: Dates) -> str | RowError | None:
    """Return the time that begins an entry, or what is wrong with it; None where it is none."""
    at, is_whole = dates.moment_by_itself(found[1]), found[0].endswith(" ")
    if at is None:
        if not _is_date_like(found[1]):
            return None
        at = dates.moment(found[1])
    if at is None:
        fault = "begins with a date in brackets that cannot be read, or in two ways"
        return RowError(number, fault, hint=_HINT) if is_whole else None
    day = at[: len("2026-11-23")]
    return at if is_whole else RowError(number, "begins with a date in brackets that no text follows", day, _HINT)


def _note(number: int, at: str, lines: list[str], terms: Terms) -> Row | RowError:
    title = lines[0].rstrip()
    starred = title.endswith(_STAR)
    if starred:
        lines = [title.removesuffix(_STAR), *lines[1:]]
    return _text_row(number, at, "\n".join(lines).rstrip("\r\n"), {"starred": True} if starred else {}, terms)


def _read_json(document: str, terms: Terms) -> Iterator[Row | RowError]:
    value = strict_json.take(document)
    entries = value.get("entries") if isinstance(value, dict) else None
    if not isinstance(entries, list):
        raise FaultyJSONError("contains no list of entries")
    for number, entry in enumerate(entries, start=1):
        yield _from_json(number, entry, terms)


def _from_json(number: int, entry: Any, terms: Terms) -> Row | RowError:
    if not isinstance(entry, dict) or not all(isinstance(entry.get(name), str) for name in ("title", "body", "date")):
        return RowError(number, "is not an entry of jrnl's: title, body and date")
    clock = entry.get("time")
    at = date_and_time(f"{entry['date']} {clock}" if clock else entry["date"])
    if at is None:
        return RowError(number, "has no date and time that are known (2026-11-23 and 21:40)")
    extra = {name: kept for name, kept in entry.items() if name not in _FIELDS}
    extra |= {name: entry[name] for name in ("tags", "starred") if entry.get(name)}
    text = f"{entry['title']}\n{entry['body']}" if entry["body"] else entry["title"]
    return _text_row(number, at, text, extra, terms)


def _text_row(number: int, at: str, text: str, extra: dict[str, Any], terms: Terms) -> Row | RowError:
    if fault := year_fault(at, terms.now.year):
        return RowError(number, fault, at[: len("2026-11-23")])
    fields = {"kind": "note", "at": at, "zone": terms.zone.name, "text": text, "extra": extra}
    content = {"at": minute_of(at), "text": " ".join(text.split())}
    return Row(number, fields, identity=Identity(("jrnl", *content.values()), content))
