"""Words of a text, as phrases are made of them: what a word is, and where a run of words ends.

A word is a run of letters, digits, marks, `_` and joiners between such, with an apostrophe inside it, in any script
that is written with spaces. Words are compared after NFC and casefold, with either apostrophe.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from reflect.entries.text import fold

_ENDS: Final = frozenset('.!?;:…"“”()—\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029')
"""No run of words crosses one of these, nor a character of category So."""
_WORD, _JOINER, _APOSTROPHE, _END, _OTHER = "wj'. "
_ASCII_WORD = re.compile(r"\w+(?:'\w+)*", re.ASCII)
_ASCII_END = re.compile("[" + re.escape("".join(sign for sign in sorted(_ENDS) if sign.isascii())) + "]")
_IN_CLASSES = re.compile(r"w(?:[wj]*w)?(?:'w(?:[wj]*w)?)*|\.")


class _Classes(dict[int, str]):
    """The class of each character, found when it is first asked for."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _class_of(chr(code))
        return found


class Token(NamedTuple):
    """A word, and where it stands in its text."""

    word: str
    """As it is compared."""
    start: int
    end: int


def _class_of(character: str) -> str:
    if character in "'\N{RIGHT SINGLE QUOTATION MARK}":
        return _APOSTROPHE
    if character in "\u200c\u200d":
        return _JOINER
    if character == "_":
        return _WORD
    if character in _ENDS:
        return _END
    from unicodedata import category  # here, since a diary in ASCII needs none of its tables

    kind = category(character)
    return _WORD if kind[0] in "LNM" else _END if kind == "So" else _OTHER


_CLASSES = _Classes()


@lru_cache(maxsize=2**16)
def _folded(raw: str) -> str:
    return fold(raw.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


def words(text: str) -> list[list[str]]:
    """Return the words of a text as they are compared, in runs; what `runs` has, without the places."""
    if text.isascii():
        parts = map(_ASCII_WORD.findall, _ASCII_END.split(text.lower()))
        return [part for part in parts if part]
    return [[token.word for token in run] for run in runs(text)]


def runs(text: str) -> list[list[Token]]:
    """Return the words of a text in runs, none of which crosses a line break or the end of a sentence."""
    found: list[list[Token]] = [[]]
    # The text as classes, a character each, so that one search finds words whatever script they are in.
    for match in _IN_CLASSES.finditer(text.translate(_CLASSES)):
        start, end = match.span()
        if match[0] == _END:
            if found[-1]:
                found.append([])
            continue
        found[-1].append(Token(_folded(text[start:end]), start, end))
    return found if found[-1] else found[:-1]
