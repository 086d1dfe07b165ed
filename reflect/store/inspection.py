"""Go over a store once: what is wrong in it, and what a repair would make of each file.

Everything is read, and nothing is changed: `store check` prints the findings, `store repair` (`reflect.store.repair`)
does the plan. Each entry that can be read goes into the month of its day, under its id; `reflect.model.merge` merges
conflict copies by entry, and two versions in two months. Files of a newer format, encrypted and special files stay
untouched. A file that goes meanwhile is none.
"""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

from reflect.errors import LockedError, NewerFormatError, ReflectError, StoreError
from reflect.model import merge
from reflect.model.ids import is_id
from reflect.store import atomic, folder, paths, plain_files, salvage, settings_file, undo
from reflect.store.files import MARKER, Files
from reflect.store.folder import LEFT, UNMERGED, is_misnamed
from reflect.store.month import shown_key
from reflect.store.paths import DELETED, ENTRIES, LABELS, SETTINGS, STAGED, UNDO, is_ours, month_in
from reflect.store.repair import Lost, RepairPlan, Source, marker_fault, months_after
from reflect.store.store import Store

Severity = Literal["damage", "note"]
DAMAGE: Final = "damage"
NOTE: Final = "note"
_MARKER: Final = f"{STAGED}/{MARKER}"
_NO_FOLDER = "is not a folder; move away what is in its place"
_UNKNOWN = "that was deleted may be back, since this list cannot be read whole"
PackFault = Callable[[str, bytes], str | None]
"""Returns what is wrong with the pack of a name, given its file, or None."""


class Finding(NamedTuple):
    """One problem, or a note for the person."""

    file: str
    """Its path in the store."""
    entry: str | None
    field: str | None
    message: str
    """The end of a sentence that begins with the file; never an entry's text."""
    severity: Severity


class Inspection(NamedTuple):
    """What one walk through a store found."""

    findings: tuple[Finding, ...] = ()
    """The problems, by file."""
    plan: RepairPlan = RepairPlan()
    """What a repair would do now."""
    refusal: ReflectError | None = None
    """Why nothing can be repaired: of a newer format, or what was deleted is not known."""
    locked: LockedError | None = None
    """Why an encrypted file is not read."""


def inspect(store: Store, latest: str, pack_fault: PackFault) -> Inspection:
    """Go over a store; `latest` is the last day, `YYYY-MM-DD`, that is not in the future.

    Raises:
        StoreError: something else than a store is there.
    """
    if not store.exists():
        return Inspection()
    try:
        walk = _Walk(store, latest, pack_fault)
    except OSError as error:  # erased meanwhile, or the disk fails
        raise StoreError(f"the store cannot be read: {error.strerror or error}") from None
    changed = {name: data for name, data in walk.changed.items() if data != walk.read.get(name)}
    aside = [STAGED] * bool(walk.fault) + sorted(changed.keys() & walk.read.keys())
    plan = RepairPlan(changed, tuple(aside), walk.counts, tuple(dict.fromkeys(walk.lost)), tuple(walk.unmerged))
    findings = sorted(walk.findings, key=lambda finding: finding.file)
    return Inspection(tuple(findings), plan, walk.refusal, walk.locked)


def message(error: ReflectError, name: str) -> str:
    """Return the text of an error for a finding, without the name of the file if it is about that file."""
    if error.path not in (None, atomic.shown_path(name)):
        return error.clause
    text = error.problem if error.hint is None else f"{error.problem}; {error.hint}"
    return text if error.line is None else f"line {error.line}: {text}"


class _Copy(NamedTuple):
    """A file that is merged with one of the store."""

    name: str
    of: str
    raw: bytes


class _Walk:
    """One walk through a store."""

    def __init__(self, store: Store, latest: str, pack_fault: PackFault) -> None:
        self.findings: list[Finding] = []
        self.read: dict[str, bytes] = {}
        self.unread: dict[str, ReflectError] = {}
        """Why a file of the store cannot be read."""
        self.changed: dict[str, bytes | None] = {}
        self.counts: dict[str, int] = {}
        self.lost: list[Lost] = []
        self.locked: LockedError | None = None
        self.refusal: ReflectError | None = None
        self.unmerged: list[str] = []
        self.unmergeable: set[str] = set()
        """The files named like a copy that are none, or that this program does not read."""
        self.fault = marker_fault(store.files)
        self.files = Files(store.path, replay=self.fault is None, keys=store.files.keys)
        with contextlib.suppress(StoreError):  # what is wrong with the settings is a finding of its own
            self.files.unlock()
        self._look_at_unfinished_change()
        copies = self._versions()
        deleted = self._look_at_deletions([copy for copy in copies if copy.of == DELETED])
        self._look_at_labels([copy for copy in copies if copy.of == LABELS], deleted)
        self._look_at_months(copies, deleted, latest)
        self._look_at_packs(pack_fault)
        self._look_at_care_and_folders()
        if inbox := [paths.INBOX] * folder.is_folder(self.files.path(paths.INBOX)):
            from reflect.store.inbox import inspect

            self.findings += [Finding(name, None, None, what, severity) for name, what, severity in inspect(self.files)]
        self._look_at_undo()
        for place in ("", ENTRIES, paths.PACKS, UNDO, *inbox):
            self._look_for_others(place)
        for name in sorted(self._names(paths.DRAFTS)):
            self._note(name, "is a draft that was not saved as an entry")
        self._look_at_modes()
        settings = self._read(SETTINGS)
        self._look_at_private_settings()
        self._look_for_encrypted()
        self._look_at_settings(settings)  # last: in a store that is encrypted none are made

    def _damage(self, name: str, what: str, entry: str | None = None, field: str | None = None) -> None:
        self.findings.append(Finding(name, entry, field, what, DAMAGE))

    def _note(self, name: str, what: str, entry: str | None = None, field: str | None = None) -> None:
        self.findings.append(Finding(name, entry, field, what, NOTE))

    def _read(self, name: str, *, is_ours: bool = True) -> bytes | None:
        """Return what a file holds; None where there is none or, a finding if it `is_ours`, where it cannot be read."""
        try:
            raw = self.files.read(name)
        except StoreError as error:
            if is_ours:
                self.unread[name] = error
            if is_ours and not isinstance(error, NewerFormatError):
                self._damage(name, message(error, name))
            return None
        except LockedError as error:
            if is_ours:
                self.unread[name], self.locked = error, self.locked or error
            return None
        if raw is not None:
            self.read[name] = raw
        return raw

    def _names(self, place: str) -> set[str]:
        """Return the files in a folder; of those that matter `_look_for_others` reports that they cannot be read."""
        try:
            return self.files.names(place)
        except StoreError:
            return set()

    # A change that was cut short, and the versions that a sync tool left

    def _look_at_unfinished_change(self) -> None:
        path = self.files.path(STAGED)
        if self.fault:
            self._damage(_MARKER, message(self.fault, _MARKER))
            self.refusal = self.fault if isinstance(self.fault, NewerFormatError) else None
        elif os.path.lexists(path) and not folder.is_folder(path):
            self._damage(STAGED, _NO_FOLDER)
        elif self.files.has_pending_change():
            self._note(_MARKER, "is an interrupted change; the next command that writes finishes it")
        else:
            for name in sorted(self._names(STAGED)):
                if paths.is_staged(name.rpartition("/")[2]):
                    self._note(name, LEFT)
        for name in sorted(self._names(paths.BACKUPS)):
            place = f"{name}/{UNMERGED}"
            if name.startswith(f"{paths.BACKUPS}/aside-") and folder.is_folder(self.files.path(place)):
                self.unmerged.append(place)
                what = "contains a change that a repair set aside and has not merged yet; `reflect store repair` does"
                self._damage(place, what)

    def _versions(self) -> list[_Copy]:
        """Return the conflict copies that can be merged, and the files of changes that may have been made or not."""
        found = [(name, paths.original_of_copy(name)) for name in sorted({*self._top(), *self._names(ENTRIES)})]
        for place in [STAGED] * bool(self.fault) + self.unmerged:
            names = (name.rpartition("/")[2] for name in sorted(self._names(place)))
            found += [(f"{place}/{name}", name.replace("!", "/")) for name in names]
        named = [(name, of, self._read(name, is_ours=False)) for name, of in found if of and paths.can_be_merged(of)]
        copies = [_Copy(name, of, raw) for name, of, raw in named if raw is not None and not salvage.is_closed(of, raw)]
        self.unmergeable = {name for name, _, _ in named}.difference(copy.name for copy in copies)
        return copies

    def _top(self) -> list[str]:
        return [name for name in os.listdir(self.files.folder) if not os.path.isdir(self.files.path(name))]

    def _take_away(self, found: Iterable[_Copy | Source]) -> None:
        """Have versions go; those of an unfinished change are where nobody reads them."""
        gone = (one.name for one in found if not one.name.startswith((f"{STAGED}/", f"{paths.BACKUPS}/")))
        self.changed |= dict.fromkeys(gone)

    # Lists, settings, packs, contacts, folders

    def _look_at_deletions(self, copies: list[_Copy]) -> dict[str, merge.Mark]:
        raw = self._read(DELETED)
        if DELETED in self.unread:  # without it a merge could bring entries back
            self.refusal = self.refusal or self.unread[DELETED]
        versions = [_Copy(DELETED, DELETED, raw)] if raw is not None else []
        read = [(version.name, *plain_files.readable_deletions(version.raw)) for version in versions + copies]
        marks = merge.merge_marks(found for _, found, _ in read)
        for fault in read[0][2] if versions else ():
            self._damage(DELETED, fault)
        if copies or any(faults for _, _, faults in read):
            self.changed[DELETED] = plain_files.serialise_deletions(marks)
            self._take_away(copies)
            self.lost += [Lost(name, None, _UNKNOWN) for name, _, faults in read if faults]
        return marks

    def _look_at_labels(self, copies: list[_Copy], deleted: Mapping[str, merge.Mark]) -> None:
        raw = self._read(LABELS)
        own = [] if raw is None else [plain_files.readable_operations(raw)]
        read = own + [plain_files.readable_operations(copy.raw) for copy in copies]
        for fault in own[0][1] if own else ():
            self._damage(LABELS, fault)
        if LABELS not in self.unread and (copies or any(faults for _, faults in read)):
            merged = merge.merge_operations((one for version, _ in read for one in version), deleted)
            self.changed[LABELS] = plain_files.serialise_operations(merged) if merged else None
            self._take_away(copies)

    def _look_at_settings(self, raw: bytes | None) -> None:
        if raw is not None:
            found = settings_file.faults(raw)
            for fault in found:
                self._damage(SETTINGS, fault.message, field=fault.key)
                if fault.newer:
                    self.refusal = fault.error()
            if found:
                self.changed[SETTINGS] = settings_file.repaired(raw)
        elif self.locked:
            self.refusal = self.locked
        elif SETTINGS not in self.unread:
            what = "is missing, so every setting is at its default; `reflect store repair` writes a new one"
            self._damage(SETTINGS, what)
            self.changed[SETTINGS] = settings_file.initial()

    def _look_at_private_settings(self) -> None:
        raw = self._read(paths.PRIVATE)
        for fault in settings_file.faults(raw) if raw else ():
            self._damage(paths.PRIVATE, fault.message, field=fault.key)
            self.changed[paths.PRIVATE] = None

    def _look_at_packs(self, pack_fault: PackFault) -> None:
        try:
            paths.refuse_link(self.files.folder, paths.PACKS)
        except StoreError as error:
            self._damage(paths.PACKS, message(error, paths.PACKS))
            return
        for name in sorted(filter(paths.pack_in, self._names(paths.PACKS))):
            raw = self._read(name)
            fault = None if raw is None else pack_fault(paths.pack_in(name) or "", raw)
            if fault:
                self._damage(name, fault)
                self.changed[name] = None

    def _look_at_care_and_folders(self) -> None:
        try:
            plain_files.read_contacts(self._read(paths.CARE) or b"")
        except StoreError as error:
            self._damage(paths.CARE, message(error, paths.CARE))
        for place in (UNDO, paths.DRAFTS, paths.BACKUPS, paths.CACHE):
            there = self.files.path(place)
            is_reported = place == UNDO and not os.path.islink(there)  # by `_look_for_others`, which looks into it
            if not is_reported and os.path.lexists(there) and not folder.is_folder(there):
                self._damage(place, _NO_FOLDER)

    def _look_at_undo(self) -> None:
        for name in sorted(filter(is_ours, self._names(UNDO))):
            if self._read(name) is None:
                continue
            try:
                undo.read_step(self.files, name)
            except StoreError:
                self._damage(name, "cannot be read as a step of the undo log; `reflect store repair` sets it aside")
                self.changed[name] = None

    def _look_for_others(self, place: str) -> None:
        """Note what is in a folder of the store but not part of it."""
        try:
            names = self.files.names(place) if place else self._top()
        except StoreError as error:
            self._damage(place, message(error, place))
            return
        for name in sorted(names):
            is_read = month_in(name) or paths.pack_in(name) or (place in (UNDO, paths.INBOX) and is_ours(name))
            what = None if is_read else folder.what_is(name, merges=name not in self.unmergeable)
            if what:
                self.findings.append(Finding(name, None, None, what, DAMAGE if is_misnamed(name) else NOTE))

    def _look_for_encrypted(self) -> None:
        locked = [name for name, error in self.unread.items() if isinstance(error, LockedError)]
        newer = [name for name, error in self.unread.items() if isinstance(error, NewerFormatError)]
        for names in filter(None, (locked, newer)):
            more = f", and so are {len(names) - 1} more files" if names[1:] else ""
            self._note(names[0], f"{message(self.unread[names[0]], names[0])}{more}")
        plain: list[str] = []
        with contextlib.suppress(StoreError):
            plain = folder.not_encrypted(self.files)
            encryption = self.files.encryption()
            if encryption and not paths.is_encrypted(self.files.path(paths.KEY)):
                self._damage(paths.KEY, "is missing or damaged; `reflect store encrypt` writes it for a new passphrase")
            if encryption and encryption.before:
                self._note(SETTINGS, "is of a change of the key that was cut short; `reflect store encrypt` goes on")
        if plain:
            more = f", and so are {len(plain) - 1} more files" if plain[1:] else ""
            self._note(plain[0], f"is not encrypted yet{more}; `reflect store encrypt` goes on")

    def _look_at_modes(self) -> None:
        wide = folder.open_to_others(self.files.folder)[::-1]
        if wide:
            more = f", and so are {len(wide) - 1} more files and folders" if len(wide) > 1 else ""
            closed = "; the next command that writes closes them" if wide[0] == "." else ""
            self._note(wide[0], f"is open to other people on this machine{more}{closed}")

    # Months

    def _look_at_months(self, copies: list[_Copy], deleted: Mapping[str, merge.Mark], latest: str) -> None:
        sources, closed = self._sources(copies)
        places: dict[str, str] = {}
        for source in sources:
            if source.of is None and month_in(source.name):
                self._look_at_entries(source, deleted, latest, places)
        self._take_away(source for source in sources if source.of or month_in(source.name) is None)
        changed, self.counts, lost = months_after(sources, closed, deleted, self.changed)
        self.changed |= changed
        self.lost += lost

    def _sources(self, copies: list[_Copy]) -> tuple[list[Source], set[str]]:
        """Return all that entries can be read from, months first, and the files of the months that are closed to us."""
        sources: list[Source] = []
        closed: set[str] = set()
        names = self._names(ENTRIES)
        for name in sorted({*names, *filter(None, map(paths.away, names))}):
            month = month_in(name)
            if month is None and not is_misnamed(name):
                continue
            raw = self._read(name, is_ours=month is not None)
            read = None if raw is None else salvage.salvage_month(raw, month)
            if read is not None and not read.newer:
                sources.append(Source(name, None, read))
            elif read is not None or name in self.unread:
                closed.add(name)
            if month and read and read.fault:
                rest = f"; {len(read.entries)} of its entries can be read" if not read.newer else ""
                self._damage(name, f"{read.fault}{rest}")
        for copy in copies:
            month = month_in(copy.of)
            read = salvage.salvage_month(copy.raw, month) if month and copy.of not in closed else None
            if read is not None and not read.newer:
                sources.append(Source(copy.name, copy.of, read))
        return sources, closed

    def _look_at_entries(
        self, source: Source, deleted: Mapping[str, merge.Mark], latest: str, places: dict[str, str]
    ) -> None:
        name = source.name
        self.findings += dict.fromkeys(_entry_faults(source))  # of the two sides of a merge each fault once
        stays = merge.merge_versions(source.read.entries, [deleted]).entries
        for entry in {entry["id"]: entry for entry in source.read.entries}.values():
            other = places.setdefault(entry["id"], name)
            if other != name:
                self._damage(name, f"is in {other} too", entry["id"], "id")
            if entry["id"] not in stays:
                back = "was deleted, and a file from another computer brought it back"
                self._note(name, f"{back}; `reflect store repair` takes it out", entry["id"])
            if entry["day"] > latest:
                left = ", and is ignored when a prompt is chosen" if entry["kind"] in ("offer", "pass") else ""
                self._note(name, f"is in the future ({entry['day']}){left}", entry["id"], "day")


def _entry_faults(source: Source) -> Iterator[Finding]:
    for key, _, field, fault in source.read.found:
        if fault is not None:
            entry = key if is_id(key) else None
            what = fault if entry or key is None else f"has an entry {shown_key(key)}: {fault}"
            yield Finding(source.name, entry, field, what, DAMAGE)
