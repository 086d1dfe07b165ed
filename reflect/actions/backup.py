"""Back up the store to one file, and restore it."""

import contextlib
import os
from collections.abc import Callable, Mapping
from os import PathLike
from typing import NamedTuple

from reflect.actions import files, packs
from reflect.errors import BadFileError, LockedError, NewerFormatError, StoreError
from reflect.model.schema import Entry
from reflect.model.text import visible_path
from reflect.store import backup, encrypted_settings, folder, merging, plain_files, settings_file
from reflect.store.backup import Backup
from reflect.store.change import Change
from reflect.store.month import parse
from reflect.store.paths import (
    AGE,
    CARE,
    DELETED,
    ENTRIES,
    KEY,
    LABELS,
    PACKS,
    PRIVATE,
    SETTINGS,
    UNDO,
    can_be_merged,
    is_in_inbox,
    is_ours,
    month_in,
    original_of_copy,
    pack_in,
)
from reflect.store.store import Store


class StoreContents(NamedTuple):
    """The contents of a store's files."""

    entries: Mapping[str, Entry] | None
    """By id; None where they are locked."""
    months: int
    faults: Mapping[str, str]
    """The problem of each unreadable file, by its path in the store."""
    encrypted: bool = False


class RestorePlan(NamedTuple):
    """A backup that can be restored, compared with the store that it would replace."""

    backup: Backup
    held: StoreContents
    before: Mapping[str, bytes]
    """The current files of the store; empty if there is no store."""
    lost: int
    """Entries of the store that the backup lacks or has in another version."""
    other: tuple[str, ...]
    """Other files of the store that the backup lacks or has in another version."""


def archive(store: Store) -> tuple[bytes, StoreContents]:
    """Return a backup of the store, and its contents. Damaged files are in it as they are, conflict copies merged.

    A store that is encrypted and locked is backed up as it is, with its copies unmerged and its entries not counted.

    Raises:
        NewerFormatError: a newer program wrote the store, or a file of it.
        StoreError: there is no store, or a file of it cannot be read.
    """
    if not store.exists():
        raise StoreError(f"there is no store at {visible_path(store.path)} yet, so there is nothing to back up")
    try:
        store.look()
        found = store.read_consistently(lambda: backup.stored(store.files))
        held = _held(found, store.files.opened)
    except LockedError:
        found = store.read_consistently(lambda: backup.stored(store.files))
        held = StoreContents(None, _months(found), {}, encrypted=True)
    _warn_of_copies(store)
    return backup.pack(found, held.faults.keys()), held


def _warn_of_copies(store: Store) -> None:
    """Warn of the copies of packs, settings and contacts: a person has to choose."""
    names = {*os.listdir(store.path), *store.files.names(ENTRIES), *store.files.names(PACKS)}
    of = {name: original_of_copy(name) for name in sorted(names)}
    if copies := [name for name, original in of.items() if original and not can_be_merged(original)]:
        more = f" and {len(copies) - 1} more" if len(copies) > 1 else ""
        warning = f"Did not read another version of what is here: {copies[0]}{more}. Compare the two and remove one."
        store.warnings[warning] = None


def write_file(store: Store, file: str, *, force: bool) -> StoreContents:
    """As `Journal.backup_file`."""
    files.refuse_target(file, store.path, force=force)
    raw, contents = archive(store)
    files.write(file, [raw], force=force)
    return contents


def plan_restore(store: Store, file: bytes | PathLike[str], where: str | None) -> RestorePlan:
    """As `Journal.plan_restore`."""
    where = where or files.name_of(file, "the backup")
    try:
        raw = store.files.opened(where, files.read(file, backup.MAX_BYTES + 1))
        found = _opened(store, backup.unpack(raw), where)
        held = _held(found.files)
    except backup.FaultyBackupError as error:
        raise BadFileError(str(error), path=where) from None
    except NewerFormatError as error:
        raise BadFileError(error.clause, path=where) from None
    for name in sorted(held.faults.keys() - found.damaged):  # a file damaged before the backup is restored as it was
        raise BadFileError(f"contains a file that cannot be read: {held.faults[name]}", path=where)
    if not found.files:
        raise BadFileError("contains no file of a store", path=where)
    before = _contents(store)
    here, restored = _held(before), held.entries or {}
    lost = sum(restored.get(entry_id) != entry for entry_id, entry in (here.entries or {}).items())
    aside = (SETTINGS, DELETED, KEY)
    own = [name for name in before if name in here.faults or not (month_in(name) or name in aside)]
    other = tuple(name for name in own if found.files.get(name) != before[name])
    return RestorePlan(found, held, before, lost, other)


def restore(store: Store, plan: RestorePlan) -> str | None:
    """As `Journal.restore`. The undo log is of the old store, so it goes too."""
    store.refuse_in_batch("restore")
    kept = None
    with store.writing(undoable=False) as change:
        now = backup.contents(store.files)
        files = _with_key(now, plan.backup.files)
        if {**now, SETTINGS: b""} != {**plan.before, SETTINGS: b""}:  # a store made for a restore has new settings
            raise StoreError("the store was changed by another command meanwhile")
        if now == files:
            return None
        if plan.before:
            safe = backup.pack(backup.stored(store.files), _held(now).faults.keys())
            name = f"before-restore-{store.clock.now():%Y-%m-%d-%H%M%S}"
            kept = change.beside.enter_context(backup.kept_inside(store.files, safe, name))
        for name in {*now, *files} - ({SETTINGS} - files.keys()):  # without settings in the backup those here stay
            change.write(name, files.get(name))
        for name in filter(is_ours, store.files.names(UNDO)):
            change.write(name, None)
        _keep_remote(change, now.get(SETTINGS))
    store.forget_settings()
    store.files.forget_key()
    kept = _encrypt_rest(store, kept)
    for begin in (merging.MERGED, merging.ADDED):
        took = f"{begin[:-2]}, and then replaced by what is restored: "
        store.warnings = {line.replace(begin, took, 1): None for line in store.warnings}
    return kept


def _encrypt_rest(store: Store, kept: str | None) -> str | None:
    """Encrypt what an encrypted backup left plain in a store that was plain before; return where `kept` is now."""
    if not folder.not_encrypted(store.files):
        return kept
    from reflect.store import encryption

    encryption.encrypt_files(store)
    return kept if kept is None or os.path.lexists(kept) else f"{kept}.age"


def _keep_remote(change: Change, before: bytes | None) -> None:
    """Keep where this store is synced: a backup may be of another one."""
    with contextlib.suppress(StoreError):  # settings that were damaged when the backup was made
        remote = None if before is None else settings_file.own_values(before).get("sync.remote")
        if settings_file.own_values(change.read(SETTINGS)).get("sync.remote") != remote:
            change.set({"sync.remote": remote})


def _opened(store: Store, found: Backup, where: str) -> Backup:
    """Return a backup with what its files hold, of those damaged in the store the bytes.

    Raises:
        LockedError: it is encrypted, and there is no key here that opens it.
        BadFileError: a file of it is damaged.
    """
    encryption = settings_file.encryption(found.files.get(SETTINGS))
    if encryption is None:
        return found
    from reflect.store.seal import Seal

    held, seal = {}, Seal(store.files.seal.keys)
    try:
        seal.unlock(encryption)
    except LockedError as error:
        hint = "unpack it into an empty folder, `reflect --store FOLDER store unlock`, then run this again"
        raise LockedError(f"the backup is encrypted, and {error.problem}", hint) from None
    for name, raw in found.files.items():
        try:
            held[name] = seal.open(raw, name, lambda: encryption) if raw.startswith(AGE) and name != KEY else raw
        except StoreError as error:
            if name not in found.damaged:
                raise BadFileError(f"contains a file that cannot be read: {error.clause}", path=where) from None
            held[name] = raw
    return found._replace(files=held)


def _with_key(now: Mapping[str, bytes], restored: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files to restore; a store that is encrypted stays so, under the passphrase of now.

    Only a backup that is encrypted for another key brings its own key.
    """
    here, there = (settings_file.encryption(files.get(SETTINGS)) for files in (now, restored))
    if here is None or (there and there.recipient != here.recipient) or KEY not in now:
        return dict(restored)
    number = settings_file.own_values(now[SETTINGS]).get("passphrase", 1)
    settings = encrypted_settings.encrypted(restored.get(SETTINGS, now[SETTINGS]), here, number)
    private = restored.get(PRIVATE) if there else encrypted_settings.private(restored.get(SETTINGS))
    return {**restored, SETTINGS: settings, KEY: now[KEY], **({PRIVATE: private} if private else {})}


def _contents(store: Store) -> dict[str, bytes]:
    """Return the files of the store for a backup, copies merged; empty if there is no store."""
    if not store.exists():
        return {}
    store.look()
    return store.read_consistently(lambda: backup.contents(store.files))


def _months(files: Mapping[str, bytes]) -> int:
    return sum(month_in(name) is not None for name in files)


def _held(files: Mapping[str, bytes], opened: Callable[[str, bytes], bytes] | None = None) -> StoreContents:
    """Return the contents of a store's files, with what opens encrypted ones.

    Raises:
        NewerFormatError: one of them is newer.
    """
    entries: dict[str, Entry] = {}
    faults = {}
    for name, raw in files.items():
        try:
            entries |= _read(name, opened(name, raw) if opened else raw)
        except NewerFormatError:
            raise
        except StoreError as error:
            faults[name] = error.clause
    encrypted = settings_file.encryption(files.get(SETTINGS)) is not None
    return StoreContents(entries, _months(files), faults, encrypted)


def _read(name: str, raw: bytes) -> Mapping[str, Entry]:
    """Read a file as the program does, to find its problems; return the entries in it."""
    if raw.startswith(AGE) and name != KEY:
        raise StoreError("is encrypted for another key, or damaged", path=name)
    if month_in(name) or is_in_inbox(name):
        return parse(raw, name)
    if pack := pack_in(name):
        packs.read_own_pack(raw, pack)
    elif name == LABELS:
        plain_files.read_operations(raw)
    elif name == DELETED:
        plain_files.read_deletions(raw)
    elif name in (SETTINGS, PRIVATE):
        settings_file.load(raw)
    elif name == CARE:
        _read_contacts(raw)
    return {}


def _read_contacts(raw: bytes) -> None:
    try:
        raw.decode()
    except UnicodeDecodeError:
        raise StoreError("is not UTF-8", path=CARE) from None
