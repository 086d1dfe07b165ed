"""Day One's export: a journal as JSON, or a ZIP file with several, which become one document by their names.

Each entry is a note. Its times are in UTC, with the zone it was written in beside them. Its text is taken as its reader
saw it; the text as it is in the file is kept where it differs.
"""

import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from reflect.errors import BadFileError, ImpossibleValueError
from reflect.formats.rows import FileError, Identity, Row, RowError, Terms
from reflect.formats.written_times import year_fault
from reflect.model import strict_json
from reflect.model.dates import whole_minutes
from reflect.model.text import MIB, visible_name

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

    from reflect.clock import Zone

JOURNALS: Final = "journals"
"""The key of the journals by their names."""
NO_TEXT: Final = "(no text)"
"""The text of an entry that has neither text nor media."""

MAX_JOURNALS_BYTES: Final = 64 << 20
"""Of all journals of a ZIP file together."""
MAX_DIRECTORY_BYTES: Final = 16 << 20
"""Of the list of what a ZIP file holds, photos among it."""
MAX_COMPRESSION: Final = 200
"""How many times smaller a journal over 1 MiB can be packed; JSON of written words gets ten times smaller."""

_ENCRYPTED = 1
_MAPPED = ("creationDate", "timeZone", "text")
_DATES_ONLY = "Etc/GMT"
"""The zone that other programs give an entry which has a date and no time: midnight of it is the date."""
_CODE = r"```.*?```|`[^`\n]+`"
_ESCAPED = rf"({_CODE})|\\([!-/:-@\[-`{{-~])"  # CommonMark 0.31, section 2.4: ASCII punctuation, but not inside code
_MOMENT = r"!\[[^\]\n]*\]\(dayone-moment:[^)\s]*\)"
"""How Day One links to a photo, or other media, inside a text: https://dayoneapp.com/guides/tips-and-tutorials/"""
_MOMENT_LINE = rf"^[ \t]*{_MOMENT}(?:[ \t]*{_MOMENT})*[ \t]*(?:\n|\Z)"


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
                _note_row(number, entry, journal, zones, terms)
                if isinstance(entry, dict)
                else RowError(number, "is not an object")
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
        name = name.replace("\\/", "/")  # escaped twice by some programs
        if name not in self._known:
            try:
                self._known[name] = self._otherwise.named(name)
            except ImpossibleValueError:
                self._known[name] = None
        zone = self._known[name]
        return (self._otherwise, False) if zone is None else (zone, True)


def _note_row(
    number: int, entry: Mapping[str, Any], journal: str | None, zones: _Zones, terms: Terms
) -> Row | RowError:
    zone, is_known = zones.named(entry.get("timeZone"))
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
    if not is_known and entry.get("timeZone"):
        extra["timeZone"] = entry["timeZone"]
    if journal is not None:
        extra.setdefault("journal", journal)
    shown = shown_text(text or "")
    if shown.strip() and shown != text:
        extra["text"] = text
    words = shown if shown.strip() else rich_text(entry.get("richText"))
    fields = {"kind": "note", "at": at, "zone": zone.name, "text": words or NO_TEXT, "extra": extra}
    if entry.get("isAllDay") is True or (zone.name == _DATES_ONLY and at[len("2026-11-23T") :].startswith("00:00:00")):
        fields |= {"day": day, "at": _noon(day, zone)}
    return Row(number, fields, identity=_identity(entry, words))


def _identity(entry: Mapping[str, Any], words: str) -> Identity:
    """Return the identity of an entry: its `uuid`, else its time with its words. Other fields come and go."""
    created, uuid = str(entry.get("creationDate")), entry.get("uuid")
    content = {
        "creationDate": created,
        "timeZone": entry.get("timeZone"),
        "isAllDay": entry.get("isAllDay"),
        "text": entry.get("text") or words,
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


def _noon(day: str, zone: "Zone") -> str:
    readings = zone.readings(datetime.fromisoformat(f"{day}T12:00:00"))
    return whole_minutes(readings[0]).isoformat() if readings else f"{day}T12:00:00"


def _is_empty(value: Any) -> bool:
    """Return whether a field says nothing: Day One writes each of its fields for each entry. 0 says something."""
    return value is False or value is None or value in ("", [], {})


def shown_text(text: str) -> str:
    """Return a text as Day One shows it: no escapes of Markdown, and no places of photos."""
    text = re.sub(_MOMENT_LINE, "", text, flags=re.MULTILINE)
    text = re.sub(_MOMENT, "", text)
    if "\\" not in text:
        return text
    return re.sub(_ESCAPED, lambda found: found[1] or found[2], text, flags=re.DOTALL)


def rich_text(written: Any) -> str:
    """Return the words in a `richText`, which is JSON; none where it is something else."""
    try:
        value = strict_json.loads(written) if isinstance(written, str) else written
    except strict_json.FaultyJSONError:
        return ""
    contents = value.get("contents") if isinstance(value, dict) else None
    parts = [part.get("text") for part in contents if isinstance(part, dict)] if isinstance(contents, list) else []
    words = "".join(part for part in parts if isinstance(part, str)).rstrip("\n")
    return words if words.strip() else ""


class _Bounded(io.RawIOBase):
    """A file of which no more is read at once than `MAX_DIRECTORY_BYTES`; zipfile reads as much as it is told to."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def seekable(self) -> bool:
        return True

    def seek(self, to: int, whence: int = 0) -> int:
        return self._file.seek(to, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, most: int = -1) -> bytes:
        if most > MAX_DIRECTORY_BYTES:
            raise ValueError(most)
        return self._file.read(MAX_DIRECTORY_BYTES if most < 0 else most)


def unzipped(file: BinaryIO, where: str) -> str:
    """Return the journals of an export that is a ZIP file, by their names in one document.

    Nothing is unpacked to a disk, and no more to memory than `MAX_JOURNALS_BYTES`.

    Raises:
        BadFileError: it is not such an export; the sentence names `where`.
    """
    import json
    import zipfile

    try:
        with zipfile.ZipFile(_Bounded(file)) as archive:
            texts = {member.filename: _journal_text(archive, member, where) for member in _members(archive, where)}
    except BadFileError:
        raise
    except Exception:  # noqa: BLE001 - zipfile answers to bytes that are no ZIP file with eight kinds of errors
        raise BadFileError(
            "is a ZIP file that is damaged, or has more in it than an export of Day One's", path=where
        ) from None
    journals = (f"{json.dumps(name.removesuffix('.json'))}: {text}" for name, text in texts.items())
    return f'{{"{JOURNALS}": {{{", ".join(journals)}}}}}'


def _members(archive: "ZipFile", where: str) -> "list[ZipInfo]":
    members = archive.infolist()
    for member in members:
        name = member.orig_filename
        if "\\" in name or "\0" in name or name.startswith("/") or name[1:2] == ":" or ".." in name.split("/"):
            raise BadFileError(f"holds {visible_name(name)}, whose name leads out of it", path=where)
    found = [member for member in members if _is_journal(member.filename)]
    if not found:
        raise BadFileError(
            "is a ZIP file without a journal (Journal.json), which Day One's export as JSON has", path=where
        )
    if len({member.filename for member in found}) < len(found):
        raise BadFileError("holds a journal twice", path=where)
    if any(member.file_size > max(MIB, MAX_COMPRESSION * member.compress_size) for member in found):
        raise BadFileError("holds a journal that is packed tighter than words can be", path=where)
    if sum(member.file_size for member in found) > MAX_JOURNALS_BYTES:
        raise BadFileError(f"holds journals of more than {MAX_JOURNALS_BYTES >> 20} MiB", path=where)
    return found


def _is_journal(name: str) -> bool:
    """Return whether it is JSON at the top, or in the one folder of what was packed again by hand, as macOS does."""
    folder, _, file = name.rpartition("/")
    return file.endswith(".json") and not file.startswith(".") and "/" not in folder and folder != "__MACOSX"


def _journal_text(archive: "ZipFile", member: "ZipInfo", where: str) -> str:
    from zipfile import ZIP_DEFLATED, ZIP_STORED

    if member.flag_bits & _ENCRYPTED:
        raise BadFileError(f"holds {visible_name(member.filename)} encrypted; export it without a password", path=where)
    if member.compress_type not in (ZIP_DEFLATED, ZIP_STORED):
        raise BadFileError(f"holds {visible_name(member.filename)} packed in a way that is not read here", path=where)
    with archive.open(member) as file:
        unpacked = file.read(member.file_size + 1)  # `ZipFile.read` would unpack all there is, whatever it states
    try:
        text = unpacked.decode("utf-8-sig")
        strict_json.loads(text)
    except UnicodeDecodeError:
        raise BadFileError(f"holds {visible_name(member.filename)}, which is not UTF-8", path=where) from None
    except strict_json.FaultyJSONError as error:
        raise BadFileError(f"holds {visible_name(member.filename)}, which {error}", path=where) from None
    return text
