"""`reflect help`."""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from reflect.errors import ImpossibleValueError
from reflect.model.text import visible_line


def command(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[COMMAND]...", help="A command: week, pack add.")
    ] = None,
) -> None:
    """Show the help of a command.

    The same as --help after a command.

    \b
    Examples:
      reflect help mood
      reflect help pack add
    """
    here: Any = ctx.parent
    for name in names or ():
        if not isinstance(here.command, TyperGroup):
            raise ImpossibleValueError(f"{here.info_name} has no command {visible_line(name)}")
        found: Any = here.command.resolve_command(here, [name])[1]
        here = typer.Context(found, info_name=name, parent=here)
    typer.echo(here.get_help())
