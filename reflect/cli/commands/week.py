"""`reflect week`."""

import sys
from typing import Annotated

import typer

from reflect.cli.context import AppContext
from reflect.cli.options import Json
from reflect.cli.values import whole
from reflect.journal.looking import MOST_WEEKS

_KINDS = ("answers", "notes", "episodes", "phrases")
"""Of these the last two are on the screen without being asked for."""


def command(
    ctx: typer.Context,
    *,
    of: Annotated[
        str | None,
        typer.Option("--of", metavar="WHEN", help="The week of this day: 2w, 2026-11-16, 2026-W47, session."),
    ] = None,
    weeks: Annotated[str, typer.Option("--weeks", metavar="N", help="Weeks of look-back.")] = "8",
    ids: Annotated[bool, typer.Option("--ids", help="Show the ids of the entries beside each line.")] = False,
    with_text: Annotated[
        str | None, typer.Option("--with-text", metavar="KINDS", help="Show texts as well: answers,notes.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what came back in a week.

    Counts, days and your own labels; a day without entries is left blank. Nothing is said of what it means.

    \b
    Examples:
      reflect week
      reflect week --of 2w
      reflect week --json
    """
    app: AppContext = ctx.obj
    kinds = _text_kinds(with_text)
    summary = app.reading.week(of, weeks=whole(weeks, 1, MOST_WEEKS, "--weeks"))
    if as_json:
        app.out_json(summary)
    elif app.is_plain:
        from reflect.render import plain

        app.out(plain.summary(summary, width=app.width, ids=ids, text_kinds=kinds, ascii_only=app.ascii_only))
    else:
        from reflect.render import screen

        text = screen.summary(summary, width=app.width, ids=ids, text_kinds=kinds, ascii_only=app.ascii_only)
        screen.write(text, sys.stdout)


def _text_kinds(typed: str | None) -> frozenset[str]:
    from reflect.cli.context import quoted
    from reflect.errors import ImpossibleValueError

    kinds = frozenset(part.strip() for part in (typed or "").split(",") if part.strip())
    for kind in sorted(kinds):
        if kind not in _KINDS:
            message = f"--with-text takes {', '.join(_KINDS)}, not {quoted(kind)}."
            raise ImpossibleValueError(message)
    return kinds
