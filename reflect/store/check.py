"""Check a store: read everything in it and report each problem, without changing anything."""

import os
import re
import stat
from collections.abc import Callable, Iterator
from typing import Final, Literal, NamedTuple

from reflect.errors import NewerFormatError, StoreError
from reflect.model import merge
from reflect.model.ids import is_id
from reflect.model.schema import Entry
from reflect.store import atomic, paths, plain_files, salvage, settings_file, undo
from reflect.store import files as staged
from reflect.store.files import Files
from reflect.store.month import shown_key
from reflect.store.paths import (
    BACKUPS,
    CACHE,
    CARE,
    DELETED,
    DRAFTS,
    ENTRIES,
    LABELS,
    PACKS,
    SETTINGS,
    STAGED,
    UNDO,
    can_be_merged,
    month_in,
    original_of_copy,
    pack_in,
)
from reflect.store.store import Store

Severity = Literal["damage", "note"]
DAMAGE: Final = "damage"
NOTE: Final = "note"
MARKER: Final = f"{STAGED}/{staged.MARKER}"
UNMERGED: Final = f"{STAGED}-unmerged"
"""The folder, beside the files set aside, of a change that is still to be merged."""
_MISNAMED = re.compile(rf"{ENTRIES}/[0-9]{{4}}-[0-9]{{2}}\.json")
_EDITORS = re.compile(r".*~|\..*\.sw[a-z]|#.*#|\.#.*", re.DOTALL)
_LEFT = "was left by a command that was cut short; the next that writes there clears it away"
_OPEN = 0o077


class Finding(NamedTuple):
    """One problem, or a note for the person."""

    file: str
    """Its path in the store."""
    entry: str | None
    field: str | None
    message: str
    """The end of a sentence that begins with the file; never an entry's text."""
    severity: Severity


def findings(store: Store, latest: str, pack_fault: Callable[[str], str | None]) -> list[Finding]:
    """Return the problems of a store, by file.

    Args:
        store: the store.
        latest: the last day, `YYYY-MM-DD`, that is not in the future.
        pack_fault: returns what is wrong with the pack of a name, or None.

    Raises:
        StoreError: something else than a store is there.
    """
    if not store.exists():
        return []
    found = store.read_consistently(lambda: list(_findings(store, latest, pack_fault)))
    return sorted(found, key=lambda finding: finding.file)


def is_misnamed(name: str) -> bool:
    """Return whether a file has the name of an impossible month, which nothing reads."""
    return _MISNAMED.fullmatch(name) is not None and month_in(name) is None


def marker_fault(store: Store) -> str | None:
    """Say why it cannot be told whether a change waits to be finished, or return None.

    Raises:
        NewerFormatError: a newer program left the change.
    """
    try:
        store.files.has_pending_change()
    except NewerFormatError:
        raise
    except StoreError as error:
        return message(error, MARKER)
    return None


def unmerged(files: Files) -> list[str]:
    """Return the folders of changes set aside by a repair that was killed before it merged them."""
    aside = (f"{name}/{UNMERGED}" for name in sorted(_names(files, BACKUPS)) if name.startswith(f"{BACKUPS}/aside-"))
    return [place for place in aside if os.path.isdir(files.path(place)) and not os.path.islink(files.path(place))]


def _findings(store: Store, latest: str, pack_fault: Callable[[str], str | None]) -> Iterator[Finding]:
    try:
        fault = marker_fault(store)
    except NewerFormatError as error:
        fault = message(error, MARKER)
    files = Files(store.path, replay=fault is None)
    yield from _staged(files, fault)
    yield from _settings(files)
    yield from _months(files, latest)
    for name, readable in ((LABELS, plain_files.readable_operations), (DELETED, plain_files.readable_deletions)):
        raw, fault = _read(files, name)
        if fault:
            yield Finding(name, None, None, fault, DAMAGE)
        elif raw is not None:
            yield from (Finding(name, None, None, fault, DAMAGE) for fault in readable(raw).faults)
    yield from _care(files)
    yield from _packs(store, files, pack_fault)
    yield from _links(store.path)
    yield from _undo(files)
    for place in ("", ENTRIES, PACKS, UNDO):
        yield from _foreign(files, place)
    for name in sorted(_names(files, DRAFTS)):
        yield Finding(name, None, None, "is a draft that was not kept as an entry", NOTE)
    yield from _modes(store.path)


def _staged(files: Files, fault: str | None) -> Iterator[Finding]:
    path = files.path(STAGED)
    if fault:
        yield Finding(MARKER, None, None, fault, DAMAGE)
    elif os.path.lexists(path) and not stat.S_ISDIR(os.lstat(path).st_mode):
        yield Finding(STAGED, None, None, "is no folder; move away what stands in its place", DAMAGE)
    elif files.has_pending_change():
        yield Finding(MARKER, None, None, "is a change that was cut short; the next that writes finishes it", NOTE)
    else:
        for name in sorted(_names(files, STAGED)):
            yield Finding(name, None, None, _LEFT, NOTE)
    for place in unmerged(files):
        message = "holds a change that a repair put aside and has not merged yet; `reflect store repair` does"
        yield Finding(place, None, None, message, DAMAGE)


def _settings(files: Files) -> Iterator[Finding]:
    raw, fault = _read(files, SETTINGS)
    if fault:
        yield Finding(SETTINGS, None, None, fault, DAMAGE)
    elif raw is None:
        message = "is missing, so every setting is at its default; `reflect store repair` makes it anew"
        yield Finding(SETTINGS, None, None, message, DAMAGE)
    else:
        for found in settings_file.faults(raw):
            yield Finding(SETTINGS, None, found.key, found.message, DAMAGE)


def _months(files: Files, latest: str) -> Iterator[Finding]:
    places: dict[str, str] = {}
    deleted = plain_files.readable_deletions(_read(files, DELETED)[0] or b"{}").times
    for name in sorted(_names(files, ENTRIES)):
        month = month_in(name)
        if month is None:
            continue
        raw, fault = _read(files, name)
        if raw is None:
            if fault:
                yield Finding(name, None, None, fault, DAMAGE)
            continue
        read = salvage.salvage_month(raw, month)
        if read.fault:
            rest = f"; {len(read.entries)} of its entries can be read" if not read.newer else ""
            yield Finding(name, None, None, f"{read.fault}{rest}", DAMAGE)
        yield from dict.fromkeys(_entry_faults(name, read))  # of the two sides of a merge each fault once
        stays = merge.merge_versions(read.entries, [deleted]).entries
        for entry in {entry["id"]: entry for entry in read.entries}.values():
            other = places.setdefault(entry["id"], name)
            if other != name:
                yield Finding(name, entry["id"], "id", f"stands in {other} too", DAMAGE)
            if entry["id"] not in stays:
                message = (
                    "was deleted, and a file from another computer brought it back; `reflect store repair` takes it out"
                )
                yield Finding(name, entry["id"], None, message, NOTE)
            if entry["day"] > latest:
                yield _ahead(name, entry)


def _entry_faults(name: str, read: salvage.SalvagedMonth) -> Iterator[Finding]:
    for key, _, field, fault in read.found:
        if fault is not None:
            entry = key if is_id(key) else None
            message = fault if entry or key is None else f"has an entry {shown_key(key)}: {fault}"
            yield Finding(name, entry, field, message, DAMAGE)


def _ahead(name: str, entry: Entry) -> Finding:
    left = ", and left aside when a prompt is chosen" if entry["kind"] in ("offer", "pass") else ""
    return Finding(name, entry["id"], "day", f"is in the future ({entry['day']}){left}", NOTE)


def _care(files: Files) -> Iterator[Finding]:
    try:
        plain_files.read_contacts(files.read(CARE) or b"")
    except StoreError as error:
        yield Finding(CARE, None, None, message(error, CARE), DAMAGE)


def _packs(store: Store, files: Files, pack_fault: Callable[[str], str | None]) -> Iterator[Finding]:
    try:
        paths.refuse_link(store.path, PACKS)
    except StoreError as error:
        yield Finding(PACKS, None, None, message(error, PACKS), DAMAGE)
        return
    for path in sorted(_names(files, PACKS)):
        name = pack_in(path)
        fault = pack_fault(name) if name else None
        if fault:
            yield Finding(path, None, None, fault, DAMAGE)


def _undo(files: Files) -> Iterator[Finding]:
    try:
        names = undo.unreadable_steps(files)
    except StoreError:  # which `_foreign` reports
        return
    for name in names:
        message = "cannot be read as a step of the undo log; `reflect store repair` puts it aside"
        yield Finding(name, None, None, _read(files, name)[1] or message, DAMAGE)


def _links(path: str) -> Iterator[Finding]:
    """Yield what is not a folder where the store needs one."""
    for place in (UNDO, DRAFTS, BACKUPS, CACHE):
        there = os.path.join(path, place)
        is_reported = place == UNDO and not os.path.islink(there)  # by `_foreign`, which looks into it
        if not is_reported and os.path.lexists(there) and not stat.S_ISDIR(os.lstat(there).st_mode):
            yield Finding(place, None, None, "is no folder; move away what stands in its place", DAMAGE)


def _foreign(files: Files, place: str) -> Iterator[Finding]:
    """Yield what is in a folder of the store but not part of it."""
    try:
        names = files.names(place) if place else {name for name in os.listdir(files.folder) if _is_file(files, name)}
    except StoreError as error:
        yield Finding(place, None, None, message(error, place), DAMAGE)
        return
    for name in sorted(names):
        is_read = month_in(name) or pack_in(name) or (place == UNDO and staged.is_ours(name))
        what = None if is_read else _what(name)
        if what:
            yield Finding(name, None, None, *what)


def _is_file(files: Files, name: str) -> bool:
    return not os.path.isdir(files.path(name))


def _what(name: str) -> tuple[str, Severity] | None:
    place, _, own = name.rpartition("/")
    of = original_of_copy(name)
    if of:
        merges = "`reflect store repair` merges it" if can_be_merged(of) else "compare the two and remove one"
        return f"is another version of {of}, from a sync tool; {merges}", NOTE
    if is_misnamed(name):
        return (
            "is named like a month and is none, so nothing reads it; `reflect store repair` keeps its entries",
            DAMAGE,
        )
    if own.startswith(".") and own.endswith(".tmp"):
        return _LEFT, NOTE
    if _EDITORS.fullmatch(own):
        return "was left by an editor, and holds in plain text what was open in it", NOTE
    return ("is no file of the notebook; nothing reads it", NOTE) if place else None


def _modes(path: str) -> Iterator[Finding]:
    wide = ["."] if os.stat(path).st_mode & _OPEN else []
    for parent, folders, names in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".")]  # of other programs, as git
        for name in (*folders, *names):
            inside = os.path.join(parent, name)
            mode = os.lstat(inside).st_mode
            if mode & _OPEN and (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                wide.append(os.path.relpath(inside, path))
    if wide:
        more = f", and so are {len(wide) - 1} more files and folders" if len(wide) > 1 else ""
        closed = "; the next command that writes closes them" if wide[0] == "." else ""
        yield Finding(wide[0], None, None, f"is open to other people on this machine{more}{closed}", NOTE)


def _names(files: Files, place: str) -> set[str]:
    """Return the files in a folder; of the folders that matter `_foreign` reports that they cannot be read."""
    try:
        return files.names(place)
    except StoreError:
        return set()


def _read(files: Files, name: str) -> tuple[bytes | None, str | None]:
    try:
        return files.read(name), None
    except StoreError as error:
        return None, message(error, name)


def message(error: StoreError, name: str) -> str:
    """Return the text of an error for a finding, without the name of the file if it is about that file."""
    if error.path not in (None, atomic.shown_path(name)):
        return error.clause
    text = error.problem if error.hint is None else f"{error.problem}; {error.hint}"
    return text if error.line is None else f"line {error.line}: {text}"
