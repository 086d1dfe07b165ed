"""`reflect note`."""

import typer

from reflect.cli.context import AppContext
from reflect.cli.input import text_from
from reflect.cli.output import print_saved
from reflect.cli.params import At, Edit, Json, Private, TextWords, joined

_QUESTION = "Note   Enter leaves it · an empty line ends it"


def command(
    ctx: typer.Context,
    words: TextWords = None,
    *,
    edit: Edit = False,
    at: At = None,
    private: Private = False,
    as_json: Json = False,
) -> None:
    """Keep a note.

    Without TEXT you are asked on a terminal, and the words do not pass through the history of your shell.

    \b
    Examples:
      reflect note
      reflect note --edit
      reflect note - < letter.txt
    """
    app: AppContext = ctx.obj
    text = joined(words)
    with text_from(app, text, "the text of the note", _QUESTION, edit=edit) as given:
        if given is None:
            return
        saved = app.journal.note(given, at=at, private=private)
    print_saved(app, saved, as_json=as_json)
