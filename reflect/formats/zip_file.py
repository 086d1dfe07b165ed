"""What comes out of a ZIP file: Day One's journals, which become one document by their names, or Daylio's backup.

Nothing is unpacked to a disk, and no more to memory than `MAX_BYTES`.
"""

import io
from typing import TYPE_CHECKING, BinaryIO, Final

from reflect.errors import BadFileError
from reflect.formats import elsewhere
from reflect.formats.dayone import JOURNALS
from reflect.formats.detect import ENDS_OF_WORDS
from reflect.model import strict_json
from reflect.model.text import MIB, visible_name

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

MAX_BYTES: Final = 64 << 20
"""Of all that is taken from a ZIP file together."""
MAX_DIRECTORY_BYTES: Final = 16 << 20
"""Of the list of what a ZIP file holds, photos among it."""
MAX_COMPRESSION: Final = 200
"""How many times smaller a journal over 1 MiB can be packed; JSON of written words gets ten times smaller."""

_ENCRYPTED = 1
_JSON = ".json"
_DAYLIO = "backup.daylio"


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


def unzipped(file: BinaryIO, where: str, not_taken: list[str]) -> str:
    """Return the text in a ZIP file; the names of files that are not in it, and may hold words, go to `not_taken`.

    Raises:
        BadFileError: it is of no program that is read here; the sentence names `where`.
    """
    import zipfile

    try:
        with zipfile.ZipFile(_Bounded(file)) as archive:
            _refuse_ways_out(archive, where)
            return _text(archive, where, not_taken)
    except BadFileError:
        raise
    except Exception:  # noqa: BLE001 - zipfile answers to bytes that are no ZIP file with eight kinds of errors
        raise BadFileError("is a ZIP file that is damaged, or has more in it than an export has", path=where) from None


def _text(archive: "ZipFile", where: str, not_taken: list[str]) -> str:
    import json

    members = archive.infolist()
    backup = next((member for member in members if _in_one_folder(member.filename) == _DAYLIO), None)
    if backup is not None:
        _check_sizes([backup], where)
        return _member_text(archive, backup, where)  # in base 64
    found = [member for member in members if _in_one_folder(member.filename).lower().endswith(_JSON)]
    _check_sizes(found, where)
    texts: dict[str, str] = {}
    others: list[str] = []
    for member in found:
        text = _member_text(archive, member, where)
        if _holds_entries(text, member, where):
            texts[member.filename] = text
        else:
            others.append(text)
    if not texts:
        problem = "is a ZIP file without a journal (Journal.json), which Day One's export as JSON has"
        known = elsewhere.of_zip([member.filename for member in members], others, where)
        raise known or BadFileError(problem, "unpack it, and import the file that is in it", path=where)
    left = (one.filename for one in members if one.filename not in texts)
    not_taken += [name for name in left if name.lower().endswith(ENDS_OF_WORDS)]
    journals = (f"{json.dumps(name[: -len(_JSON)])}: {text}" for name, text in texts.items())
    return f'{{"{JOURNALS}": {{{", ".join(journals)}}}}}'


def _refuse_ways_out(archive: "ZipFile", where: str) -> None:
    for member in archive.infolist():
        name = member.orig_filename
        if "\\" in name or "\0" in name or name.startswith("/") or name[1:2] == ":" or ".." in name.split("/"):
            raise BadFileError(f"contains {visible_name(name)}, whose name points outside it", path=where)


def _check_sizes(found: "list[ZipInfo]", where: str) -> None:
    if len({member.filename for member in found}) < len(found):
        raise BadFileError("contains a journal twice", path=where)
    if any(member.file_size > max(MIB, MAX_COMPRESSION * member.compress_size) for member in found):
        raise BadFileError("contains a journal that is compressed more than text can be", path=where)
    if sum(member.file_size for member in found) > MAX_BYTES:
        raise BadFileError(f"contains journals of more than {MAX_BYTES >> 20} MiB", path=where)


def _in_one_folder(name: str) -> str:
    """Return the name of a file at the top, or in the one folder of what was packed again by hand; else ""."""
    folder, _, file = name.rpartition("/")
    return "" if file.startswith(".") or "/" in folder or folder == "__MACOSX" else file


def _member_text(archive: "ZipFile", member: "ZipInfo", where: str) -> str:
    from zipfile import ZIP_DEFLATED, ZIP_STORED

    if member.flag_bits & _ENCRYPTED:
        raise BadFileError(
            f"contains {visible_name(member.filename)} encrypted; export it without a password", path=where
        )
    if member.compress_type not in (ZIP_DEFLATED, ZIP_STORED):
        raise BadFileError(
            f"contains {visible_name(member.filename)} compressed in a way that reflect cannot read", path=where
        )
    with archive.open(member) as file:
        unpacked = file.read(member.file_size + 1)  # `ZipFile.read` would unpack all there is, whatever it states
    try:
        return unpacked.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFileError(f"contains {visible_name(member.filename)}, which is not UTF-8", path=where) from None


def _holds_entries(text: str, member: "ZipInfo", where: str) -> bool:
    """Return whether a JSON file is a journal of Day One's: it has a list of its entries, or of none."""
    try:
        value = strict_json.loads(text)
    except strict_json.FaultyJSONError as error:
        raise BadFileError(f"contains {visible_name(member.filename)}, which {error}", path=where) from None
    entries = value.get("entries") if isinstance(value, dict) else None
    are_known = (isinstance(entry, dict) and "creationDate" in entry for entry in entries or ())
    return isinstance(entries, list) and (not entries or any(are_known))
