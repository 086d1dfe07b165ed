"""`reflect help`."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from reflect.errors import ImpossibleValueError, ReflectError
from reflect.model.text import visible_line


def _commands(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Complete a command, or one of a group such as `pack`."""
    try:
        here = _context(ctx, ctx.params.get("names") or ())
    except (ReflectError, typer.TyperException):
        return []
    group: Any = here.command
    if not isinstance(group, TyperGroup):
        return []
    found = {name: group.get_command(here, name) for name in group.list_commands(here) if name.startswith(incomplete)}
    return [(name, one.get_short_help_str(limit=100)) for name, one in found.items() if one]


def command(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[COMMAND]...", autocompletion=_commands, help="A command: week, pack add."),
    ] = None,
) -> None:
    """Show the help of a command.

    The same as --help after a command.

    \b
    Examples:
      reflect help mood
      reflect help pack add
    """
    typer.echo(_context(ctx, names or ()).get_help())


def _context(ctx: typer.Context, names: Sequence[str]) -> Any:
    """Return the context of a command, as if it were called."""
    here: Any = ctx.parent
    for name in names:
        if not isinstance(here.command, TyperGroup):
            raise ImpossibleValueError(f"{here.info_name} has no command {visible_line(name)}")
        found: Any = here.command.resolve_command(here, [name])[1]
        if found is None:  # a shell asks what to offer, and Typer refuses nothing then
            raise ImpossibleValueError(f"there is no command {visible_line(name)}")
        here = typer.Context(found, info_name=name, parent=here)
    return here
