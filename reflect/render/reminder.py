"""Reminders: what to give each scheduler, with the path of the program quoted by its rules.

A reminder is shown on a screen that others may see. It says the name of the program and the time, and is the same
whatever the journal holds.
"""

import os
import re
import shutil
from collections.abc import Callable, Mapping
from datetime import time
from typing import Final, NamedTuple

from reflect.errors import ImpossibleValueError
from reflect.model.choices import Scheduler
from reflect.model.text import visible_line

_TITLE: Final = "reflect"
_UNIT: Final = "reflect-reminder"
_TIME_OF_DAY: Final = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
_PLAIN: Final = re.compile(r"[A-Za-z0-9_./+:@-]+")
_SIGNS_SYSTEMD_REFUSES: Final = frozenset("\"'\\")
_BUS: Final = 'DBUS_SESSION_BUS_ADDRESS="unix:path=/run/user/$(id -u)/bus"'
"""Cron starts its commands outside the desktop's session; this is where systemd has the bus of it."""

_CRON: Final = """\
# Lines for `crontab -e`. This one, without its #, syncs every hour (`reflect sync init` comes first):
# 17 * * * * {reflect} sync >/dev/null 2>$HOME/.sync-errors || [ $? -eq 7 ] || cat $HOME/.sync-errors
# This one reminds; to stop it, remove the line.
{at.minute} {at.hour} * * * {bus} {program} {title} {at:%H:%M}"""

_SYSTEMD: Final = """\
# ~/.config/systemd/user/{unit}.service
[Unit]
Description={title} {at:%H:%M}

[Service]
Type=oneshot
ExecStart={program} {title} {at:%H:%M}

# ~/.config/systemd/user/{unit}.timer
[Unit]
Description={title} {at:%H:%M}

[Timer]
OnCalendar=*-*-* {at:%H:%M}:00
AccuracySec=1s

[Install]
WantedBy=timers.target

# Save these two files, then:
#   systemctl --user daemon-reload
#   systemctl --user enable --now {unit}.timer
# To stop it:
#   systemctl --user disable --now {unit}.timer"""
_WHERE_LAUNCHD: Final = """\
<!-- ~/Library/LaunchAgents/{unit}.plist
     Then:       launchctl load -w ~/Library/LaunchAgents/{unit}.plist
     To stop it: launchctl unload -w ~/Library/LaunchAgents/{unit}.plist -->
"""


def cron(program: str, at: time) -> str:
    """Return a line for a crontab, and as a comment one for `sync`; `program` is the path of `notify-send`."""
    found = shutil.which(_TITLE) or _TITLE
    paths = {"reflect": _in_cron(found if found.isprintable() else _TITLE), "program": _in_cron(program)}
    return _CRON.format(at=at, bus=_BUS, title=_TITLE, **paths)


def _in_cron(program: str) -> str:
    """Return the path of a program for the shell of cron, which ends a command at a % without a backslash."""
    shell = program if _PLAIN.fullmatch(program) else "'" + program.replace("'", "'\\''") + "'"
    return shell.replace("%", "\\%")


def systemd(program: str, at: time) -> str:
    """Return a service and a timer of the user; `program` is the path of `notify-send`.

    Raises:
        ImpossibleValueError: the path has a sign that systemd takes in no path of a program, however it is quoted.
    """
    if not _SIGNS_SYSTEMD_REFUSES.isdisjoint(program):
        raise ImpossibleValueError(f"systemd takes no quote and no backslash in the path of a program, as in {program}")
    quoted = program if _PLAIN.fullmatch(program) else '"' + program.replace("%", "%%") + '"'
    return _SYSTEMD.format(unit=_UNIT, title=_TITLE, at=at, program=quoted)


def launchd(program: str, at: time) -> str:
    """Return a property list; `program` is the path of `osascript`."""
    import plistlib

    script = f'display notification "{at:%H:%M}" with title "{_TITLE}"'
    job = {
        "Label": _UNIT,
        "ProgramArguments": [program, "-e", script],
        "StartCalendarInterval": {"Hour": at.hour, "Minute": at.minute},
    }
    head, start, rest = plistlib.dumps(job, sort_keys=False).decode().rstrip("\n").partition("<plist")
    return head + _WHERE_LAUNCHD.format(unit=_UNIT) + start + rest


_SCHEDULERS: Final[Mapping[Scheduler, tuple[str, Callable[[str, time], str]]]] = {
    "cron": ("notify-send", cron),
    "systemd": ("notify-send", systemd),
    "launchd": ("osascript", launchd),
}
"""For each scheduler the program that shows the reminder, and what writes the text with its path and the time."""


class Reminder(NamedTuple):
    """What to give a scheduler so that it reminds."""

    text: str
    """A line, or files, with what to do with them as comments."""
    program: str
    """The path of the program that shows the reminder."""
    is_installed: bool
    """Whether that program is on this computer."""


def reminder(scheduler: Scheduler, at: str | time) -> Reminder:
    """As `Journal.reminder`."""
    clock = _TIME_OF_DAY.fullmatch(at if isinstance(at, str) else f"{at:%H:%M}")
    if clock is None:
        raise ImpossibleValueError(f"--at must be a time of day, not {visible_line(str(at))[:40]!r}", "write 21:30")
    name, write = _SCHEDULERS[scheduler]
    program = os.path.abspath(shutil.which(name) or f"/usr/bin/{name}")
    if not program.isprintable():
        shown = visible_line(program)[:40]
        raise ImpossibleValueError(f"the path of {name} has a character that no scheduler takes: {shown}")
    return Reminder(write(program, time(int(clock[1]), int(clock[2]))), program, os.path.exists(program))
