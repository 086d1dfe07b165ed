"""`reflect pass`."""

from typing import Annotated, Any

import typer

from reflect.cli.context import AppContext
from reflect.cli.output import say_unset_clock
from reflect.cli.params import Json, Private


def command(
    ctx: typer.Context,
    *,
    retire: Annotated[bool, typer.Option("--retire", help="Do not offer it again until you bring it back.")] = False,
    private: Private = False,
    as_json: Json = False,
) -> None:
    """Pass today's prompt.

    You give no reason. There are no more prompts today, and this one rests for a while.
    """
    app: AppContext = ctx.obj
    passed: Any = app.journal.pass_prompt(retire=retire, private=private)
    say_unset_clock(app)
    if as_json:
        app.out_json(passed)
        return
    from reflect.render.messages import PASSED, retired

    app.out(retired(passed["prompt"]) if retire else PASSED)
