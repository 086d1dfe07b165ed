"""The verbs of the journal for what is around its entries: packs of prompts, import and export, the store itself.

`Journal` (`reflect.journal`) is this and the verbs for entries; its module says what holds for all of them. A verb that
a person agrees to first takes what they saw: `plan_restore` returns it, `restore` does it, and refuses where the store
is another by then.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from reflect import actions
from reflect.arguments import checks_arguments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, time
    from os import PathLike
    from typing import BinaryIO, SupportsIndex

    from reflect.actions.backup import RestorePlan, StoreContents
    from reflect.actions.doctor import RepairResult
    from reflect.actions.exporting import ExportResult, Page
    from reflect.actions.importing import ImportResult
    from reflect.actions.pack_changes import PackPlan, RemovablePack
    from reflect.actions.packs import PackFile
    from reflect.actions.preview import Preview
    from reflect.arguments import StrPath
    from reflect.model.choices import ExportFormat, ImportFormat, Keep, Kind, Scheduler
    from reflect.model.when import When
    from reflect.prompts.pack import Pack, Prompt
    from reflect.render.reminder import Reminder
    from reflect.store.check import Finding
    from reflect.store.erase import ErasePlan
    from reflect.store.repair import RepairPlan
    from reflect.store.store import Store


@checks_arguments
class Upkeep:
    """The verbs of a journal for packs, files and the store."""

    def __init__(self, store: Store) -> None:
        """Take the store; `Journal.open` finds one."""
        self._store = store

    # Packs of prompts

    def packs(self) -> list[dict[str, Any]]:
        """Return a row for each pack, as `reflect pack list --json` prints it."""
        return actions.packs.list_packs(self._store)

    def pack(self, name: str) -> PackFile:
        """Return a pack, with what the rules for prompts find in it.

        Raises:
            NotFoundError: there is none of this name.
        """
        return actions.packs.find_pack(self._store, name)

    def check_pack(self, file: bytes | str | PathLike[str], where: str | None = None) -> PackFile:
        """Return the pack that a file holds, with what the rules for prompts find in it.

        Args:
            file: what the file holds, as bytes or text, or the file itself as a Path.
            where: what a refusal calls the file.

        Raises:
            BadFileError: it is not a pack.
        """
        return actions.packs.check_pack(file, where)

    def plan_pack(self, file: bytes | str | PathLike[str], where: str | None = None) -> PackPlan:
        """Return what adding a pack would do: what of it is here already, and whether it brings contacts.

        Raises:
            BadFileError: it is not a pack, or has the name of the one that ships.
        """
        return actions.pack_changes.plan_pack(self._store, file, where)

    def add_pack(self, pack: bytes | str | PathLike[str] | PackPlan, *, contacts: bool = False) -> PackFile:
        """Copy a pack into the store; with `contacts`, put those it proposes after the person's own.

        Raises:
            BadFileError: it is not a pack, or has the name of the one that ships.
            StoreError: the pack of that name is not the one of the plan any more.
        """
        plan = self.plan_pack(pack) if isinstance(pack, bytes | str | os.PathLike) else pack
        return actions.pack_changes.add_pack(self._store, plan, contacts=contacts)

    def write_prompt(self, text: str, *, pack: str = "mine", theme: str | None = None) -> tuple[Prompt, PackFile]:
        """Put a prompt after those of a pack of the person's own, made where there is none; return both.

        Raises:
            ImpossibleValueError: a text, a theme or a name of a pack that cannot be.
        """
        return actions.pack_changes.write_prompt(self._store, text, pack=pack, theme=theme)

    def removable_pack(self, name: str) -> RemovablePack:
        """Return the pack that `remove_pack` would remove, and its file. Errors are those of `remove_pack`."""
        return actions.pack_changes.removable_pack(self._store, name)

    def remove_pack(self, name: str, *, seen: RemovablePack | None = None) -> None:
        """Remove a pack; what was offered of it and written about it stays, and so does what was retired.

        `seen` is the pack as the person saw it when they agreed: when it is another by now, that is refused.

        Raises:
            ImpossibleValueError: it is the one that ships.
            NotFoundError: there is none of this name.
        """
        actions.pack_changes.remove_pack(self._store, name, seen=seen)

    def focus_pack(self, name: str | None, *, until: When | None = None) -> date | None:
        """Have a pack come first, up to and including a day; a name of None ends that. Return the day.

        Raises:
            ImpossibleValueError: `until` is not a day ahead.
            NotFoundError: there is none of this name.
        """
        return actions.pack_changes.focus_pack(self._store, name, until)

    def bring_back_prompt(self, prompt: str) -> bool:
        """Have a retired prompt, `pack/name`, be offered again; tell whether it was retired.

        Raises:
            NotFoundError: there is no such prompt, and none of this id was retired.
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
        """Return which prompt would come on which day; nothing is written.

        Args:
            pack: a pack, or the name of one, that comes first on all these days.
            first: the first day (None: today).
            days: how many days, 1 to 3660.
            opened: the share of days on which the person looks, 0 to 1.
            passed: the share of prompts that are passed, 0 to 1.
            seed: decides which days and prompts these are.

        Raises:
            ImpossibleValueError: a day, a number or a share that cannot be.
            NotFoundError: there is no such pack.
        """
        return actions.preview.preview_prompts(self._store, pack, first, days, opened=opened, passed=passed, seed=seed)

    # Import and export

    def export(
        self,
        format: ExportFormat = "jsonl",  # noqa: A002 - named as the option is
        *,
        kinds: Iterable[Kind] | None = None,
        since: When | None = None,
        until: When | None = None,
        private: bool = True,
    ) -> Iterator[bytes]:
        """Yield the entries in a format of `reflect export`, piece by piece; jsonl and csv read a month at a time.

        Args:
            format: `jsonl`, `json`, `csv`, `md` or `sqlite`.
            kinds: entries of these kinds (None: all).
            since: the first day.
            until: the last day, included.
            private: private entries too.

        Raises:
            ImpossibleValueError: a span that cannot be.
            StoreError: a month cannot be read; the pieces before it were given.
        """
        wanted = actions.query.Filter(kinds, since, until, private=private)
        return actions.exporting.export_pieces(self._store, format, wanted)

    def export_file(
        self,
        file: StrPath,
        format: ExportFormat = "jsonl",  # noqa: A002 - named as the option is
        *,
        kinds: Iterable[Kind] | None = None,
        since: When | None = None,
        until: When | None = None,
        private: bool = True,
        force: bool = False,
    ) -> ExportResult:
        """Write what `export` gives to a file, whole, 0600, and over another file only with `force`.

        Raises:
            ImpossibleValueError: as `export`, or the file cannot be written; nothing was written.
        """
        wanted = actions.query.Filter(kinds, since, until, private=private)
        return actions.exporting.export_file(self._store, os.fspath(file), format, wanted, force=force)

    def export_per_day(
        self,
        folder: StrPath,
        *,
        kinds: Iterable[Kind] | None = None,
        since: When | None = None,
        until: When | None = None,
        private: bool = True,
        force: bool = False,
    ) -> ExportResult:
        """Write Markdown, a file a day, into a folder: all of them or none, over other files only with `force`.

        Raises:
            ImpossibleValueError: as `export_file`.
        """
        wanted = actions.query.Filter(kinds, since, until, private=private)
        return actions.exporting.export_per_day(self._store, os.fspath(folder), wanted, force=force)

    def page_file(self, file: StrPath, page: Page, *, force: bool = False) -> None:
        """Write a page to a file, 0600, over another file only with `force`.

        Raises:
            ImpossibleValueError: the file cannot be written; nothing was written.
        """
        actions.exporting.page_file(self._store, os.fspath(file), page, force=force)

    def check_target(self, file: StrPath, *, force: bool = False) -> None:
        """Refuse a file that `export_file`, `page_file` or `backup_file` would refuse, before any work is done.

        Raises:
            ImpossibleValueError: it is in the store, is not a regular file, or is there and `force` was not given.
        """
        actions.exporting.check_target(self._store, os.fspath(file), force=force)

    def import_(
        self,
        document: str | bytes | PathLike[str] | BinaryIO,
        where: str | None = None,
        *,
        format: ImportFormat | None = None,  # noqa: A002 - named as the option is
        zone: str | None = None,
        mood_map: Mapping[str, SupportsIndex] | str | None = None,
        keep: Keep | None = None,
        dry_run: bool = False,
    ) -> ImportResult:
        """Add the entries of a file as `reflect import` does, all or none.

        Args:
            document: what the file holds, as text or bytes; the file itself, as a Path or open for reading bytes.
            where: what a refusal calls the file.
            format: the format; found from the content when None.
            zone: the IANA zone of times without an offset; the local one when None.
            mood_map: values for the names of moods in another program.
            keep: `ours` or `theirs`, where an id is here with other content.
            dry_run: read and count, and change nothing.

        Raises:
            BadFileError: a row cannot be taken, or its id is here with other content.
            ImpossibleValueError: one of the arguments cannot be.
        """
        options = actions.importing.Options(format, zone, mood_map, keep, dry_run)
        return actions.importing.import_document(self._store, document, where, options)

    @staticmethod
    def entry_schema(kind: Kind | None = None) -> dict[str, Any]:
        """Return the JSON Schema (2020-12) of an entry as `export` writes it, of one kind or of all."""
        from reflect.formats import json_schema

        return json_schema.entry_schema(kind)

    # The store

    def check(self) -> list[Finding]:
        """Return what is wrong in the store, whatever is wrong in it.

        Raises:
            StoreError: what is at its path is not a store.
        """
        return actions.doctor.findings(self._store)

    def plan_repair(self) -> RepairPlan:
        """Return what `repair` would do now. Errors are those of `repair`."""
        return actions.doctor.plan(self._store)

    def repair(self) -> RepairResult:
        """Repair the store: every entry that can be read is where it belongs, and what is changed is set aside first.

        Raises:
            StoreError: it cannot be repaired, or not written; its files are as they were.
        """
        return actions.doctor.repair(self._store)

    def backup(self) -> tuple[bytes, StoreContents]:
        """Return the whole store in one ZIP file, and what is in it.

        Raises:
            StoreError: there is no store, or a file of it cannot be read.
        """
        return actions.backup.archive(self._store)

    def backup_file(self, file: StrPath, *, force: bool = False) -> StoreContents:
        """Write the whole store to one ZIP file, 0600, over another file only with `force`.

        Raises:
            ImpossibleValueError: the file cannot be written; nothing was written.
            StoreError: as `backup`.
        """
        return actions.backup.write_file(self._store, os.fspath(file), force=force)

    def plan_restore(self, file: bytes | PathLike[str], where: str | None = None) -> RestorePlan:
        """Return what `restore` would do with a backup; `where` is what a refusal calls the file.

        Raises:
            BadFileError: it is not a backup, damaged, or newer.
        """
        return actions.backup.plan_restore(self._store, file, where)

    def restore(self, backup: bytes | PathLike[str] | RestorePlan) -> str | None:
        """Replace the store by a backup, and return where the store as it was is kept (None: nowhere).

        Raises:
            BadFileError: it is not a backup, damaged, or newer.
            StoreError: the store is not the one of the plan any more.
        """
        plan = self.plan_restore(backup) if isinstance(backup, bytes | os.PathLike) else backup
        return actions.backup.restore(self._store, plan)

    def plan_erase(self) -> ErasePlan | None:
        """Return what `erase` would remove, or None where there is no store."""
        return actions.doctor.plan_erase(self._store)

    def erase(self) -> tuple[str, ...]:
        """Remove the store; return what in its folder is not of the store, and stays.

        Raises:
            StoreError: it is locked, newer, or a file of it cannot be removed; those before it are gone.
        """
        return actions.doctor.erase(self._store)

    def new_draft(self, text: str = "") -> str:
        """Write a draft into the store, made now where there is none, and return its path."""
        return actions.drafts.new_draft(self._store, text)

    def keep_draft(self, path: StrPath, text: str = "") -> bool:
        """Keep a draft that holds other words than the `text` it began with; clear one that does not, and tell."""
        return actions.drafts.keep_draft(self._store, os.fspath(path), text)

    def clear_draft(self, path: StrPath) -> None:
        """Remove a draft and what editors leave beside one; other drafts stay."""
        actions.drafts.clear_draft(self._store, os.fspath(path))

    # Settings, contacts, reminders

    def settings(self) -> dict[str, object]:
        """Return every setting by its name."""
        return actions.settings.list_settings(self._store)

    def set_setting(self, key: str, value: object | None) -> object:
        """Change a setting, given as it is typed or as it is in JSON, or unset it (None); return its value now.

        Raises:
            ImpossibleValueError: there is no such setting, or it cannot have this value.
        """
        return actions.settings.change_setting(self._store, key, value)

    def contacts(self) -> str | None:
        """Return the person's own contacts for `reflect care`, or None where there are none."""
        return actions.care.contacts(self._store)

    @staticmethod
    def contacts_at(store: StrPath | None = None, environ: Mapping[str, str] | None = None) -> str | None:
        """Return the contacts in the store that `Journal.open` would find, whatever else is wrong in it or around it.

        Raises:
            StoreError: they cannot be read, or there is no home folder to look in.
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
        """Return what to give a scheduler so that it reminds every day at a time such as `21:30`; nothing is set up.

        Raises:
            ImpossibleValueError: it is not a time of day, or the scheduler cannot run the program that would remind.
        """
        from reflect.render import reminder

        return reminder.reminder(scheduler, at)
