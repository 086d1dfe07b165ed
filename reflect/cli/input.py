"""Where the words of a command come from: the argument, standard input, the editor, or the person at the terminal."""

import select
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reflect.cli.context import AppContext
from reflect.errors import ImpossibleValueError
from reflect.model.text import MAX_TEXT_BYTES, decoded

_TOGETHER = 0.015
"""Seconds within which a further line counts as having come with the one before: a paste, not a hand."""


class Lines:
    """What the person types, a line at a time or as many as came together."""

    def __init__(self) -> None:
        """Turn line editing on."""
        import readline  # noqa: F401 - importing it is what gives `input` its line editing

        self._waiting: list[str] = []
        self._over = False

    def line(self, question: str) -> str:
        """Return the next line.

        Raises:
            EOFError: the person pressed Ctrl-D.
            KeyboardInterrupt: the person pressed Ctrl-C, or the terminal hung up.
        """
        if self._waiting:
            return self._waiting.pop(0)
        first, *rest = self._arrived(question)
        self._waiting = rest
        return first

    def block(self, question: str) -> str:
        """Return lines up to an empty one that arrives alone; lines that arrive together are one block.

        Nothing, where the first line is left empty. Ctrl-D ends the block too; at its first line it is raised.

        Raises:
            EOFError: the person pressed Ctrl-D at the first line.
            KeyboardInterrupt: as `line`.
        """
        lines = self._together(question)
        if not any(line.strip() for line in lines):
            self._waiting = lines[1:]  # each of them is an Enter, for the questions that follow
            return ""
        if lines == ["-"]:
            return "-"
        while True:
            try:
                more = self._together(question)
            except EOFError:
                self._over = True  # it ends the block, and leaves what follows
                sys.stdout.write("\n")
                break
            if more == [""]:
                break
            lines += more
        while lines and not lines[-1].strip():
            lines.pop()
        return "\n".join(lines)

    def _together(self, question: str) -> list[str]:
        if self._waiting:
            lines, self._waiting = self._waiting, []
        else:
            lines = self._arrived(question)
        while select.select([sys.stdin], [], [], _TOGETHER)[0]:
            try:
                lines += self._arrived("")
            except EOFError:
                break
        return lines

    def _arrived(self, question: str) -> list[str]:
        if self._over:
            raise EOFError
        # A terminal that marks what is pasted (bracketed paste) hands over several lines as one.
        return input(question).replace("\r\n", "\n").replace("\r", "\n").split("\n")


if TYPE_CHECKING:
    from pathlib import Path

DASH = "-"
"""In the place of a text or a file: standard input; of a file that is written, standard output."""


class Given:
    """The texts of one command, of which one at most is `-`, for standard input."""

    def __init__(self) -> None:
        """Start with standard input not read yet."""
        self._read = False

    def text(self, typed: str | None, what: str) -> str | None:
        """Return a text as it was given; `-` is read from standard input.

        Raises:
            ImpossibleValueError: `-` was given twice, or what was read is not UTF-8 or longer than 1 MiB.
        """
        if typed != DASH:
            return typed
        if self._read:
            raise ImpossibleValueError("only one text can be - (standard input)")
        self._read = True
        return decoded(from_stdin(MAX_TEXT_BYTES + 3), what)

    def one(self, argument: str | None, option: str | None, what: str) -> str | None:
        """Return a text that can be given as an argument or as an option.

        Raises:
            ImpossibleValueError: it was given as both; or as `text`.
        """
        if argument is not None and option is not None:
            raise ImpossibleValueError(f"{what} is given twice, as an argument and as an option")
        return self.text(option if argument is None else argument, what)


def from_stdin(most: int) -> bytes:
    """Return what stands on standard input, and no more than `most` bytes of it.

    Raises:
        ImpossibleValueError: it is closed.
    """
    try:
        return sys.stdin.buffer.read(most)
    except (AttributeError, ValueError, OSError):
        raise ImpossibleValueError("standard input is closed") from None


def refuse_unless_had(app: AppContext, typed: str | None, what: str, *, edit: bool) -> None:
    """Refuse a command whose text cannot be had, before it changes anything.

    Raises:
        ImpossibleValueError: it is given twice, there is no editor to run, or no text and no terminal to ask on.
    """
    if edit and typed is not None:
        raise ImpossibleValueError(f"{what} is given twice, as an argument and with --edit")
    if edit:
        from reflect.cli.editor import program

        program()
    elif typed is None and not app.is_terminal:
        raise ImpossibleValueError(
            f"{what} is missing: give it as an argument, as - for standard input, or with --edit"
        )


@contextmanager
def words(app: AppContext, typed: str | None, what: str, ask: Callable[[], str], *, edit: bool) -> Iterator[str | None]:
    """Give the text of a command: from the argument, else from the editor, else asked for at the terminal.

    It is a context because a draft must outlive the keeping of it. Nothing, where the person left the question.

    Raises:
        ImpossibleValueError: as `refuse_unless_had`; or what was given cannot be read.
    """
    refuse_unless_had(app, typed, what, edit=edit)
    if edit:
        from reflect.cli.editor import draft

        with draft(app.journal) as written:
            yield written
    elif typed is not None:
        yield Given().text(typed, what)
    else:
        yield ask() or None


def named_file(name: str) -> "bytes | Path":
    """Return a file that was named, or what is on standard input where the name is `-`.

    Raises:
        ImpossibleValueError: standard input is closed.
    """
    from pathlib import Path

    return from_stdin(-1) if name == DASH else Path(name)
