"""Which files of a store are synced, under which names, and how the version of another machine merges with ours.

Months, `labels.json` and `deleted.json` merge as conflict copies do (`merging.look`), entry by entry. Settings merge by
key, packs and contacts by file, against the version that both sides had last: a change on one side counts; of two the
one that is at the remote already stays, and ours is set aside. So is a version of an entry that loses, unless the one
that wins was made from it.
"""

import contextlib
import functools
from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

from reflect.errors import StoreError
from reflect.model import strict_json
from reflect.model.ids import sha256
from reflect.model.schema import Entry
from reflect.store import merging, paths, plain_files, settings_file
from reflect.store.change import Change
from reflect.store.files import Files
from reflect.store.git import refused
from reflect.store.month import parse
from reflect.store.settings import BESIDE, NO_SALT, PRIVATE, TABLE

_PLAIN: Final[Mapping[str, str]] = {
    "labels": paths.LABELS,
    "deleted": paths.DELETED,
    "care": paths.CARE,
    "private": paths.PRIVATE,
    "key.age": paths.KEY,
}
SETTINGS_NAME: Final = "settings"
_NOT_SYNCED: Final = ("format", "sync.remote", "encrypted_before")
_WITH_THE_KEY: Final = ("encrypted", "passphrase")
"""The settings that say how a store is encrypted, which merge with its key."""
_COPY: Final = " at the remote.json"
Tables = Mapping[str, Entry]


class Versions(NamedTuple):
    """What has changed at the remote, by the path in the store."""

    theirs: Mapping[str, bytes | None]
    """Files as they are there now; None: gone."""
    base: Mapping[str, bytes]
    """The same files as both sides had them after the latest sync, where they did."""


class Taken(NamedTuple):
    """What came of a merge."""

    came: frozenset[str] = frozenset()
    """The ids of entries that are new here, or changed."""
    gone: frozenset[str] = frozenset()
    """The ids of entries that were deleted."""
    lost: tuple[Entry, ...] = ()
    """Versions of entries to be set aside."""
    replaced: tuple[str, ...] = ()
    """Files of which ours is to be set aside."""
    theirs: Mapping[str, bytes | None] = {}
    """What changed at the remote, opened."""


def path_of(name: str) -> str | None:
    """Return the path in the store of a file at the remote; None where this version knows no such file.

    Raises:
        BadFileError: it is among months or packs, and cannot be one.
    """
    if name == SETTINGS_NAME or name in _PLAIN:
        return _PLAIN.get(name, paths.SETTINGS)
    if paths.month_in(name) or paths.pack_in(name):
        return name
    if name.startswith((f"{paths.ENTRIES}/", f"{paths.PACKS}/")):
        raise refused(name)
    return None


def known(listed: Mapping[str, str]) -> dict[str, str]:
    """Return the commits of those files at a remote that this version knows.

    Raises:
        BadFileError: one is among months or packs, and cannot be one.
    """
    return {name: commit for name, commit in listed.items() if path_of(name)}


def own_paths(files: Files, change: Change | None = None) -> dict[str, str]:
    """Return the paths in the store of what can be synced, but the settings, by the names at the remote."""
    found = {*files.names(paths.ENTRIES), *files.names(paths.PACKS), *(() if change is None else change.files)}
    return {name: name for name in sorted(found) if paths.month_in(name) or paths.pack_in(name)} | dict(_PLAIN)


def own_files(files: Files) -> dict[str, bytes]:
    """Return the files of the store that are synced, as they are on the disk, by their names at the remote.

    Raises:
        StoreError: one of them cannot be read.
    """
    found = {name: raw for name, path in own_paths(files).items() if (raw := files.raw(path)) is not None}
    settings = files.read(paths.SETTINGS)
    return found if settings is None else {**found, SETTINGS_NAME: shared_settings(settings)}


def shared_settings(raw: bytes, there: bytes | None = None) -> bytes:
    """Return the settings to be sent, with those that a newer version has put there.

    Raises:
        BadFileError: those there are not valid.
        StoreError: ours are not.
    """
    unknown = {key: value for key, value in settings_in(there).items() if not _is_known(key)}
    return strict_json.dump_page(unknown | _shared(raw)).encode()


def entries_of(name: str, raw: bytes | None) -> Tables:
    """Return the entries in a file, by id; none where it is not a month.

    Raises:
        StoreError: it is a damaged month.
    """
    return {} if raw is None or paths.month_in(name) is None else _parsed(raw, name)


@functools.lru_cache(maxsize=4)
def _parsed(raw: bytes, name: str) -> Tables:
    """Return what is in a month; the same two are compared more than once in a sync."""
    return parse(raw, name)


def merge(files: Files, change: Change, versions: Versions) -> Taken:
    """Merge what has changed at the remote into the store, as part of a change.

    Raises:
        BadFileError: a file there is not what it should be.
        StoreError: one of ours is not.
    """
    theirs = {path: raw and _opened_theirs(files, path, raw) for path, raw in versions.theirs.items()}
    had = {path: raw for path, sealed in versions.base.items() if (raw := opened_base(files, path, sealed)) is not None}
    by_entry = {path: raw for path, raw in theirs.items() if paths.can_be_merged(path) and raw is not None}
    taken = _merge_entries(files, change, by_entry, had) if by_entry else Taken()
    replaced = [path for path in theirs if _merge_file(change, path, theirs, had)]
    number = settings_file.own_values(change.read(paths.SETTINGS)).get("passphrase")
    if number and number < (their_number := settings_in(theirs.get(paths.SETTINGS)).get("passphrase", 0)):
        change.set({"passphrase": their_number})  # as where a computer joined after the passphrase was changed
    return taken._replace(replaced=tuple(replaced), theirs=theirs)


def lacks(files: Files, change: Change, name: str, theirs: bytes) -> bool:
    """Return whether a file that merges by entry lacks, without a mark, something that a version at the remote has."""
    path = path_of(name) or ""
    if not paths.can_be_merged(path):
        return False
    there, here = (_times(path, raw) for raw in (files.opened(path, theirs), change.read(path)))
    marks = plain_files.read_deletions(change.read(paths.DELETED))
    return any(at > here.get(key, "~" if key in marks else "") for key, at in there.items())


def _times(path: str, raw: bytes | None) -> dict[str, str]:
    """Return when what is in a file was changed last, by id."""
    if path == paths.LABELS:
        return {operation["id"]: operation["at"] for operation in plain_files.read_operations(raw)}
    if path == paths.DELETED:
        marks: Mapping[str, Any] = plain_files.read_deletions(raw)
        return {key: mark if isinstance(mark, str) else mark["at"] for key, mark in marks.items()}
    return {key: entry["edited_at"] or "-" for key, entry in entries_of(path, raw).items()}


def _merge_file(change: Change, path: str, theirs: Mapping[str, bytes | None], base: Mapping[str, bytes]) -> bool:
    """Merge a file that has no entries; return whether ours is to be set aside."""
    raw, had, ours = theirs[path], base.get(path), change.read(path)
    unchanged = None if path in (paths.SETTINGS, paths.KEY) else had  # these two cannot go
    if paths.can_be_merged(path) or raw in (ours, unchanged):
        return False
    if path == paths.SETTINGS:
        has_offer = any(entry["kind"] == "offer" for entry in _table(theirs).values())
        return _merge_settings(change, settings_in(raw), had, has_offer=has_offer)
    if path == paths.KEY:
        return _merge_key(change, raw or b"", had, settings_in(theirs.get(paths.SETTINGS)))
    change.write(path, raw)
    return ours not in (had, None)


def _merge_key(change: Change, theirs: bytes, base: bytes | None, settings: Mapping[str, Any]) -> bool:
    """Take the key under the passphrase that was changed last; return whether ours is to be set aside.

    The higher number of a passphrase wins, of equal ones the higher SHA-256.
    """
    ours = change.read(paths.KEY)
    number = settings_file.own_values(change.read(paths.SETTINGS)).get("passphrase", 0)
    their_number = settings.get("passphrase", number)
    if ours == theirs or (number, sha256(ours or b"")) > (their_number, sha256(theirs)):
        return False
    change.write(paths.KEY, theirs)
    change.set({"passphrase": their_number})
    return ours not in (base, None)


def _opened_theirs(files: Files, path: str, raw: bytes) -> bytes:
    try:
        return files.opened(path, raw)
    except StoreError as error:
        raise refused(path, error.problem) from None


def opened_base(files: Files, path: str, raw: bytes) -> bytes | None:
    """Return what a file held that both sides had; None where that was for another key."""
    with contextlib.suppress(StoreError):
        return files.opened(path, raw)
    return None


def close(files: Files, change: Change, versions: Versions, taken: Taken) -> None:
    """Encrypt what changed as the store is, and take the very bytes of the remote where they hold the same.

    Else two machines would send each other the same content anew for ever, since no two encryptions are alike. After
    it, the change holds files as they will be on the disk.
    """
    settings = change.read(paths.SETTINGS)
    for path, data in taken.theirs.items():
        sealed = versions.theirs[path]
        if path == paths.SETTINGS or sealed is None or change.read(path) != data or files.raw(path) == sealed:
            continue
        if sealed.startswith(paths.AGE) == files.closed(path, b"x", settings).startswith(paths.AGE):
            change.write(path, sealed)
    for path, data in change.files.items():
        if data is not None:
            change.files[path] = files.closed(path, data, settings)


# Entries, labels and deletions


def _merge_entries(files: Files, change: Change, theirs: Mapping[str, bytes], base: Mapping[str, bytes]) -> Taken:
    copies = {path.removesuffix(".json") + _COPY: raw for path, raw in theirs.items()}
    overlay = files.overlay
    files.overlay = {**overlay, **change.files, **copies}
    try:
        view = merging.look(files, copies)
    finally:
        files.overlay = overlay
    _refuse_unread(view, change)
    merged = {path: raw for path, raw in view.files.items() if path not in copies}
    for path, raw in theirs.items():
        result = merged.get(path, change.read(path))
        if result is not None and result != raw and _content(path, result) == _content(path, raw):
            merged[path] = raw  # the same in other bytes: all machines have to come to the same ones
    ours = {path: change.read(path) for path in {*merged, *theirs}}
    change.take_in(view._replace(files=merged))
    had = _table({path: base.get(path) for path in theirs})
    return _counted(
        _table(ours), _table(theirs), had, _table({**ours, **merged}), deleted_forever(change.read(paths.DELETED))
    )


def _counted(ours: Tables, theirs: Tables, base: Tables, merged: Tables, forever: Collection[str]) -> Taken:
    came = frozenset(key for key, entry in merged.items() if ours.get(key) != entry)
    gone = frozenset(ours.keys() - merged.keys())
    versions = [(key, side[key]) for side in (ours, theirs) for key in side]
    lost = [entry for key, entry in versions if entry not in (base.get(key), merged.get(key)) and key not in forever]
    return Taken(came, gone, tuple(lost))


def _table(files: Mapping[str, bytes | None]) -> Tables:
    return {key: entry for path, raw in files.items() for key, entry in entries_of(path, raw).items()}


def _refuse_unread(view: "merging.View", change: Change) -> None:
    for copy, why in view.unread.items():
        path = copy.removesuffix(_COPY) + ".json"
        if (ours := change.read(path)) is not None:
            _content(path, ours)  # if it is ours that cannot be read
        change.marks()
        raise refused(path, why)


def _content(path: str, raw: bytes) -> object:
    """Return what a file holds, whatever its layout."""
    if path == paths.LABELS:
        return plain_files.read_operations(raw)
    return plain_files.read_deletions(raw) if path == paths.DELETED else merging.content(raw, path)


def deleted_forever(raw: bytes | None) -> dict[str, Any]:
    """Return the marks in `deleted.json` of what was deleted for ever, by id.

    Raises:
        StoreError: it is damaged.
    """
    marks: Mapping[str, Any] = plain_files.read_deletions(raw)
    return {key: mark for key, mark in marks.items() if not isinstance(mark, str) and mark.get("forever") is True}


# Settings


def _shared(raw: bytes) -> dict[str, object]:
    return {key: value for key, value in settings_file.own_values(raw).items() if key not in _NOT_SYNCED}


def differ(ours: bytes | None, theirs: bytes | None) -> bool:
    """Return whether settings differ in more than the salt, which is not a person's.

    Raises:
        BadFileError: those at the remote are not valid.
    """
    one, other = ({**settings_in(raw), "salt": None} for raw in (ours, theirs))
    return one != other


def _is_known(key: str) -> bool:
    return key in TABLE or key in BESIDE


def settings_in(raw: bytes | None) -> dict[str, Any]:
    """Return the settings in a file of the remote; none where there is no file.

    Raises:
        BadFileError: they are not valid.
    """
    try:
        found = {} if raw is None else strict_json.loads(raw.decode())
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise refused(SETTINGS_NAME, "cannot be read")
    for key, value in found.items():
        check = BESIDE.get(key) or (TABLE[key].check if key in TABLE else None)
        if key in _NOT_SYNCED or (check and check(value)):
            raise refused(SETTINGS_NAME, f"has an impossible value of {ascii(key[:60])[1:-1]}")
    return found


def _merge_settings(change: Change, theirs: Mapping[str, Any], base: bytes | None, *, has_offer: bool) -> bool:
    """Take the settings that changed there; return whether that replaced one that changed here.

    Of two salts of stores that never met the one counts by which something was offered at the remote, else the smaller.
    """
    raw, had = change.read(paths.SETTINGS), settings_in(base)
    ours = {} if raw is None else _shared(raw)
    apart = (*_WITH_THE_KEY, *(PRIVATE if "encrypted" in ours else ()))
    keys = sorted(key for key in {*theirs, *had} if _is_known(key) and key not in apart)
    changed = {key: theirs.get(key) for key in keys if theirs.get(key) not in (ours.get(key), had.get(key))}
    if base is None and not has_offer and str(ours.get("salt", NO_SALT)) < str(changed.get("salt", "")):
        del changed["salt"]
    if changed:
        change.set(changed)
    return any(ours.get(key) not in (had.get(key), None) for key in changed if key != "salt")


def entries_in(files: Files, contents: Mapping[str, bytes]) -> dict[str, Entry]:
    """Return the entries in these files of a store or a remote, by id.

    Raises:
        LockedError: they are encrypted, and there is no key here that opens them.
        StoreError: one is damaged, or encrypted for another key.
    """
    months = {name: files.opened(name, raw) for name, raw in contents.items() if paths.month_in(name)}
    return {key: entry for name, raw in months.items() for key, entry in entries_of(name, raw).items()}


def different(files: Files, ours: Mapping[str, bytes], theirs: Mapping[str, bytes]) -> frozenset[str]:
    """Return the ids of the entries that differ in files of two sides; all of ours where theirs cannot be read."""
    here = entries_in(files, ours)
    there: dict[str, Entry] = {}
    with contextlib.suppress(StoreError):
        there = entries_in(files, theirs)
    return frozenset(key for key in here.keys() | there.keys() if here.get(key) != there.get(key))
