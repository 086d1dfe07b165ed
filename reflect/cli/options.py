"""The options that several commands share."""

from typing import Annotated

import typer

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
Html = Annotated[
    str | None, typer.Option("--html", metavar="FILE", help="Write one page to print; - is standard output.")
]
