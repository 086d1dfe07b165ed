"""The bytes of a file as one text to read: UTF-8 as it is, or the JSON journals of a Day One export that is a ZIP file.

Nothing is unpacked to a disk, and no more to memory than `LARGEST`.
"""

import io
from typing import TYPE_CHECKING, BinaryIO, Final, NoReturn

from reflect.errors import BadFileError
from reflect.formats.dayone import JOURNALS
from reflect.model import strict_json
from reflect.model.text import MAX_LABEL_LENGTH, MIB, visible_line

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

LARGEST: Final = 64 << 20
"""Bytes of all journals of a ZIP file together."""
LARGEST_DIRECTORY: Final = 16 << 20
"""Bytes of the list of what a ZIP file holds, photos among it."""
TIGHTEST: Final = 200
"""How many times larger than it is packed a journal over 1 MiB can be; JSON of written words is ten times larger."""

_MARK = b"PK\3\4"
_ENCRYPTED = 1


def document(file: BinaryIO, where: str) -> str:
    """Return what a file holds; one that is a ZIP file must be one that can be sought in.

    Raises:
        BadFileError: it is not UTF-8, or a ZIP file that is no export of Day One's; the sentence names `where`.
    """
    raw = file.read(len(_MARK))
    if raw == _MARK:
        return _unpacked(_Bounded(file), where)
    raw += file.read()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadFileError(f"{where} line {line}: is not UTF-8") from None


class _Bounded(io.RawIOBase):
    """A file of which no more is read at once than `LARGEST_DIRECTORY`; zipfile reads as much as it is told to."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def seekable(self) -> bool:
        return True

    def seek(self, to: int, whence: int = 0) -> int:
        return self._file.seek(to, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, most: int = -1) -> bytes:
        if most > LARGEST_DIRECTORY:
            raise ValueError(most)
        return self._file.read(LARGEST_DIRECTORY if most < 0 else most)


def _unpacked(file: _Bounded, where: str) -> str:
    import json
    import zipfile

    try:
        with zipfile.ZipFile(file) as archive:
            texts = {member.filename: _text(archive, member, where) for member in _journals(archive, where)}
    except BadFileError:
        raise
    except Exception:  # noqa: BLE001 - zipfile answers to bytes that are no ZIP file with eight kinds of errors
        _refuse(where, "is a ZIP file that is damaged, or has more in it than an export of Day One's")
    journals = (f"{json.dumps(name.removesuffix('.json'))}: {text}" for name, text in texts.items())
    return f'{{"{JOURNALS}": {{{", ".join(journals)}}}}}'


def _journals(archive: "ZipFile", where: str) -> "list[ZipInfo]":
    members = archive.infolist()
    for member in members:
        name = member.orig_filename
        if "\\" in name or "\0" in name or name.startswith("/") or name[1:2] == ":" or ".." in name.split("/"):
            _refuse(where, f"holds {_shown(name)}, whose name leads out of it")
    found = [member for member in members if _is_journal(member.filename)]
    if not found:
        _refuse(where, "is a ZIP file without a journal (Journal.json), which Day One's export as JSON has")
    if len({member.filename for member in found}) < len(found):
        _refuse(where, "holds a journal twice")
    if any(member.file_size > max(MIB, TIGHTEST * member.compress_size) for member in found):
        _refuse(where, "holds a journal that is packed tighter than words can be")
    if sum(member.file_size for member in found) > LARGEST:
        _refuse(where, f"holds journals of more than {LARGEST >> 20} MiB")
    return found


def _is_journal(name: str) -> bool:
    """Tell whether it is JSON at the top, or in the one folder of what was packed again by hand, as macOS does."""
    folder, _, file = name.rpartition("/")
    return file.endswith(".json") and not file.startswith(".") and "/" not in folder and folder != "__MACOSX"


def _text(archive: "ZipFile", member: "ZipInfo", where: str) -> str:
    from zipfile import ZIP_DEFLATED, ZIP_STORED

    if member.flag_bits & _ENCRYPTED:
        _refuse(where, f"holds {_shown(member.filename)} encrypted; export it without a password")
    if member.compress_type not in (ZIP_DEFLATED, ZIP_STORED):
        _refuse(where, f"holds {_shown(member.filename)} packed in a way that is not read here")
    with archive.open(member) as file:
        unpacked = file.read(member.file_size + 1)  # `ZipFile.read` would unpack all there is, whatever it states
    try:
        text = unpacked.decode("utf-8-sig")
        strict_json.loads(text)
    except UnicodeDecodeError:
        _refuse(where, f"holds {_shown(member.filename)}, which is not UTF-8")
    except strict_json.FaultyJSONError as error:
        _refuse(where, f"holds {_shown(member.filename)}, which {error}")
    return text


def _refuse(where: str, fault: str) -> NoReturn:
    raise BadFileError(f"{where} {fault}")


def _shown(name: str) -> str:
    return visible_line(name[:MAX_LABEL_LENGTH])
