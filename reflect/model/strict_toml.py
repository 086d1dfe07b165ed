"""TOML from a person's hand or somebody else's: bounded in size, depth and time, and every refusal names a line.

Python's parser is quadratic in the parts of a dotted key (100 KB of `a.a.a` take it 46 s) and runs into the recursion
limit on nested arrays; so size and dotted keys are looked at before it runs, and a timer ends what is left.
"""

import contextlib
import re
import signal
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple, NoReturn

# Left to right, so that a bracket or a quotation mark inside one is not taken for another. What is not closed is taken
# up to its end: the search is linear whatever the text is.
_COMMENT_OR_STRING = re.compile(
    r'#[^\n]*+|"""(?:\\.|[^\\])*?(?:"""|\Z)|\'\'\'.*?(?:\'\'\'|\Z)|"(?:\\.|[^"\\\n])*+"?|\'[^\'\n]*+\'?', re.DOTALL
)


def masked(text: str) -> str:
    """Return the text with `x` for each string and nothing for each comment; line ends stay."""
    return _COMMENT_OR_STRING.sub(lambda found: "x" * (found[0][0] != "#") + "\n" * found[0].count("\n"), text)


BOM = b"\xef\xbb\xbf"
LONGEST = 2.0
"""Seconds that the parser may take; a pack of the largest size in ordinary use takes a tenth of one."""
_PARTS = 16
"""Of a dotted key, at the least, that nobody writes by hand."""
_BLANKS, _AROUND_A_DOT, _KEY = re.compile(r"[ \t]+"), re.compile(r" ?\. ?"), re.compile(r"[^\s=\[\]{},]+")
_DEEP = 100
_LONG_NUMBER = re.compile(r"[0-9_]{4301}")  # more digits than Python turns into a number


class FaultyTOMLError(ValueError):
    """The document cannot be taken; `str()` is the end of a sentence: "is nested too deep"."""

    def __init__(self, fault: str, line: int | None = None) -> None:
        """Say what is wrong and, where it is known, on which line (from 1)."""
        super().__init__(fault)
        self.line = line


class Document(NamedTuple):
    """A document that was read."""

    text: str
    values: dict[str, Any]


def loads(raw: bytes, largest: int, *, timed: bool = True) -> Document:
    """Return what the document holds; `largest` is the size in bytes from which it is refused.

    `timed`: a timer ends what takes long, for a document that may come from others.

    Raises:
        FaultyTOMLError: it is larger, is not UTF-8 or not TOML, is nested too deep, or takes too long to read.
    """
    if len(raw) > largest:
        _refuse(f"is larger than {largest // 1024} KB")
    try:
        text = raw.removeprefix(BOM).decode()
    except UnicodeDecodeError as error:
        _refuse("is not UTF-8", raw.count(b"\n", 0, error.start) + 1)
    return Document(text, _parsed(text, timed=timed))


def _parsed(text: str, *, timed: bool) -> dict[str, Any]:
    structure = masked(text)
    if dotted := _dotted_line(structure):
        _refuse(f"holds a dotted key of {_PARTS} parts or more", dotted)
    import tomllib

    try:
        with _no_longer_than(LONGEST) if timed else contextlib.nullcontext():
            return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, _, where = str(error).partition(" (at ")
        line = re.search(r"line (\d+)", where)
        _refuse(f"is not TOML: {what[:1].lower()}{what[1:]}", int(line[1]) if line else text.rstrip().count("\n") + 1)
    except TimeoutError:
        _refuse("takes too long to read, as keys of many parts do")
    except RecursionError:
        _refuse("is nested too deep", _deep_line(structure))
    except ValueError:
        number = _LONG_NUMBER.search(text)
        _refuse("holds a number that is too long", _line_at(text, number.start()) if number else None)


@contextlib.contextmanager
def _no_longer_than(seconds: float) -> Iterator[None]:
    """End what runs inside with a TimeoutError; on another thread than the main one, where no signal comes, do not."""
    if threading.current_thread() is not threading.main_thread():
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

    Blanks go first and then keys are looked at one by one: so the search is linear whatever the text is.
    """
    close = _AROUND_A_DOT.sub(".", _BLANKS.sub(" ", structure))
    keys = (found for found in _KEY.finditer(close) if found[0].count(".") >= _PARTS - 1)
    return next((_line_at(close, found.start()) for found in keys), None)


def _line_at(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _deep_line(text: str) -> int | None:
    """Return the line on which the nesting goes deeper than anyone writes by hand, as far as brackets tell."""
    line, depth = 1, 0
    for sign in re.findall(r"[\[{\]}\n]", text):
        line += 1 if sign == "\n" else 0
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(sign, 0)
        if depth > _DEEP:
            return line
    return None


def _refuse(fault: str, line: int | None = None) -> NoReturn:
    raise FaultyTOMLError(fault, line) from None
