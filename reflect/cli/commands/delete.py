"""`reflect delete`."""

from typing import Annotated

import typer

from reflect.cli.context import AppContext
from reflect.cli.params import Json, Yes
from reflect.model.text import visible_line

_SYNC = "sync"
"""The cache of `sync` in the store."""


def command(
    ctx: typer.Context,
    entry_ids: Annotated[
        list[str], typer.Argument(metavar="ID...", help="The ids, their first 4 characters or more, or last.")
    ],
    *,
    forever: Annotated[
        bool, typer.Option("--forever", help="Also remove it from the undo log; this cannot be undone.")
    ] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Delete entries.

    All the entries you name, or none of them. `reflect undo` brings them back; after --forever nothing does. --forever
    also works on an entry that is already deleted. If renames or merges still hold a name that no other entry has, it
    asks whether to remove that too, and it names the backups and sync copies in the store that still have the entries.
    It does not look anywhere else.

    \b
    Examples:
      reflect delete last
      reflect delete k3f9ab p0v8zt
    """
    from reflect.render.messages import copies_left, named, undone, with_first_words

    app: AppContext = ctx.obj
    found = app.journal_to_read.deletable(entry_ids, forever=forever)
    day = app.journal.day()
    names = ", ".join(named(entry, day) for entry in found.values())
    asked = ", ".join(with_first_words(undone(entry, day), entry) for entry in found.values())
    if not app.confirmed(f"Delete {asked}{' forever' if forever else ''}?", yes=yes):
        return
    held = visible_line(", ".join(app.journal.names_left_by(found))) if forever else ""
    question = f"No other entry has {held}. Remove from labels.json too?"
    take_out = bool(held) and app.confirmed(question, yes=yes, if_not=f"Still in labels.json: {held}.")
    deleted, copies, left = app.journal.delete(found, forever=forever, names=take_out)
    if as_json:
        more = {"copies": copies, **({"names": left} if left else {})} if forever else {}
        app.out_json({"changed": [change._asdict() for change in deleted], **more})
        return
    app.out(f"deleted{' forever' if forever else ''}: {names}")
    if left and take_out:
        app.say(f"Removed from labels.json: {visible_line(', '.join(left))}.")
    if _SYNC in copies:
        app.say("Copies that were synced stay until the next `reflect sync`, and may stay at the remote after it.")
    if left_in := [name for name in copies if name != _SYNC]:
        app.say(copies_left(left_in))
