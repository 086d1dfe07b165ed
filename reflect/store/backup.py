"""A backup: the files of a store in one ZIP file, with the size and the checksum of each in a manifest.

Any tool opens it, in ten years too; the same files make the same bytes. A backup to restore may come from anywhere:
one that this module would not write is refused, and nothing is unpacked beyond the size of a store.
"""

import contextlib
import io
import os
import stat
import struct
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from reflect.errors import ChangedAndThenError, StoreError
from reflect.model import strict_json
from reflect.model.ids import sha256
from reflect.model.schema import is_whole
from reflect.model.text import visible_line
from reflect.store import atomic, settings_file
from reflect.store.change import held
from reflect.store.files import Files
from reflect.store.folder import is_own
from reflect.store.paths import (
    BACKUPS,
    ENTRIES,
    PACKS,
    PLAIN,
    SETTINGS,
    away,
    is_encrypted,
    is_in_inbox,
    month_in,
    pack_in,
    refuse_link,
    waiting,
)

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
MAX_FILE_BYTES: Final = 32 << 20
MAX_BYTES: Final = 512 << 20
"""Of all files together, and of the backup."""
MAX_FILES: Final = 20_000
"""Those of 1,600 years."""
_END: Final = struct.Struct("<4s6xHLLH")
"""The record that ends a ZIP file: its mark, members, bytes of their directory, where that begins, bytes of a comment
(https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.16)."""
_MAX_ROW_BYTES: Final = 256
"""Of a member in the directory: 46 and its name."""


class FaultyBackupError(ValueError):
    """The file cannot be restored; `str()` is the end of a sentence: "is cut short"."""


class Backup(NamedTuple):
    """The contents of a backup."""

    files: Mapping[str, bytes]
    """By their path in the store."""
    damaged: frozenset[str]
    """The files that were unreadable in the store too, when the backup was made."""


def is_member(name: str) -> bool:
    """Return whether a backup holds the file of this path in the store."""
    return name in PLAIN or month_in(name) is not None or pack_in(name) is not None or is_in_inbox(name)


def contents(files: Files) -> dict[str, bytes]:
    """Return what the files of a store hold that a backup has, by their path in it; of one damaged, its bytes.

    Raises:
        LockedError: one is encrypted, and there is no key here that opens it.
        StoreError: one of them cannot be read, or was taken off the disk.
    """
    return {name: raw for name in _names(files) if (raw := held(files, name)) is not None}


def stored(files: Files) -> dict[str, bytes]:
    """Return the files of `contents` as they are in the store: of an encrypted one no byte is plain.

    Raises:
        StoreError: one of them cannot be read, or was taken off the disk.
    """
    found: dict[str, bytes] = {}
    for name in _names(files):
        raw = files.overlay[name] if name in files.overlay else files.raw(name)
        if raw is not None:
            found[name] = files.closed(name, raw)
    return found


def _names(files: Files) -> list[str]:
    for folder in (ENTRIES, PACKS):
        refuse_link(files.folder, folder)
    saved = [
        name for name in waiting(files.folder) if is_encrypted(path := files.path(name)) or not os.path.lexists(path)
    ]
    there = {*files.names(ENTRIES), *files.names(PACKS), *saved}
    return sorted(filter(is_member, {*PLAIN, *there, *filter(None, map(away, there))}))


def pack(files: Mapping[str, bytes], damaged: Collection[str] = ()) -> bytes:
    """Return the backup of these files.

    Raises:
        StoreError: they are more or larger than a backup can hold.
    """
    sizes = [len(raw) for raw in files.values()]
    if len(sizes) >= MAX_FILES or sum(sizes) > MAX_BYTES or max(sizes, default=0) > MAX_FILE_BYTES:
        raise StoreError("the store is larger than a backup can hold", "copy its folder")
    manifest = {
        "format": FORMAT,
        "store_format": settings_file.version(files.get(SETTINGS)),
        "damaged": sorted(damaged),
        "files": {name: {"size": len(raw), "sha256": sha256(raw).hex()} for name, raw in files.items()},
    }
    return zipped([(MANIFEST, strict_json.dump_page(manifest).encode()), *sorted(files.items())])


def zipped(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a ZIP file of these files: of the same contents the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, raw in members:
            member = zipfile.ZipInfo(name)  # of 1980: the time is not saved
            member.create_system = 3  # Unix, whose modes the next line has
            member.external_attr = (stat.S_IFREG | atomic.FILE_MODE) << 16
            archive.writestr(member, raw, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def unpack(raw: bytes) -> Backup:
    """Return the contents of a backup, each file as packed.

    Raises:
        FaultyBackupError: it is not a backup, not as it was written, newer, or larger than a backup can be.
    """
    _refuse_crowded(raw)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            held = _members(archive)
    except FaultyBackupError:
        raise
    except Exception:  # noqa: BLE001 - zipfile answers to bytes that are not a ZIP file with eight kinds of errors
        raise FaultyBackupError("is damaged, or not a backup made by reflect") from None
    return _checked(held)


def _members(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Return the files in the archive by name, refused before they are unpacked where a backup has no such."""
    members = {member.orig_filename: member for member in archive.infolist()}
    if len(members) < len(archive.infolist()):
        raise FaultyBackupError("contains one of its files twice")
    for name, member in members.items():
        _refuse_odd(name, member)
    if sum(member.file_size for member in members.values()) > MAX_BYTES:
        raise FaultyBackupError("is larger than a backup can be")
    return {name: _bytes(archive, member) for name, member in members.items()}


@contextlib.contextmanager
def kept_inside(files: Files, archive: bytes, name: str) -> Iterator[str]:
    """Keep a backup inside the store if the block does not fail, never over another; yield its path.

    One that is there with the same bytes is that backup. The caller holds the lock.

    Raises:
        OSError: it cannot be written.
        StoreError: something else is in the place of the folder of backups.
    """
    folder = files.path(BACKUPS)
    ending = ".zip" if files.encryption() is None else ".zip.age"
    had_folder = os.path.lexists(folder)
    atomic.make_folder(folder)
    there = [path for path in os.scandir(folder) if path.is_file(follow_symlinks=False)]
    for path in there:
        if path.name.endswith((".zip.tmp", ".zip.age.tmp")) and is_own(f"{BACKUPS}/{path.name}"):
            os.unlink(path)  # left over from a run that was killed
        elif path.stat().st_size >= len(archive) and _holds(files, f"{BACKUPS}/{path.name}", archive):
            yield path.path
            return
    number, free = 1, os.path.join(folder, f"{name}{ending}")
    while os.path.lexists(free):
        number += 1
        free = os.path.join(folder, f"{name}-{number}{ending}")
    try:
        files.put(f"{BACKUPS}/{os.path.basename(free)}", archive)
        yield free
    except ChangedAndThenError:
        raise
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(free)
        if not had_folder:
            with contextlib.suppress(OSError):
                os.rmdir(folder)
        raise


def _holds(files: Files, name: str, archive: bytes) -> bool:
    try:
        return files.read(name) == archive
    except StoreError:  # it is encrypted for another key
        return False


def _refuse_crowded(raw: bytes) -> None:
    """Refuse a file that does not end as a ZIP file does, or whose directory is longer than that of any backup.

    zipfile would read the whole of it before the members could be counted.
    """
    mark, _, size, _, comment = _END.unpack(raw[-_END.size :].ljust(_END.size))
    if mark != b"PK\5\6" or comment:
        raise FaultyBackupError("is cut short, or not a backup made by reflect")
    is_zip64 = raw[-42:-38] == b"PK\6\7"  # beyond 4 GiB
    if size > MAX_FILES * _MAX_ROW_BYTES or len(raw) > MAX_BYTES or is_zip64:
        raise FaultyBackupError("is larger than a backup can be")


def _refuse_odd(name: str, member: zipfile.ZipInfo) -> None:
    if name != MANIFEST and not is_member(name):
        raise FaultyBackupError(f"contains {_quoted(name)}, which is not a file of a store")
    if member.external_attr >> 16 & ~0o777 not in (0, stat.S_IFREG):  # a link, a device, a set-user-id file
        raise FaultyBackupError(f"contains {name}, which is not a regular file")
    if member.compress_type not in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        raise FaultyBackupError(f"contains {name}, compressed in a way backups do not use")
    if member.file_size > (MAX_FILES * _MAX_ROW_BYTES if name == MANIFEST else MAX_FILE_BYTES):
        raise FaultyBackupError(f"contains {name}, which is larger than a file of a store can be")


def _bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return a file, unpacked no further than its stated size; `ZipFile.read` has no such limit."""
    with archive.open(member) as file:
        return file.read(member.file_size + 1)


def _checked(held: dict[str, bytes]) -> Backup:
    """Return the unpacked files, compared with the manifest."""
    rows, damaged = _manifest(held.pop(MANIFEST, None))
    for name in sorted({*rows, *damaged} - held.keys()):
        raise FaultyBackupError(f"lacks {_quoted(name)}")
    for name, raw in held.items():
        if name not in rows:
            raise FaultyBackupError(f"contains {name}, which its {MANIFEST} does not name")
        if rows[name] != {"size": len(raw), "sha256": sha256(raw).hex()}:
            raise FaultyBackupError(f"contains {name} changed since it was written: its checksum differs")
    return Backup(held, damaged)


def _manifest(raw: bytes | None) -> tuple[dict[str, Any], frozenset[str]]:
    """Return the size and the checksum of each file, and which files are damaged."""
    if raw is None:
        raise FaultyBackupError(f"has no {MANIFEST}, so it is not a backup made by reflect")
    try:
        document = strict_json.loads(raw.decode())
    except ValueError:
        document = None
    found = document if isinstance(document, dict) else {}
    for key, latest in (("format", FORMAT), ("store_format", settings_file.ENCRYPTED_FORMAT)):
        version: Any = found.get(key)
        if is_whole(version) and version > latest:
            raise FaultyBackupError(
                f"has the {key.replace('_', ' ')} version {version}, newer than this program reads ({latest})"
            )
    match found:
        case {"format": 1, "store_format": int(), "files": dict(rows), "damaged": list(damaged)}:
            if all(isinstance(name, str) for name in damaged):
                return rows, frozenset(damaged)
    raise FaultyBackupError(f"has a {MANIFEST} that is not that of a backup")


def _quoted(name: str) -> str:
    return visible_line(name)[:60]
