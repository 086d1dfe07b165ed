"""`reflect delete`."""

from typing import Annotated

import typer

from reflect.cli.context import AppContext
from reflect.cli.options import Json, Yes


def command(
    ctx: typer.Context,
    entry_ids: Annotated[
        list[str], typer.Argument(metavar="ID...", help="The ids, or their first 4 characters or more.")
    ],
    *,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Take entries out.

    All that are named, or none of them.
    """
    from reflect.render.kept import named

    app: AppContext = ctx.obj
    found = {entry["id"]: entry for entry in map(app.reading.diary.find, entry_ids)}
    day = app.journal.day()
    if not app.confirmed(f"Delete {', '.join(named(entry, day) for entry in found.values())}?", yes=yes):
        return
    deleted = app.journal.delete(list(found))
    if as_json:
        app.out_json({"changed": [change._asdict() for change in deleted]})
        return
    app.out(f"deleted: {', '.join(named(entry, day) for entry in found.values())}")
