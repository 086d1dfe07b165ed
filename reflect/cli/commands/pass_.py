"""`reflect pass`."""

from typing import Annotated

import typer

from reflect.cli.context import AppContext
from reflect.cli.output import print_passed
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
    print_passed(app, app.journal.pass_prompt(retire=retire, private=private), as_json=as_json, retire=retire)
