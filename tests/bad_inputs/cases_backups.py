"""Files that a restore refuses: each is a good backup of the store that every case starts from, with one fault."""

import io
import json
import stat
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

from tests.bad_inputs.hostile import NOVEMBER, OCTOBER, SETTINGS

MANIFEST = "manifest.json"
MONTH = "entries/2026-11.json"
FILES = {MONTH: NOVEMBER, "entries/2026-10.json": OCTOBER, "reflect.toml": SETTINGS}
PACK = b'[pack]\nname = "con"\ntitle = "T"\nlanguage = "en"\n[[prompt]]\nid = "a"\ntheme = "hope"\ntext = "Who?"\n'


class Bad(NamedTuple):
    """A file that is no backup, how it is made, and what the refusal says of it."""

    id: str
    make: Callable[[], bytes]
    said: str


def zipped(members: Iterable[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP file of these members, of which several may have one name."""
    made = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(made, "w", method) as archive:  # of a name twice
        for member, raw in members:
            archive.writestr(member, raw, method)
    return made.getvalue()


def manifest(held: dict[str, bytes], **more: Any) -> bytes:
    """Return a manifest that fits the files."""
    rows = {name: {"size": len(raw), "sha256": sha256(raw).hexdigest()} for name, raw in held.items()}
    return json.dumps({"format": 1, "store_format": 1, "damaged": [], "files": rows, **more}).encode()


def sealed(files: dict[str, bytes], **more: Any) -> bytes:
    """Return a backup of files that no store holds, with a manifest that fits them."""
    return zipped([(MANIFEST, manifest(files, **more)), *files.items()])


def good() -> list[tuple[str | zipfile.ZipInfo, bytes]]:
    """Return the members of a good backup."""
    return [(MANIFEST, manifest(FILES)), *FILES.items()]


def named(raw_manifest: bytes) -> bytes:
    """Return a backup with this manifest."""
    return zipped([(MANIFEST, raw_manifest), *FILES.items()])


def _of_mode(name: str, mode: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.external_attr = mode << 16
    return member


@cache
def _bomb() -> bytes:
    """Return a backup whose month unpacks to 256 MB."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for member, raw in (*good()[:1], *good()[2:]):
            archive.writestr(member, raw)
        with archive.open(MONTH, "w") as month:
            for _ in range(1 << 6):
                month.write(bytes(1 << 22))
    return made.getvalue()


def _crowd() -> bytes:
    """Return a backup with 100,000 members, which are all the same place in it."""
    raw = zipped(good()[:1])
    start, end = raw.index(b"PK\1\2"), raw.index(b"PK\5\6")
    rows = raw[start:end] * 100_000
    return raw[:start] + rows + raw[end : end + 8] + struct.pack("<HHLLH", 34464, 34464, len(rows), start, 0)


def _stating(size: int, archive: bytes) -> bytes:
    """Return a ZIP file each of whose members is stated to be as long as `size`, but the manifest."""
    raw = bytearray(archive)
    for mark, place in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        start = raw.find(mark)
        while (start := raw.find(mark, start + 1)) >= 0:
            raw[start + place : start + place + 4] = struct.pack("<L", size)
    return bytes(raw)


def _with_bit(mark: bytes, place: int, value: int) -> bytes:
    """Return a good backup with a byte changed in each of the records that begin with `mark`."""
    raw = bytearray(zipped(good()))
    start = raw.find(mark)
    while start >= 0:
        raw[start + place] |= value
        start = raw.find(mark, start + 1)
    return bytes(raw)


def _extra(name: str, raw: bytes = b"x") -> Bad:
    return Bad(f"extra {name}", lambda: zipped([*good(), (name, raw)]), "not a file of a store")


_FLIPPED = NOVEMBER.replace(b"plum jam", b"plum jan")
LISTED = (
    *map(_extra, ("../../x", "/abs", "C:\\x", "a\\..\\..\\b")),
    Bad("link", lambda: zipped([*good(), (_of_mode("entries/link", stat.S_IFLNK | 0o777), b"/")]), "entries/link"),
    Bad("link-month", lambda: zipped([*good()[:1], (_of_mode(MONTH, stat.S_IFLNK | 0o777), b"/"), *good()[2:]]), MONTH),
    Bad(
        "device",
        lambda: zipped([*good()[:1], (_of_mode(MONTH, stat.S_IFCHR | 0o600), b""), *good()[2:]]),
        "not a regular file",
    ),
    Bad(
        "setuid",
        lambda: zipped([*good()[:1], (_of_mode(MONTH, stat.S_IFREG | 0o4755), NOVEMBER), *good()[2:]]),
        "not a regular file",
    ),
    Bad("bomb", _bomb, "larger"),
    Bad("crowd", _crowd, "larger"),
    Bad("twice", lambda: zipped([*good(), (MONTH, NOVEMBER)]), "twice"),
    _extra("entries/2026-11.JSON", NOVEMBER),
    Bad("flipped", lambda: zipped([*good()[:1], *good()[2:], (MONTH, _FLIPPED)]), "checksum"),
    Bad("newer", lambda: named(manifest(FILES, format=999)), "format version 999, newer"),
    Bad("newer store", lambda: named(manifest(FILES, store_format=999)), "store format version 999, newer"),
)
"""The cases of a list that was made before the program."""

NAMES = (
    *(" ", "x", "..", "entries/", "entries/../../x", "entries/2026-13.json", "undo/1.json", "cache/past.json", "lock"),
    *("backups/x.zip", "staged/commit.json", "packs/../x.toml", "packs/UP.toml", "reflect.toml/x"),
    "entries/２０２６-11.json",
)


def _of_no_store(name: str) -> Bad:
    return Bad(f"of a store? {name}", lambda: sealed({**FILES, name: NOVEMBER}), "not a file of a store")


ZIPS = (
    *map(_of_no_store, NAMES),
    Bad("nul in a name", lambda: zipped(good()).replace(MONTH.encode(), MONTH.encode()[:-5] + b"\0json"), "not a file"),
    Bad("empty", lambda: b"", "not a backup"),
    Bad("text", lambda: b"plum jam\n" * 100, "not a backup"),
    Bad("no member", lambda: zipped([]), "no manifest"),
    Bad("behind", lambda: zipped(good()) + b"\n", "not a backup"),
    Bad("comment", lambda: zipped(good())[:-2] + b"\1\0x", "not a backup"),
    Bad("lies short", lambda: _stating(len(NOVEMBER), _bomb()), "damaged"),
    Bad("lies long", lambda: _stating(31 << 20, _bomb()), "damaged"),
    Bad("encrypted", lambda: _with_bit(b"PK\1\2", 8, 1), "damaged"),
    Bad("lzma", lambda: zipped(good(), zipfile.ZIP_LZMA), "compressed in a way backups do not use"),
    Bad("beyond 4 GiB", lambda: zipped(good())[:-22] + b"PK\6\7" + b"\0" * 16 + zipped(good())[-22:], "larger"),
    Bad(
        "together", lambda: _stating(30 << 20, zipped([(f"entries/{n:04}-01.json", b"") for n in range(20)])), "larger"
    ),
)
"""What is wrong with them as ZIP files."""

MANIFESTS = (
    Bad("none", lambda: zipped(good()[1:]), "no manifest"),
    Bad("no JSON", lambda: named(b"{"), "that is not that of a backup"),
    Bad("a list", lambda: named(b"[]"), "not that of a backup"),
    Bad("deep", lambda: named(b"[" * 100_000), "not that of a backup"),
    Bad("long number", lambda: named(b'{"format": ' + b"9" * 5000 + b"}"), "not that of a backup"),
    Bad("utf16", lambda: named(manifest(FILES).decode().encode("utf-16")), "not that of a backup"),
    Bad("no format", lambda: named(manifest(FILES, format=None)), "not that of a backup"),
    Bad("format text", lambda: named(manifest(FILES, format="1")), "not that of a backup"),
    Bad("damaged no list", lambda: named(manifest(FILES, damaged=MONTH)), "not that of a backup"),
    Bad("damaged lists", lambda: named(manifest(FILES, damaged=[[]])), "not that of a backup"),
    Bad("damaged none", lambda: named(manifest(FILES, damaged=["care.txt"])), "lacks care.txt"),
    Bad("files a list", lambda: named(manifest({}, files=[])), "not that of a backup"),
    Bad("one more", lambda: named(manifest({**FILES, "care.txt": b""})), "lacks care.txt"),
    Bad("one fewer", lambda: named(manifest({MONTH: NOVEMBER})), "does not name"),
    Bad("no row", lambda: named(manifest({}, files=dict.fromkeys(FILES, 1))), "checksum"),
    Bad("larger", lambda: named(b" " * (6 << 20)), "larger"),
)

CONTENTS = (
    Bad("no file", lambda: sealed({}), "no file of a store"),
    Bad("half a month", lambda: sealed({**FILES, MONTH: NOVEMBER[:200]}), f"{MONTH} line 12: ends in the middle"),
    Bad("of another month", lambda: sealed({**FILES, MONTH: OCTOBER}), "another month"),
    Bad("deep month", lambda: sealed({**FILES, MONTH: b"[" * 100_000}), "nested too deep"),
    Bad("settings", lambda: sealed({**FILES, "reflect.toml": b"colour = 1\n"}), "reflect.toml line 1"),
    Bad("labels", lambda: sealed({**FILES, "labels.json": b"{}"}), "labels.json"),
    Bad("deleted", lambda: sealed({**FILES, "deleted.json": b'{"a": 1}'}), "deleted.json"),
    Bad("contacts", lambda: sealed({**FILES, "care.txt": b"\xff"}), "care.txt is not UTF-8"),
    Bad("pack", lambda: sealed({**FILES, "packs/a.toml": b"["}), "packs/a.toml line 1"),
    Bad("pack of another name", lambda: sealed({**FILES, "packs/a.toml": PACK.replace(b"con", b"b")}), "packs/a.toml"),
    Bad("pack of a device", lambda: sealed({**FILES, "packs/con.toml": PACK}), "keep for a device"),
    Bad("newer month", lambda: sealed({**FILES, MONTH: NOVEMBER.replace(b": 1\n", b": 2\n", 1)}), "version 2, newer"),
    Bad("newer settings", lambda: sealed({**FILES, "reflect.toml": b"format = 3\n"}), "version 3, newer"),
    Bad(
        "newer though damaged",
        lambda: sealed({**FILES, "reflect.toml": b"format = 3\nx = 1\n"}, damaged=["reflect.toml"]),
        "version 3, newer",
    ),
)
"""What is wrong with the files in them."""

FURTHER = (*ZIPS, *MANIFESTS, *CONTENTS)
