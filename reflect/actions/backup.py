"""Back up the store to one file, and restore it."""

from collections.abc import Mapping
from os import PathLike
from typing import NamedTuple

from reflect.actions import files, packs
from reflect.errors import BadFileError, NewerFormatError, StoreError
from reflect.model.schema import Entry
from reflect.model.text import visible_path
from reflect.store import atomic, backup, merging, plain_files, settings_file
from reflect.store.backup import Backup
from reflect.store.files import is_ours
from reflect.store.month import parse
from reflect.store.paths import (
    CARE,
    DELETED,
    LABELS,
    SETTINGS,
    UNDO,
    can_be_merged,
    month_in,
    original_of_copy,
    pack_in,
)
from reflect.store.store import Store


class StoreContents(NamedTuple):
    """The contents of a store's files."""

    entries: Mapping[str, Entry]
    """By id."""
    months: int
    faults: Mapping[str, str]
    """The problem of each unreadable file, by its path in the store."""


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

    Raises:
        NewerFormatError: a newer program wrote the store, or a file of it.
        StoreError: there is no store, or a file of it cannot be read.
    """
    found = _contents(store)
    if not found:
        raise StoreError(f"there is no store at {visible_path(store.path)} yet, so there is nothing to back up")
    held = _held(found)
    _warn_of_copies(store)
    return backup.pack(found, held.faults.keys()), held


def _warn_of_copies(store: Store) -> None:
    """Warn of the copies of packs, settings and contacts: a person has to choose."""
    of = {name: original_of_copy(name) for name in sorted(backup.foreign_files(store.files))}
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
        found = backup.unpack(files.read(file, backup.MAX_BYTES + 1))
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
    here = _held(before)
    lost = sum(held.entries.get(entry_id) != entry for entry_id, entry in here.entries.items())
    aside = (SETTINGS, DELETED)
    own = [name for name in before if name in here.faults or not (month_in(name) or name in aside)]
    other = tuple(name for name in own if found.files.get(name) != before[name])
    return RestorePlan(found, held, before, lost, other)


def restore(store: Store, plan: RestorePlan) -> str | None:
    """As `Journal.restore`. The undo log is of the old store, so it goes too."""
    store.refuse_in_batch("restore")
    files, kept = plan.backup.files, None
    with store.writing(undoable=False) as change:
        now = backup.contents(store.files)
        if _written(now) != _written(plan.before):
            raise StoreError("the store was changed by another command meanwhile")
        if now == files:
            return None
        if plan.before:
            safe = backup.pack(now, _held(now).faults.keys())
            name = f"before-restore-{store.clock.now():%Y-%m-%d-%H%M%S}"
            kept = change.beside.enter_context(backup.kept_inside(store.path, safe, name))
        for name in {*now, *files} - ({SETTINGS} - files.keys()):  # without settings in the backup those here stay
            change.write(name, files.get(name))
        for name in filter(is_ours, store.files.names(UNDO)):
            change.write(name, None)
    store.forget_settings()
    took = "Merged, and then replaced by what is restored: "
    store.warnings = {line.replace(merging.MERGED, took, 1): None for line in store.warnings}
    return kept


def _contents(store: Store) -> dict[str, bytes]:
    """Return the files of the store for a backup, copies merged; empty if there is no store."""
    if not store.exists():
        return {}
    store.look()
    return store.read_consistently(lambda: backup.contents(store.files))


def _written(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files without the settings, which a store newly created for a restore has."""
    return {name: raw for name, raw in files.items() if name != SETTINGS}


def _held(files: Mapping[str, bytes]) -> StoreContents:
    """Return the contents of a store's files.

    Raises:
        NewerFormatError: one of them is newer.
    """
    entries: dict[str, Entry] = {}
    faults = {}
    for name, raw in files.items():
        try:
            entries |= _read(name, raw)
        except NewerFormatError:
            raise
        except StoreError as error:
            faults[name] = error.clause
    return StoreContents(entries, sum(month_in(name) is not None for name in files), faults)


def _read(name: str, raw: bytes) -> Mapping[str, Entry]:
    """Read a file as the program does, to find its problems; return the entries in it."""
    atomic.refuse_encrypted(raw, name)
    if month_in(name):
        return parse(raw, name)
    if pack := pack_in(name):
        packs.read_own_pack(raw, pack)
    elif name == LABELS:
        plain_files.read_operations(raw)
    elif name == DELETED:
        plain_files.read_deletions(raw)
    elif name == SETTINGS:
        settings_file.load(raw)
    elif name == CARE:
        _read_contacts(raw)
    return {}


def _read_contacts(raw: bytes) -> None:
    try:
        raw.decode()
    except UnicodeDecodeError:
        raise StoreError("is not UTF-8", path=CARE) from None
