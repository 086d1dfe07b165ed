"""What `week`, `month`, `year` and `since` have in common: a summary on the screen, as JSON, or as a page."""

import sys
from typing import NamedTuple

from reflect.actions.query import MOST_WEEKS
from reflect.cli.context import AppContext, quoted
from reflect.cli.input import DASH
from reflect.cli.output import paged, patience
from reflect.cli.params import whole
from reflect.errors import ImpossibleValueError
from reflect.journal import SpanKind
from reflect.summary.shape import Summary

TEXT_KINDS = ("answers", "notes", "episodes", "phrases")
"""The texts a page leaves out unless they are named. The last two are on the screen without being asked for."""


class Asked(NamedTuple):
    """A summary as it was asked for; what was typed is not read yet, and the defaults are those of the commands."""

    kind: SpanKind
    when: str | None
    until: str | None
    weeks: str
    ids: bool
    people: str
    with_text: str | None
    html: str | None
    yes: bool
    force: bool
    no_pager: bool
    as_json: bool


def tell(app: AppContext, asked: Asked) -> None:
    """Print the summary, or write its page.

    Raises:
        ReflectError: something that was typed cannot be, or the store cannot be read.
    """
    kinds = _text_kinds(asked.with_text)
    if asked.html is not None and asked.as_json:
        raise ImpossibleValueError("--json and --html are two forms of the same summary; name one of them")
    weeks = whole(asked.weeks, 1, MOST_WEEKS, "--weeks")
    journal = app.reading
    with patience(sys.stderr, "Reading the diary"):
        summary = journal.summary(
            asked.kind,
            asked.when,
            until=asked.until,
            weeks=weeks,
            people=asked.people,
            leaving=asked.html is not None,
        )
    if asked.html is not None:
        _write_page(app, asked, summary, kinds)
    elif asked.as_json:
        app.out_json(summary)
    else:
        from reflect.render.terminal import lines_of

        view = app.view._replace(ids=asked.ids, text_kinds=kinds)
        paged(app, lines_of(summary, view), no_pager=asked.no_pager)


def _write_page(app: AppContext, asked: Asked, summary: Summary, kinds: frozenset[str]) -> None:
    """Write the page, for the person alone to read; on a terminal what it contains is said first, and asked."""
    from reflect.actions.files import refuse_target, write
    from reflect.render import page

    target = asked.html or ""
    if target != DASH:
        refuse_target(target, app.journal.path, force=asked.force)
    app.say(page.contains(kinds))
    if app.is_terminal and not app.confirmed("Write this page?", yes=asked.yes, left="Nothing was written."):
        return
    text = page.as_html(summary, ids=asked.ids, text_kinds=kinds)
    if target == DASH:
        sys.stdout.write(text)
    else:
        write(target, [text.encode()], force=asked.force)
        app.say(f"written: {app.shown(target)}")


def _text_kinds(typed: str | None) -> frozenset[str]:
    kinds = frozenset(part.strip() for part in (typed or "").split(",") if part.strip())
    for kind in sorted(kinds):
        if kind not in TEXT_KINDS:
            raise ImpossibleValueError(f"--with-text takes {', '.join(TEXT_KINDS)}, not {quoted(kind)}")
    return kinds
