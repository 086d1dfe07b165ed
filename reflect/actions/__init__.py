"""The verbs of `Journal`: one module for each verb or group of verbs, as functions over a `Store`.

The modules are loaded when `Journal` first needs them (PEP 562), since a command needs one or two of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reflect.actions import backup as backup
    from reflect.actions import care as care
    from reflect.actions import create as create
    from reflect.actions import doctor as doctor
    from reflect.actions import drafts as drafts
    from reflect.actions import edit as edit
    from reflect.actions import exporting as exporting
    from reflect.actions import history as history
    from reflect.actions import importing as importing
    from reflect.actions import labels as labels
    from reflect.actions import pack_changes as pack_changes
    from reflect.actions import packs as packs
    from reflect.actions import preview as preview
    from reflect.actions import prompt_of_day as prompt_of_day
    from reflect.actions import query as query
    from reflect.actions import settings as settings
    from reflect.actions import share as share
    from reflect.actions import sync as sync
    from reflect.actions import undo as undo


def __getattr__(name: str) -> Any:
    """Load a module on first use."""
    if name.startswith("_"):
        raise AttributeError(name)
    return import_module(f"{__name__}.{name}")
