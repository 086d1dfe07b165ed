"""`reflect export`."""

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from reflect.cli.context import DASH, AppContext, from_home, is_terminal
from reflect.cli.output import patience, refuse_binary
from reflect.cli.params import Force, Grep, Kinds, Labels, People, Since, Until, kinds_of
from reflect.errors import ImpossibleValueError
from reflect.model.choices import EXPORT_FORMATS, ExportFormat
from reflect.model.text import ascii_form, counted, some_of, visible

if TYPE_CHECKING:
    from reflect import PerDayResult

_DEFAULT: Final = "jsonl"
_BY_ENDING: Final[dict[str, ExportFormat]] = {
    ".jsonl": "jsonl", ".json": "json", ".csv": "csv", ".md": "md", ".sqlite": "sqlite", ".db": "sqlite",
}  # fmt: skip
"""The format of a file when none is named."""
_PER_DAY: Final = "md"
_BINARY = "sqlite"
_MAX_NAMES = 5
"""Files that are named on one line."""
_BY_LINE = ("jsonl", "csv")
"""Formats whose lines are of use without those that would come after them."""


def command(
    app: AppContext,
    *,
    format_name: Annotated[
        ExportFormat | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help=f"One of {', '.join(EXPORT_FORMATS)}. Without it the ending of FILE decides, else {_DEFAULT}.",
        ),
    ] = None,
    output: Annotated[
        str,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Write this file, readable only by you; - is standard output."
        ),
    ] = DASH,
    per_day: Annotated[
        str | None, typer.Option("--per-day", metavar="DIR", help=f"Write {_PER_DAY}, a file a day, into this folder.")
    ] = None,
    force: Force = False,
    kind: Kinds = None,
    since: Since = None,
    until: Until = None,
    label: Labels = None,
    people: People = None,
    grep: Grep = None,
    no_private: Annotated[bool, typer.Option("--no-private", help="Leave out private entries.")] = False,
) -> None:
    """Export entries.

    Your own copy of every entry, including offers and passes, and private entries unless you leave them out. It is not
    encrypted. `reflect import` reads jsonl, json and csv again; md is for reading, sqlite for queries.

    In md and sqlite labels and people have the names in force, in the other formats those you wrote. With --per-day it
    replaces and removes only files that it made itself and that nobody has changed, whatever --force says.

    It writes a whole file or none. Only jsonl and csv on standard output can end before a damaged month; the exit code
    is then 4.

    \b
    Examples:
      reflect export -o journal.jsonl
      reflect export -o journal.csv
      reflect export --kind mood --since 2026-01-01 | jq .value
      reflect export --per-day journal
    """
    journal = app.journal_to_read
    ending = os.path.splitext(output)[1].lower()
    name: ExportFormat = format_name or (_BY_ENDING.get(ending, _DEFAULT) if per_day is None else _PER_DAY)
    _refuse(name, output, per_day)
    span: dict[str, Any] = {"since": since, "until": until, "private": not no_private}
    others: dict[str, Any] = {"kinds": kinds_of(kind), "labels": label or (), "people": people or (), "grep": grep}
    if per_day is not None:
        if any(value not in (None, ()) for value in others.values()):
            raise ImpossibleValueError("--per-day writes whole days; it takes --since, --until and --no-private only")
        with patience(sys.stderr, "Writing the entries"):
            done = journal.export_per_day(per_day, **span)
        _say_days(app, done, per_day)
    elif output == DASH:
        pieces = journal.export(name, **span, **others)
        _print(app, pieces if name in _BY_LINE else [b"".join(pieces)])
    else:
        with patience(sys.stderr, "Writing the entries"):
            number = journal.export_file(output, name, force=force, **span, **others).entries
        app.say(f"written: {counted(number)} to {from_home(output)}")


def _refuse(name: str, output: str, per_day: str | None) -> None:
    """Refuse a format where it cannot be written to."""
    if per_day is not None and (name != _PER_DAY or output != DASH):
        raise ImpossibleValueError(f"--per-day writes {_PER_DAY} into a folder, and no other format or file")
    if per_day == DASH:
        raise ImpossibleValueError("--per-day writes into a folder, not to standard output", "name the folder")
    if name == _BINARY and per_day is None and output == DASH:
        refuse_binary(name, "name a file with -o")


def _say_days(app: AppContext, done: "PerDayResult", folder: str) -> None:
    """Say what became of the files of a folder, and which are the person's."""
    more = [f"{done.unchanged} unchanged"] * bool(done.unchanged) + [f"{done.removed} removed"] * bool(done.removed)
    number = counted(done.files, "file", "files")
    shown = f" ({', '.join(more)})" if more else ""
    app.say(f"written: {counted(done.entries)}, {number}, to {from_home(folder)}{shown}")
    if done.left:
        app.say(f"Left alone, since you made or changed them: {some_of(done.left, _MAX_NAMES)}.")


def _print(app: AppContext, pieces: Iterable[bytes]) -> None:
    """Print an export: into a file or a pipe its bytes, on a terminal what that can show without acting on it."""
    if not is_terminal(sys.stdout):
        sys.stdout.buffer.writelines(pieces)
        return
    for piece in pieces:
        text = visible(piece.decode().replace("\r\n", "\n"))
        sys.stdout.write(ascii_form(text) if app.ascii_only else text)
