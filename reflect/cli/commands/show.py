"""`reflect show`."""

from typing import Annotated

import typer

from reflect.cli.context import AppContext
from reflect.cli.params import Json


def command(
    ctx: typer.Context,
    entry_id: Annotated[str, typer.Argument(metavar="ID", help="The id, or its first 4 characters or more.")],
    *,
    as_json: Json = False,
) -> None:
    """Show one entry."""
    app: AppContext = ctx.obj
    entry = app.journal_to_read.find(entry_id)
    if as_json:
        app.out_json(entry)
        return
    from reflect.render.entries import whole

    app.out("\n".join(whole(app.journal.names(entry), app.view)))
