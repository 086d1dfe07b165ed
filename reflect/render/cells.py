"""Columns of a terminal: how many a text takes, and how it is broken so that no line is wider than it may be.

Nothing is cut off: what does not fit on a line goes on in the next, broken between pieces, else between words, else
between characters (a letter with its marks, an emoji with its modifiers).
"""

import re
from collections.abc import Iterable

_FIRST_OF_OTHER_WIDTH = "\u0300"
"""All before it takes one column: most of what is written in Latin script never needs the tables of wcwidth (25 ms)."""
_ZERO_WIDTH_JOINER = "\u200d"
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_ESCAPES = re.compile(r"\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\U[0-9a-f]{8}|.", re.DOTALL)
_WORD = re.compile(r"( *)([^ ]+)")

Piece = tuple[str, str]
"""What stands before a piece of text unless it begins a line, and the piece."""


def width_of(text: str) -> int:
    """Return how many columns `text`, which holds no control characters, takes."""
    if text.isascii() or max(text) < _FIRST_OF_OTHER_WIDTH:
        return len(text)
    from wcwidth import wcswidth, wcwidth

    width = wcswidth(text)
    return width if width >= 0 else sum(max(wcwidth(character), 0) for character in text)


def left(text: str, width: int) -> str:
    """Return `text` with blanks behind it, `width` columns together."""
    return text + " " * (width - width_of(text))


def right(text: str, width: int) -> str:
    """Return `text` with blanks before it, `width` columns together."""
    return " " * (width - width_of(text)) + text


def column_of(names: Iterable[str], gap: int, most: int) -> int:
    """Return the columns that names take, with a gap behind them; a name that needs more than `most` does not count.

    Such a name stands on lines of its own, with what belongs to it below.
    """
    return max((width for name in names if (width := width_of(name) + gap) <= most), default=min(2 * gap, most))


def apart(start: str, end: str, width: int) -> list[str]:
    """Return both texts at the two ends of a line, or on lines of their own where one line is too short for them."""
    gap = width - width_of(start) - width_of(end)
    if gap >= 1:
        return [start + " " * gap + end]
    return [line for text in (start, end) for line in wrapped(text, width)]


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Return a sentence as lines; `indent` stands before each, and further lines are set in by two more columns."""
    return flow(joined(text.split(" "), " "), width, indent, indent + "  ")


def as_written(line: str, width: int, indent: str, hang: str) -> list[str]:
    """Return a line of a person's text as lines: `indent` stands before the first, `hang` before what goes on from it.

    What it begins with is the person's too, as far as there is room for it, and so are the blanks between its words.
    """
    if width_of(indent + line) <= width:
        return [(indent + line).rstrip()]
    words = [found.groups() for found in _WORD.finditer(line)]
    begins = " " * min(len(words[0][0]), width // 4) if words else ""
    return flow(((gap, word) for gap, word in words), width, indent + begins, hang)


def joined(pieces: Iterable[str], between: str) -> list[Piece]:
    """Return `pieces` with the same text between any two on a line."""
    return [(between, piece) for piece in pieces]


def listed(pieces: Iterable[str]) -> list[str]:
    """Return `pieces` with a comma behind each but the last."""
    pieces = list(pieces)
    return [f"{piece}," for piece in pieces[:-1]] + pieces[-1:]


def flow(pieces: Iterable[Piece], width: int, first: str = "", hang: str = "") -> list[str]:
    """Return `pieces` as lines of at most `width` columns.

    Args:
        pieces: what is written, in order.
        width: columns of a line.
        first: what the first line begins with, narrower than `width`.
        hang: what every other line begins with, at most half as wide as `width`.
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
        """Write `text` on this line, else on a new one; tell whether there was room for it on either."""
        # The line is measured whole: what a mark takes depends on what it stands behind.
        longer = self._line + between + text if self._begun else self._line + text
        if width_of(longer) > self._width:
            longer = self._hang + text
            if width_of(longer) > self._width:
                return False
            self.end_line()
        self._line, self._begun = longer, True
        return True

    def end_line(self) -> None:
        """Begin a new line, where something stands on this one."""
        if self._line.strip():
            self._lines.append(self._line.rstrip())
        self._line, self._begun = self._hang, False

    def whole(self) -> list[str]:
        """Return the lines."""
        return [*self._lines, self._line.rstrip()]


def _characters(word: str) -> list[str]:
    r"""Return the characters of `word` as a reader counts them; an escape such as `\u200b` is one."""
    if word.isascii():
        return _ESCAPES.findall(word)
    found: list[str] = []
    for character in _ESCAPES.findall(word):
        if found and _continues(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def _continues(before: str, character: str) -> bool:
    code = ord(character[0])
    if code in _FLAG_LETTERS:
        return len(before) == 1 and ord(before) in _FLAG_LETTERS
    return code in _SKIN_TONES or before.endswith(_ZERO_WIDTH_JOINER) or width_of(character) == 0
