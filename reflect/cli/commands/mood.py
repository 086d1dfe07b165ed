"""`reflect mood`."""

from typing import Annotated

import typer

from reflect.cli.context import AppContext
from reflect.cli.output import print_saved
from reflect.cli.params import At, Json, Note, Private, scale_value, whole_number
from reflect.model.schema import ENERGY_SCALE

_HINT = "words alone go into --note, a feeling into --feel"


def command(
    ctx: typer.Context,
    value: Annotated[
        str | None, typer.Argument(metavar="[VALUE]", help="1 very unpleasant … 4 neutral … 7 very pleasant.")
    ] = None,
    words: Annotated[
        str | None, typer.Argument(metavar="[NOTE]", help="Words with it; - reads standard input.")
    ] = None,
    *,
    note: Note = None,
    energy: Annotated[
        int | None, typer.Option("--energy", metavar="N", parser=whole_number(*ENERGY_SCALE), help="Energy, 1 to 7.")
    ] = None,
    feel: Annotated[
        list[str] | None, typer.Option("-f", "--feel", metavar="LABEL", help="A feeling; may be given several times.")
    ] = None,
    at: At = None,
    private: Private = False,
    as_json: Json = False,
) -> None:
    """Keep a mood: a number, words, or both.

    \b
    Examples:
      reflect mood 4
      reflect mood 3 - < note.txt
      reflect mood --feel tired --at yesterday
    """
    app: AppContext = ctx.obj
    journal = app.journal
    saved = journal.mood(
        None if value is None else scale_value(value, journal.scale, hint=_HINT),
        note=app.text_of(words, note, "the note"),
        energy=energy,
        feelings=feel or (),
        at=at,
        private=private,
    )
    print_saved(app, saved, as_json=as_json)
