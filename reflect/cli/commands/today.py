"""`reflect today`."""

from typing import Annotated

import typer

from reflect.cli.context import AppContext
from reflect.cli.output import say_unset_clock
from reflect.cli.params import Json


def command(
    ctx: typer.Context,
    *,
    peek: Annotated[bool, typer.Option("--peek", help="Write nothing, for status bars.")] = False,
    as_json: Json = False,
) -> None:
    """Show the prompt of the day.

    There is one prompt a day. It stays the same until you pass it.
    """
    app: AppContext = ctx.obj
    today = (app.journal_to_read if peek else app.journal).today(peek=peek)
    if not peek:
        say_unset_clock(app)
    if as_json:
        app.out_json(
            {
                "format": 1,
                "day": str(today.day),
                "prompt": today.prompt,
                "prompt_text": today.prompt_text,
                "theme": today.theme,
                "class": today.kind,
                "state": today.state,
                "answers": [entry["id"] for entry in today.answers],
            }
        )
        return
    from reflect.render import messages

    text = today.prompt_text
    app.out(messages.NONE_TODAY if text is None else messages.prompt(today.day, text, today.answers, app.width))
