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
    from reflect.actions.exporting import ExportResult
    from reflect.actions.importing import ImportResult
    from reflect.actions.pack_changes import PackPlan
    from reflect.actions.packs import PackFile
    from reflect.actions.preview import Preview
    from reflect.actions.prompt_of_day import Answered, Today
    from reflect.actions.undo import UndoPlan
    from reflect.errors import (
        BadFileError,
        ImpossibleValueError,
        NewerFormatError,
        NotFoundError,
        ReflectError,
        StoreError,
    )
    from reflect.journal import Journal
    from reflect.model.labels import Operation
    from reflect.model.schema import Answer, Entry, Mood, Note, Offer, Pass, Pattern, Session
    from reflect.prompts.pack import Pack, Prompt
    from reflect.store.change import Changed
    from reflect.store.check import Finding
    from reflect.store.erase import ErasePlan
    from reflect.store.repair import RepairPlan
    from reflect.summary.shape import Summary

__version__ = "0.1.0"

_MODULES: Final = {
    "Answer": "reflect.model.schema",
    "Answered": "reflect.actions.prompt_of_day",
    "BadFileError": "reflect.errors",
    "Changed": "reflect.store.change",
    "DeleteResult": "reflect.actions.edit",
    "Entry": "reflect.model.schema",
    "ErasePlan": "reflect.store.erase",
    "ExportResult": "reflect.actions.exporting",
    "Finding": "reflect.store.check",
    "ImportResult": "reflect.actions.importing",
    "ImpossibleValueError": "reflect.errors",
    "Journal": "reflect.journal",
    "Mood": "reflect.model.schema",
    "NewerFormatError": "reflect.errors",
    "NotFoundError": "reflect.errors",
    "Note": "reflect.model.schema",
    "Offer": "reflect.model.schema",
    "Operation": "reflect.model.labels",
    "Pack": "reflect.prompts.pack",
    "PackFile": "reflect.actions.packs",
    "PackPlan": "reflect.actions.pack_changes",
    "Pass": "reflect.model.schema",
    "Pattern": "reflect.model.schema",
    "Preview": "reflect.actions.preview",
    "Prompt": "reflect.prompts.pack",
    "ReflectError": "reflect.errors",
    "RepairPlan": "reflect.store.repair",
    "RepairResult": "reflect.actions.doctor",
    "RestorePlan": "reflect.actions.backup",
    "Saved": "reflect.actions.create",
    "Session": "reflect.model.schema",
    "StoreContents": "reflect.actions.backup",
    "StoreError": "reflect.errors",
    "Summary": "reflect.summary.shape",
    "Today": "reflect.actions.prompt_of_day",
    "UndoPlan": "reflect.actions.undo",
}
"""Where each public name is defined."""

__all__ = [  # noqa: RUF022 - the class first, then what it takes and returns, then what it raises
    "Journal",
    "Answer",
    "Answered",
    "Changed",
    "DeleteResult",
    "Entry",
    "ErasePlan",
    "ExportResult",
    "Finding",
    "ImportResult",
    "Mood",
    "Note",
    "Offer",
    "Operation",
    "Pack",
    "PackFile",
    "PackPlan",
    "Pass",
    "Pattern",
    "Preview",
    "Prompt",
    "RepairPlan",
    "RepairResult",
    "RestorePlan",
    "Saved",
    "Session",
    "StoreContents",
    "Summary",
    "Today",
    "UndoPlan",
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
