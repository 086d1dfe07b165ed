"""`reflect mood`."""

import re
from typing import Annotated

import typer

from reflect.cli.context import AppContext
from reflect.cli.output import print_saved
from reflect.cli.params import At, Feel, Json, Note, Private, Words, joined, names, scale_value, whole_number
from reflect.errors import ImpossibleValueError
from reflect.model.schema import ENERGY_SCALE

_HINT = "give words alone with --note, a feeling with --feel"


def command(
    ctx: typer.Context,
    value: Annotated[
        str | None, typer.Argument(metavar="[VALUE]", help="1 very unpleasant … 4 neutral … 7 very pleasant.")
    ] = None,
    words: Words = None,
    *,
    note: Note = None,
    energy: Annotated[
        int | None,
        typer.Option("-e", "--energy", metavar="N", parser=whole_number(*ENERGY_SCALE), help="Energy, 1 to 7."),
    ] = None,
    feel: Feel = None,
    at: At = None,
    private: Private = False,
    as_json: Json = False,
) -> None:
    """Record a mood: a number, then words if you like.

    With nothing given, it asks on a terminal. Words need no quotes.

    \b
    Examples:
      reflect mood 4
      reflect mood 4 flat since the call
      reflect mood 3 - < note.txt
      reflect mood --feel tired --at yesterday
    """
    app: AppContext = ctx.obj
    # Words may be in quotes together with the number.
    if value and not value.isdecimal() and (quoted := re.fullmatch(r"(-?\d+)\s+(\S.*)", value, re.DOTALL)):
        value, words = quoted[1], [quoted[2], *(words or ())]
    if app.is_terminal and value is None and not (words or note or energy or feel):
        from reflect.cli.questions import ask

        ask(app, "mood", as_json=as_json, at=at, private=private)
        return
    if value is None and not (words or note or energy or feel):
        raise ImpossibleValueError("the mood is missing", "give a number, --feel, --energy or --note")
    journal = app.journal_to_record
    saved = journal.mood(
        None if value is None else scale_value(value, journal.scale, hint=_HINT),
        note=app.text_of(joined(words), note, "the note"),
        energy=energy,
        feelings=names(app, feel, "feeling"),
        at=at,
        private=private,
    )
    print_saved(app, saved, as_json=as_json)
