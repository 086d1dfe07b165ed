"""`reflect pass`."""

from typing import Annotated, Any

import typer

from reflect.cli.context import AppContext
from reflect.cli.output import say_unset_clock
from reflect.cli.params import Json, Private


def command(
    ctx: typer.Context,
    *,
    retire: Annotated[
        bool, typer.Option("--retire", help="Not to come again, until `reflect pack bring-back ID`.")
    ] = False,
    private: Private = False,
    as_json: Json = False,
) -> None:
    """Put the prompt of the day back.

    No reason is asked. There is no prompt for the rest of the day, and this one rests for a while.
    """
    app: AppContext = ctx.obj
    passed: Any = app.journal.pass_prompt(retire=retire, private=private)
    say_unset_clock(app)
    if as_json:
        app.out_json(passed)
        return
    from reflect.render.messages import PASSED, retired

    app.out(retired(passed["prompt"]) if retire else PASSED)
