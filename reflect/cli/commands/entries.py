"""`reflect list` and `show`."""

from typing import Annotated

import typer

from reflect.cli.context import AppContext
from reflect.cli.output import draw
from reflect.cli.params import Grep, Json, Kinds, Labels, NoPager, People, Since, Until, kinds_of, whole_number
from reflect.errors import ImpossibleValueError

_MAX_ENTRIES = 999_999


def list_(
    app: AppContext,
    *,
    kind: Kinds = None,
    since: Since = None,
    until: Until = None,
    label: Labels = None,
    people: People = None,
    grep: Grep = None,
    latest: Annotated[
        int | None, typer.Option("-n", metavar="N", parser=whole_number(1, _MAX_ENTRIES), help="The last N entries.")
    ] = None,
    reverse: Annotated[bool, typer.Option("--reverse", help="Newest first.")] = False,
    ids: Annotated[bool, typer.Option("--ids", help="Print only the ids, one a line.")] = False,
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
    if ids and as_json:
        raise ImpossibleValueError("--ids and --json cannot be combined; give one of them")
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
    if ids:
        app.out("\n".join(entry["id"] for entry in found)) if found else None
        return
    if as_json:
        from reflect.model.labels import with_names_now

        app.out_json({"format": 1, "entries": with_names_now(found, app.journal.label_names)})
        return
    from reflect.render.entries import entry_list

    names = app.journal.label_names()
    draw(app, entry_list(map(names.with_current_names, found), app.view), pager=not no_pager)
    if not found:
        app.say("No entries.")


def show(
    app: AppContext,
    entry_id: Annotated[str, typer.Argument(metavar="ID", help="The id, its first 4 characters or more, or last.")],
    *,
    no_pager: NoPager = False,
    as_json: Json = False,
) -> None:
    """Show one entry."""
    entry = app.journal_to_read.find(entry_id)
    if as_json:
        from reflect.model.labels import with_names_now

        app.out_json(with_names_now([entry], app.journal.label_names)[0])
        return
    from reflect.render.entries import entry_in_full

    draw(app, entry_in_full(app.journal.names(entry), app.view), pager=not no_pager)
