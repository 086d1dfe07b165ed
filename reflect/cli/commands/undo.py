"""`reflect undo`."""

from typing import Any

import typer

from reflect.cli.context import AppContext
from reflect.cli.params import Json, Yes
from reflect.model.schema import Entry


def command(ctx: typer.Context, *, yes: Yes = False, as_json: Json = False) -> None:
    """Take back the latest change, then the one before.

    A change is everything that one command did: an entry, an import, a renamed label. It shows the change and asks.
    The last 20 changes of the last 30 days can be taken back, but not settings and not `delete --forever`.
    """
    from reflect.render.messages import described, undone, with_first_words

    app: AppContext = ctx.obj
    names, day = app.journal_to_read.label_names(), app.journal.day()  # first: it may be refused

    def description(undoing: Any, *, words: bool = False) -> str:
        turns = [  # of an edit the names as written: those in force may be the same for both
            [here, then] if here and then else [entry and names.with_current_names(entry) for entry in (here, then)]
            for _, here, then in undoing.changed
        ]

        def said(entry: Entry) -> str:
            line = undone(entry, day)
            return with_first_words(line, entry) if words else line

        return described(turns, undoing.operations, undoing.files, undoing.settings, said)

    seen = None if yes else app.journal.undoable()
    if seen and not app.confirmed(f"Take back {description(seen, words=True)}?", yes=yes):
        return
    done = app.journal.undo(seen)
    if as_json:
        app.out_json({"changed": [change._asdict() for change in done.changed]})
        return
    app.out(f"taken back: {description(done)}")
