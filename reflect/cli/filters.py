"""The options that say which entries a command is about, and how people are named in what it shows of them."""

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from reflect.cli.params import comma_list, completing, shipped_labels
from reflect.errors import ImpossibleValueError
from reflect.model.choices import KINDS, Kind, PeopleMode

Since = Annotated[
    str | None, typer.Option("--since", metavar="WHEN", help="From this day on: monday, 2w, 2026-W47, session.")
]
Until = Annotated[str | None, typer.Option("--until", metavar="WHEN", help="Up to and including this day.")]
Kinds = Annotated[
    list[Any] | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        parser=comma_list(KINDS),
        autocompletion=completing(KINDS, commas=True),
        help="Only entries of this kind; separate several with commas.",
    ),
]
Labels = Annotated[
    list[str] | None,
    typer.Option(
        "--label",
        metavar="L",
        autocompletion=shipped_labels,
        help="Only entries with this pattern or feeling; separate several with commas.",
    ),
]
People = Annotated[
    list[str] | None,
    typer.Option("-w", "--with", metavar="P", help="Only patterns with this person; separate several with commas."),
]
PeopleAs = Annotated[
    PeopleMode,
    typer.Option(
        "--people", metavar="HOW", help="How to name people: full, initials or letters. Texts stay as you wrote them."
    ),
]
Grep = Annotated[str | None, typer.Option("--grep", metavar="TEXT", help="Only entries with this text.")]


def kinds_of(given: Iterable[Iterable[Kind]] | None) -> list[Kind] | None:
    """Return the kinds of entries that `--kind` names, or None if it is not given."""
    found = [kind for kinds in given or () for kind in kinds]
    if given and not found:
        raise ImpossibleValueError("--kind is empty", f"the kinds are {', '.join(KINDS)}")
    return found or None
