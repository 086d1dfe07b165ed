"""`reflect mood`."""

from typing import Annotated

import typer

from reflect.cli.context import AppContext
from reflect.cli.input import Given
from reflect.cli.output import tell
from reflect.cli.params import At, Json, Note, Private, whole_or_none
from reflect.model.schema import ENERGY_SCALE

_WORDS = "; words alone go into --note, a feeling into --feel"


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
    energy: Annotated[str | None, typer.Option("--energy", metavar="N", help="Energy, 1 to 7.")] = None,
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
    given = Given()
    journal = app.journal
    done = journal.mood(
        whole_or_none(value, *journal.scale, "mood", _WORDS),
        note=given.one(words, note, "the note"),
        energy=whole_or_none(energy, *ENERGY_SCALE, "energy"),
        feelings=feel or (),
        at=at,
        private=private,
    )
    tell(app, done, as_json=as_json)
