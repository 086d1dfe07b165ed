"""The commands, each with the one line that help shows of it. What is not here is not there.

The line is the first of the command's own docstring; a test holds the two equal. So help and completion can speak of
a command without importing it. A module has the name of its command where Python leaves that name free.
"""

from typing import Final, NamedTuple


class Spec(NamedTuple):
    """A command that is loaded when it is called."""

    name: str
    module: str
    line: str
    panel: str
    ending: str = ""
    """What an error of this command ends with: what did not happen."""


_PACKAGE = "reflect.cli.commands"
_UNCHANGED = "Nothing was changed."
DAILY = "Daily"
BACK = "Looking back"
RIGHT = "Putting right"
PROMPTS = "Prompts"
OUT = "In and out"
STORE = "The store"

SPECS: Final = (
    Spec("today", f"{_PACKAGE}.today", "Show the prompt of the day.", DAILY),
    Spec("answer", f"{_PACKAGE}.answer", "Answer the prompt of the day.", DAILY, _UNCHANGED),
    Spec("pass", f"{_PACKAGE}.pass_", "Put the prompt of the day back.", DAILY, _UNCHANGED),
    Spec("mood", f"{_PACKAGE}.mood", "Keep a mood: a number, words, or both.", DAILY, _UNCHANGED),
    Spec("pattern", f"{_PACKAGE}.pattern", "Keep a relational pattern, and with whom.", DAILY, _UNCHANGED),
    Spec("note", f"{_PACKAGE}.note", "Keep a note.", DAILY, _UNCHANGED),
    Spec("session", f"{_PACKAGE}.session", "Mark a therapy session.", DAILY, _UNCHANGED),
    Spec("week", f"{_PACKAGE}.week", "Show what came back in a week.", BACK),
    Spec("month", f"{_PACKAGE}.month", "Show what came back in a month.", BACK),
    Spec("year", f"{_PACKAGE}.year", "Show what came back in a year.", BACK),
    Spec("since", f"{_PACKAGE}.since", "Show what came back since a day.", BACK),
    Spec("list", f"{_PACKAGE}.list", "List entries, oldest first.", BACK),
    Spec("show", f"{_PACKAGE}.show", "Show one entry.", BACK),
    Spec("edit", f"{_PACKAGE}.edit", "Change an entry.", RIGHT, _UNCHANGED),
    Spec("delete", f"{_PACKAGE}.delete", "Take entries out.", RIGHT, _UNCHANGED),
    Spec("undo", f"{_PACKAGE}.undo", "Take back the latest change, then the one before.", RIGHT, _UNCHANGED),
    Spec("label", f"{_PACKAGE}.label", "List, rename, merge and retire labels.", RIGHT, _UNCHANGED),
    Spec("pack", f"{_PACKAGE}.pack", "Show, add, write and preview packs of prompts.", PROMPTS, _UNCHANGED),
    Spec("export", f"{_PACKAGE}.export", "Write out the entries.", OUT, "Nothing was written."),
    Spec("import", f"{_PACKAGE}.import_", "Add the entries of a file.", OUT, _UNCHANGED),
    Spec("schema", f"{_PACKAGE}.schema", "Show what an entry is, as JSON Schema.", OUT),
    Spec("store", f"{_PACKAGE}.store", "Check, repair, back up, restore and erase the store.", STORE, _UNCHANGED),
    Spec("config", f"{_PACKAGE}.config", "Show and change settings.", STORE, _UNCHANGED),
    Spec("remind", f"{_PACKAGE}.remind", "Show what to set up to be reminded at a time of day.", STORE),
    Spec("care", f"{_PACKAGE}.care", "Show what this is not, and your own contacts.", STORE, _UNCHANGED),
)
