"""`reflect store`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from reflect.cli.context import AppContext
from reflect.cli.lazy import Command, group
from reflect.cli.options import Json, Yes
from reflect.errors import StoreError

if TYPE_CHECKING:
    from reflect.store.check import Finding

command = group("Tell about the store.")


@command.command(cls=Command)
def info(ctx: typer.Context, *, as_json: Json = False) -> None:
    """Show where the store is and what is in it."""
    from reflect.store.folder import shown

    app: AppContext = ctx.obj
    about = app.reading.info()
    about["path"] = shown(about["path"])
    if as_json:
        app.out_json({"format": 1, **about})
        return
    counts = ", ".join(f"{kind} {count}" for kind, count in about["entries"].items() if count) or "none"
    span = f"{about['from']} to {about['to']}" if about["from"] else "·"
    app.out(
        f"path       {app.shown(app.journal.diary.path)}\nformat     {about['store_format']}\n"
        f"encrypted  no\nmonths     {about['months']}\nentries    {counts}\ndays       {span}"
    )


@command.command(cls=Command)
def check(ctx: typer.Context, *, as_json: Json = False) -> None:
    """Read everything in the store and name what is wrong in it.

    Nothing is changed. Damage is what keeps something from being read; a note is what you may want to know.
    """
    from reflect.journal import checking

    app: AppContext = ctx.obj
    _show(app, checking.findings(app.as_it_is), (), as_json=as_json)


@command.command(cls=Command)
def repair(ctx: typer.Context, *, yes: Yes = False, as_json: Json = False) -> None:
    """Put the store right, and lose nothing.

    Every entry that can be read goes where it belongs, and what a sync tool left beside a month is merged with it. Each
    file that changes is first put aside under backups/, as it was.
    """
    from reflect.journal import checking
    from reflect.render import findings as render

    app: AppContext = ctx.obj
    journal = app.as_it_is
    plan = checking.planned(journal)
    if plan.is_empty:
        if not as_json:
            app.out("Nothing to repair.")
        _show(app, checking.findings(journal), (), as_json=as_json)
        return
    app.can_ask(yes=yes)
    if not as_json:
        app.out(render.plan(plan.files, plan.aside, plan.entries))
        if plan.lost:
            app.out(render.lost(plan.lost))
    if not app.confirmed("Repair the store?", yes=yes):
        return
    repaired = checking.put_right(journal)
    _show(app, repaired.findings, repaired.put_aside, as_json=as_json)


def _show(app: AppContext, found: "Sequence[Finding]", put_aside: Sequence[str], *, as_json: bool) -> None:
    """Print what was found, and end with the code for damage where there is any."""
    from reflect.journal.checking import is_sound

    sound = is_sound(found)
    if as_json:
        told = [finding._asdict() for finding in found]
        app.out_json({"format": 1, "ok": sound, "findings": told, "put_aside": list(put_aside)})
    else:
        from reflect.entries.text import visible_line
        from reflect.render.findings import findings

        for path in put_aside:
            app.out(f"put aside: {visible_line(path)}")
        app.out(findings(found))
    if not sound:
        raise typer.Exit(StoreError.exit_code)
