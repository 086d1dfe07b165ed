"""The program `reflect`."""

import contextlib
import errno
import io
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any, NoReturn

import typer

from reflect import __version__
from reflect.cli import EXIT_INTERRUPTED, let_interrupt
from reflect.cli.context import DASH, MIN_WIDTH, PIPE_WIDTH, AppContext, is_terminal
from reflect.cli.lazy import CONTEXT, LazyGroup, report
from reflect.errors import ImpossibleValueError

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
        from reflect.cli.checkin import check_in

        raise typer.Exit(check_in(ctx.obj))
    from reflect.cli.commands.today import command

    command(ctx)


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
    if not is_terminal(sys.stdout):
        return _HELP_WIDTH
    import shutil

    return max(MIN_WIDTH, min(_HELP_WIDTH, shutil.get_terminal_size((PIPE_WIDTH, 24)).columns))


def _failed(error: OSError, outputs: Sequence[_Output]) -> int:
    """Return the exit code after an error of the system; print it, unless nobody reads any more."""
    if all(error is not output.error for output in outputs):
        return report(error)
    _discard(sys.stdout)
    if isinstance(error, BrokenPipeError):
        return 0
    with contextlib.suppress(OSError):
        why = "it is closed" if error.errno == errno.EBADF else error.strerror
        typer.echo(f"reflect: the output could not be written: {why}; what was saved stays saved.", err=True)
    return 1


def _discard(stream: Any) -> None:
    """Discard the rest of a stream that cannot be written, so that closing it raises nothing."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _exit_code(given: object) -> int:
    return given if isinstance(given, int) else 0
