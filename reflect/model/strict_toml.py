"""TOML from a person's hand or somebody else's: bounded in size, depth and time; every error names a line.

Python's parser is quadratic in the parts of a dotted key (100 KB of `a.a.a` take it 46 s) and runs into the recursion
limit on nested arrays; so size and dotted keys are checked before it runs. A file of somebody else's gets a time limit
for what is left.
"""

import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, NoReturn

BOM = b"\xef\xbb\xbf"

_MAX_KEY_PARTS = 15
"""Parts of a dotted key; nobody writes more by hand."""
_MAX_DEPTH = 100
"""Of brackets, beyond which the line of a document that is nested too deep is looked for."""

# Left to right, so that a bracket or a quotation mark inside one is not taken for another. What is not closed runs to
# its end: the search is linear whatever the text is.
_COMMENT_OR_STRING = re.compile(
    r'#[^\n]*+|"""(?:\\.|[^\\])*?(?:"""|\Z)|\'\'\'.*?(?:\'\'\'|\Z)|"(?:\\.|[^"\\\n])*+"?|\'[^\'\n]*+\'?', re.DOTALL
)
_BLANKS, _AROUND_A_DOT, _KEY = re.compile(r"[ \t]+"), re.compile(r" ?\. ?"), re.compile(r"[^\s=\[\]{},]+")
_CURLY_DOUBLE, _CURLY = re.compile("[\u201c-\u201f]"), re.compile("[\u2018-\u201f]")
_LONG_NUMBER = re.compile(r"[0-9_]{4301}")  # more digits than Python turns into a number


class FaultyTOMLError(ValueError):
    """The document is not acceptable TOML; `str()` is the end of a sentence: "is nested too deep"."""

    def __init__(self, fault: str, line: int | None = None) -> None:
        super().__init__(fault)
        self.line = line


class Document(NamedTuple):
    """A document that was read."""

    text: str
    values: dict[str, Any]


def masked(text: str) -> str:
    """Return the text with `x` for each string and nothing for each comment; line ends stay."""
    return _COMMENT_OR_STRING.sub(lambda found: "x" * (found[0][0] != "#") + "\n" * found[0].count("\n"), text)


def loads(raw: bytes, max_bytes: int, max_seconds: float | None = None) -> Document:
    """Return the text and the values of a document.

    Args:
        raw: its bytes.
        max_bytes: its largest size, in whole kilobytes.
        max_seconds: how long the parser may take; None for the person's own file, which no limit has to guard.

    Raises:
        FaultyTOMLError: it is larger, is not UTF-8 or not TOML, is nested too deep, or takes too long to read.
    """
    if len(raw) > max_bytes:
        raise FaultyTOMLError(f"is larger than {max_bytes // 1024} KB")
    try:
        text = raw.removeprefix(BOM).decode()
    except UnicodeDecodeError as error:
        raise FaultyTOMLError("is not UTF-8", raw.count(b"\n", 0, error.start) + 1) from None
    return Document(text, _parsed(text, max_seconds))


def _parsed(text: str, max_seconds: float | None) -> dict[str, Any]:
    structure = masked(text)
    if dotted := _dotted_line(structure):
        raise FaultyTOMLError(f"contains a dotted key of {_MAX_KEY_PARTS + 1} parts or more", dotted)
    import tomllib

    try:
        with _time_limit(max_seconds):
            return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, _, where = str(error).partition(" (at ")
        line = re.search(r"line (\d+)", where)
        number = int(line[1]) if line else text.rstrip().count("\n") + 1
        fault = _curly_quote(text, structure, number) or f"{what[:1].lower()}{what[1:]}"
        raise FaultyTOMLError(f"is not TOML: {fault}", number) from None
    except TimeoutError:
        raise FaultyTOMLError("takes too long to read, as keys of many parts do") from None
    except RecursionError:
        raise FaultyTOMLError("is nested too deep", _deep_line(structure)) from None
    except ValueError:
        digits = _LONG_NUMBER.search(text)
        place = _line_at(text, digits.start()) if digits else None
        raise FaultyTOMLError("contains a number that is too long", place) from None


def _curly_quote(text: str, structure: str, line: int) -> str | None:
    """Return what is wrong with a line that a word processor gave curly quotes, or None where it did not.

    A curly quote that was to close a string is inside it; a single one there is an apostrophe.
    """
    inside, outside = (lines.split("\n")[line - 1 : line] or [""] for lines in (text, structure))
    found = _CURLY.search(outside[0]) or _CURLY_DOUBLE.search(inside[0])
    if found is None:
        return None
    straight = '"' if _CURLY_DOUBLE.fullmatch(found[0]) else "'"
    return f"{found[0]} is a curly quote; use a straight one: {straight}"


@contextmanager
def _time_limit(seconds: float | None) -> Iterator[None]:
    """End what runs inside with a TimeoutError; not on another thread than the main one, where no signal arrives."""
    if seconds is None or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: object) -> NoReturn:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _dotted_line(structure: str) -> int | None:
    """Return the line of a dotted key that the parser would take too long for, whatever blanks are in it.

    Blanks go first, and then keys are checked one by one: so the search is linear whatever the text is.
    """
    close = _AROUND_A_DOT.sub(".", _BLANKS.sub(" ", structure))
    keys = (found for found in _KEY.finditer(close) if found[0].count(".") >= _MAX_KEY_PARTS)
    return next((_line_at(close, found.start()) for found in keys), None)


def _line_at(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _deep_line(text: str) -> int | None:
    """Return the line on which the nesting goes deeper than anyone writes by hand, as far as brackets tell."""
    line, depth = 1, 0
    for sign in re.findall(r"[\[{\]}\n]", text):
        line += 1 if sign == "\n" else 0
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(sign, 0)
        if depth > _MAX_DEPTH:
            return line
    return None
