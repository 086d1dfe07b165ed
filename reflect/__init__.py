"""A journal for what happens between people.

The command line is `reflect.cli`. From Python it is one class, which is loaded when it is first asked for:

    from reflect import Journal

    journal = Journal.open("journal")
    journal.mood(4, note="flat since the call")
"""

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from reflect.actions.backup import RestorePlan, StoreContents
    from reflect.actions.create import Saved
    from reflect.actions.doctor import RepairResult
    from reflect.actions.edit import DeleteResult
    from reflect.actions.exporting import ExportResult, Page
    from reflect.actions.history import Earlier
    from reflect.actions.importing import ImportResult
    from reflect.actions.pack_changes import PackPlan, RemovablePack
    from reflect.actions.packs import PackFile
    from reflect.actions.preview import Preview
    from reflect.actions.prompt_of_day import Answered, Today
    from reflect.actions.undo import UndoPlan
    from reflect.arguments import StrPath
    from reflect.clock import Clock
    from reflect.errors import (
        BadFileError,
        ImpossibleValueError,
        NewerFormatError,
        NotFoundError,
        ReflectError,
        StoreError,
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
        SpanKind,
        TextKind,
    )
    from reflect.model.labels import Operation
    from reflect.model.schema import Answer, Entry, Mood, Note, Offer, Pass, Pattern, Session
    from reflect.model.when import When
    from reflect.prompts.pack import Pack, Prompt
    from reflect.render.reminder import Reminder
    from reflect.store.change import Changed
    from reflect.store.check import Finding
    from reflect.store.erase import ErasePlan
    from reflect.store.plan import RepairPlan
    from reflect.summary.shape import Summary

__version__ = "0.1.0"

_MODULES: Final = {
    "Answer": "reflect.model.schema",
    "Answered": "reflect.actions.prompt_of_day",
    "BadFileError": "reflect.errors",
    "Changed": "reflect.store.change",
    "Clock": "reflect.clock",
    "DeleteResult": "reflect.actions.edit",
    "Earlier": "reflect.actions.history",
    "Entry": "reflect.model.schema",
    "ErasePlan": "reflect.store.erase",
    "ExportFormat": "reflect.model.choices",
    "ExportResult": "reflect.actions.exporting",
    "Finding": "reflect.store.check",
    "ImportFormat": "reflect.model.choices",
    "ImportResult": "reflect.actions.importing",
    "ImpossibleValueError": "reflect.errors",
    "Journal": "reflect.journal",
    "Keep": "reflect.model.choices",
    "Kind": "reflect.model.choices",
    "LabelKind": "reflect.model.choices",
    "Mood": "reflect.model.schema",
    "NewerFormatError": "reflect.errors",
    "NotFoundError": "reflect.errors",
    "Note": "reflect.model.schema",
    "Offer": "reflect.model.schema",
    "Operation": "reflect.model.labels",
    "Pack": "reflect.prompts.pack",
    "PackFile": "reflect.actions.packs",
    "PackPlan": "reflect.actions.pack_changes",
    "Page": "reflect.actions.exporting",
    "Pass": "reflect.model.schema",
    "Pattern": "reflect.model.schema",
    "PeopleMode": "reflect.model.choices",
    "Preview": "reflect.actions.preview",
    "Prompt": "reflect.prompts.pack",
    "ReflectError": "reflect.errors",
    "Reminder": "reflect.render.reminder",
    "RemovablePack": "reflect.actions.pack_changes",
    "RepairPlan": "reflect.store.plan",
    "RepairResult": "reflect.actions.doctor",
    "RestorePlan": "reflect.actions.backup",
    "Saved": "reflect.actions.create",
    "Scheduler": "reflect.model.choices",
    "Session": "reflect.model.schema",
    "SpanKind": "reflect.model.choices",
    "StoreContents": "reflect.actions.backup",
    "StoreError": "reflect.errors",
    "StrPath": "reflect.arguments",
    "Summary": "reflect.summary.shape",
    "TextKind": "reflect.model.choices",
    "Today": "reflect.actions.prompt_of_day",
    "UndoPlan": "reflect.actions.undo",
    "When": "reflect.model.when",
}
"""Where each public name is defined."""

__all__ = [  # noqa: RUF022 - the class first, then what it takes and returns, then what it raises
    "Journal",
    "Answer",
    "Answered",
    "Changed",
    "Clock",
    "DeleteResult",
    "Earlier",
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
    "Mood",
    "Note",
    "Offer",
    "Operation",
    "Pack",
    "PackFile",
    "PackPlan",
    "Page",
    "Pass",
    "Pattern",
    "PeopleMode",
    "Preview",
    "Prompt",
    "Reminder",
    "RemovablePack",
    "RepairPlan",
    "RepairResult",
    "RestorePlan",
    "Saved",
    "Scheduler",
    "Session",
    "SpanKind",
    "StoreContents",
    "StrPath",
    "Summary",
    "TextKind",
    "Today",
    "UndoPlan",
    "When",
    "ReflectError",
    "BadFileError",
    "ImpossibleValueError",
    "NewerFormatError",
    "NotFoundError",
    "StoreError",
    "__version__",
]

if not TYPE_CHECKING:  # so that a type checker sees a name that is not there

    def __getattr__(name: str) -> Any:
        """Load a public name when it is asked for: every command imports this package, and needs none of them."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(_MODULES[name]), name)
