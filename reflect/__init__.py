"""A journal for what happens between people.

The command line is `reflect.cli`. From Python it is one class, loaded on first use:

    from reflect import Journal

    journal = Journal.open("journal")
    journal.mood(4, note="flat since the call")
"""

TYPE_CHECKING = False  # type checkers take it for true; typing takes 5 ms, in which Ctrl-C would show a traceback
if TYPE_CHECKING:
    from typing import Any, Final

    from reflect.actions.backup import RestorePlan, StoreContents
    from reflect.actions.create import Saved
    from reflect.actions.doctor import RepairResult
    from reflect.actions.edit import DeleteResult
    from reflect.actions.exporting import ExportResult, Page, PerDayResult
    from reflect.actions.history import Earlier
    from reflect.actions.importing import ImportResult
    from reflect.actions.pack_changes import PackPlan, RemovablePack
    from reflect.actions.packs import PackFile
    from reflect.actions.preview import Preview
    from reflect.actions.prompt_of_day import Answered, Today
    from reflect.actions.recipients import Recipient
    from reflect.actions.share import ShareContents, SharePlan
    from reflect.actions.sync import SyncPlan, SyncStatus
    from reflect.actions.sync_run import SyncResult
    from reflect.actions.undo import UndoPlan
    from reflect.arguments import StrPath
    from reflect.clock import Clock
    from reflect.encryption import Encryption, EncryptionState, EncryptResult, Unlocked
    from reflect.errors import (
        BadFileError,
        ChangedAndThenError,
        ImpossibleValueError,
        LockedError,
        NewerFormatError,
        NotFoundError,
        PassphraseNeededError,
        ReflectError,
        StoreError,
        UnreachableError,
        WrongPassphraseError,
    )
    from reflect.journal import Journal
    from reflect.model.choices import (
        ExportFormat,
        ImportFormat,
        Keep,
        Kind,
        LabelKind,
        PeopleMode,
        Scheduler,
        SchemaName,
        SpanKind,
        TextKind,
    )
    from reflect.model.entry import Answer, Entry, Mood, Note, Offer, Pass, Pattern, Session
    from reflect.model.labels import LabelNames, NewLabel, Operation
    from reflect.model.when import When
    from reflect.prompts.day import Prompt
    from reflect.prompts.pack import Pack, PackDifference
    from reflect.render.reminder import Reminder
    from reflect.store.change import Changed
    from reflect.store.erase import ErasePlan
    from reflect.store.inspection import Finding
    from reflect.store.repair import RepairPlan
    from reflect.summary.shape import Summary

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

__all__ = [  # noqa: RUF022 - the class first, then what it takes and returns, then what it raises
    "Journal",
    "Answer",
    "Answered",
    "Changed",
    "Clock",
    "DeleteResult",
    "Earlier",
    "EncryptResult",
    "Encryption",
    "EncryptionState",
    "Entry",
    "ErasePlan",
    "ExportFormat",
    "ExportResult",
    "Finding",
    "ImportFormat",
    "ImportResult",
    "Keep",
    "Kind",
    "LabelKind",
    "LabelNames",
    "Mood",
    "NewLabel",
    "Note",
    "Offer",
    "Operation",
    "Pack",
    "PackDifference",
    "PackFile",
    "PackPlan",
    "Page",
    "Pass",
    "Pattern",
    "PeopleMode",
    "PerDayResult",
    "Preview",
    "Prompt",
    "Recipient",
    "Reminder",
    "RemovablePack",
    "RepairPlan",
    "RepairResult",
    "RestorePlan",
    "Saved",
    "Scheduler",
    "SchemaName",
    "Session",
    "ShareContents",
    "SharePlan",
    "SpanKind",
    "StoreContents",
    "StrPath",
    "Summary",
    "SyncPlan",
    "SyncResult",
    "SyncStatus",
    "TextKind",
    "Today",
    "UndoPlan",
    "Unlocked",
    "When",
    "ReflectError",
    "BadFileError",
    "ChangedAndThenError",
    "ImpossibleValueError",
    "LockedError",
    "NewerFormatError",
    "NotFoundError",
    "PassphraseNeededError",
    "StoreError",
    "UnreachableError",
    "WrongPassphraseError",
    "__version__",
]

if not TYPE_CHECKING:  # so that a type checker reports an unknown name

    def __getattr__(name: str) -> "Any":
        """Load a public name on first use: every command imports this package, and needs none of them."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(_MODULES[name]), name)
