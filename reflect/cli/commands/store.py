"""`reflect store`."""

import typer

from reflect.cli.context import AppContext
from reflect.cli.lazy import Command, group
from reflect.cli.options import Json

command = group("Tell about the store.")


@command.command(cls=Command)
def info(ctx: typer.Context, *, as_json: Json = False) -> None:
    """Show where the store is and what is in it."""
    from reflect.store.folder import shown

    app: AppContext = ctx.obj
    about = app.reading.info()
    about["path"] = shown(about["path"])
    if as_json:
        app.out_json({"format": 1, **about})
        return
    counts = ", ".join(f"{kind} {count}" for kind, count in about["entries"].items() if count) or "none"
    span = f"{about['from']} to {about['to']}" if about["from"] else "·"
    app.out(
        f"path       {app.shown(app.journal.diary.path)}\nformat     {about['store_format']}\n"
        f"encrypted  no\nmonths     {about['months']}\nentries    {counts}\ndays       {span}"
    )
