"""`reflect note`."""

from typing import TYPE_CHECKING, Annotated

import typer

from reflect.cli.context import AppContext
from reflect.cli.input import text_from
from reflect.cli.output import print_saved
from reflect.cli.params import At, Edit, Json, Private, TextWords, joined
from reflect.errors import NotFoundError
from reflect.model.text import visible_path

if TYPE_CHECKING:
    from reflect import Journal

_QUESTION = "Note   Enter to skip · an empty line to finish · ? for help"
_HELP = (
    "Write as many lines as you like; an empty line saves them. Enter alone skips the question. If you leave with"
    " Ctrl-C, the lines you have finished are saved as a draft."
)


def command(
    ctx: typer.Context,
    words: TextWords = None,
    *,
    edit: Edit = False,
    draft: Annotated[bool, typer.Option("--draft", help="Open the latest draft in your editor.")] = False,
    at: At = None,
    private: Private = False,
    as_json: Json = False,
) -> None:
    """Record a note.

    With no words, it asks on a terminal, and what you write stays out of your shell's history. Words after the command
    need no quotes, but your shell reads characters such as ' ( ) * ? and ! first.

    \b
    Examples:
      reflect note
      reflect note --edit
      reflect note - < letter.txt
    """
    app: AppContext = ctx.obj
    text = joined(words)
    is_whole = text is not None and not (edit or draft)
    path = _draft(app, app.journal_to_record if is_whole else app.journal, opening=draft)
    with text_from(
        app, text, "the text of the note", _QUESTION, edit=edit or draft, path=path, help_text=_HELP
    ) as given:
        if given is None:
            return
        saved = app.any_journal.note(given, at=at, private=private)
    print_saved(app, saved, as_json=as_json)


def _draft(app: AppContext, journal: "Journal", *, opening: bool) -> str | None:
    """Return the path of the latest draft if it is to be opened; else name it, if there is one."""
    drafts = journal.drafts()
    if not drafts and opening:
        raise NotFoundError("there is no draft")
    if drafts and not opening:
        app.say(f"There is a draft: {visible_path(drafts[-1])} · `reflect note --draft` opens it.")
    return drafts[-1] if opening else None
