"""Commands that are imported when they are called, and not before.

Registered as usual, every command costs the start of every other: about 1.4 ms each. Here the group holds stubs (a
name and a line of help), and `resolve_command`, which both running and completion call, puts the real command in the
place of its stub. Only what Typer documents is used: `cls=`, `TyperGroup`, `TyperCommand`, `typer.main.get_command`.
"""

import importlib
import re
from collections.abc import Iterable
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

from reflect.cli.registry import SPECS, Spec
from reflect.errors import ImpossibleValueError, ReflectError
from reflect.model.text import visible

CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 80}
INTERRUPTED = 130
_NUMBER = re.compile(r"-[0-9]")
_OF_WORDS = frozenset({"[TEXT]", "[NOTE]"})
"""Arguments that are words of the person's."""
_MARK = "\0"  # no argument of a process can hold a NUL, so it is free to mark one


class Command(TyperCommand):
    """A command in which an argument such as `-1` or `-2w` is a value, never an option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments with those that begin with - and a digit marked, and the mark taken off again."""
        marked = [_MARK + arg if _NUMBER.match(arg) else arg for arg in args]
        try:
            rest = super().parse_args(ctx, marked)
        except Exception as error:
            if "extra argument" not in str(error):
                raise
            raise ImpossibleValueError(_too_many(ctx.command_path, self.params)) from None
        ctx.params = {name: _unmarked(value) for name, value in ctx.params.items()}
        return [_unmarked(arg) for arg in rest]


def _too_many(command: str, params: Iterable[Any]) -> str:
    """Return the refusal of further arguments. It does not show them: they may be the person's words."""
    taken = [param.metavar for param in params if param.param_type_name == "argument"]
    if not taken:
        return f"{command} takes no arguments; its options are in `{command} --help`."
    count = f"{len(taken)} argument{'' if len(taken) == 1 else 's'}"
    pipe = "" if _OF_WORDS.isdisjoint(taken) else ", or give - and pipe them"
    return f"{command} takes {count}; put words that belong together in quotes{pipe}."


def _unmarked(value: Any) -> Any:
    if isinstance(value, str):
        return value.removeprefix(_MARK)
    if isinstance(value, list | tuple):
        return type(value)(map(_unmarked, value))
    return value


class LazyGroup(TyperGroup):
    """The top of the command line: stubs, each replaced by its command when that is called."""

    specs: ClassVar[tuple[Spec, ...]] = SPECS

    def __init__(self, **attrs: Any) -> None:
        """Make the group with a stub for each command of the registry."""
        super().__init__(**attrs)
        self._unloaded = {spec.name: spec for spec in self.specs}
        for spec in self.specs:
            self.commands[spec.name] = TyperCommand(
                spec.name, short_help=spec.line, rich_help_panel=spec.panel, rich_markup_mode=None
            )

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Typer's signature
        """Return the names in the order of the registry."""
        return [spec.name for spec in self.specs]

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the real command for the first argument."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command if name is None else self.load(name, completing=ctx.resilient_parsing), rest

    def load(self, name: str, *, completing: bool = False) -> Any:
        """Return the real command of this name, imported now if it was not yet; `completing`: a shell asks for it."""
        spec = self._unloaded.pop(name, None)
        if spec is not None:
            self.commands[name] = _command(spec, completing=completing)
        return self.commands[name]

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a refusal becomes one sentence on standard error and its exit code."""
        try:
            return super().invoke(ctx)
        except ReflectError as error:
            typer.echo(f"reflect: {visible(_sentence(error, ctx.invoked_subcommand))}", err=True)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt as interruption:
            typer.echo(f"\nInterrupted. {interruption}".rstrip(), err=True)
            raise typer.Exit(INTERRUPTED) from None

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - Typer's signature
        """Write the commands under the headings of the registry."""
        width = max(len(spec.name) for spec in self.specs) + 2
        for panel in dict.fromkeys(spec.panel for spec in self.specs):
            with formatter.section(panel):
                formatter.write_dl(
                    [(spec.name.ljust(width - 2), spec.line) for spec in self.specs if spec.panel == panel]
                )


def _sentence(error: ReflectError, command: str | None) -> str:
    """Return what is printed of an error: its sentence, where a draft is kept, and what did not happen."""
    ending = next((spec.ending for spec in SPECS if spec.name == command), "") if error.changed_nothing else ""
    return " ".join(part for part in (str(error), ending, *getattr(error, "__notes__", ())) if part)


def group(line: str) -> typer.Typer:
    """Return a command that has commands of its own, such as `store info`; `line` is its help."""
    made = typer.Typer(
        help=line, add_completion=False, rich_markup_mode=None, no_args_is_help=True, context_settings=CONTEXT
    )
    made.callback()(lambda: None)
    return made


def _command(spec: Spec, *, completing: bool) -> Any:
    target = importlib.import_module(spec.module).command
    if completing:
        from reflect.cli.completion import teach

        teach(target)
    if isinstance(target, typer.Typer):  # a group, such as `store info`
        command = typer.main.get_command(target)
    else:
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(spec.name, cls=Command, short_help=spec.line, context_settings=CONTEXT)(target)
        command = typer.main.get_command(app)
    command.name = spec.name
    return command
