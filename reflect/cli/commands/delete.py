"""`reflect delete`."""

from typing import Annotated

import typer

from reflect.cli.context import AppContext
from reflect.cli.params import Json, Yes
from reflect.model.text import visible_line, visible_path


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
    one that was deleted before too. Names of theirs that no other entry has, and that renames and the like still hold,
    can go with them. What still holds the entries is named then: backups in the store, and copies that a sync tool
    made. Other places are not searched.
    """
    from reflect.render.messages import named

    app: AppContext = ctx.obj
    found = app.journal_to_read.deletable(entry_ids, forever=forever)
    day = app.journal.day()
    names = ", ".join(named(entry, day) for entry in found.values())
    if not app.confirmed(f"Delete {names}{' forever' if forever else ''}?", yes=yes):
        return
    held = visible_line(", ".join(app.journal.names_left_by(found))) if forever else ""
    question = f"No other entry has {held}. Take that out of labels.json too?"
    take_out = bool(held) and app.confirmed(question, yes=yes, if_not=f"Still in labels.json: {held}.")
    deleted, copies, left = app.journal.delete(found, forever=forever, names=take_out)
    if as_json:
        more = {"copies": copies, **({"names": left} if left else {})} if forever else {}
        app.out_json({"changed": [change._asdict() for change in deleted], **more})
        return
    app.out(f"deleted{' forever' if forever else ''}: {names}")
    if left and take_out:
        app.say(f"Taken out of labels.json: {visible_line(', '.join(left))}.")
    if copies:
        named_files = ", ".join(map(visible_path, copies))
        app.say(f"Still in the store's {named_files}; remove these files if they are not to hold it.")
