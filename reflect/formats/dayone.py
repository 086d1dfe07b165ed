"""Day One's export: a journal as JSON, or several by their names, which come out of a ZIP file (`zip_file`).

Each entry is a note. Its times are in UTC, with the zone it was written in beside them.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from reflect.errors import ImpossibleValueError
from reflect.formats.rows import FileError, Identity, Row, RowError, Terms
from reflect.model import strict_json

if TYPE_CHECKING:
    from reflect.clock import Zone

JOURNALS: Final = "journals"
"""The key of the journals by their names."""
NO_TEXT: Final = "(no text)"
"""The text of an entry that has neither text nor media."""

_MAPPED = ("creationDate", "timeZone", "text")
_CONTENT = ("creationDate", "timeZone", "isAllDay", "text", "tags")
"""Fields that the person wrote; the others are the program's own, and new versions of it add some."""
_MEDIA = {"photos": "//", "videos": "/video/", "audios": "/audio/", "pdfAttachments": "/pdfAttachment/"}
"""Lists of media, with how Day One links to one inside a text."""
_IDENTIFIER = r"[0-9A-Za-z-]{1,64}"


def recognises(document: str) -> bool:
    """Return whether a file is an export of Day One's, or several."""
    if '"creationDate"' not in document:
        return False
    try:
        value = strict_json.loads(document)
    except strict_json.FaultyJSONError:
        return False
    return any(
        isinstance(entry, dict) and "creationDate" in entry and "kind" not in entry
        for _, entries in _journals(value)
        for entry in entries[:1]
    )


def read(document: str, terms: Terms) -> Iterator[Row | RowError]:
    """Yield the notes. The line of one is its place in the list, or in all the lists one after another, from 1."""
    try:
        value = strict_json.loads(document)
    except strict_json.FaultyJSONError as error:
        yield FileError(error.line or 1, str(error))
        return
    journals = _journals(value)
    if not journals:
        yield FileError(1, "holds no list of entries")
        return
    zones = _Zones(terms.zone)
    number = 0
    for journal, entries in journals:
        for entry in entries:
            number += 1
            yield (
                _note_row(number, entry, journal, zones)
                if isinstance(entry, dict)
                else RowError(number, "is no object")
            )


def _journals(value: Any) -> list[tuple[str | None, list[Any]]]:
    """Return the lists of entries, each with its journal's name where that is known."""
    if not isinstance(value, dict):
        return []
    journals = value.get(JOURNALS)
    exports = journals.items() if isinstance(journals, dict) else [(None, value)]
    found = [(name, export.get("entries")) for name, export in exports if isinstance(export, dict)]
    return [(name, entries) for name, entries in found if isinstance(entries, list)]


class _Zones:
    """The zones by their names; that of the import where a name is unknown."""

    def __init__(self, otherwise: "Zone") -> None:
        self._otherwise = otherwise
        self._known: dict[str, Zone | None] = {}

    def named(self, name: object) -> "tuple[Zone, bool]":
        """Return the zone, and whether it is the named one."""
        if not isinstance(name, str):
            return self._otherwise, False
        if name not in self._known:
            try:
                self._known[name] = self._otherwise.named(name)
            except ImpossibleValueError:
                self._known[name] = None
        zone = self._known[name]
        return (self._otherwise, False) if zone is None else (zone, True)


def _note_row(number: int, entry: Mapping[str, Any], journal: str | None, zones: _Zones) -> Row | RowError:
    zone, is_known = zones.named(entry.get("timeZone"))
    at = _local(entry.get("creationDate"), zone)
    if at is None:
        return RowError(number, "has no creationDate that is a time (2026-11-23T21:40:00Z)")
    text = entry.get("text")
    if text is not None and not isinstance(text, str):
        return RowError(number, "has a text that is none")
    extra = {name: kept for name, kept in entry.items() if name not in _MAPPED and not _is_empty(kept)}
    if not is_known and entry.get("timeZone"):
        extra["timeZone"] = entry["timeZone"]
    if journal is not None:
        extra.setdefault("journal", journal)
    if text is None or not text.strip():
        text = _links(entry) or NO_TEXT
    fields = {"kind": "note", "at": at, "zone": zone.name, "text": text, "extra": extra}
    return Row(number, fields, identity=_identity(entry))


def _identity(entry: Mapping[str, Any]) -> Identity:
    """Return the identity of an entry: its `uuid`, else its time with its words. Other fields come and go."""
    content = {name: entry.get(name) for name in _CONTENT}
    if not str(content["text"] or "").strip():
        content["text"] = entry.get("richText")
    uuid = entry.get("uuid")
    by = [uuid] if isinstance(uuid, str) and uuid else [str(content["creationDate"]), str(content["text"] or "")]
    return Identity(("dayone", *by), content, modified="modifiedDate")


def _local(written: Any, zone: "Zone") -> str | None:
    """Return a time in a zone; one without an offset stays without, to be read in the zone of the import."""
    try:
        at = datetime.fromisoformat(written)
        return zone.local(at).isoformat() if at.tzinfo else at.isoformat()
    except (TypeError, ValueError, ImpossibleValueError):
        return None


def _is_empty(value: Any) -> bool:
    """Return whether a field says nothing: Day One writes each of its fields for each entry. 0 says something."""
    return value is False or value is None or value in ("", [], {})


def _links(entry: Mapping[str, Any]) -> str:
    """Return links to the media of an entry as Day One writes them in its texts, for one with nothing else."""
    found = []
    for name, path in _MEDIA.items():
        media = entry.get(name)
        for medium in media if isinstance(media, list) else ():
            identifier = medium.get("identifier") if isinstance(medium, dict) else None
            if isinstance(identifier, str) and re.fullmatch(_IDENTIFIER, identifier):
                found.append(f"![](dayone-moment:{path}{identifier})")
    return "\n".join(found)
