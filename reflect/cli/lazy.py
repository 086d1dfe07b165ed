"""The commands, each imported when it is called, and the printing of their errors.

Registered as usual, every command costs the start of every other: about 1.4 ms each. Here the group has stubs (a name
and a line of help), and `resolve_command`, which both running and completion call, replaces the stub by the command.
It uses documented features of Typer only: `cls=`, `TyperGroup`, `TyperCommand`, `typer.main.get_command`.
"""

import importlib
import os
import sys
from typing import Any, ClassVar, Final

import typer
from typer.core import TyperCommand, TyperGroup

from reflect.cli import EXIT_INTERRUPTED
from reflect.cli.context import wrapped
from reflect.errors import ImpossibleValueError, ReflectError, StoreError, has_committed
from reflect.model.text import visible, visible_path

CONTEXT: Final[dict[str, Any]] = {"help_option_names": ["-h", "--help"], "max_content_width": 80}
_MARK = "\0"  # no argument of a process can hold a NUL, so it is free to mark one
_COMPLETES = "_REFLECT_COMPLETE"
"""Set by a shell that asks what to offer."""
_UNCHANGED = "Nothing was changed."
_DAILY, _BACK, _FIX, _PROMPTS = "Daily", "Looking back", "Corrections", "Prompts"
_FILES, _STORE = "Import and export", "The store"


class Spec:
    """A command, with its line in the help: the first of its own docstring."""

    def __init__(  # noqa: PLR0913, PLR0917 - a row of a table
        self, name: str, line: str, panel: str, ending: str = "", module: str = "", function: str = "command"
    ) -> None:
        """Take the end of its errors, its module if the name differs, and the function in it."""
        self.name, self.line, self.panel, self.ending = name, line, panel, ending
        self.module, self.function = module or name, function


SPECS: Final = (
    Spec("today", "Show the prompt of the day.", _DAILY),
    Spec("answer", "Answer the prompt of the day.", _DAILY, _UNCHANGED),
    Spec("pass", "Pass today's prompt.", _DAILY, _UNCHANGED, "pass_"),
    Spec("mood", "Record a mood: a number, then words if you like.", _DAILY, _UNCHANGED),
    Spec("pattern", "Record a relational pattern, and with whom.", _DAILY, _UNCHANGED),
    Spec("note", "Record a note.", _DAILY, _UNCHANGED),
    Spec("session", "Mark a therapy session.", _DAILY, _UNCHANGED),
    Spec("week", "Summarise a week.", _BACK, "", "summaries", "week"),
    Spec("month", "Summarise a month.", _BACK, "", "summaries", "month"),
    Spec("year", "Summarise a year.", _BACK, "", "summaries", "year"),
    Spec("since", "Summarise the days since a day.", _BACK, "", "summaries", "since"),
    Spec("list", "List entries, oldest first.", _BACK),
    Spec("show", "Show one entry.", _BACK),
    Spec("edit", "Change an entry.", _FIX, _UNCHANGED),
    Spec("delete", "Delete entries.", _FIX, _UNCHANGED),
    Spec("undo", "Take back the latest change, then the one before.", _FIX, _UNCHANGED),
    Spec("label", "List, rename, merge and retire labels.", _FIX, _UNCHANGED),
    Spec("pack", "Show, add, write and preview prompt packs.", _PROMPTS, _UNCHANGED),
    Spec("export", "Export entries.", _FILES, "Nothing was written."),
    Spec("share", "Encrypt a page for someone who has a key.", _FILES, "Nothing was written."),
    Spec("import", "Add the entries of a file.", _FILES, _UNCHANGED, "import_"),
    Spec("schema", "Show the JSON Schema of entries and of JSON output.", _FILES),
    Spec("store", "Check, repair, back up, restore, encrypt and erase the store.", _STORE, _UNCHANGED),
    Spec("sync", "Sync the journal with another computer, through git.", _STORE, _UNCHANGED),
    Spec("config", "Show and change settings.", _STORE, _UNCHANGED),
    Spec("remind", "Show how to set up a daily reminder.", _STORE),
    Spec("care", "Show what reflect is not for, and your own contacts.", _STORE, _UNCHANGED),
    Spec("help", "Show the help of a command.", _STORE),
)
"""Every command, in the order of help. A module has the name of its command, unless Python reserves it."""


class Command(TyperCommand):
    """A command in which an argument such as `-1` or `-2w` is a value, never an option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments with a mark on those that begin with - and a digit, and remove the mark."""
        marked = [_MARK + arg if arg[:1] == "-" and "0" <= arg[1:2] <= "9" else arg for arg in args]
        try:
            rest = super().parse_args(ctx, marked)
        except typer.TyperException as error:
            if "extra argument" in str(error):
                from reflect.cli.usage import too_many

                raise ImpossibleValueError(too_many(ctx.command_path, self.params)) from None
            error.ctx = getattr(error, "ctx", None) or ctx  # type: ignore[attr-defined]
            raise
        ctx.params = {name: _unmarked(value) for name, value in ctx.params.items()}
        return [_unmarked(arg) for arg in rest]

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the parts of the usage, without Typer's braces around an argument that is needed."""
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]


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
        """Make the group with a stub for each command."""
        super().__init__(**attrs)
        self._unloaded = {spec.name: spec for spec in self.specs}
        for spec in self.specs:
            self.commands[spec.name] = TyperCommand(
                spec.name, short_help=spec.line, rich_help_panel=spec.panel, rich_markup_mode=None
            )

    def main(self, *args: Any, **more: Any) -> Any:
        """Run the program; completion is prepared for a shell that asks for it."""
        if _COMPLETES in os.environ or any(arg.endswith("-completion") for arg in sys.argv[1:2]):
            from reflect.cli import completion

            completion.prepare()
        return super().main(*args, **more)

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Typer's signature
        """Return the names in the order of help."""
        return [spec.name for spec in self.specs]

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the real command for the first argument."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command if name is None else self.load(name), rest

    def load(self, name: str) -> Any:
        """Return the real command of this name, importing it if needed."""
        spec = self._unloaded.pop(name, None)
        if spec is not None:
            self.commands[name] = _command(spec)
        return self.commands[name]

    def invoke(self, ctx: Any) -> Any:
        """Run the command; print its error before the run's warnings."""
        try:
            return super().invoke(ctx)
        except (ReflectError, typer.TyperException) as error:
            raise typer.Exit(report(error, ctx.invoked_subcommand)) from None
        except KeyboardInterrupt as interruption:
            typer.echo(wrapped(f"\nInterrupted. {interruption}".rstrip(), sys.stderr), err=True)
            raise typer.Exit(EXIT_INTERRUPTED) from None

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - Typer's signature
        """Write the commands under their headings."""
        width = max(len(spec.name) for spec in self.specs)
        for panel in dict.fromkeys(spec.panel for spec in self.specs):
            with formatter.section(panel):
                formatter.write_dl([(spec.name.ljust(width), spec.line) for spec in self.specs if spec.panel == panel])


def _command(spec: Spec) -> Any:
    module = importlib.import_module(f"reflect.cli.commands.{spec.module}")
    target = getattr(module, spec.function)
    if isinstance(target, typer.Typer):  # a group, such as `store info`
        command = typer.main.get_command(target)
    else:
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(spec.name, cls=Command, short_help=spec.line, context_settings=CONTEXT)(target)
        command = typer.main.get_command(app)
    command.name = spec.name
    return command


def group(line: str) -> typer.Typer:
    """Return a command with subcommands, such as `store info`; `line` is its help."""
    made = typer.Typer(
        help=line, add_completion=False, rich_markup_mode=None, no_args_is_help=True, context_settings=CONTEXT
    )
    made.callback()(lambda: None)
    return made


def report(error: Exception, command: str | None = None) -> int:
    """Print an error of a command as one sentence on standard error, and return the exit code.

    After it come "Nothing was changed." and the place of a draft. With REFLECT_DEBUG, an internal error is
    raised.
    """
    ending = next((spec.ending for spec in SPECS if spec.name == command), "")
    if isinstance(error, OSError) and not os.environ.get("REFLECT_DEBUG"):
        error = _of_the_system(error)
    if isinstance(error, ReflectError):
        is_so = error.changed_nothing and not (ending == _UNCHANGED and has_committed())
        parts = [str(error), ending if is_so else "", *getattr(error, "__notes__", ())]
    elif isinstance(error, typer.BadParameter) and error.param and error.message:
        parts = [_refused_value(error), ending]
    elif isinstance(error, typer.TyperException):
        if "Usage: " in (message := error.format_message()):  # a group without a command: Typer shows its help
            typer.echo(message, err=True)
            return error.exit_code
        from reflect.cli.usage import sentence

        is_store = getattr(error, "option_name", "") == "--store"
        clause = (
            "--store goes before the command: reflect --store DIR list, for example" if is_store else sentence(error)
        )
        context: Any = getattr(error, "ctx", None)
        see = f"See `{context.command_path if context else 'reflect'} --help`."
        parts = [clause + ("" if clause.endswith(("?", ".")) else "."), see]
    elif os.environ.get("REFLECT_DEBUG"):
        raise error
    else:
        parts = [f"internal error ({type(error).__name__}); run it again with REFLECT_DEBUG=1 to see where."]
    typer.echo(wrapped(f"reflect: {visible(' '.join(filter(None, parts)))}", sys.stderr), err=True)
    return getattr(error, "exit_code", 1)


def _of_the_system(error: OSError) -> StoreError:
    """Return the error for a system error that no verb expects, such as a folder removed meanwhile."""
    why = error.strerror or type(error).__name__
    found = (
        StoreError(f"the system reports an error: {why}")
        if error.filename is None
        else StoreError(f"cannot be used: {why}", path=visible_path(os.fsdecode(error.filename)))
    )
    for note in getattr(error, "__notes__", ()):
        found.add_note(note)
    return found


def _refused_value(error: typer.BadParameter) -> str:
    """Return the error for a value refused by Typer or a parser in `params`. It does not show the value."""
    param: Any = error.param
    name = param.opts[-1] if param.param_type_name == "option" else f"the {param.name}"
    choices = getattr(param.type, "choices", ())
    return _sentence(f"{name} must be one of {', '.join(choices)}" if choices else f"{name} {error.message}")


def _sentence(message: str) -> str:
    return message[:1].lower() + message[1:] + ("" if message.endswith(("?", ".")) else ".")
