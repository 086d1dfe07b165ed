"""The commands: each parses, calls one verb of the journal, renders and prints. A file has one, or a few of a kind."""

from typing import Final

UNCHANGED = "Nothing was changed."
_UNWRITTEN = "Nothing was written."
_DAILY, _BACK, _FIX, _PROMPTS = "Daily", "Looking back", "Corrections", "Prompts"
_FILES, _STORE = "Import and export", "The store"


class Spec:
    """A command, with its line in the help: the first of its own docstring."""

    def __init__(self, name: str, line: str, panel: str, place: str, ending: str = "") -> None:
        """Take where it is, as `module:function`, and the end of its errors."""
        self.name, self.line, self.panel, self.ending = name, line, panel, ending
        self.module, self.function = place.split(":")


SPECS: Final = (
    Spec("today", "Show the prompt of the day.", _DAILY, "prompt:today"),
    Spec("answer", "Answer the prompt of the day.", _DAILY, "prompt:answer", UNCHANGED),
    Spec("pass", "Pass today's prompt.", _DAILY, "prompt:pass_", UNCHANGED),
    Spec("mood", "Record a mood: a number, then words if you like.", _DAILY, "record:mood", UNCHANGED),
    Spec("pattern", "Record a relational pattern, and with whom.", _DAILY, "record:pattern", UNCHANGED),
    Spec("note", "Record a note.", _DAILY, "record:note", UNCHANGED),
    Spec("session", "Mark a therapy session.", _DAILY, "record:session", UNCHANGED),
    Spec("week", "Summarise a week.", _BACK, "summaries:week"),
    Spec("month", "Summarise a month.", _BACK, "summaries:month"),
    Spec("year", "Summarise a year.", _BACK, "summaries:year"),
    Spec("since", "Summarise the days since a day.", _BACK, "summaries:since"),
    Spec("list", "List entries, oldest first.", _BACK, "entries:list_"),
    Spec("show", "Show one entry.", _BACK, "entries:show"),
    Spec("edit", "Change an entry.", _FIX, "corrections:edit", UNCHANGED),
    Spec("delete", "Delete entries.", _FIX, "corrections:delete", UNCHANGED),
    Spec("undo", "Take back the latest change, then the one before.", _FIX, "corrections:undo", UNCHANGED),
    Spec("label", "List, rename, merge and retire labels.", _FIX, "label:command", UNCHANGED),
    Spec("pack", "Show, add, write and preview prompt packs.", _PROMPTS, "pack:command", UNCHANGED),
    Spec("export", "Export entries.", _FILES, "export:command", _UNWRITTEN),
    Spec("share", "Encrypt a page for someone who has a key.", _FILES, "share:command", _UNWRITTEN),
    Spec("import", "Add the entries of a file.", _FILES, "import_:command", UNCHANGED),
    Spec("schema", "Show the JSON Schema of entries and of JSON output.", _FILES, "schema:command"),
    Spec("store", "Check, repair, back up, restore, encrypt and erase the store.", _STORE, "store:command", UNCHANGED),
    Spec("sync", "Sync the journal with another computer, through git.", _STORE, "sync:command", UNCHANGED),
    Spec("config", "Show and change settings.", _STORE, "config:command", UNCHANGED),
    Spec("remind", "Show how to set up a daily reminder.", _STORE, "remind:command"),
    Spec("care", "Show what reflect is not for, and your own contacts.", _STORE, "care:command", UNCHANGED),
    Spec("help", "Show the help of a command.", _STORE, "help:command"),
)
"""Every command, in the order of help."""
