"""`reflect since`."""

from typing import Annotated

import typer

from reflect.cli.params import Force, Html, Ids, Json, NoPager, People, Until, Weeks, WithText, Yes
from reflect.cli.summaries import Asked, tell


def command(
    ctx: typer.Context,
    when: Annotated[str, typer.Argument(metavar="WHEN", help="The first day: session, session~1, monday, 2w.")],
    *,
    until: Until = None,
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
    """Show what came back since a day.

    Up to today, or to the day that --until names. `session` is the day of the latest session you marked.

    \b
    Examples:
      reflect since session
      reflect since session~1 --until session
      reflect since 2w --html page.html --with-text episodes,phrases
    """
    tell(ctx.obj, Asked("since", when, until, weeks, ids, people, with_text, html, yes, force, no_pager, as_json))
