"""A notebook for what happens between people.

The command line is `reflect.cli`; the program in verbs is `Journal`, which is loaded when it is first asked for:

    from reflect import Journal

    journal = Journal.open("diary")
    journal.mood(4, note="flat since the call")
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reflect.actions.exporting import Leaving
    from reflect.actions.query import Sought
    from reflect.errors import (
        BadFileError,
        ImpossibleValueError,
        NewerFormatError,
        NotFoundError,
        ReflectError,
        StoreError,
    )
    from reflect.journal import Journal
    from reflect.model.schema import Entry

__version__ = "0.1.0"
__all__ = [
    "BadFileError",
    "Entry",
    "ImpossibleValueError",
    "Journal",
    "Leaving",
    "NewerFormatError",
    "NotFoundError",
    "ReflectError",
    "Sought",
    "StoreError",
    "__version__",
]

_ROOMS = {
    "Entry": "reflect.model.schema",
    "Journal": "reflect.journal",
    "Leaving": "reflect.actions.exporting",
    "Sought": "reflect.actions.query",
}
"""Where the public names live, but for the refusals."""


def __getattr__(name: str) -> Any:
    """Load a public name when it is asked for: every command imports this package, and needs none of them."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(_ROOMS.get(name, "reflect.errors")), name)
