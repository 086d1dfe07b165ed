"""`reflect export`."""

import sys
from typing import Annotated

import typer

from reflect.cli.context import AppContext
from reflect.cli.options import Kinds, Since, Until


def command(
    ctx: typer.Context,
    *,
    format_name: Annotated[str, typer.Option("--format", metavar="FORMAT", help="jsonl or json.")] = "jsonl",
    output: Annotated[
        str,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Write this file, for you alone to read; - is standard output."
        ),
    ] = "-",
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    kind: Kinds = None,
    since: Since = None,
    until: Until = None,
    no_private: Annotated[bool, typer.Option("--no-private", help="Leave private entries out.")] = False,
) -> None:
    """Write out the entries.

    Your own copy: every entry, offers and passes too, and private ones unless you leave them out.

    \b
    Examples:
      reflect export -o diary.jsonl
      reflect export --kind mood --since 2026-01-01 | jq .value
    """
    from reflect.entries.kinds import KINDS
    from reflect.exchange.formats import written
    from reflect.journal.looking import Sought

    app: AppContext = ctx.obj
    pieces = written(format_name)
    journal = app.reading
    if output != "-":
        from reflect.cli.files import refuse_target

        refuse_target(output, journal.diary.path, force=force)
    found = journal.entries(Sought(kinds=tuple(kind or KINDS), since=since, until=until))
    leaving = [entry for entry in found if not (no_private and entry["private"])]
    if output == "-":
        for piece in pieces(leaving):
            sys.stdout.buffer.write(piece)
        return
    from reflect.cli.files import write

    write(output, b"".join(pieces(leaving)), force=force)
    app.say(f"written: {len(leaving)} {'entry' if len(leaving) == 1 else 'entries'} to {app.shown(output)}")
