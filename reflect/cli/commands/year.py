"""`reflect year`."""

from typing import Annotated

import typer

from reflect.cli.params import Force, Html, Ids, Json, NoPager, People, Weeks, WithText, Yes
from reflect.cli.summaries import Asked, tell


def command(
    ctx: typer.Context,
    *,
    of: Annotated[
        str | None, typer.Option("--of", metavar="WHEN", help="The year of this day: 2025, 2026-11-16.")
    ] = None,
    weeks: Weeks = "8",
    ids: Ids = False,
    people: People = "full",
    with_text: WithText = None,
    html: Html = None,
    yes: Yes = False,
    force: Force = False,
    no_pager: NoPager = False,
    as_json: Json = False,
) -> None:
    """Show what came back in a year.

    Counts, days and your own labels; a day without entries is left blank. Nothing is said of what it means.

    \b
    Examples:
      reflect year
      reflect year --of 2025 --json
    """
    tell(ctx.obj, Asked("year", of, None, weeks, ids, people, with_text, html, yes, force, no_pager, as_json))
