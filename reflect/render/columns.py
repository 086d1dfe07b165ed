r"""Columns of a terminal: how many a text takes, and how it is broken so that no line is wider than it may be.

Nothing is cut off: what does not fit on a line continues on the next, broken between pieces, else between words, else
between characters as a reader counts them. ASCII and Latin letters never load wcwidth, whose tables take 25 ms.

No library wraps all of it: `textwrap` counts characters, Rich takes flags and syllables of Devanagari apart, and
`wcwidth.wrap` takes minutes for a long text of a script without blanks.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

_FIRST_OF_OTHER_WIDTH = "\u0300"
"""Every character before it takes one column."""
_SIGNS = str.maketrans("●■…—", "....")
"""The program's own signs beyond it that take one column."""
_WORD = re.compile(r"( *)([^ ]+)")
_ESCAPE = re.compile(r"(\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\U[0-9a-f]{8})")


class Line(NamedTuple):
    """A line of a screen. Bold says nothing that the place of the line does not say."""

    text: str
    bold: bool = False


Piece = tuple[str, str]
"""The text before a piece unless the piece begins a line, and the piece."""


def width_of(text: str) -> int:
    """Return how many columns `text`, which holds no control characters, takes."""
    if text.isascii() or max(text) < _FIRST_OF_OTHER_WIDTH or max(text.translate(_SIGNS)) < _FIRST_OF_OTHER_WIDTH:
        return len(text)
    from wcwidth import wcswidth, wcwidth

    width = wcswidth(text)
    return width if width >= 0 else sum(max(wcwidth(character), 0) for character in text)


def left(text: str, width: int) -> str:
    """Return `text` with blanks after it, `width` columns together."""
    return text + " " * (width - width_of(text))


def right(text: str, width: int) -> str:
    """Return `text` with blanks before it, `width` columns together."""
    return " " * (width - width_of(text)) + text


def column_of(names: Iterable[str], gap: int, most: int) -> int:
    """Return the columns that names take, with a gap after them; a name that needs more than `most` does not count.

    Such a name gets lines of its own, with what belongs to it below.
    """
    return max((width for name in names if (width := width_of(name) + gap) <= most), default=min(2 * gap, most))


def apart(start: str, end: str, width: int) -> list[str]:
    """Return both texts at the two ends of a line, or on lines of their own where one line is too short for them."""
    gap = width - width_of(start) - width_of(end)
    if gap >= 1:
        return [start + " " * gap + end]
    return [line for text in (start, end) for line in sentence(text, width)]


def sentence(text: str, width: int) -> list[str]:
    """Return a sentence as lines; further lines are indented by two columns."""
    return flow(by_word(text), width, "", "  ")


def wrap(line: str, width: int, first: str = "", hang: str = "") -> list[str]:
    """Return a line of a person's text as lines: `first` is before it, `hang` before the lines that continue it.

    Its own indentation stays, as far as there is room for it, and so do the blanks between its words.
    """
    if width_of(first + line) <= width:
        return [(first + line).rstrip()]
    words = [found.groups() for found in _WORD.finditer(line)]
    indent = " " * min(len(words[0][0]), width // 4) if words else ""
    return flow(((gap, word) for gap, word in words), width, first + indent, hang)


def by_word(text: str) -> list[Piece]:
    """Return the words of a text as pieces."""
    return by_piece(text.split(" "), " ")


def by_piece(pieces: Iterable[str], between: str) -> list[Piece]:
    """Return `pieces` with the same text between any two on a line."""
    return [(between, piece) for piece in pieces]


def flow(pieces: Iterable[Piece], width: int, first: str = "", hang: str = "") -> list[str]:
    """Return `pieces` as lines of at most `width` columns.

    Args:
        pieces: the text, in order.
        width: columns of a line.
        first: the start of the first line, narrower than `width`.
        hang: the start of every other line, at most half as wide as `width`.
    """
    page = _Page(width, first, hang)
    for between, piece in pieces:
        if page.put(between, piece):
            continue
        page.end_line()
        for word in piece.split(" "):
            if not page.put(" ", word):
                for i, character in enumerate(_characters(word)):
                    page.put("" if i else " ", character)
    return page.whole()


class _Page:
    """Lines that are being written."""

    def __init__(self, width: int, first: str, hang: str) -> None:
        self._width, self._hang = width, hang
        self._lines: list[str] = []
        self._line, self._begun = first, False

    def put(self, between: str, text: str) -> bool:
        """Write `text` on this line, else on a new one; return whether it fitted on either."""
        # The line is measured whole: the width of a mark depends on the character before it.
        longer = self._line + between + text if self._begun else self._line + text
        if width_of(longer) > self._width:
            longer = self._hang + text
            if width_of(longer) > self._width:
                return False
            self.end_line()
        self._line, self._begun = longer, True
        return True

    def end_line(self) -> None:
        """Begin a new line, unless this one is empty."""
        if self._line.strip():
            self._lines.append(self._line.rstrip())
        self._line, self._begun = self._hang, False

    def whole(self) -> list[str]:
        """Return the lines."""
        return [*self._lines, self._line.rstrip()]


def _characters(word: str) -> Iterable[str]:
    r"""Return the characters of `word` as a reader counts them; an escape such as `\u200b` is one."""
    for i, part in enumerate(_ESCAPE.split(word)):
        if i % 2:
            yield part
        elif part.isascii():
            yield from part
        else:
            from wcwidth import iter_graphemes

            yield from iter_graphemes(part)
