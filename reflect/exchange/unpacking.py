"""The bytes of a file as one text to read: UTF-8 as it is, or the JSON journals of a Day One export that is a ZIP file.

Nothing is unpacked to a disk, and no more to memory than `LARGEST`.
"""

import io
from typing import TYPE_CHECKING, Final, NoReturn

from reflect.entries import strict_json
from reflect.entries.text import LONGEST_LABEL, visible_line
from reflect.errors import BadFileError
from reflect.exchange.dayone import JOURNALS

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

LARGEST: Final = 64 << 20
"""Bytes of all journals of a ZIP file together."""
MOST: Final = 200_000
"""Members of a ZIP file, photos among them."""

_MARK = b"PK\3\4"
_ENCRYPTED = 1


def document(raw: bytes, where: str) -> str:
    """Return what a file holds.

    Raises:
        BadFileError: it is not UTF-8, or a ZIP file that is no export of Day One's; the sentence names `where`.
    """
    if raw[: len(_MARK)] == _MARK:
        return _unpacked(raw, where)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"{where} line {line}: is not UTF-8. Nothing was changed."
        raise BadFileError(message) from None


def _unpacked(raw: bytes, where: str) -> str:
    import json
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            texts = {member.filename: _text(archive, member, where) for member in _journals(archive, where)}
    except BadFileError:
        raise
    except Exception:  # noqa: BLE001 - zipfile answers to bytes that are no ZIP file with eight kinds of errors
        _refuse(where, "is a ZIP file that is damaged")
    journals = {}
    for name, text in texts.items():
        try:
            journals[name.removesuffix(".json")] = strict_json.loads(text)
        except strict_json.FaultyJSONError as error:
            _refuse(where, f"holds {_shown(name)}, which {error}")
    return json.dumps({JOURNALS: journals})


def _journals(archive: "ZipFile", where: str) -> "list[ZipInfo]":
    members = archive.infolist()
    if len(members) > MOST:
        _refuse(where, f"holds more than {MOST} files")
    for member in members:
        name = member.orig_filename
        if "\\" in name or "\0" in name or name.startswith("/") or name[1:2] == ":" or ".." in name.split("/"):
            _refuse(where, f"holds {_shown(name)}, whose name leads out of it")
    found = [member for member in members if "/" not in member.filename and member.filename.endswith(".json")]
    if not found:
        _refuse(where, "is a ZIP file without a journal (Journal.json), which Day One's export as JSON has")
    if len({member.filename for member in found}) < len(found):
        _refuse(where, "holds a journal twice")
    if sum(member.file_size for member in found) > LARGEST:
        _refuse(where, f"holds journals of more than {LARGEST >> 20} MiB")
    return found


def _text(archive: "ZipFile", member: "ZipInfo", where: str) -> str:
    from zipfile import ZIP_DEFLATED, ZIP_STORED

    if member.flag_bits & _ENCRYPTED:
        _refuse(where, f"holds {_shown(member.filename)} encrypted; export it without a password")
    if member.compress_type not in (ZIP_DEFLATED, ZIP_STORED):
        _refuse(where, f"holds {_shown(member.filename)} packed in a way that is not read here")
    with archive.open(member) as file:
        unpacked = file.read(member.file_size + 1)  # `ZipFile.read` would unpack all there is, whatever it states
    try:
        return unpacked.decode("utf-8-sig")
    except UnicodeDecodeError:
        _refuse(where, f"holds {_shown(member.filename)}, which is not UTF-8")


def _refuse(where: str, fault: str) -> NoReturn:
    message = f"{where} {fault}. Nothing was changed."
    raise BadFileError(message)


def _shown(name: str) -> str:
    return visible_line(name[:LONGEST_LABEL])
