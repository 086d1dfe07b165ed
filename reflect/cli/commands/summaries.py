"""`reflect week`, `month`, `year` and `since`: a summary on the screen, as JSON, or as a page."""

import sys
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from reflect.cli import params
from reflect.cli.context import DASH, AppContext
from reflect.cli.output import draw, page_target, patience, refuse_binary, write_page
from reflect.cli.params import text_kinds, whole_number
from reflect.errors import ImpossibleValueError, ReflectError
from reflect.model.choices import LOOKBACK_WEEKS, SpanKind, TextKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from reflect import Page

_NOT_WRITTEN = "Nothing was written."


class Options(NamedTuple):
    """The options that every summary has."""

    weeks: Annotated[
        int,
        typer.Option(
            "--weeks",
            metavar="N",
            parser=whole_number(*LOOKBACK_WEEKS),
            show_default=False,
            help="Weeks to look back; 8 by default.",
        ),
    ] = 8
    everything: Annotated[bool, typer.Option("--all", help="Show everything.")] = False
    ids: Annotated[bool, typer.Option("--ids", help="Show the ids of the entries beside each line.")] = False
    people: params.PeopleAs = "full"
    label: params.Labels = None
    with_people: params.People = None
    with_text: Annotated[
        frozenset[TextKind] | None, text_kinds("Also show texts: answers,notes (on a page also episodes,phrases).")
    ] = None
    html: params.Html = None
    pdf: params.Pdf = None
    yes: params.Yes = False
    force: params.Force = False
    no_pager: params.NoPager = False
    as_json: params.Json = False


def week(
    app: AppContext,
    *,
    of: Annotated[
        str | None,
        typer.Option("--of", metavar="WHEN", help="The week of this day: last, 2w, 2026-11-16, 2026-W47, session."),
    ] = None,
    options: Options,
) -> None:
    """Summarise a week.

    It shows counts, dates and your own labels, and says nothing about what they mean.

    \b
    Examples:
      reflect week
      reflect week --of last
      reflect week --html week.html --people initials
    """
    _show(app, "week", of, None, options)


def month(
    app: AppContext,
    *,
    of: Annotated[
        str | None,
        typer.Option("--of", metavar="WHEN", help="The month of this day: last, 2026-10, yesterday, session."),
    ] = None,
    options: Options,
) -> None:
    """Summarise a month.

    It shows counts, dates and your own labels, and says nothing about what they mean.

    \b
    Examples:
      reflect month
      reflect month --of 2026-10
    """
    _show(app, "month", of, None, options)


def year(
    app: AppContext,
    *,
    of: Annotated[
        str | None, typer.Option("--of", metavar="WHEN", help="The year of this day: last, 2025, 2026-11-16.")
    ] = None,
    options: Options,
) -> None:
    """Summarise a year.

    It shows counts, dates and your own labels, and says nothing about what they mean.

    \b
    Examples:
      reflect year
      reflect year --of 2025 --json
    """
    _show(app, "year", of, None, options)


def since(
    app: AppContext,
    when: Annotated[str, typer.Argument(metavar="WHEN", help="The first day: session, session~1, monday, 2w.")],
    *,
    until: params.Until = None,
    options: Options,
) -> None:
    """Summarise the days since a day.

    It ends today, or on the day that --until gives. `session` is the day of the last session you marked.

    \b
    Examples:
      reflect since session
      reflect since session~1 --until session
      reflect since 2w --html page.html --with-text episodes,phrases
    """
    _show(app, "since", when, until, options)


def _show(app: AppContext, kind: SpanKind, when: str | None, until: str | None, options: Options) -> None:
    """Print a summary, or write its page."""
    target = page_target(options.html, options.pdf)
    if target is not None and options.as_json:
        raise ImpossibleValueError("--json and a page cannot be combined; give one of them")
    journal = app.journal_to_read
    span: dict[str, Any] = {"until": until, "weeks": options.weeks, "people": options.people}
    span |= {"labelled": options.label or (), "with_people": options.with_people or ()}
    kinds: frozenset[TextKind] = options.with_text or frozenset()
    if target is not None:
        _write_page(app, target, lambda: journal.page(kind, when, **span, ids=options.ids, with_text=kinds), options)
        return
    if when is None and app.is_terminal and not options.as_json:
        _say_day(app, kind)
    with patience(sys.stderr, "Reading the journal"):
        summary = journal.summary(kind, when, **span)
    if options.as_json:
        app.out_json(summary)
    else:
        from reflect.render.terminal import lines_of

        view = app.view._replace(ids=options.ids, text_kinds=kinds, everything=options.everything)
        draw(app, lines_of(summary, view), pager=not options.no_pager)


def _say_day(app: AppContext, kind: SpanKind) -> None:
    """Say which day it still is where, after midnight, the calendar has another week, month or year."""
    day, now = app.journal.day(), app.journal.clock.now()
    is_first = {
        "week": now.weekday() == app.journal.week_starts,
        "month": now.day == 1,
        "year": (now.month, now.day) == (1, 1),
    }
    if day < now.date() and is_first.get(kind):
        app.say(f"At {now:%H:%M} it is still {day:%A}: the day ends at {app.journal.settings()['day_starts']}.")


def _write_page(app: AppContext, target: str, made: "Callable[[], Page]", options: Options) -> None:
    """Write the page, for the person alone to read; on a terminal its text is shown first, and agreed to."""
    is_pdf = options.html is None
    if target != DASH:
        try:
            app.journal.check_target(target, force=options.force)
        except ReflectError as error:
            error.add_note(_NOT_WRITTEN)
            raise
    elif is_pdf:
        refuse_binary()
    while True:
        with patience(sys.stderr, "Reading the journal"):
            page = made()
        if not _is_agreed(app, page, options):
            return
        if app.journal.give_letters(page):
            break  # else somebody else got a letter of this page meanwhile: it is shown as it is now
    write_page(app, target, page, is_pdf=is_pdf, force=options.force)


def _is_agreed(app: AppContext, page: "Page", options: Options) -> bool:
    if app.is_terminal and not options.yes and page.summary is not None:
        from reflect.render.terminal import lines_of

        kinds = options.with_text or frozenset()
        draw(app, lines_of(page.summary, app.view._replace(ids=options.ids, text_kinds=kinds, on_paper=True)))
    app.say(page.contains)
    return not app.is_terminal or app.confirmed("Write this page?", yes=options.yes, if_not=_NOT_WRITTEN)
