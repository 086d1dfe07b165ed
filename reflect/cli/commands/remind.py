"""`reflect remind`."""

import os
from typing import Annotated

import typer

from reflect.cli.context import AppContext
from reflect.journal import Journal
from reflect.model.choices import Scheduler


def command(
    app: AppContext,
    scheduler: Annotated[
        Scheduler, typer.Argument(metavar="cron|systemd|launchd", help="The program that will remind you.")
    ],
    *,
    at: Annotated[str, typer.Option("--at", metavar="HH:MM", help="The time of day: 21:30.")],
) -> None:
    """Show how to set up a daily reminder.

    It prints what to put where, and sets nothing up itself. The reminder says `reflect` and the time, the same every
    day, and nothing else. It does not read the journal.

    \b
    Examples:
      reflect remind cron --at 21:30
      reflect remind systemd --at 07:15
    """
    reminder = Journal.reminder(scheduler, at)
    if not reminder.is_installed:
        name = os.path.basename(reminder.program)
        app.say(f"{name} is not on this computer; written as {reminder.program}.")
    app.write(reminder.text)
