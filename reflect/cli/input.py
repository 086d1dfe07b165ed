"""Read the text of a command: from the argument, standard input, the editor, or the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reflect.cli.context import DASH, AppContext, stdin_bytes
from reflect.errors import ImpossibleValueError
from reflect.model.text import MAX_PIPE_BYTES, checked_pipe, visible_path

STDIN = "standard input"


def check_source(app: AppContext, typed: str | None, what: str, *, edit: bool) -> None:
    """Refuse a command without a source of its text, before it changes anything.

    Raises:
        ImpossibleValueError: there are two sources, no editor to run, or no text and no terminal to ask on.
    """
    if edit and typed is not None:
        raise ImpossibleValueError(f"{what} is given twice, as an argument and with --edit")
    if edit:
        from reflect.cli.editor import editor_command

        editor_command()
    elif typed is None and not app.is_terminal:
        raise ImpossibleValueError(
            f"{what} is missing: give it as an argument, as - for standard input, or with --edit"
        )


@contextmanager
def text_from(  # noqa: PLR0913 - where the text can come from
    app: AppContext,
    typed: str | None,
    what: str,
    question: str,
    *,
    edit: bool,
    one_line: bool = False,
    heading: str = "",
    path: str | None = None,
    help_text: str = "",
) -> Iterator[str | None]:
    """Yield the text of a command: the argument, the editor's text, or the answer to `question` at the terminal.

    The editor opens a new draft, with a `heading` that is taken out again, or the one at `path`. It is a context, since
    a draft is removed only once its text is saved. None if the person skipped the question; at it, ? shows `help_text`.

    Raises:
        ImpossibleValueError: as for `check_source`; or the text cannot be read.
    """
    check_source(app, typed, what, edit=edit)
    if edit:
        from reflect.cli.editor import draft

        with draft(app.journal, heading=heading, path=path) as written:
            yield written
    elif typed is not None:
        yield app.text(typed, what)
    else:
        yield _asked(app, question, help_text, one_line=one_line)


def _asked(app: AppContext, question: str, help_text: str, *, one_line: bool) -> str | None:
    from reflect.cli.lines import HELP, InterruptedTextError, Lines

    app.journal.unlock()  # before anything is asked
    lines = Lines()
    app.out(question)
    try:
        while (text := (lines.line if one_line else lines.block)("> ")).strip() == HELP:
            app.out(help_text)
    except EOFError:  # Ctrl-D skips, as Enter does
        app.out("")
        return None
    except InterruptedTextError as interrupted:
        from reflect.cli.editor import InterruptedDraftError, save_draft

        raise InterruptedDraftError(save_draft(app.journal, str(interrupted))) from None
    return text or None


def input_file(file: str) -> bytes | Path:
    """Return the file of an argument, or standard input if the argument is `-`.

    File arguments are strings up to here: a Path would turn `./-` into `-`.

    Raises:
        ImpossibleValueError: standard input is closed, or has too much.
    """
    return checked_pipe(stdin_bytes(MAX_PIPE_BYTES + 1), STDIN) if file == DASH else Path(file)


def input_name(file: str) -> str:
    """Return what sentences call the file of an argument."""
    return STDIN if file == DASH else visible_path(file)
