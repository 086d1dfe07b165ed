"""One use at least of every command, on the hostile store: those that read, and those that write, in their order."""

from collections.abc import Sequence
from typing import Any

from tests.bad_inputs.hostile_store import HOSTILE, LABEL, NAME, PACK, entry_id
from tests.commands import every, takes
from tests.forking import Run

TODAY = 4
MOOD, PATTERN, NOTE, SESSION = (entry_id(TODAY, place) for place in (0, 1, 3, 4))
TEXTS = "answers,notes,episodes,phrases"
FILES = {
    "in.jsonl": '{"kind":"note","day":"2026-11-05","text":"quince"}\n',
    "pack.toml": PACK.replace('"tuesday"', '"friday"'),
}
"""What lies in the folder that the commands are run in."""
KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
REMOTE = f"{NAME}.git"
EDITOR = "sh -c 'printf quince >> \"$1\"' x"

READING: Sequence[tuple[str, ...]] = (
    ("today", "--peek"),
    ("week", "--with-text", "answers,notes", "--ids"),
    ("week", "--html", "-", "--with-text", TEXTS),
    ("month", "--with-text", "answers,notes"),
    ("year", "--people", "initials"),
    ("since", "2026-10-01", "--people", "letters"),
    ("list",),
    ("list", "--kind", "pattern", "--grep", "quince", "--label", LABEL, "--with", "Sam [/]", "-n", "3"),
    *(("show", entry_id(TODAY, place)) for place in range(7)),
    ("label", "list"),
    ("pack", "list"),
    ("pack", "show", "tuesday"),
    ("pack", "sheet", "tuesday", "--html", "-"),
    ("pack", "check", "pack.toml"),
    ("pack", "preview", "tuesday", "--days", "9", "--pass", "50%", "--seed", HOSTILE),
    ("export",),
    ("export", "--format", "json"),
    ("export", "--format", "csv"),
    ("export", "--format", "md"),
    ("import", "in.jsonl", "--dry-run"),
    ("schema",),
    ("schema", "mood"),
    ("schema", "--words"),
    ("help", "mood"),
    ("store", "info"),
    ("store", "check"),
    ("config", "list"),
    ("config", "get", "phrases.ignore"),
    ("care",),
    *(("remind", scheduler, "--at", "21:30") for scheduler in ("cron", "systemd", "launchd")),
    ("answer", "--earlier"),
)
WRITING: Sequence[tuple[str, ...]] = (
    ("today",),
    ("answer", HOSTILE),
    ("mood", "4", HOSTILE, "--energy", "3", "-f", LABEL),
    ("pattern", LABEL, "--with", LABEL, "--wish", HOSTILE, "--private"),
    ("note", HOSTILE),
    ("note", "--edit"),
    ("session", "--note", HOSTILE),
    ("edit", MOOD, "--value", "3"),
    ("edit", NOTE),
    ("delete", PATTERN, "--yes"),
    ("label", "rename", LABEL, "medlar"),
    ("label", "merge", "medlar", "anger"),
    ("label", "unmerge", "medlar"),
    ("label", "retire", "medlar"),
    ("label", "bring-back", "medlar"),
    ("undo", "--yes"),
    ("delete", SESSION, "--forever", "--yes"),
    ("pack", "add", "pack.toml", "--yes"),
    ("pack", "write", "What was asked [bold]today[/bold], if anything?", "--theme", "timing"),
    ("pack", "focus", "friday", "--until", "4w"),
    ("pass", "--retire"),
    ("pack", "bring-back", "tuesday/doorway"),
    ("pack", "remove", "friday", "--yes"),
    ("import", "in.jsonl"),
    ("config", "set", "week_starts", "sunday"),
    ("config", "unset", "week_starts"),
    ("care", "--edit"),
    ("export", "-o", f"{NAME}.jsonl"),
    ("export", "-o", f"{NAME}.sqlite", "--format", "sqlite"),
    ("export", "--per-day", f"{NAME}-days"),
    ("week", "--html", f"{NAME}.html", "--with-text", TEXTS),
    ("share", NAME, "--to", KEY, "--entries", "--with-text", TEXTS, "--yes"),
    ("store", "repair", "--yes"),
    ("store", "backup", f"{NAME}.zip"),
    ("store", "restore", f"{NAME}.zip", "--yes"),
    ("sync", "init", REMOTE, "--yes"),
    ("note", HOSTILE),
    ("sync",),
    ("sync", "status", "--remote"),
)
ENCRYPTING: Sequence[tuple[str, ...]] = (
    ("store", "encrypt", "--yes", "--passphrase-file", "in.jsonl", "--paper", f"{NAME}.txt"),
    ("store", "unlock", "--key", f"{NAME}.txt"),
    ("store", "decrypt", "--yes"),
    ("store", "lock"),
)
"""Each takes seconds, as a passphrase does: tests/store/test_encryption.py runs them."""
ENDING: Sequence[tuple[str, ...]] = (("store", "erase", "--yes"),)


def as_json(commands: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return those that can print JSON, asked to."""
    known = every()
    found = [(words, args) for args in commands for words in known if args[: len(words)] == words]
    return [(*args, "--json") for words, args in found if takes(known[words], "--json") and "--html" not in args]


def with_a_hostile_value() -> list[tuple[str, ...]]:
    """Return each command with each of its arguments and options, one at a time, being `NAME`."""
    made = []
    for words, command in every().items():
        plain = [parameter for parameter in command.params if not getattr(parameter, "is_flag", False)]
        for tried in plain:
            required = [_usual(other.name) for other in plain if _is_needed(other) and other is not tried]
            given = [NAME] if tried.param_type_name == "argument" else [tried.opts[0], NAME]
            made.append((*words, *required, *given, *(["--yes"] if takes(command, "--yes") else [])))
    return made


def _is_needed(parameter: Any) -> bool:
    """Return whether a command needs this argument or option where there is no terminal to ask on."""
    return bool(parameter.required) or (parameter.name == "label" and parameter.param_type_name == "argument")


def _usual(parameter: str) -> str:
    """Return a value that can be, for an argument that has to be there."""
    return {"entry_id": MOOD, "entry_ids": MOOD, "when": "2026-11-01", "file": "in.jsonl", "key": "week_starts"}.get(
        parameter, LABEL
    )


def runs(commands: Sequence[tuple[str, ...]], *, terminal: bool = False) -> list[Run]:
    return [Run(args, "y\n" if terminal and "--html" in args else "", terminal=terminal) for args in commands]
