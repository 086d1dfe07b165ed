"""Read the text of a command: from the argument, standard input, the editor, or the terminal."""

import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reflect.cli.context import DASH, AppContext, stdin_bytes
from reflect.errors import ImpossibleValueError

_PASTE_SECONDS = 0.015
"""A line within this time belongs to the one before: it is pasted, not typed."""


class Lines:
    """The lines that a person types, one at a time or pasted together."""

    def __init__(self) -> None:
        """Turn line editing on."""
        import readline  # noqa: F401 - importing it gives `input` line editing

        self._waiting: list[str] = []
        self._is_over = False

    def line(self, question: str) -> str:
        """Return the next line.

        Raises:
            EOFError: the person pressed Ctrl-D.
            KeyboardInterrupt: the person pressed Ctrl-C, or the terminal hung up.
        """
        if self._waiting:
            return self._waiting.pop(0)
        first, *self._waiting = self._read(question)
        return first

    def block(self, question: str) -> str:
        """Return lines up to an empty one that arrives alone; lines that arrive together are one block.

        The text is empty if the first line is. Ctrl-D ends the block too; at its first line it is raised.

        Raises:
            EOFError: the person pressed Ctrl-D at the first line.
            KeyboardInterrupt: as for `line`.
        """
        lines = self._together(question)
        if not any(line.strip() for line in lines):
            self._waiting = lines[1:]  # each of them is an Enter, for the questions that follow
            return ""
        if lines == [DASH]:
            return DASH
        while True:
            try:
                more = self._together(question)
            except EOFError:
                self._is_over = True  # it ends the block, and skips the questions that follow
                sys.stdout.write("\n")
                break
            if more == [""]:
                break
            lines += more
        while lines and not lines[-1].strip():
            lines.pop()
        return "\n".join(lines)

    def _together(self, question: str) -> list[str]:
        lines, self._waiting = self._waiting or self._read(question), []
        while select.select([sys.stdin], [], [], _PASTE_SECONDS)[0]:
            try:
                lines += self._read("")
            except EOFError:
                break
        return lines

    def _read(self, question: str) -> list[str]:
        if self._is_over:
            raise EOFError
        # A terminal with bracketed paste delivers several lines as one.
        return input(question).replace("\r\n", "\n").replace("\r", "\n").split("\n")


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
    app: AppContext, typed: str | None, what: str, question: str, *, edit: bool, one_line: bool = False
) -> Iterator[str | None]:
    """Yield the text of a command: the argument, the editor's text, or the answer to `question` at the terminal.

    It is a context, since a draft is removed only once its text is saved. None if the person skipped the question.

    Raises:
        ImpossibleValueError: as for `check_source`; or the text cannot be read.
    """
    check_source(app, typed, what, edit=edit)
    if edit:
        from reflect.cli.editor import draft

        with draft(app.journal) as written:
            yield written
    elif typed is not None:
        yield app.text(typed, what)
    else:
        app.out(question)
        yield (Lines().line if one_line else Lines().block)("> ") or None


def input_file(file: str) -> bytes | Path:
    """Return the file of an argument, or standard input if the argument is `-`.

    File arguments are strings up to here: a Path would turn `./-` into `-`.

    Raises:
        ImpossibleValueError: standard input is closed.
    """
    return stdin_bytes() if file == DASH else Path(file)
