"""`reflect month`."""

from typing import Annotated

import typer

from reflect.cli.params import Force, Html, Ids, Json, NoPager, People, Weeks, WithText, Yes
from reflect.cli.summaries import Asked, tell


def command(
    ctx: typer.Context,
    *,
    of: Annotated[
        str | None, typer.Option("--of", metavar="WHEN", help="The month of this day: 2026-10, yesterday, session.")
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
    """Show what came back in a month.

    Counts, days and your own labels; a day without entries is left blank. Nothing is said of what it means.

    \b
    Examples:
      reflect month
      reflect month --of 2026-10
    """
    tell(ctx.obj, Asked("month", of, None, weeks, ids, people, with_text, html, yes, force, no_pager, as_json))
