"""`reflect pattern`."""

from typing import Annotated, Any

import typer

from reflect.cli.context import AppContext
from reflect.cli.output import print_saved
from reflect.cli.params import At, Json, Note, Private, With, names, shipped_labels
from reflect.errors import ImpossibleValueError


def command(
    ctx: typer.Context,
    label: Annotated[
        str | None,
        typer.Argument(
            metavar="[LABEL]", autocompletion=shipped_labels, help="The pattern: withdrawal, or a label of your own."
        ),
    ] = None,
    words: Annotated[
        str | None, typer.Argument(metavar="[NOTE]", help="A note with it; - reads standard input.")
    ] = None,
    *,
    note: Note = None,
    people: With = None,
    wish: Annotated[str | None, typer.Option("--wish", metavar="TEXT", help="What you wanted.")] = None,
    other: Annotated[str | None, typer.Option("--other", metavar="TEXT", help="What they did.")] = None,
    self_: Annotated[str | None, typer.Option("--self", metavar="TEXT", help="What you did.")] = None,
    at: At = None,
    private: Private = False,
    as_json: Json = False,
) -> None:
    """Record a relational pattern, and with whom.

    With no label, it asks on a terminal. A name you have not used before becomes a new label, and the line says so.
    `reflect label list` shows the labels in use.

    \b
    Examples:
      reflect pattern withdrawal --with Sam,Ines
      reflect pattern withdrawal --wish "to be asked" --self "went quiet"
    """
    app: AppContext = ctx.obj
    if label is None and not app.is_terminal:
        raise ImpossibleValueError("the label is missing: give it as an argument")
    given: dict[str, Any] = {
        "people": names(app, people, "person"),
        "wish": app.text(wish, "the wish"),
        "other": app.text(other, "what they did"),
        "self_": app.text(self_, "what you did"),
        "note": app.text_of(words, note, "the note"),
        "at": at,
        "private": private,
    }
    if label is None:
        from reflect.cli.questions import ask

        ask(app, "pattern", as_json=as_json, **given)
        return
    print_saved(app, app.journal.pattern(label, **given), as_json=as_json)
