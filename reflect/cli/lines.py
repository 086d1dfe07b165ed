"""Questions on a terminal, answered by one line or several, with Tab completion and a history for each question."""

import select
import sys
from collections.abc import Callable, Iterable

from reflect.cli.context import DASH

_PASTE_SECONDS = 0.015
"""A line within this time belongs to the one before: it is pasted, not typed."""
HELP = "?"
Names = Callable[[], Iterable[str]]
"""Returns the names that Tab completes; called at the first Tab."""


class InterruptedTextError(KeyboardInterrupt):
    """Ctrl-C, or a hang-up, while a text was being written; `str()` is its finished lines."""


class Lines:
    """The lines that a person types, one at a time or pasted together."""

    def __init__(self) -> None:
        """Turn on line editing, and Tab."""
        import readline  # here: importing it changes how every `input` shows its question

        self._readline = readline
        self._waiting: list[str] = []
        self._is_over = False
        self._typed: dict[str, list[str]] = {}
        readline.set_auto_history(False)
        readline.set_completer_delims(",")
        is_libedit = "libedit" in (readline.__doc__ or "")  # as Python has it on macOS
        readline.parse_and_bind("bind ^I rl_complete" if is_libedit else "tab: complete")

    def line(self, question: str, names: Names | None = None) -> str:
        """Return the next line; Tab completes `names`, the last of several where commas separate them.

        Up recalls earlier input at the same question in this run.

        Raises:
            EOFError: the person pressed Ctrl-D.
            KeyboardInterrupt: the person pressed Ctrl-C, or the terminal hung up.
        """
        if self._waiting:
            return self._waiting.pop(0)
        self._readline.set_completer(_Completer(names))
        self._readline.clear_history()
        earlier = self._typed.setdefault(question, [])
        for typed in earlier:
            self._readline.add_history(typed)
        first, *self._waiting = self._read(question)
        if first.strip():
            earlier.append(first)
        return first

    def block(self, question: str) -> str:
        """Return lines up to an empty one that arrives alone; lines that arrive together are one block.

        The text is empty if the first line is; `-` or `?` alone are returned at once. Ctrl-D ends the block too; at
        its first line it is raised.

        Raises:
            EOFError: the person pressed Ctrl-D at the first line.
            InterruptedTextError: the person pressed Ctrl-C, or the terminal hung up, after a line.
            KeyboardInterrupt: the same, before the first line was finished.
        """
        self._readline.set_completer(_Completer(None))
        self._readline.clear_history()
        lines: list[str] = []
        try:
            self._fill(lines, question)
        except KeyboardInterrupt:
            if not any(line.strip() for line in lines):
                raise
            raise InterruptedTextError("\n".join(lines)) from None
        if not any(line.strip() for line in lines):
            self._waiting = lines[1:]  # each of them is an Enter, for the questions that follow
            return ""
        while not lines[-1].strip():
            lines.pop()
        return lines[0].strip() if _is_alone(lines) else "\n".join(lines)

    def _fill(self, lines: list[str], question: str) -> None:
        """Read the lines of a block into `lines`, so that they are there when a signal comes."""
        self._together(lines, question)
        if not any(line.strip() for line in lines) or _is_alone(lines):
            return
        while True:
            start = len(lines)
            try:
                self._together(lines, question)
            except EOFError:
                self._is_over = True  # it ends the block, and skips the questions that follow
                sys.stdout.write("\n")
                return
            if lines[start:] == [""]:
                return

    def _together(self, lines: list[str], question: str) -> None:
        """Add the next line, and those that arrive with it."""
        lines += self._waiting or self._read(question)
        self._waiting = []
        while select.select([sys.stdin], [], [], _PASTE_SECONDS)[0]:
            try:
                lines += self._read("")
            except EOFError:
                break

    def _read(self, question: str) -> list[str]:
        if self._is_over:
            raise EOFError
        # A terminal with bracketed paste delivers several lines as one.
        return input(question).replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _is_alone(lines: list[str]) -> bool:
    """Return whether a block is a `-` or a `?` and nothing else."""
    return [line.strip() for line in lines] in ([DASH], [HELP])


class _Completer:
    """Completes a name: readline calls it with the part to complete, and 0, 1, 2 ... for one name after another."""

    def __init__(self, names: Names | None) -> None:
        self._names = names
        self._known: list[str] | None = None

    def __call__(self, part: str, number: int) -> str | None:
        if self._known is None:
            self._known = [name for name in self._names() if name.isprintable()] if self._names else []
        typed = part.lstrip()
        blank = part[: len(part) - len(typed)]
        found = [name for name in self._known if name.casefold().startswith(typed.casefold())]
        return blank + found[number] if number < len(found) else None
