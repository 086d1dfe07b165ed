"""`reflect remind`."""

from datetime import time
from typing import Annotated

import typer

from reflect.cli.context import AppContext
from reflect.cli.params import clock_time
from reflect.errors import ImpossibleValueError
from reflect.model.choices import Scheduler
from reflect.model.text import visible_line


def command(
    ctx: typer.Context,
    scheduler: Annotated[Scheduler, typer.Argument(metavar="cron|systemd|launchd", help="What is to remind you.")],
    *,
    at: Annotated[time, typer.Option("--at", metavar="HH:MM", parser=clock_time, help="The time of day: 21:30.")],
) -> None:
    """Show what to set up to be reminded at a time of day.

    Prints what to put where, and sets nothing up. The reminder says `reflect` and the time, the same every day, and
    nothing else: it reads no notebook.

    \b
    Examples:
      reflect remind cron --at 21:30
      reflect remind systemd --at 07:15
    """
    import os
    import shutil

    from reflect.render.reminder import SCHEDULERS

    app: AppContext = ctx.obj
    name, written = SCHEDULERS[scheduler]
    program = os.path.abspath(shutil.which(name) or f"/usr/bin/{name}")
    if not os.path.exists(program):
        app.say(f"{name} is not on this computer; written as {program}.")
    if not program.isprintable():
        raise ImpossibleValueError(
            f"the path of {name} has a character that no scheduler takes: {visible_line(program)}"
        )
    app.out(written(program, at.hour, at.minute))
