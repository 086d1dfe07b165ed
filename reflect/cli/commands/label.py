"""`reflect label`."""

import typer

from reflect.cli.context import AppContext
from reflect.cli.lazy import Command, group
from reflect.cli.options import Json

command = group("List the labels of patterns, feelings and people.")


@command.command("list", cls=Command)
def list_labels(ctx: typer.Context, *, as_json: Json = False) -> None:
    """List the labels in use, and those that are there from the beginning, with how many entries have each."""
    from reflect.journal.looking import used_labels

    app: AppContext = ctx.obj
    rows = used_labels(app.reading.entries())
    if as_json:
        app.out_json({"format": 1, "labels": rows})
        return
    from reflect.entries.text import visible_line

    heads = {"pattern": "Patterns", "feeling": "Feelings", "person": "People"}
    blocks = []
    for of, head in heads.items():
        of_this = [row for row in rows if row["of"] == of]
        if of_this:
            lines = [f"  {row['entries'] or '·':>5}  {visible_line(row['label'])}" for row in of_this]
            blocks.append("\n".join([head, *lines]))
    app.out("\n\n".join(blocks) + "\n\nEntries with each; · is none.")
