"""Output that takes more than a line: lists and tables, through a pager if they are long; pages; progress."""

import contextlib
import itertools
import os
import shutil
import signal
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TextIO

from reflect import signals
from reflect.cli.context import DASH, AppContext, from_home, is_terminal
from reflect.errors import ImpossibleValueError
from reflect.model.text import ascii_form

if TYPE_CHECKING:
    from rich.console import RenderableType

    from reflect import Page
    from reflect.render.columns import Line


def write_page(app: AppContext, target: str, page: "Page", *, is_pdf: bool, force: bool) -> None:
    """Write a page to a file, or to standard output, which is not a place for a PDF where it is a terminal."""
    if target != DASH:
        app.journal.page_file(target, page, pdf=is_pdf, force=force)
        app.say(f"written: {from_home(target)}")
    elif is_pdf:
        refuse_binary()
        from reflect.render.html import as_pdf

        sys.stdout.buffer.write(as_pdf(page.text))
    else:
        sys.stdout.write(page.text)


def refuse_binary(what: str = "a PDF", hint: str = "give a file name") -> None:
    """Refuse to write to a terminal what it cannot show.

    Raises:
        ImpossibleValueError: standard output is a terminal.
    """
    if is_terminal(sys.stdout):
        raise ImpossibleValueError(f"{what} is binary", hint)


def page_target(html: str | None, pdf: str | None) -> str | None:
    """Return where a page is written, as HTML or as PDF.

    Raises:
        ImpossibleValueError: both are named, or a PDF cannot be made here; before anything is asked or changed.
    """
    if html is not None and pdf is not None:
        raise ImpossibleValueError("--html and --pdf cannot be combined; give one of them")
    if pdf is not None:
        from reflect.render.html import weasyprint

        weasyprint()
    return pdf if html is None else html


def draw(app: AppContext, parts: "Iterable[Line | RenderableType]", *, pager: bool = False) -> None:
    """Print lines and tables; with `pager`, through the person's own if they are longer than the screen."""
    from reflect.render.terminal import drawn

    lines = drawn(parts, app.view)
    if pager and (command := _pager()):
        screen = list(itertools.islice(lines, shutil.get_terminal_size().lines))
        lines = itertools.chain(screen, lines)
        if len(screen) == shutil.get_terminal_size().lines:  # the shell prompt needs one
            ended = (f"{line}\n" for line in lines)
            _through(command, map(ascii_form, ended) if app.ascii_only else ended)
            return
    for line in lines:
        app.write(line)


def _pager() -> str | None:
    """Return the command of the person's pager: `less` by default; None for no pager."""
    command = os.environ.get("PAGER", "less").strip()
    if command in {"", "cat"} or not is_terminal(sys.stdout) or os.environ.get("TERM") == "dumb":
        return None
    import shlex

    try:
        program = next((word for word in shlex.split(command) if "=" not in word), "")
    except ValueError:  # an unclosed quote
        return None
    return command if shutil.which(program) else None


def _through(command: str, lines: Iterable[str]) -> None:
    """Send lines to a pager, as git does, and wait until it ends."""
    import io
    import subprocess

    environ = {"LESS": "FRXPsSpace for more, q to close$", "LV": "-c"} | os.environ
    sys.stdout.flush()
    pager = subprocess.Popen(command, shell=True, stdin=subprocess.PIPE, env=environ)  # noqa: S602 - as git does
    if pager.stdin is None:
        return
    # The pager handles Ctrl-C itself and does not end with it.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with contextlib.suppress(BrokenPipeError), io.TextIOWrapper(pager.stdin, "utf-8", "backslashreplace") as pipe:
            pipe.writelines(lines)
    finally:
        pager.wait()
        signal.signal(signal.SIGINT, before)


SECONDS_OF_PATIENCE = 1.0
"""Until then nothing is shown, and Rich is not imported."""


@contextlib.contextmanager
def patience(stream: TextIO, doing: str, *, seconds: float = SECONDS_OF_PATIENCE) -> Iterator[None]:
    """Show on `stream` that a block takes longer than `seconds`, and its time so far; clear it at the end.

    Nothing is shown if `stream` is not a terminal.
    """
    if not is_terminal(stream):
        yield
        return
    import threading  # here, since most commands are done before it is loaded

    progress: list[Any] = []
    timer = threading.Timer(seconds, lambda: progress.append(_progress(stream, doing)))
    timer.daemon = True
    with signals.waiting():  # they are for the main thread, which knows when they may come
        timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        for shown in progress:
            shown.stop()


def _progress(stream: TextIO, doing: str) -> Any:
    """Return a started progress line, drawn by Rich."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn("line"), TextColumn(doing, markup=False), TimeElapsedColumn()
    shown = Progress(
        *columns, console=Console(file=stream), transient=True, redirect_stdout=False, redirect_stderr=False
    )
    shown.add_task(doing, total=None)
    shown.start()
    return shown
