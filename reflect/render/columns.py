r"""Columns of a terminal: how many a text takes, and how it is broken so that no line is wider than it may be.

Nothing is cut off: what does not fit on a line continues on the next, broken between pieces, else between words, else
between characters as a reader counts them. ASCII and Latin letters never load wcwidth, whose tables take 25 ms.

No library wraps all of it: `textwrap` counts characters, Rich takes flags and syllables of Devanagari apart, and
`wcwidth.wrap` takes minutes for a long text of a script without blanks.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_FIRST_OF_OTHER_WIDTH = "\u0300"
"""Every character before it takes one column."""
_OTHER_WIDTH = (
    "[^\x00-\u02ff\u0370-\u0482\u048a-\u0590\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20cf\u25a0\u25cf]"
)
"""Not Latin, Greek or Cyrillic letters, usual punctuation, signs of currencies, ■ ●: each of those takes a column."""
_ESCAPE = r"(\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\U[0-9a-f]{8})"


class Line(NamedTuple):
    """A line of a screen. Bold says nothing that the place of the line does not say."""

    text: str
    bold: bool = False


Piece = tuple[str, str]
"""The text before a piece unless the piece begins a line, and the piece."""


def width_of(text: str) -> int:
    """Return how many columns `text`, which holds no control characters, takes."""
    if text.isascii() or max(text) < _FIRST_OF_OTHER_WIDTH or not re.search(_OTHER_WIDTH, text):
        return len(text)
    from wcwidth import wcswidth, wcwidth

    width = wcswidth(text)
    return width if width >= 0 else sum(max(wcwidth(character), 0) for character in text)


def is_wider(text: str, width: int) -> bool:
    """Return whether `text` takes more than `width` columns; of a long text no more is measured than decides it."""
    if text.isascii():
        return len(text) > width
    part = 2 * width
    while part < len(text):
        if width_of(text[:part]) > width:  # wcwidth is quadratic in a run of flags
            return True
        part *= 2
    return width_of(text) > width


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
    if not is_wider(whole := first + line, width):
        return [whole.rstrip()]
    words = re.findall(r"( *)([^ ]+)", line)
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
                page.put_in_parts(word)
    return page.whole()


class _Page:
    """Lines that are being written."""

    def __init__(self, width: int, first: str, hang: str) -> None:
        self._width, self._hang = width, hang
        self._lines: list[str] = []
        self._columns = 0
        self._begin(first)

    def put(self, between: str, text: str) -> bool:
        """Write `text` on this line, else on a new one; return whether it fitted on either."""
        if self._write(between + text if self._begun else text):
            return True
        if is_wider(self._hang + text, self._width):
            return False
        self.end_line()
        return self._write(text)

    def put_in_parts(self, word: str) -> None:
        """Write a word that no line has room for, on each line as many of its characters as have room there."""
        between, part = " " if self._begun else "", ""
        columns = self._columns + len(between)
        for character in _characters(word):
            columns += _columns_of(character)
            if columns > self._width:  # by the sum, which can be more than the columns of the whole
                columns = width_of(self._line + between + part + character)
            if columns > self._width:
                self._put_part(between, part)
                self.end_line()
                between, part = "", ""
                columns = self._columns + _columns_of(character)
            part += character
        self._put_part(between, part)

    def _put_part(self, between: str, part: str) -> None:
        """Write characters that have room by the sum of their columns; where the whole takes more, one by one."""
        if part and not self._write(between + part):
            for character in _characters(part):
                self.put(between, character)
                between = ""

    def _write(self, added: str) -> bool:
        """Write on this line if there is room; return whether there was."""
        if len(added) > 2 * self._width and is_wider(added, self._width):
            return False
        # Measured with what is before it, since the width of a mark depends on that; after a letter and a blank, alone.
        is_apart = added[:1] == " " and self._line[-1:].isalnum()
        columns = self._columns + width_of(added) if is_apart else width_of(self._line + added)
        if columns > self._width:
            return False
        self._line += added
        self._columns, self._begun = columns, True
        return True

    def end_line(self) -> None:
        """Begin a new line, unless this one is empty."""
        if self._line.strip():
            self._lines.append(self._line.rstrip())
        self._begin(self._hang)

    def _begin(self, start: str) -> None:
        self._line, self._columns, self._begun = start, width_of(start), False

    def whole(self) -> list[str]:
        """Return the lines."""
        return [*self._lines, self._line.rstrip()]


@lru_cache(maxsize=4096)
def _columns_of(character: str) -> int:
    return width_of(character)


def _characters(word: str) -> Iterable[str]:
    r"""Return the characters of `word` as a reader counts them; an escape such as `\u200b` is one."""
    for i, part in enumerate(re.split(_ESCAPE, word)):
        if i % 2:
            yield part
        elif part.isascii():
            yield from part
        else:
            from wcwidth import iter_graphemes

            yield from iter_graphemes(part)
