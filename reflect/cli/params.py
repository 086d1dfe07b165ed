"""The options that several commands share."""

import re
from typing import Annotated

import typer

from reflect.errors import ImpossibleValueError

_WHOLE = re.compile(r"-?[0-9]{1,6}")
_SHARE = re.compile(r"([0-9]{0,3}(?:\.[0-9]{1,6})?)(%?)")


def whole(typed: str, low: int, high: int, what: str, words: str = "") -> int:
    """Return a whole number from `low` to `high`; `words` ends the refusal of what is no number at all.

    Only ASCII digits count: `int` would take 1_0, fullwidth digits and blanks, too.

    Raises:
        ImpossibleValueError: it is none.
    """
    number = _WHOLE.fullmatch(typed)
    if number and low <= int(typed) <= high:
        return int(typed)
    raise ImpossibleValueError(f"{what} is a whole number from {low} to {high}{'' if number else words}")


def whole_or_none(typed: str | None, low: int, high: int, what: str, words: str = "") -> int | None:
    """Return None for None, else as `whole`.

    Raises:
        ImpossibleValueError: as `whole`.
    """
    return None if typed is None else whole(typed, low, high, what, words)


def share(typed: str, what: str) -> float:
    """Return a share, written `0.6` or `60%`, as a number from 0 to 1.

    Raises:
        ImpossibleValueError: it is none.
    """
    found = _SHARE.fullmatch(typed)
    if found and found[1]:
        value = float(found[1]) / (100 if found[2] else 1)
        if value <= 1:
            return value
    raise ImpossibleValueError(f"{what} is a share from 0 to 1, as in 0.6 or 60%")


Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="WHEN", help="When it was: yesterday, 21:30, 3d (ago), 2026-11-20 21:30."),
]
Private = Annotated[bool, typer.Option("--private", help="Mark it private: `export --no-private` leaves it out.")]
Note = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Words; - reads standard input.")]
Edit = Annotated[bool, typer.Option("--edit", help="Write it in your editor ($VISUAL, $EDITOR).")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]
Since = Annotated[
    str | None, typer.Option("--since", metavar="WHEN", help="From this day on: monday, 2w, 2026-W47, session.")
]
Until = Annotated[str | None, typer.Option("--until", metavar="WHEN", help="Up to and with this day.")]
Kinds = Annotated[
    list[str] | None, typer.Option("--kind", metavar="KIND", help="Entries of this kind; may be given several times.")
]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]
Weeks = Annotated[
    str, typer.Option("--weeks", metavar="N", help="Weeks of look-back; 8 if not given.", show_default=False)
]
Ids = Annotated[bool, typer.Option("--ids", help="Show the ids of the entries beside each line.")]
People = Annotated[
    str,
    typer.Option(
        "--people", metavar="HOW", help="How people are named: full, initials or letters; texts stay as written."
    ),
]
WithText = Annotated[
    str | None,
    typer.Option(
        "--with-text", metavar="KINDS", help="Show texts as well: answers,notes (a page: episodes,phrases too)."
    ),
]
NoPager = Annotated[bool, typer.Option("--no-pager", help="Print straight out, however long it is.")]
Html = Annotated[
    str | None, typer.Option("--html", metavar="FILE", help="Write one page to print; - is standard output.")
]
