"""`reflect pass`."""

import typer

from reflect.cli.context import AppContext
from reflect.cli.options import Json, Private


def command(ctx: typer.Context, *, private: Private = False, as_json: Json = False) -> None:
    """Put the prompt of the day back.

    No reason is asked. There is no prompt for the rest of the day, and this one rests for a while.
    """
    app: AppContext = ctx.obj
    passed = app.journal.put_back(private=private)
    if as_json:
        app.out_json(passed)
        return
    from reflect.render.prompt import PUT_BACK

    app.out(PUT_BACK)
