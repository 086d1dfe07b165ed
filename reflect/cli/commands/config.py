"""`reflect config`."""

import json
from typing import Annotated

import typer

from reflect.cli.context import AppContext
from reflect.cli.lazy import Command, group
from reflect.cli.params import Json
from reflect.model.text import visible

command = group("Show and change settings.")
Key = Annotated[str, typer.Argument(metavar="KEY", help="As `reflect config list` names it.")]


@command.command("list", cls=Command)
def list_settings(ctx: typer.Context, *, as_json: Json = False) -> None:
    """Show every setting and its value."""
    app: AppContext = ctx.obj
    values = app.reading.settings()
    if as_json:
        app.out_json(values)
        return
    from reflect.cli.output import draw
    from reflect.render.tables import grid

    draw(app, [grid((key, app.view.shown(json.dumps(value, ensure_ascii=False))) for key, value in values.items())])


@command.command(cls=Command)
def get(ctx: typer.Context, key: Key, *, as_json: Json = False) -> None:
    """Show one setting."""
    from reflect.store.settings import known

    app: AppContext = ctx.obj
    value = app.reading.settings()[known(key)]
    if as_json:
        app.out_json(value)
    else:
        app.out(value if isinstance(value, str) else _shown(value))


@command.command("set", cls=Command)
def set_value(
    ctx: typer.Context, key: Key, value: Annotated[str, typer.Argument(metavar="VALUE", help="0-10, sunday, 05:00 …")]
) -> None:
    """Change a setting; entries stay as they are.

    \b
    Examples:
      reflect config set mood.scale 0-10
      reflect config set week_starts sunday
    """
    app: AppContext = ctx.obj
    kept = app.journal.set_setting(key, value)
    app.out(f"set: {key} = {_shown(kept)}")


@command.command(cls=Command)
def unset(ctx: typer.Context, key: Key) -> None:
    """Take a setting back to its default."""
    app: AppContext = ctx.obj
    app.journal.set_setting(key, None)
    app.out(f"unset: {key}")


def _shown(value: object) -> str:
    """Return a value as it would stand in JSON, safe on a terminal."""
    return visible(json.dumps(value, ensure_ascii=False))
