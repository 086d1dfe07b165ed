"""`reflect pattern`."""

from typing import Annotated

import typer

from reflect.cli.context import AppContext
from reflect.cli.output import print_saved
from reflect.cli.params import At, Json, Note, Private, shipped_labels


def command(
    ctx: typer.Context,
    label: Annotated[
        str,
        typer.Argument(
            metavar="LABEL", autocompletion=shipped_labels, help="Its name: withdrawal, or one of your own."
        ),
    ],
    words: Annotated[
        str | None, typer.Argument(metavar="[NOTE]", help="Words with it; - reads standard input.")
    ] = None,
    *,
    note: Note = None,
    people: Annotated[
        list[str] | None, typer.Option("-w", "--with", metavar="PERSON", help="With whom; may be given several times.")
    ] = None,
    wish: Annotated[str | None, typer.Option("--wish", metavar="TEXT", help="What was wished for.")] = None,
    other: Annotated[str | None, typer.Option("--other", metavar="TEXT", help="What the other did.")] = None,
    self_: Annotated[str | None, typer.Option("--self", metavar="TEXT", help="What you did.")] = None,
    at: At = None,
    private: Private = False,
    as_json: Json = False,
) -> None:
    """Keep a relational pattern, and with whom.

    A name not used before makes a new label, and the line says so. `reflect label list` shows those in use.

    \b
    Examples:
      reflect pattern withdrawal --with Sam --wish "to be asked" --self "went quiet"
    """
    app: AppContext = ctx.obj
    saved = app.journal.pattern(
        label,
        people=people or (),
        wish=app.text(wish, "the wish"),
        other=app.text(other, "the response of the other"),
        self_=app.text(self_, "the response of the self"),
        note=app.text_of(words, note, "the note"),
        at=at,
        private=private,
    )
    print_saved(app, saved, as_json=as_json)
