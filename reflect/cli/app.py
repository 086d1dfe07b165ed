"""The program `reflect`: its commands, each imported when it is called, their errors, and its streams.

Registered as usual, every command costs the start of every other: about 1.4 ms each. Here the group has stubs (a name
and a line of help), and `resolve_command`, which both running and completion call, replaces the stub by the command.
It uses documented features of Typer only: `cls=`, `TyperGroup`, `TyperCommand`, `typer.main.get_command`.
"""

import contextlib
import errno
import importlib
import inspect
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, NoReturn, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from reflect import __version__
from reflect.cli import EXIT_INTERRUPTED, let_interrupt
from reflect.cli.commands import SPECS, UNCHANGED, Spec
from reflect.cli.context import DASH, MIN_WIDTH, PIPE_WIDTH, AppContext, is_terminal, terminal_columns, wrapped
from reflect.errors import ImpossibleValueError, ReflectError, StoreError, has_committed
from reflect.model.text import visible, visible_path

CONTEXT: Final[dict[str, Any]] = {"help_option_names": ["-h", "--help"], "max_content_width": 80}
_Function = TypeVar("_Function", bound=Callable[..., None])
_MARK = "\0"  # no argument of a process can hold a NUL, so it is free to mark one
_COMPLETES = "_REFLECT_COMPLETE"
"""Set by a shell that asks what to offer."""
_HELP_WIDTH = PIPE_WIDTH - 2
"""Columns of help through a pipe; on a terminal Typer leaves the same margin."""
_EPILOG = """\
Run `reflect` on its own to be asked for today's prompt, a mood and a pattern. Press Enter to skip any.

\b
Examples:
  reflect
  reflect mood 4
  reflect note --edit
  reflect pattern withdrawal --with Sam
  reflect week"""


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

    def __init__(self, **attrs: Any) -> None:
        """Make the group with a stub for each command."""
        super().__init__(**attrs)
        self._unloaded = {spec.name: spec for spec in SPECS}
        for spec in SPECS:
            self.commands[spec.name] = TyperCommand(
                spec.name, short_help=spec.line, rich_help_panel=spec.panel, rich_markup_mode=None
            )

    def main(self, *args: Any, **more: Any) -> Any:
        """Run the program; completion is prepared for a shell that asks for it."""
        if _COMPLETES in os.environ or any(arg.endswith("-completion") for arg in sys.argv[1:2]):
            from reflect.cli import completion

            completion.prepare()
        return super().main(*args, **more)

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
        width = max(len(spec.name) for spec in SPECS)
        for panel in dict.fromkeys(spec.panel for spec in SPECS):
            with formatter.section(panel):
                formatter.write_dl([(spec.name.ljust(width), spec.line) for spec in SPECS if spec.panel == panel])


class Group(typer.Typer):
    """A command with subcommands, such as `store info`, or one alone; `line` is its help."""

    def __init__(self, line: str = "") -> None:
        super().__init__(help=line, add_completion=False, rich_markup_mode=None, no_args_is_help=True)

    def command(self, name: str | None = None, **more: Any) -> Callable[[_Function], _Function]:
        """Return a decorator of a command: Typer hands out its context, the command gets the `app` of the run.

        If it takes `options`, a NamedTuple, Typer sees each of them, after those of the command itself; so options of
        several commands are declared once.
        """
        register = super().command(name, cls=Command, **more)

        def registered(command: _Function) -> _Function:
            register(_for_typer(command))
            return command

        return registered


def _for_typer(command: Callable[..., None]) -> Callable[..., None]:
    own = dict(inspect.signature(command).parameters)
    if "app" not in own:  # it works with the context itself
        return command
    options: Any = own.pop("options").annotation if "options" in own else None
    shared = inspect.signature(options).parameters if options else {}

    def run(ctx: typer.Context, **given: Any) -> None:
        taken = {"options": options(**{name: given.pop(name) for name in shared})} if options else {}
        command(ctx.obj, **given, **taken)

    own["app"] = inspect.signature(run).parameters["ctx"]
    later = (param.replace(kind=param.KEYWORD_ONLY) for param in shared.values())
    run.__signature__ = inspect.Signature([*own.values(), *later])  # type: ignore[attr-defined]
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return run


def _command(spec: Spec) -> Any:
    module = importlib.import_module(f"reflect.cli.commands.{spec.module}")
    target = getattr(module, spec.function)
    group = target if isinstance(target, Group) else Group()
    if group is not target:
        group.command(spec.name, short_help=spec.line)(target)
    command = typer.main.get_command(group)
    command.name = spec.name
    return command


app = typer.Typer(
    cls=LazyGroup,
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=CONTEXT,
    epilog=_EPILOG,
)


def _show_version(asked: bool) -> None:  # noqa: FBT001 - Typer calls it so
    if asked:
        typer.echo(f"reflect {__version__}")
        raise typer.Exit


@app.callback()
def reflect(
    ctx: typer.Context,
    store: Annotated[
        str | None,
        typer.Option("--store", metavar="DIR", help="The store, the folder of your journal; otherwise $REFLECT_STORE."),
    ] = None,
    version: Annotated[  # noqa: ARG001, FBT002 - handled by its callback
        bool, typer.Option("-V", "--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """A notebook for what happens between people: one prompt a day, and what came back."""
    if store == DASH:
        raise ImpossibleValueError("--store must be a folder, not standard input")
    ctx.obj = AppContext(store)
    ctx.call_on_close(ctx.obj.say_warnings)
    if ctx.invoked_subcommand is not None:
        return
    ctx.obj.refuse_words_on_stdin()
    if ctx.obj.is_terminal:
        from reflect.cli.questions import check_in

        raise typer.Exit(check_in(ctx.obj))
    group: Any = ctx.command
    today = group.load("today")
    today.invoke(today.make_context("today", [], parent=ctx))


# Errors


def report(error: Exception, command: str | None = None) -> int:
    """Print an error of a command as one sentence on standard error, and return the exit code.

    After it come "Nothing was changed." and the place of a draft. With REFLECT_DEBUG, an internal error is raised.
    """
    ending = next((spec.ending for spec in SPECS if spec.name == command), "")
    if isinstance(error, OSError) and not os.environ.get("REFLECT_DEBUG"):
        error = _of_the_system(error)
    if isinstance(error, ReflectError):
        is_so = error.changed_nothing and not (ending == UNCHANGED and has_committed())
        parts = [str(error), ending if is_so else "", *getattr(error, "__notes__", ())]
    elif isinstance(error, typer.TyperException):
        from reflect.cli import usage

        if usage.is_help(error):
            typer.echo(error.format_message(), err=True)
            return error.exit_code
        parts = usage.sentences(error, ending)
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


# The streams, and the run


class _Output(io.FileIO):
    """A stream of output that remembers its own error, so that no other error is taken for it."""

    error: OSError | None = None

    def write(self, data: Any) -> int | None:  # type: ignore[override]
        """Write bytes as any file does."""
        try:
            return super().write(data)
        except OSError as error:
            self.error = error
            raise


def main() -> NoReturn:
    """Run the program and exit."""
    outputs = [_opened(name) for name in ("stdout", "stderr")]
    code = _run(outputs)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # reported already, or nothing reads the report
            stream.flush()
    # Everything is on the disk and printed: shutting the interpreter down would cost a seventh of a command,
    # and change nothing.
    os._exit(code)


def _opened(name: str) -> _Output:
    """Open a stream of output anew, in UTF-8; for one that the parent process closed, nowhere.

    What is printed to a closed standard output fails, as on a full disk: a script that keeps it finds out.
    """
    given = getattr(sys, name)
    nowhere = os.O_RDONLY if name == "stdout" else os.O_WRONLY
    raw = _Output(given.fileno() if given else os.open(os.devnull, nowhere), "w", closefd=False)
    by_line, at_once = (given.line_buffering, given.write_through) if given else (False, False)
    buffer = raw if at_once else io.BufferedWriter(raw)
    stream = io.TextIOWrapper(buffer, "utf-8", "backslashreplace", line_buffering=by_line, write_through=at_once)
    setattr(sys, name, stream)
    return raw


def _run(outputs: Sequence[_Output] = ()) -> int:
    """Run the program and return its exit code."""
    try:
        let_interrupt()
        code = app(prog_name="reflect", standalone_mode=False, terminal_width=_help_width())
        sys.stdout.flush()
    except SystemExit as ended:  # from completion; and Typer exits with 1 where a pipe is broken
        pipe = ended.__context__
        return _failed(pipe, outputs) if isinstance(pipe, BrokenPipeError) else _exit_code(ended.code)
    except OSError as error:
        return _failed(error, outputs)
    except (typer.Abort, KeyboardInterrupt):
        return EXIT_INTERRUPTED
    except Exception as error:  # noqa: BLE001 - no traceback reaches a person
        return report(error)
    return _exit_code(code)


def _help_width() -> int:
    """Return the columns for help: Typer's own least is 50, which a narrow terminal breaks within words."""
    return max(MIN_WIDTH, min(_HELP_WIDTH, terminal_columns())) if is_terminal(sys.stdout) else _HELP_WIDTH


def _failed(error: OSError, outputs: Sequence[_Output]) -> int:
    """Return the exit code after an error of the system; print it, unless nobody reads any more."""
    if all(error is not output.error for output in outputs):
        return report(error)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else closing it would raise once more
    if isinstance(error, BrokenPipeError):
        return 0
    with contextlib.suppress(OSError):
        why = "it is closed" if error.errno == errno.EBADF else error.strerror
        typer.echo(f"reflect: the output could not be written: {why}; what was saved stays saved.", err=True)
    return 1


def _exit_code(given: object) -> int:
    return given if isinstance(given, int) else 0
