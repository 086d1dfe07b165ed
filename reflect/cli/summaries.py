"""What `week`, `month`, `year` and `since` have in common: a summary on the screen, as JSON, or as a page."""

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from reflect.cli.context import AppContext, quoted
from reflect.cli.input import DASH
from reflect.cli.output import patience
from reflect.cli.params import whole
from reflect.errors import ImpossibleValueError
from reflect.model.choices import TEXT_KINDS, SpanKind

if TYPE_CHECKING:
    from reflect import Page

_MAX_WEEKS = 520


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
    as_json: bool


def tell(app: AppContext, asked: Asked) -> None:
    """Print the summary, or write its page.

    Raises:
        ReflectError: something that was typed cannot be, or the store cannot be read.
    """
    kinds = _text_kinds(asked.with_text)
    if asked.html is not None and asked.as_json:
        raise ImpossibleValueError("--json and --html are two forms of the same summary; name one of them")
    weeks = whole(asked.weeks, 1, _MAX_WEEKS, "--weeks")
    span: dict[str, Any] = {"until": asked.until, "weeks": weeks, "people": asked.people}
    journal = app.reading
    with patience(sys.stderr, "Reading the diary"):
        if asked.html is not None:
            page = journal.page(asked.kind, asked.when, **span, ids=asked.ids, with_text=kinds)
        else:
            summary = journal.summary(asked.kind, asked.when, **span)
    if asked.html is not None:
        _write_page(app, asked, page)
    elif asked.as_json:
        app.out_json(summary)
    elif app.is_plain:
        from reflect.render import plain

        app.out(plain.summary(summary, width=app.width, ids=asked.ids, text_kinds=kinds, ascii_only=app.ascii_only))
    else:
        from reflect.render import screen

        text = screen.summary(summary, width=app.width, ids=asked.ids, text_kinds=kinds, ascii_only=app.ascii_only)
        screen.write(text, sys.stdout)


def _write_page(app: AppContext, asked: Asked, page: "Page") -> None:
    """Write the page, for the person alone to read; on a terminal what it contains is said first, and asked."""
    target = asked.html or ""
    if target != DASH:
        app.journal.check_target(target, force=asked.force)
    app.say(page.contains)
    if app.is_terminal and not app.confirmed("Write this page?", yes=asked.yes, left="Nothing was written."):
        return
    if target == DASH:
        sys.stdout.write(page.text)
    else:
        app.journal.page_file(target, page, force=asked.force)
        app.say(f"written: {app.shown(target)}")


def _text_kinds(typed: str | None) -> frozenset[str]:
    kinds = frozenset(part.strip() for part in (typed or "").split(",") if part.strip())
    for kind in sorted(kinds):
        if kind not in TEXT_KINDS:
            raise ImpossibleValueError(f"--with-text takes {', '.join(TEXT_KINDS)}, not {quoted(kind)}")
    return kinds
