"""Lines from the person at the terminal, with line editing; its history lives in memory and ends with the program."""

import select
import sys

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
