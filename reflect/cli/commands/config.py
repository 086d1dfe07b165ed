"""`reflect config`."""

import json
from typing import Annotated, Any

import typer

from reflect.cli.app import Group
from reflect.cli.context import AppContext
from reflect.cli.output import draw
from reflect.cli.params import Json, completing, one_of
from reflect.model.choices import DAY_STARTS, LANGUAGES, SETTINGS, THEMES
from reflect.model.dates import WEEKDAYS
from reflect.model.text import visible

command = Group("Show and change settings.")
_FEW_VALUES = {"week_starts": WEEKDAYS, "day_starts": DAY_STARTS, "language": LANGUAGES, "prompts.themes_off": THEMES}
"""The settings with few values, or with a list of them."""
Setting = Annotated[
    str,
    typer.Argument(
        metavar="KEY",
        parser=one_of(SETTINGS),
        autocompletion=completing(SETTINGS),
        help="The name, as in `reflect config list`.",
    ),
]


def _values(ctx: typer.Context, incomplete: str) -> list[str]:
    setting = str(ctx.params.get("setting"))
    return completing(_FEW_VALUES.get(setting, ()), commas=setting == "prompts.themes_off")(incomplete)


@command.command("list")
def list_settings(app: AppContext, *, as_json: Json = False) -> None:
    """Show every setting, its value, what it changes, and an example."""
    values = app.journal_to_check.settings()
    if as_json:
        app.out_json(values)
        return
    from reflect.render.tables import setting_list

    draw(app, setting_list(values, app.view))
    if locked := [name for name in SETTINGS if name not in values]:
        app.say(f"{', '.join(locked)} is encrypted, and the journal is locked; `reflect store unlock` opens it.")


@command.command()
def get(app: AppContext, setting: Setting, *, as_json: Json = False) -> None:
    """Show one setting."""
    values = app.journal_to_check.settings()
    value = values[setting] if setting in values else app.journal.settings()[setting]  # which is refused while locked
    if as_json:
        app.out_json(value)
    else:
        app.write(value if isinstance(value, str) else _json(value))


@command.command("set")
def set_value(
    app: AppContext,
    setting: Setting,
    value: Annotated[str, typer.Argument(metavar="VALUE", autocompletion=_values, help="0-10, sunday, 05:00 …")],
    *,
    as_json: Json = False,
) -> None:
    """Change a setting; entries stay as they are.

    \b
    Examples:
      reflect config set mood.scale 0-10
      reflect config set week_starts sunday
    """
    changed = app.any_journal.set_setting(setting, value)
    _print_set(app, f"set: {setting} = {_json(changed)}", as_json=as_json)
    if setting == "prompts.themes_off":
        _say_unknown_themes(app, changed)


@command.command()
def unset(app: AppContext, setting: Setting, *, as_json: Json = False) -> None:
    """Reset a setting to its default."""
    app.any_journal.set_setting(setting, None)
    _print_set(app, f"unset: {setting}", as_json=as_json)


def _print_set(app: AppContext, line: str, *, as_json: bool) -> None:
    if as_json:
        app.out_json(app.any_journal.settings())
    else:
        app.out(line)


def _say_unknown_themes(app: AppContext, themes: Any) -> None:
    own = [app.journal.pack(row["name"]).pack for row in app.journal.packs() if not row["shipped"]]
    known = {*THEMES, *(prompt.theme for pack in own for prompt in pack.prompts)}
    if unknown := [theme for theme in themes if theme not in known]:
        app.say(f"No prompt has the theme {', '.join(unknown)}. The themes: {', '.join(sorted(known))}.")


def _json(value: object) -> str:
    """Return a value as JSON, safe on a terminal."""
    return visible(json.dumps(value, ensure_ascii=False))
