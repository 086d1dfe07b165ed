"""`reflect delete`."""

from typing import Annotated

import typer

from reflect.cli.context import AppContext
from reflect.cli.params import Json, Yes


def command(
    ctx: typer.Context,
    entry_ids: Annotated[
        list[str], typer.Argument(metavar="ID...", help="The ids, or their first 4 characters or more.")
    ],
    *,
    forever: Annotated[bool, typer.Option("--forever", help="Out of the undo log too: no way back.")] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Take entries out.

    All that are named, or none of them. `reflect undo` brings them back; after `--forever` nothing does, and it takes
    one that was deleted before too. What still holds them is named then: backups in the store, and copies that a sync
    tool made. Other places are not searched.
    """
    from reflect.render.messages import named

    app: AppContext = ctx.obj
    found = app.journal_to_read.deletable(entry_ids, forever=forever)
    day = app.journal.day()
    names = ", ".join(named(entry, day) for entry in found.values())
    if not app.confirmed(f"Delete {names}{' forever' if forever else ''}?", yes=yes):
        return
    deleted, copies = app.journal.delete(found, forever=forever)
    if as_json:
        app.out_json({"changed": [change._asdict() for change in deleted], **({"copies": copies} if forever else {})})
        return
    app.out(f"deleted{' forever' if forever else ''}: {names}")
    if copies:
        from reflect.model.text import visible_path

        named_files = ", ".join(map(visible_path, copies))
        app.say(f"Still in the store's {named_files}; remove these files if they are not to hold it.")
