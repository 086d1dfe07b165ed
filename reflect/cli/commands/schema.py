"""`reflect schema`."""

import json
import sys
from typing import Annotated

import typer

from reflect import Journal
from reflect.cli.context import AppContext
from reflect.cli.params import Json
from reflect.errors import ImpossibleValueError
from reflect.model.choices import SCHEMA_NAMES, SchemaName


def command(
    app: AppContext,
    kind: Annotated[
        SchemaName | None,
        typer.Argument(metavar="[KIND]", help=f"One of {', '.join(SCHEMA_NAMES)}; all kinds of entries by default."),
    ] = None,
    *,
    words: Annotated[bool, typer.Option("--words", help="Every word a summary can say, one a line.")] = False,
    as_json: Json = False,
) -> None:
    """Show the JSON Schema of entries and of JSON output.

    JSON Schema (draft 2020-12) of an entry as `reflect export` writes it, or of what a command prints with --json: week
    is also for month, year and since; pack for list, show, check and preview; store for info, check, repair, backup and
    restore. `--words` lists every word a summary can say, apart from numbers, weekdays, months, option names and your
    own words.

    \b
    Examples:
      reflect schema mood
      reflect schema week
      reflect schema --words
    """
    if words and kind is not None:
        raise ImpossibleValueError("--words takes no KIND")
    if words:
        from reflect.render.catalogue import WORDS

        app.out_json({"format": 1, "words": sorted(WORDS)}) if as_json else app.out("\n".join(sorted(WORDS)))
        return
    found = Journal.entry_schema() if kind is None else Journal.schema(kind)
    json.dump(found, sys.stdout, indent=None if as_json else 2)
    sys.stdout.write("\n")
