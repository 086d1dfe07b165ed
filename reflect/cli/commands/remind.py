"""`reflect remind`."""

import re
from typing import Annotated

import typer

from reflect.cli.context import AppContext, quoted
from reflect.errors import ImpossibleValueError
from reflect.render.reminder import SCHEDULERS

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)


def command(
    ctx: typer.Context,
    scheduler: Annotated[str, typer.Argument(metavar="cron|systemd|launchd", help="What is to remind you.")],
    *,
    at: Annotated[str, typer.Option("--at", metavar="HH:MM", help="The time of day: 21:30.")],
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

    app: AppContext = ctx.obj
    if scheduler not in SCHEDULERS:
        raise ImpossibleValueError(
            f"there is no scheduler {quoted(scheduler)!r} here; name one of {', '.join(SCHEDULERS)}"
        )
    clock = _CLOCK.fullmatch(at)
    if clock is None:
        raise ImpossibleValueError(f"--at {quoted(at)} is no time of day; write 21:30")
    name, written = SCHEDULERS[scheduler]
    program = os.path.abspath(shutil.which(name) or f"/usr/bin/{name}")
    if not os.path.exists(program):
        app.say(f"{name} is not on this computer; written as {program}.")
    if not program.isprintable():
        raise ImpossibleValueError(f"the path of {name} has a character that no scheduler takes: {quoted(program)}")
    app.out(written(program, int(clock[1]), int(clock[2])))
