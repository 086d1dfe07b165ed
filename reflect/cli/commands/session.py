"""`reflect session`."""

import typer

from reflect.cli.context import AppContext
from reflect.cli.output import print_saved
from reflect.cli.params import At, Json, Note, Private


def command(
    ctx: typer.Context, *, note: Note = None, at: At = None, private: Private = False, as_json: Json = False
) -> None:
    """Mark a therapy session.

    `reflect since session` and `reflect list --since session` then start on that day.

    \b
    Examples:
      reflect session
      reflect session --at "thursday 17:00"
    """
    app: AppContext = ctx.obj
    saved = app.journal_to_record.session(app.text(note, "the note"), at=at, private=private)
    print_saved(app, saved, as_json=as_json)
