"""One sync: get what changed at the remote, merge it under the lock, send what differs, and see it taken.

The store is whole after the merge; what comes after it can fail, or be killed, and is done by the next sync.
"""

import json
import os
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from reflect.actions import edit
from reflect.errors import BadFileError, StoreError, UnreachableError
from reflect.model import strict_json
from reflect.store import agreed, atomic, merging, plain_files, synced
from reflect.store.change import Change
from reflect.store.folder import SYNCED_ASIDE
from reflect.store.git import Git, refused
from reflect.store.paths import CARE, DELETED, KEY, PRIVATE, SETTINGS, SYNC, month_in, pack_in
from reflect.store.store import Store
from reflect.store.synced import SETTINGS_NAME, Taken, Versions

MAX_ATTEMPTS = 5
_MAX_WAIT_SECONDS = 0.4
"""Before the second attempt; longer before each later one."""
STATE = f"{SYNC}/reflect.json"
_KINDS = {SETTINGS: "settings", PRIVATE: "settings", CARE: "care", KEY: "key"}
"""What `Aside` calls a file; any other is a `pack`."""


class Aside(NamedTuple):
    """A version that lost, and was set aside."""

    id: str | None
    """Of the entry; None for a file."""
    kind: str
    """Of the entry, or of the file: `settings`, `care`, `pack`."""
    file: str
    """Where it is now, by its path in the store."""
    edited_at: str | None = None


class SyncResult(NamedTuple):
    """What came of a sync."""

    remote: str
    came: frozenset[str] = frozenset()
    """The ids of entries that are new here, or changed."""
    sent: frozenset[str] = frozenset()
    """The ids of entries that are new there, changed, or deleted."""
    gone: frozenset[str] = frozenset()
    """The ids of entries that were deleted here."""
    aside: tuple[Aside, ...] = ()
    others: tuple[str, ...] = ()
    """What else came or went: `labels`, `settings`, `care`, `packs/…`."""
    attempts: int = 0
    may_remain: bool = False
    """Something was deleted for ever, and what the remote keeps of it is not known here."""
    was_plain: bool = False
    """What was sent before, unencrypted, is replaced now."""
    copies: tuple[str, ...] = ()
    """The files in the store that still have, or may have, what another computer deleted for ever."""


class ToJoinError(Exception):
    """The remote is encrypted, and the store is not yet."""

    def __init__(self, remote: str, settings: Mapping[str, Any], key: bytes) -> None:
        super().__init__()
        self.remote, self.settings, self.key = remote, settings, key


class Sync:
    """One sync."""

    def __init__(self, store: Store, git: Git, state: dict[str, Any], *, is_new: bool) -> None:
        self.store = store
        self.git = git
        self.state = state
        self.is_new = is_new
        self.base: dict[str, str] = state.get("base", {}) if state.get("last") else {}
        """The commits of what both sides had last, by file."""
        self.result = SyncResult(git.shown)
        self.refused_with: dict[str, str] | None = None
        self.unread: dict[str, str] | None = None
        """What was at the remote when it could not be read."""

    def run(self) -> SyncResult:
        """Try until both sides are the same.

        Raises:
            UnreachableError: the remote cannot be reached, takes nothing, or changed each time.
        """
        try:
            self._until_same()
        except BaseException as error:
            self._save()
            if isinstance(error, BadFileError):  # which is in the cache now, and may be large
                self.git.collect(self.base, with_remote=False)
            raise
        self._collect()
        encryption = self.store.files.encryption()
        self.state["encrypted"] = None if encryption is None else encryption.recipient
        self.state["last"] = self.store.clock.now().isoformat(timespec="seconds")
        self._save()
        return self.result

    def _until_same(self) -> None:
        for attempt in range(1, MAX_ATTEMPTS + 1):
            self.result = self.result._replace(attempts=attempt)
            if self._attempt():
                return
            _wait(attempt)
        problem = f"{self.git.shown} kept changing while this was sent, {MAX_ATTEMPTS} times"
        raise UnreachableError(f"{problem}. Everything is saved here", "try again later")

    def _save(self) -> None:
        self.state["base"] = self.base
        atomic.replace(self.store.files.path(STATE), json.dumps(self.state).encode())

    def _attempt(self) -> bool:
        """Make one attempt; return whether both sides are now the same."""
        listed = self.git.list()
        there = synced.known(listed)
        wanted = {name for name, commit in there.items() if self.base.get(name) != commit or self._is_missing(name)}
        try:
            fetched = self.git.fetch(name for name in wanted if self.base.get(name) != there[name])
        except (BadFileError, UnreachableError):  # once it may be that another computer cleans up there
            if self.git.list() == listed == self.unread:
                raise
            self.unread = listed
            return False
        there |= {name: commit for name, commit in fetched.items() if name in there}
        self.git.check({name: there[name] for name in fetched})
        self._check_key(self.git.read(there, wanted), there)
        own, sent = self._merge(there, wanted | (self.base.keys() - there.keys()))
        self.base = dict(there)
        return own == there or self._send(own, sent, there)

    def _check_key(self, theirs: Mapping[str, bytes], there: Mapping[str, str]) -> None:
        """Refuse what is encrypted for another key, unless it is ours that changed; note what was sent before.

        Raises:
            StoreError: there are two keys.
            ToJoinError: the remote is encrypted, and the store is not yet.
        """
        found, before = self.store.files.encryption(), self.state.get("encrypted")
        ours = None if found is None else found.recipient
        now = before if SETTINGS_NAME in there else None
        if SETTINGS_NAME in theirs:
            now = synced.settings_in(theirs[SETTINGS_NAME]).get("encrypted")
        if now == ours:
            return
        if now and ours is None:
            found_there = self.git.read(there, {"key.age", SETTINGS_NAME})
            settings = synced.settings_in(found_there[SETTINGS_NAME])
            raise ToJoinError(self.git.shown, settings, found_there.get("key.age", b""))
        if now and ours and now != before:
            named = f"{self.git.shown} has {now[:12]}…{now[-4:]}, this one {ours[:12]}…{ours[-4:]}"
            raise StoreError(
                f"the two journals are encrypted for different keys: {named}", "one of them has to be decrypted"
            )
        if there:  # encrypted since, or for another key: what is there is to go
            self._note_deleted()
            self.result = self.result._replace(may_remain=True, was_plain=now is None)

    def _is_missing(self, name: str) -> bool:
        return not os.path.lexists(self.store.files.path(synced.path_of(name) or ""))

    def _merge(self, there: Mapping[str, str], changed: set[str]) -> tuple[dict[str, str], dict[str, bytes]]:
        """Merge what changed at the remote; return the commits of our files after it, and the files to be sent."""
        store = self.store
        words: list[str] = []
        with store.writing(undoable=False) as change:
            changed |= self._lost_here(change, {name: there[name] for name in there.keys() - changed})
            theirs, base = (self.git.read(side, changed) for side in (there, self.base))
            versions = Versions(
                {path: theirs.get(name) for name in changed if (path := synced.path_of(name))},
                {path: base[name] for name in base if (path := synced.path_of(name))},
            )
            settings = self._settings(change, there)
            taken = synced.merge(store.files, change, versions) if versions.theirs else Taken()
            _check_files(taken)
            if self.is_new or store.settings.remote != self.git.remote:
                change.set({"sync.remote": self.git.remote})
            self._set_aside(change, taken)
            if forget := self._to_forget(change):
                words = edit.words_of(store, forget)
                self._forget(change, forget)
            synced.close(store.files, change, versions, taken)
            own = self._own(change, there)
            to_send = differing(own, there)
            sent = self._contents(change, to_send, there)
            self._count(sent, there, taken, to_send)
        store.forget_settings()
        if forget:
            self._name_copies(forget, words)
        others = {name for name in {*changed, *to_send} if month_in(name) is None}
        if SETTINGS_NAME in others and not synced.differ(settings, self.git.read(there, others).get(SETTINGS_NAME)):
            others.remove(SETTINGS_NAME)
        self.result = self.result._replace(others=tuple(sorted(others.union(self.result.others))))
        return own, sent

    def _to_forget(self, change: Change) -> set[str]:
        """Return what was deleted for ever, here or elsewhere, since both sides last had the same."""
        now = synced.deleted_forever(change.read(DELETED))
        if not now or self.git.commit_id(self._raw(change, DELETED)) == self.base.get("deleted"):
            return set()
        sealed = self.git.read(self.base, {"deleted"}).get("deleted")
        had = synced.deleted_forever(sealed and synced.opened_base(self.store.files, DELETED, sealed))
        return {entry_id for entry_id, at in now.items() if had.get(entry_id) != at}

    def _lost_here(self, change: Change, there: Mapping[str, str]) -> set[str]:
        """Return the files that lost something without a mark since the latest sync, as by a restore: it comes back."""
        if self.result.may_remain:  # the remote is encrypted for the key of before, or not at all
            return set()
        own = self._own(change, there)
        changed = {name for name in own.keys() & there.keys() if own[name] != there[name]}
        theirs = self.git.read(there, changed)
        return {name for name, raw in theirs.items() if synced.lacks(self.store.files, change, name, raw)}

    def _forget(self, change: Change, entry_ids: set[str]) -> None:
        """Take out what was deleted for ever."""
        from reflect.store import erase

        files = self.store.files
        erase.forget(files, change, entry_ids)
        erase.forget_aside(files, entry_ids)
        self._note_deleted()

    def _name_copies(self, entry_ids: set[str], words: Iterable[str]) -> None:
        """Name what still has entries that were deleted for ever, drafts with their words among it."""
        from reflect.store import erase

        found = {name for name in erase.files_with(self.store.files, entry_ids, list(words)) if name != SYNC}
        self.result = self.result._replace(copies=tuple(sorted(found.union(self.result.copies))))

    def _own(self, change: Change, there: Mapping[str, str]) -> dict[str, str]:
        """Return the commits of our files; one that has the stamp of the latest sync is not read again."""
        seen, self.state["stamps"] = self.state.get("stamps", {}), {}
        found: dict[str, str] = {}
        for name, path in synced.own_paths(self.store.files, change).items():
            stamp = None if path in change.files else agreed.stamp(self.store.files, path)
            was = seen.get(name)
            if stamp and was and was[0] == stamp and len(was[1]) == self.git.digits:
                found[name] = was[1]
            elif commit := self.git.commit_id(self._raw(change, path)):
                found[name] = commit
            if stamp and name in found:
                self.state["stamps"][name] = [stamp, found[name]]
        settings = self.git.commit_id(self._settings(change, there))
        return found if settings is None else {**found, SETTINGS_NAME: settings}

    def _raw(self, change: Change, path: str) -> bytes | None:
        """Return a file as it will be on the disk, once a change was closed."""
        return change.files[path] if path in change.files else self.store.files.raw(path)

    def _settings(self, change: Change, there: Mapping[str, str]) -> bytes | None:
        raw = change.read(SETTINGS)
        own = None if raw is None else synced.shared_settings(raw)
        if there.get(SETTINGS_NAME) in (None, self.git.commit_id(own)):
            return own
        sent = self.git.read(there, [SETTINGS_NAME])[SETTINGS_NAME]
        return sent if raw is None else synced.shared_settings(raw, sent)

    def _contents(self, change: Change, names: Iterable[str], there: Mapping[str, str]) -> dict[str, bytes]:
        """Return what our files of these names hold."""
        paths = synced.own_paths(self.store.files, change)
        found = {name: self._raw(change, paths[name]) for name in names if name in paths}
        if SETTINGS_NAME in names:
            found[SETTINGS_NAME] = self._settings(change, there)
        return {name: raw for name, raw in found.items() if raw is not None}

    def _set_aside(self, change: Change, taken: Taken) -> None:
        if not (taken.lost or taken.replaced):
            return
        files = self.store.files
        place = merging.free_name(files, self.store.clock.now())
        lines = b"".join(f"{strict_json.dump_line(entry)}\n".encode() for entry in taken.lost)
        beside = {SYNCED_ASIDE: lines} if lines else {}
        change.beside.enter_context(merging.set_aside(files, taken.replaced, place, beside))
        rows = [
            Aside(entry["id"], entry["kind"], f"{place}/{SYNCED_ASIDE}", entry["edited_at"]) for entry in taken.lost
        ]
        rows += [Aside(None, _KINDS.get(path, "pack"), f"{place}/{path}") for path in taken.replaced]
        self.result = self.result._replace(aside=(*self.result.aside, *rows))

    def _count(self, own: Mapping[str, bytes], there: Mapping[str, str], taken: Taken, to_send: Iterable[str]) -> None:
        """Count what comes and goes, and so refuse to send a file that is damaged."""
        plain_files.read_operations(self._opened(own, "labels"))
        plain_files.read_deletions(self._opened(own, "deleted"))
        sent = synced.different(self.store.files, own, self.git.read(there, to_send))
        result = self.result
        self.result = result._replace(
            came=result.came | taken.came, gone=result.gone | taken.gone, sent=result.sent | sent
        )

    def _opened(self, files: Mapping[str, bytes], name: str) -> bytes | None:
        raw = files.get(name)
        return None if raw is None else self.store.files.opened(synced.path_of(name) or "", raw)

    def _send(self, own: Mapping[str, str], sent: Mapping[str, bytes], there: dict[str, str]) -> bool:
        """Send the files that differ; return whether they were taken."""
        to_send = differing(own, there)
        sealed = self.git.read(there, to_send & {"deleted"}).get("deleted")
        had = sealed and synced.opened_base(self.store.files, DELETED, sealed)  # None: for the key of before
        marks = [synced.deleted_forever(raw).keys() for raw in (self._opened(sent, "deleted"), had)]
        if marks[0] - marks[1]:
            self.result = self.result._replace(may_remain=True)
        made = self.git.commit(dict(sorted(sent.items())))
        why = self.git.push({name: made.get(name) for name in sorted(to_send)}, there)
        if why is None:
            self.base = {**own, **made}
        elif self.refused_with == there:
            raise self.git.refusal(why)
        self.refused_with = there
        return why is None

    def _note_deleted(self) -> None:
        """Note that the cache, and a remote that is a folder, hold what was deleted for ever, until `_collect`."""
        self.state["collect"] = True
        self._save()

    def _collect(self) -> None:
        month = f"{self.store.clock.now():%Y-%m}"
        is_due = self.state.get("collected") not in (None, month)
        if self.state.get("collect") or is_due:
            self._save()
            is_clean = self.git.collect(self.base, with_remote=bool(self.state.get("collect")))
            remains = not is_clean
            self.result = self.result._replace(
                may_remain=self.result.may_remain and remains, was_plain=self.result.was_plain and remains
            )
        self.state |= {"collect": False, "collected": month}


def _wait(attempt: int) -> None:
    """Wait before the next attempt, for a time of its own: two machines that met would meet again."""
    import random
    import time

    time.sleep(random.uniform(0, _MAX_WAIT_SECONDS) * attempt)  # noqa: S311 - no secret


def differing(one: Mapping[str, str | None], other: Mapping[str, str | None]) -> set[str]:
    """Return the names under which two sides have another commit, or one has none."""
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def _check_files(taken: Taken) -> None:
    """Refuse contacts or packs of the remote that cannot be used."""
    for path, raw in taken.theirs.items():
        if raw is None:
            continue
        if path == CARE:
            try:
                plain_files.read_contacts(raw)
            except StoreError as error:
                raise refused("care", error.problem) from None
        elif pack_in(path):
            from reflect.actions import packs

            packs.read_pack(raw, f"{path} at the remote")
