"""The prompt of the day on a screen."""

import textwrap
from collections.abc import Iterable
from datetime import date, datetime

from reflect.entries.kinds import Entry
from reflect.entries.text import visible_line

NONE_TODAY = "No prompt today."
PUT_BACK = "Put back. No prompt today."
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def retired(prompt: str) -> str:
    """Return the line about a prompt that was put back for good, and how it comes again."""
    return f"Put back until `reflect pack bring-back {prompt}`. No prompt today."


def prompt(day: date, text: str, answers: Iterable[Entry], width: int) -> str:
    """Return the day, the prompt, and when it was answered if it was."""
    lines = textwrap.wrap(visible_line(text), max(width - 4, 16), break_on_hyphens=False)
    parts = [f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}", "", *(f"  {line}" for line in lines)]
    clocks = [f"{datetime.fromisoformat(entry['at']):%H:%M}" for entry in answers]
    if clocks:
        parts += ["", f"answered {', '.join(clocks)}"]
    return "\n".join(parts)
