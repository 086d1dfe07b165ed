"""`reflect list`."""

from typing import Annotated

import typer

from reflect.actions.query import Sought
from reflect.cli.context import AppContext
from reflect.cli.params import Json, Kinds, Since, Until, whole_or_none
from reflect.model.schema import WRITTEN

_MOST = 999_999


def command(
    ctx: typer.Context,
    *,
    kind: Kinds = None,
    since: Since = None,
    until: Until = None,
    label: Annotated[
        list[str] | None, typer.Option("--label", metavar="L", help="Entries with this label of a pattern or feeling.")
    ] = None,
    people: Annotated[list[str] | None, typer.Option("--with", metavar="P", help="Patterns with this person.")] = None,
    grep: Annotated[str | None, typer.Option("--grep", metavar="TEXT", help="Entries with these words.")] = None,
    latest: Annotated[str | None, typer.Option("-n", metavar="N", help="The latest N.")] = None,
    reverse: Annotated[bool, typer.Option("--reverse", help="Newest first.")] = False,
    as_json: Json = False,
) -> None:
    """List entries, oldest first.

    \b
    Examples:
      reflect list --since monday
      reflect list --kind note -n 3
      reflect list --with Sam --json
    """
    app: AppContext = ctx.obj
    sought = Sought(
        kinds=tuple(kind or WRITTEN),
        since=since,
        until=until,
        labels=tuple(label or ()),
        people=tuple(people or ()),
        grep=grep,
        latest=whole_or_none(latest, 1, _MOST, "-n"),
    )
    found = app.reading.entries(sought)
    if reverse:
        found.reverse()
    if as_json:
        app.out_json({"format": 1, "entries": found})
        return
    from reflect.render.entries import listed

    naming = app.journal.naming()
    for line in listed(map(naming.told, found), app.view):
        app.out(line)
    if not found:
        app.say("No entries.")
