"""`reflect export`."""

import sys
from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from reflect.cli.context import AppContext, is_terminal
from reflect.cli.input import DASH
from reflect.cli.params import Force, Kinds, Since, Until
from reflect.errors import ImpossibleValueError
from reflect.formats import detect
from reflect.model.schema import KINDS, Entry
from reflect.model.text import ascii_form, visible

_USUAL, _BY_DAY = "jsonl", "md"


def command(
    ctx: typer.Context,
    *,
    format_name: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help=f"One of {', '.join(detect.WRITTEN)}; else {_USUAL}."),
    ] = None,
    output: Annotated[
        str,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Write this file, for you alone to read; - is standard output."
        ),
    ] = DASH,
    per_day: Annotated[
        str | None, typer.Option("--per-day", metavar="DIR", help=f"Write {_BY_DAY}, a file a day, into this folder.")
    ] = None,
    force: Force = False,
    kind: Kinds = None,
    since: Since = None,
    until: Until = None,
    no_private: Annotated[bool, typer.Option("--no-private", help="Leave private entries out.")] = False,
) -> None:
    """Write out the entries.

    Your own copy: every entry, offers and passes too, and private ones unless you leave them out. It is not encrypted.
    jsonl, json and csv come back through `reflect import`; md is to read, sqlite to ask questions of.

    It is written whole or not at all, but for jsonl and csv on standard output: what comes before a damaged month
    stands there. The exit code is then 4.

    \b
    Examples:
      reflect export -o diary.jsonl
      reflect export --kind mood --since 2026-01-01 | jq .value
      reflect export --per-day diary
    """
    from reflect.actions.exporting import Leaving, entries

    app: AppContext = ctx.obj
    journal = app.reading
    store = journal.diary.path
    name = format_name or (_USUAL if per_day is None else _BY_DAY)
    written = detect.written(name)
    _refuse(name, written, output, per_day)
    found = entries(journal, Leaving(tuple(kind or KINDS), since, until, private=not no_private))
    leaving = _Counted(found)
    if per_day is not None:
        from reflect.cli import folders
        from reflect.formats import markdown

        folders.refuse_folder(per_day, store)
        number = folders.write(per_day, markdown.days(leaving), force=force)
        app.say(f"written: {leaving}, {number} {'file' if number == 1 else 'files'}, to {app.shown(per_day)}")
    elif output == DASH:
        pieces = written.write(found)
        _print(app, pieces if written.line_by_line else [b"".join(pieces)])
    else:
        from reflect.cli import files

        files.refuse_target(output, store, force=force)
        files.write(output, written.write(leaving), force=force)
        app.say(f"written: {leaving} to {app.shown(output)}")


def _refuse(name: str, written: detect.Format, output: str, per_day: str | None) -> None:
    """Refuse a format where it cannot be written to."""
    if per_day is not None and (name != _BY_DAY or output != DASH):
        message = f"--per-day writes {_BY_DAY} into a folder, and no other format or file. Nothing was written."
    elif not written.is_text and per_day is None and output == DASH and is_terminal(sys.stdout):
        message = f"{name} is no text for a terminal; name a file with -o. Nothing was written."
    else:
        return
    raise ImpossibleValueError(message)


def _print(app: AppContext, pieces: Iterable[bytes]) -> None:
    """Print an export: into a file or a pipe its bytes, on a terminal what that can show without acting on it."""
    if not is_terminal(sys.stdout):
        sys.stdout.buffer.writelines(pieces)
        return
    for piece in pieces:
        text = visible(piece.decode().replace("\r\n", "\n"))
        sys.stdout.write(ascii_form(text) if app.ascii_only else text)


class _Counted:
    """Entries on their way out, and how many went by."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = entries
        self._number = 0

    def __iter__(self) -> Iterator[Entry]:
        for entry in self._entries:
            self._number += 1
            yield entry

    def __str__(self) -> str:
        return f"{self._number} {'entry' if self._number == 1 else 'entries'}"
