"""`reflect show`."""

from typing import Annotated

import typer

from reflect.cli.context import AppContext
from reflect.cli.output import paged
from reflect.cli.params import Json, NoPager


def command(
    ctx: typer.Context,
    entry_id: Annotated[str, typer.Argument(metavar="ID", help="The id, its first 4 characters or more, or last.")],
    *,
    no_pager: NoPager = False,
    as_json: Json = False,
) -> None:
    """Show one entry."""
    app: AppContext = ctx.obj
    entry = app.journal_to_read.find(entry_id)
    if as_json:
        from reflect.model.labels import with_names_now

        app.out_json(with_names_now([entry], app.journal.label_names)[0])
        return
    from reflect.render.entries import entry_in_full

    paged(app, entry_in_full(app.journal.names(entry), app.view), no_pager=no_pager)
