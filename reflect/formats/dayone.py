"""Day One's export: a journal as JSON, or several by their names, which come out of a ZIP file (`zip_file`).

Each entry is a note. Its times are in UTC, with the zone it was written in beside them. Its text is taken as its reader
saw it; the text as it is in the file is kept where it differs.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from reflect.errors import ImpossibleValueError
from reflect.formats.rows import Identity, Row, RowError, Terms, named_zone
from reflect.formats.written_times import year_fault
from reflect.model import strict_json
from reflect.model.dates import whole_minutes
from reflect.model.strict_json import FaultyJSONError

if TYPE_CHECKING:
    from reflect.clock import Zone

JOURNALS: Final = "journals"
"""The key of the journals by their names."""
NO_TEXT: Final = "(no text)"
"""The text of an entry without words; its photos and other media are named in `extra`."""

_MAPPED = ("creationDate", "timeZone", "text")
_DATES_ONLY = re.compile(r"(?:Etc/)?(?:GMT[+-]?0?|Greenwich)")
"""The zone that other programs give an entry which has a date and no time: midnight of it is the date."""
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(0?[0-9]|1[0-4]):?([0-5][0-9])?")
"""What Apple's systems call a zone that is no more than an offset: `GMT+0200`."""
_CODE = r"```.*?```|`[^`\n]+`"
_ESCAPED = rf"({_CODE})|\\([!-/:-@\[-`{{-~])"  # CommonMark 0.31, section 2.4: ASCII punctuation, but not inside code
_MOMENT_LINK = "dayone-moment:"
_MOMENT = r"!\[[^\[\]\n]*\]\(dayone-moment:[^()\[\s]*\)"
"""How Day One links to a photo, or other media, inside a text: https://dayoneapp.com/guides/tips-and-tutorials/"""
_MOMENT_LINE = rf"^[ \t]*{_MOMENT}(?:[ \t]*{_MOMENT})*[ \t]*(?:\n|\Z)"


def recognises(document: str) -> bool:
    """Return whether a file is an export of Day One's, or several."""
    if not ('"creationDate"' in document or document.startswith(f'{{"{JOURNALS}":')):
        return False
    journals = journals_in(strict_json.peek(document))
    return bool(journals and not any(entries for _, entries in journals)) or any(
        isinstance(entry, dict) and "creationDate" in entry and "kind" not in entry
        for _, entries in journals
        for entry in entries[:1]
    )


def read(document: str, terms: Terms) -> Iterator[Row | RowError]:
    """Yield the notes. The line of one is its place in the list, or in all the lists one after another, from 1."""
    journals = journals_in(strict_json.take(document))
    if not journals:
        raise FaultyJSONError("contains no list of entries")
    notes = ((journal, entry) for journal, entries in journals for entry in entries)
    for number, (journal, entry) in enumerate(notes, start=1):
        is_object = isinstance(entry, dict)
        yield _note_row(number, entry, journal, terms) if is_object else RowError(number, "is not an object")


def journals_in(value: Any) -> list[tuple[str | None, list[Any]]]:
    """Return the lists of entries, each with its journal's name where that is known."""
    if not isinstance(value, dict):
        return []
    journals = value.get(JOURNALS)
    exports = journals.items() if isinstance(journals, dict) else [(None, value)]
    found = [(name, export.get("entries")) for name, export in exports if isinstance(export, dict)]
    return [(name, entries) for name, entries in found if isinstance(entries, list)]


@lru_cache(64)
def _zone_or_none(name: str) -> "Zone | None":
    """Return the zone of a name, or of an offset."""
    try:
        return named_zone(name.replace("\\/", "/"))  # escaped twice by some programs
    except ImpossibleValueError:
        found = _OFFSET.fullmatch(name)
    if found is None:
        return None
    from reflect.clock import Zone

    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return Zone(None, timezone(-offset if found[1] == "-" else offset))


def _note_row(number: int, entry: Mapping[str, Any], journal: str | None, terms: Terms) -> Row | RowError:
    written_in = entry.get("timeZone")
    known = _zone_or_none(written_in) if isinstance(written_in, str) else None
    zone = known or terms.zone
    at = _local(entry.get("creationDate"), zone)
    if at is None:
        return RowError(number, "has no creationDate that is a time (2026-11-23T21:40:00Z)")
    day = at[: len("2026-11-23")]
    if fault := year_fault(day, terms.now.year):
        return RowError(number, fault, day)
    text = entry.get("text")
    if text is not None and not isinstance(text, str):
        return RowError(number, "has a text that is not one", day)
    extra = {name: kept for name, kept in entry.items() if name not in _MAPPED and not _is_empty(kept)}
    if written_in and not (known and known.name):
        extra["timeZone"] = written_in
    if journal is not None:
        extra.setdefault("journal", journal)
    shown = shown_text(text or "")
    if shown.strip() and shown != text:
        extra["text"] = text
    words = shown if shown.strip() else rich_text(entry.get("richText"))
    fields = {"kind": "note", "at": at, "zone": zone.name, "text": words or NO_TEXT, "extra": extra}
    if date := _date_of_day_long(entry, at, zone, is_known=known is not None):
        fields |= {"day": date, "at": _noon(date, zone)}
    return Row(number, fields, identity=_identity(entry, words))


def _identity(entry: Mapping[str, Any], words: str) -> Identity:
    """Return the identity of an entry: its `uuid`, else its time with its words. Other fields come and go."""
    created, uuid = str(entry.get("creationDate")), entry.get("uuid")
    content = {
        "creationDate": created,
        "timeZone": entry.get("timeZone"),
        "isAllDay": entry.get("isAllDay"),
        "text": entry.get("text") if str(entry.get("text") or "").strip() else words,
        "tags": entry.get("tags"),
    }
    by = (uuid,) if isinstance(uuid, str) and uuid else (created, words)
    return Identity(("dayone", *by), content, modified="modifiedDate")


def _local(written: Any, zone: "Zone") -> str | None:
    """Return a time in a zone; one without an offset stays without, to be read in the zone of the import."""
    try:
        at = datetime.fromisoformat(written)
        return whole_minutes(zone.local(at)).isoformat() if at.tzinfo else at.isoformat()
    except (TypeError, ValueError, ImpossibleValueError):
        return None


def _date_of_day_long(entry: Mapping[str, Any], at: str, zone: "Zone", *, is_known: bool) -> str | None:
    """Return the date of an entry that has no time: it has midnight, of a zone that is not always known."""
    day, is_midnight = at[: len("2026-11-23")], at[len("2026-11-23T") :].startswith("00:00:00")
    if entry.get("isAllDay") not in (True, "true"):
        return day if is_midnight and _DATES_ONLY.fullmatch(zone.name or "") else None
    moment = datetime.fromisoformat(at)
    is_of_no_zone = moment.minute % 15 or moment.second  # a midnight somewhere is on a quarter of an hour
    if is_known or is_midnight or moment.tzinfo is None or is_of_no_zone:
        return day
    return (moment.astimezone(UTC) + timedelta(hours=12, seconds=-1)).date().isoformat()  # the nearest midnight


def _noon(day: str, zone: "Zone") -> str:
    readings = zone.readings(datetime.fromisoformat(f"{day}T12:00:00"))
    return whole_minutes(readings[0]).isoformat() if readings else f"{day}T12:00:00"


def _is_empty(value: Any) -> bool:
    """Return whether a field says nothing: Day One writes each of its fields for each entry. 0 says something."""
    return value is False or value is None or value in ("", [], {})


def shown_text(text: str) -> str:
    """Return a text as Day One shows it: no escapes of Markdown, and no places of photos."""
    if _MOMENT_LINK in text:
        text = re.sub(_MOMENT_LINE, "", text, flags=re.MULTILINE)
        text = re.sub(_MOMENT, "", text).strip("\n")
    if "\\" not in text:
        return text
    return re.sub(_ESCAPED, lambda found: found[1] or found[2], text, flags=re.DOTALL)


def rich_text(written: Any) -> str:
    """Return the words in a `richText`, which is JSON; none where it is something else."""
    try:
        value = strict_json.loads(written) if isinstance(written, str) else written
    except FaultyJSONError:
        return ""
    contents = value.get("contents") if isinstance(value, dict) else None
    parts = [part.get("text") for part in contents if isinstance(part, dict)] if isinstance(contents, list) else []
    words = "".join(part for part in parts if isinstance(part, str)).rstrip("\n")
    return words if words.strip() else ""
