"""A journal for what happens between people.

The command line is `reflect.cli`. From Python it is one class, loaded on first use:

    from reflect import Journal

    journal = Journal.open("journal")
    journal.mood(4, note="flat since the call")
"""

TYPE_CHECKING = False  # type checkers take it for true; typing takes 5 ms, in which Ctrl-C would show a traceback
if TYPE_CHECKING:
    from typing import Any, Final

    from reflect.actions.backup import RestorePlan as RestorePlan
    from reflect.actions.backup import StoreContents as StoreContents
    from reflect.actions.create import Saved as Saved
    from reflect.actions.doctor import RepairResult as RepairResult
    from reflect.actions.edit import DeleteResult as DeleteResult
    from reflect.actions.exporting import ExportResult as ExportResult
    from reflect.actions.exporting import Page as Page
    from reflect.actions.exporting import PerDayResult as PerDayResult
    from reflect.actions.history import Earlier as Earlier
    from reflect.actions.importing import ImportResult as ImportResult
    from reflect.actions.pack_changes import PackPlan as PackPlan
    from reflect.actions.pack_changes import RemovablePack as RemovablePack
    from reflect.actions.packs import PackFile as PackFile
    from reflect.actions.preview import Preview as Preview
    from reflect.actions.prompt_of_day import Answered as Answered
    from reflect.actions.prompt_of_day import Today as Today
    from reflect.actions.recipients import Recipient as Recipient
    from reflect.actions.share import ShareContents as ShareContents
    from reflect.actions.share import SharePlan as SharePlan
    from reflect.actions.sync import SyncPlan as SyncPlan
    from reflect.actions.sync import SyncStatus as SyncStatus
    from reflect.actions.sync_run import SyncResult as SyncResult
    from reflect.actions.undo import UndoPlan as UndoPlan
    from reflect.arguments import StrPath as StrPath
    from reflect.clock import Clock as Clock
    from reflect.encryption import Encryption as Encryption
    from reflect.encryption import EncryptionState as EncryptionState
    from reflect.encryption import EncryptResult as EncryptResult
    from reflect.encryption import Unlocked as Unlocked
    from reflect.errors import BadFileError as BadFileError
    from reflect.errors import ChangedAndThenError as ChangedAndThenError
    from reflect.errors import ImpossibleValueError as ImpossibleValueError
    from reflect.errors import LockedError as LockedError
    from reflect.errors import NewerFormatError as NewerFormatError
    from reflect.errors import NotFoundError as NotFoundError
    from reflect.errors import PassphraseNeededError as PassphraseNeededError
    from reflect.errors import ReflectError as ReflectError
    from reflect.errors import StoreError as StoreError
    from reflect.errors import UnreachableError as UnreachableError
    from reflect.errors import WrongPassphraseError as WrongPassphraseError
    from reflect.journal import Journal as Journal
    from reflect.model.choices import ExportFormat as ExportFormat
    from reflect.model.choices import ImportFormat as ImportFormat
    from reflect.model.choices import Keep as Keep
    from reflect.model.choices import Kind as Kind
    from reflect.model.choices import LabelKind as LabelKind
    from reflect.model.choices import PeopleMode as PeopleMode
    from reflect.model.choices import Scheduler as Scheduler
    from reflect.model.choices import SchemaName as SchemaName
    from reflect.model.choices import SpanKind as SpanKind
    from reflect.model.choices import TextKind as TextKind
    from reflect.model.entry import Answer as Answer
    from reflect.model.entry import Entry as Entry
    from reflect.model.entry import Mood as Mood
    from reflect.model.entry import Note as Note
    from reflect.model.entry import Offer as Offer
    from reflect.model.entry import Pass as Pass
    from reflect.model.entry import Pattern as Pattern
    from reflect.model.entry import Session as Session
    from reflect.model.labels import LabelNames as LabelNames
    from reflect.model.labels import NewLabel as NewLabel
    from reflect.model.labels import Operation as Operation
    from reflect.model.when import When as When
    from reflect.prompts.day import Prompt as Prompt
    from reflect.prompts.pack import Pack as Pack
    from reflect.prompts.pack import PackDifference as PackDifference
    from reflect.render.reminder import Reminder as Reminder
    from reflect.store.change import Changed as Changed
    from reflect.store.erase import ErasePlan as ErasePlan
    from reflect.store.inspection import Finding as Finding
    from reflect.store.repair import RepairPlan as RepairPlan
    from reflect.summary.shape import Summary as Summary

__version__ = "0.1.0"

_NAMES: "Final" = {
    "reflect.actions.backup": "RestorePlan StoreContents",
    "reflect.actions.create": "Saved",
    "reflect.actions.doctor": "RepairResult",
    "reflect.actions.edit": "DeleteResult",
    "reflect.actions.exporting": "ExportResult Page PerDayResult",
    "reflect.actions.history": "Earlier",
    "reflect.actions.importing": "ImportResult",
    "reflect.actions.pack_changes": "PackPlan RemovablePack",
    "reflect.actions.packs": "PackFile",
    "reflect.actions.preview": "Preview",
    "reflect.actions.prompt_of_day": "Answered Today",
    "reflect.actions.recipients": "Recipient",
    "reflect.actions.share": "ShareContents SharePlan",
    "reflect.actions.sync": "SyncPlan SyncStatus",
    "reflect.actions.sync_run": "SyncResult",
    "reflect.actions.undo": "UndoPlan",
    "reflect.arguments": "StrPath",
    "reflect.clock": "Clock",
    "reflect.errors": "BadFileError ChangedAndThenError ImpossibleValueError LockedError NewerFormatError "
    "NotFoundError PassphraseNeededError ReflectError StoreError UnreachableError WrongPassphraseError",
    "reflect.encryption": "EncryptResult Encryption EncryptionState Unlocked",
    "reflect.journal": "Journal",
    "reflect.model.choices": "ExportFormat ImportFormat Keep Kind LabelKind PeopleMode Scheduler SchemaName SpanKind "
    "TextKind",
    "reflect.model.entry": "Answer Entry Mood Note Offer Pass Pattern Session",
    "reflect.model.labels": "LabelNames NewLabel Operation",
    "reflect.model.when": "When",
    "reflect.prompts.day": "Prompt",
    "reflect.prompts.pack": "Pack PackDifference",
    "reflect.render.reminder": "Reminder",
    "reflect.store.change": "Changed",
    "reflect.store.erase": "ErasePlan",
    "reflect.store.inspection": "Finding",
    "reflect.store.repair": "RepairPlan",
    "reflect.summary.shape": "Summary",
}
_MODULES: "Final" = {name: module for module, names in _NAMES.items() for name in names.split()}
"""Where each public name is defined."""

if not TYPE_CHECKING:  # so that a type checker goes by the imports above, and reports any other name
    __all__ = [*_MODULES, "__version__"]  # noqa: PLE0604 - texts, all of them

    def __getattr__(name: str) -> "Any":
        """Load a public name on first use: every command imports this package, and needs none of them."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(_MODULES[name]), name)
