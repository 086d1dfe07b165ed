"""`reflect list`."""

from typing import TYPE_CHECKING, Annotated

import typer

from reflect.cli.context import AppContext
from reflect.cli.output import paged
from reflect.cli.params import Json, Kinds, Labels, NoPager, People, Since, Until, kinds_of, whole_number

if TYPE_CHECKING:
    pass

_MAX_ENTRIES = 999_999


def command(
    ctx: typer.Context,
    *,
    kind: Kinds = None,
    since: Since = None,
    until: Until = None,
    label: Labels = None,
    people: People = None,
    grep: Annotated[str | None, typer.Option("--grep", metavar="TEXT", help="Only entries with this text.")] = None,
    latest: Annotated[
        int | None, typer.Option("-n", metavar="N", parser=whole_number(1, _MAX_ENTRIES), help="The last N entries.")
    ] = None,
    reverse: Annotated[bool, typer.Option("--reverse", help="Newest first.")] = False,
    no_pager: NoPager = False,
    as_json: Json = False,
) -> None:
    """List entries, oldest first.

    \b
    Examples:
      reflect list --since monday
      reflect list --kind note -n 3
      reflect list -w Sam --json
    """
    app: AppContext = ctx.obj
    found = app.journal_to_read.entries(
        kinds=kinds_of(kind),
        since=since,
        until=until,
        labels=label or (),
        people=people or (),
        grep=grep,
        limit=latest,
    )
    if reverse:
        found.reverse()
    if as_json:
        app.out_json({"format": 1, "entries": found})
        return
    from reflect.render.entries import entry_list

    names = app.journal.label_names()
    paged(app, entry_list(map(names.with_current_names, found), app.view), no_pager=no_pager)
    if not found:
        app.say("No entries.")
