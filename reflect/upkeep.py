"""The parts of `Journal` for packs, the store itself and sync, documented as `reflect.journal` says.

A verb that a person confirms first takes the plan they saw: `plan_restore` returns one, `restore` does it, and refuses
if the store has changed since.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from reflect import actions
from reflect.arguments import checks_arguments

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, time
    from os import PathLike
    from typing import SupportsIndex

    from reflect.actions.backup import RestorePlan, StoreContents
    from reflect.actions.doctor import RepairResult
    from reflect.actions.pack_changes import PackPlan, RemovablePack
    from reflect.actions.packs import PackFile
    from reflect.actions.preview import Preview
    from reflect.actions.sync import SyncPlan, SyncStatus
    from reflect.actions.sync_run import SyncResult
    from reflect.arguments import StrPath
    from reflect.model.choices import Scheduler
    from reflect.model.when import When
    from reflect.prompts.day import Prompt
    from reflect.prompts.pack import Pack
    from reflect.render.reminder import Reminder
    from reflect.store.erase import ErasePlan
    from reflect.store.inspection import Finding
    from reflect.store.repair import RepairPlan
    from reflect.store.store import Store


@checks_arguments
class Upkeep:
    """The verbs of a journal for packs, files and the store."""

    def __init__(self, store: Store) -> None:
        """Use this store; `Journal.open` finds one."""
        self._store = store
        store.fold_past = lambda: actions.history.renew(store)

    # Packs of prompts

    def packs(self) -> list[dict[str, Any]]:
        """Return a row for each pack, as `reflect pack list --json` prints it."""
        return actions.packs.list_packs(self._store)

    def pack(self, name: str) -> PackFile:
        """Return a pack, with the findings of the rules for prompts.

        Raises:
            NotFoundError: there is no such pack.
        """
        return actions.packs.find_pack(self._store, name)

    def check_pack(self, file: bytes | str | PathLike[str], where: str | None = None) -> PackFile:
        """Return the pack in a file, with the findings of the rules for prompts.

        Args:
            file: the content, as bytes or text, or the file itself as a Path.
            where: the name of the file in errors.

        Raises:
            BadFileError: it is not a pack.
        """
        return actions.packs.check_pack(file, where)

    def plan_pack(self, file: bytes | str | PathLike[str], where: str | None = None) -> PackPlan:
        """Return what adding a pack would do: which parts are here already, and whether it brings contacts.

        Raises:
            BadFileError: it is not a pack, or has the name of the built-in one.
        """
        return actions.pack_changes.plan_pack(self._store, file, where)

    def add_pack(self, pack: bytes | str | PathLike[str] | PackPlan, *, contacts: bool = False) -> PackFile:
        """Copy a pack into the store; with `contacts`, append those it proposes to the person's own.

        Raises:
            BadFileError: it is not a pack, or has the name of the built-in one.
            StoreError: the pack of that name has changed since the plan.
        """
        plan = self.plan_pack(pack) if isinstance(pack, bytes | str | os.PathLike) else pack
        return actions.pack_changes.add_pack(self._store, plan, contacts=contacts)

    def write_prompt(self, text: str, *, pack: str = "mine", theme: str | None = None) -> tuple[Prompt, PackFile]:
        """Append a prompt to a pack of the person's own, created if there is none; return both.

        Raises:
            ImpossibleValueError: the text, the theme or the name of the pack is not valid.
        """
        return actions.pack_changes.write_prompt(self._store, text, pack=pack, theme=theme)

    def removable_pack(self, name: str) -> RemovablePack:
        """Return the pack that `remove_pack` would remove, with its file. Errors are those of `remove_pack`."""
        return actions.pack_changes.removable_pack(self._store, name)

    def remove_pack(self, name: str, *, seen: RemovablePack | None = None, contacts: bool = False) -> None:
        """Remove a pack; its offers, the answers to it, and the list of retired prompts stay.

        `seen` is the pack that the person confirmed; it is not removed if it has changed since. With `contacts`, the
        contacts go that were added from this pack and that no other pack proposes; the person's own stay.

        Raises:
            ImpossibleValueError: it is the built-in one.
            NotFoundError: there is no such pack.
        """
        actions.pack_changes.remove_pack(self._store, name, seen=seen, contacts=contacts)

    def focus_pack(self, name: str | None, *, until: When | None = None) -> date | None:
        """Offer a pack first, up to and including a day; a name of None ends that. Return the day.

        Raises:
            ImpossibleValueError: `until` is not a day ahead, or the pack is over.
            NotFoundError: there is no such pack.
        """
        return actions.pack_changes.focus_pack(self._store, name, until)

    def bring_back_prompt(self, prompt: str) -> bool:
        """Offer a retired prompt, `pack/name`, again; return whether it was retired.

        Raises:
            NotFoundError: no prompt has this id, and none was retired under it.
        """
        return actions.pack_changes.bring_back_prompt(self._store, prompt)

    def preview_prompts(
        self,
        pack: str | Pack | None = None,
        *,
        first: When | None = None,
        days: SupportsIndex = 28,
        opened: float = 1.0,
        passed: float = 0.0,
        seed: str = "0",
    ) -> Preview:
        """Return which prompt would come on which day, without writing anything.

        Args:
            pack: a pack, or the name of one, to offer first on all these days.
            first: the first day (None: today).
            days: how many days, 1 to 3660.
            opened: the share of days on which the person looks, 0 to 1.
            passed: the share of prompts that are passed, 0 to 1.
            seed: decides which days and prompts these are.

        Raises:
            ImpossibleValueError: a day, a number or a share is not valid.
            NotFoundError: there is no such pack.
        """
        return actions.preview.preview_prompts(self._store, pack, first, days, opened=opened, passed=passed, seed=seed)

    # The store

    def check(self) -> list[Finding]:
        """Return all the problems of the store, whatever they are.

        Raises:
            StoreError: its path is not a store.
        """
        return actions.doctor.findings(self._store)

    def plan_repair(self) -> RepairPlan:
        """Return what `repair` would do now. Errors are those of `repair`."""
        return actions.doctor.plan(self._store)

    def repair(self) -> RepairResult:
        """Repair the store: keep every readable entry, and merge conflict copies; changed files are set aside first.

        Raises:
            StoreError: it cannot be repaired or written; its files are unchanged.
        """
        return actions.doctor.repair(self._store)

    def backup(self) -> tuple[bytes, StoreContents]:
        """Return the whole store as a ZIP file, and its contents.

        Raises:
            StoreError: there is no store, or a file of it cannot be read.
        """
        return actions.backup.archive(self._store)

    def backup_file(self, file: StrPath, *, force: bool = False) -> StoreContents:
        """Write the whole store to a ZIP file, 0600; overwrite a file only with `force`.

        Raises:
            ImpossibleValueError: the file cannot be written; nothing was written.
            StoreError: as for `backup`.
        """
        return actions.backup.write_file(self._store, os.fspath(file), force=force)

    def plan_restore(self, file: bytes | PathLike[str], where: str | None = None) -> RestorePlan:
        """Return what `restore` would do with a backup; `where` is the name of the file in errors.

        Raises:
            BadFileError: it is not a backup, damaged, or newer.
        """
        return actions.backup.plan_restore(self._store, file, where)

    def restore(self, backup: bytes | PathLike[str] | RestorePlan) -> str | None:
        """Replace the store by a backup, and return the path of a backup of the old one (None: nothing was lost).

        Raises:
            BadFileError: it is not a backup, damaged, or newer.
            StoreError: the store has changed since the plan.
        """
        plan = self.plan_restore(backup) if isinstance(backup, bytes | os.PathLike) else backup
        return actions.backup.restore(self._store, plan)

    def plan_erase(self) -> ErasePlan | None:
        """Return what `erase` would remove, or None where there is no store."""
        return actions.doctor.plan_erase(self._store)

    def erase(self) -> tuple[str, ...]:
        """Remove the store; return the files in its folder that are not part of it and stay.

        Raises:
            StoreError: it is locked or newer, or a file cannot be removed; those before it are gone.
        """
        return actions.doctor.erase(self._store)

    def new_draft(self, text: str = "") -> str:
        """Write a draft into the store, created if there is none, and return the path of the file to edit."""
        return actions.drafts.new_draft(self._store, text)

    def drafts(self) -> list[str]:
        """Return the paths of the drafts that hold text, the latest last."""
        return actions.drafts.drafts(self._store)

    def open_draft(self, path: StrPath) -> str:
        """Return the path of the file to edit for a draft of `drafts`."""
        return actions.drafts.open_draft(self._store, os.fspath(path))

    def keep_draft(self, path: StrPath, text: str = "") -> str | None:
        """Keep a draft that differs from the `text` it began with, and return where it is; clear any other."""
        return actions.drafts.keep_draft(self._store, os.fspath(path), text)

    def clear_draft(self, path: StrPath) -> None:
        """Remove a draft, and what editors leave beside it; other drafts stay."""
        actions.drafts.clear_draft(self._store, os.fspath(path))

    # Settings, contacts, reminders

    def settings(self) -> dict[str, object]:
        """Return every setting by its name; of a locked journal, without those that are encrypted."""
        return actions.settings.list_settings(self._store)

    def set_setting(self, key: str, value: object | None) -> object:
        """Change a setting, to typed text or a JSON value, or unset it (None); return its new value.

        Raises:
            ImpossibleValueError: there is no such setting, or the value is not valid for it.
        """
        return actions.settings.change_setting(self._store, key, value)

    def contacts(self) -> str | None:
        """Return the person's own contacts for `reflect care`, or None."""
        return actions.care.contacts(self._store)

    @staticmethod
    def contacts_at(store: StrPath | None = None, environ: Mapping[str, str] | None = None) -> str | None:
        """Return the contacts in the store that `Journal.open` would find, whatever else is wrong there.

        Raises:
            StoreError: they cannot be read, or there is no home folder.
        """
        return actions.care.contacts_at(store, environ)

    def set_contacts(self, text: str) -> None:
        """Save the person's own contacts.

        Raises:
            ImpossibleValueError: a text that cannot be.
        """
        actions.care.set_contacts(self._store, text)

    @staticmethod
    def reminder(scheduler: Scheduler, at: str | time) -> Reminder:
        """Return a scheduler's configuration for a daily reminder at a time such as `21:30`; nothing is set up.

        Raises:
            ImpossibleValueError: it is not a time of day, or the scheduler cannot run the program.
        """
        from reflect.render import reminder

        return reminder.reminder(scheduler, at)


@checks_arguments
class Syncing:
    """Sync with a remote, through git. No other verb does it."""

    _store: Store

    def sync(self, passphrase: str | None = None) -> SyncResult:
        """Merge what changed at the remote, entry by entry, and send what changed here.

        Args:
            passphrase: opens the key of an encrypted journal at the remote, for a store that is not encrypted yet.

        Raises:
            BadFileError: a file there is not what it should be; nothing was changed.
            ImpossibleValueError: there is no remote, or no git.
            LockedError: the store is locked; or `PassphraseNeededError`.
            StoreError: the store cannot be used, or a newer program wrote there.
            UnreachableError: the remote cannot be reached, or kept changing; what came in is saved.
        """
        return actions.sync.sync(self._store, passphrase)

    def plan_sync(self, remote: StrPath) -> SyncPlan:
        """Return what the first sync with a remote, a path or a URL of git, would join. Errors are those of `sync`."""
        return actions.sync.plan_init(self._store, os.fspath(remote))

    def init_sync(self, remote: StrPath | SyncPlan, passphrase: str | None = None) -> SyncResult:
        """Sync with a remote from now on, and for the first time; a new store is made. Errors are those of `sync`."""
        plan = self.plan_sync(remote) if isinstance(remote, str | os.PathLike) else remote
        return actions.sync.init_sync(self._store, plan, passphrase)

    def sync_status(self, *, remote: bool = False) -> SyncStatus:
        """Return what changed here since the latest sync, and with `remote` what changed there.

        Raises:
            ImpossibleValueError: there is no remote.
            UnreachableError: it was asked, and cannot be reached.
        """
        return actions.sync.status(self._store, ask=remote)
