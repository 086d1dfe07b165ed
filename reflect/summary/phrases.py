"""Phrases: runs of words that come back, in the person's own words. Tokens are equal or they are not; nothing is read.

A run of 3 words or more counts if it has 3 days or more in the look-back, one of them in the span. It has a word other
than function words, does not end with a connective, and is not ignored. Of a run within a longer one with the same
days, the longer is reported.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from reflect.model.schema import Entry
from reflect.model.text import fold, fold_space
from reflect.summary.automaton import Automaton
from reflect.summary.counts import grouped, occurrences

if TYPE_CHECKING:
    from reflect.summary.shape import Phrase

_ENDS: Final = frozenset('.!?;:…"“”()—\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029')
"""No run of words crosses one of these, nor a character of category So."""
_WORD, _JOINER, _APOSTROPHE, _END, _OTHER = "wj'. "
_ASCII_WORD = re.compile(r"\w+(?:'\w+)*", re.ASCII)
_ASCII_END = re.compile("[" + re.escape("".join(sign for sign in sorted(_ENDS) if sign.isascii())) + "]")
_IN_CLASSES = r"w(?:[wj]*w)?(?:'w(?:[wj]*w)?)*|\."


class _Classes(dict[int, str]):
    """The class of each character, found when it is first asked for."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _class_of(chr(code))
        return found


class Token(NamedTuple):
    """A word, and its place in its text."""

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
    from unicodedata import category  # here, since a journal in ASCII needs none of its tables

    kind = category(character)
    return _WORD if kind[0] in "LNM" else _END if kind == "So" else _OTHER


_CLASSES = _Classes()


@lru_cache(maxsize=2**16)
def _folded(raw: str) -> str:
    return fold(raw.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


def word_runs(text: str) -> list[list[str]]:
    """Return the words of a text as they are compared, in runs; what `runs` has, without the places."""
    if text.isascii():
        parts = map(_ASCII_WORD.findall, _ASCII_END.split(text.lower()))
        return [part for part in parts if part]
    return [[token.word for token in run] for run in token_runs(text)]


def token_runs(text: str) -> list[list[Token]]:
    """Return the words of a text in runs, none of which crosses a line break or the end of a sentence."""
    found: list[list[Token]] = [[]]
    # The text as classes, a character each, so that one search finds words whatever script they are in.
    for match in re.finditer(_IN_CLASSES, text.translate(_CLASSES)):
        start, end = match.span()
        if match[0] == _END:
            if found[-1]:
                found.append([])
            continue
        found[-1].append(Token(_folded(text[start:end]), start, end))
    return found if found[-1] else found[:-1]


MIN_PHRASE_WORDS: Final = 3
"""Words of a phrase."""
MIN_PHRASE_DAYS: Final = 3
"""Days of the look-back on which it is found."""
_FIRST = 0x10000
"""Words are characters from here on, so that runs of words are strings and Python's search finds them."""
_BETWEEN = " "


class Lists(NamedTuple):
    """The words that decide what is not a phrase, folded."""

    function_words: frozenset[str] = frozenset()
    """Words that say nothing alone: a phrase has another."""
    connectives: frozenset[str] = frozenset()
    """Words that need another after them: a phrase does not end with one."""
    ignored: tuple[str, ...] = ()
    """Phrases that are left out, as the person wrote them; and so are their parts."""


class _Text(NamedTuple):
    """One run of words that crosses nothing, of one text of an entry."""

    words: str
    text: str
    place: int
    """Of the run among those of the text."""


class _Said(NamedTuple):
    """An entry with its own words."""

    entry: Entry
    texts: list[_Text]
    prompt: str
    """The words of the prompt that an answer is to."""

    def holds(self, run: str) -> bool:
        """Return whether the run counts for this entry."""
        return run not in self.prompt and any(run in text.words for text in self.texts)


class _Words:
    """A character for each word."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._known: dict[str, str] = {}

    def written(self, words: Iterable[str]) -> str:
        """Return words as a string, a character each."""
        return "".join(map(self._character, words))

    def joined(self, text: str) -> str:
        """Return all words of a text, with a blank where no run crosses."""
        return _BETWEEN.join(map(self.written, word_runs(text)))

    def known(self, words: Iterable[str]) -> frozenset[str]:
        """Return the characters of those words that a text has."""
        return frozenset(self._known[word] for word in words if word in self._known)

    def read(self, run: str) -> list[str]:
        """Return the words of a string."""
        return [self.words[ord(character) - _FIRST] for character in run]

    def _character(self, word: str) -> str:
        found = self._known.get(word)
        if found is None:
            found = self._known[word] = chr(_FIRST + len(self.words))
            self.words.append(word)
        return found


class _Rule(NamedTuple):
    """Which runs are reported, by their words; a character is a word."""

    function_words: frozenset[str]
    connectives: frozenset[str]
    ignored: str
    """The phrases that are left out, with a blank between any two."""
    own: dict[str, list[int]]
    """By text, for each place in it, the place after the latest word that is not a function word."""

    @classmethod
    def of(cls, lists: Lists, words: _Words) -> "_Rule":
        """Return the rule for words that are characters."""
        ignored = words.joined(f"{_BETWEEN}.".join(lists.ignored))
        return cls(words.known(lists.function_words), words.known(lists.connectives), ignored, {})

    def reports(self, text: str, end: int, length: int) -> bool:
        """Return whether the run of this length before the place `end` of a text is reported."""
        if length < MIN_PHRASE_WORDS or text[end - 1] in self.connectives:
            return False
        if text not in self.own:
            self.own[text] = self._latest(text)
        if self.own[text][end - 1] <= end - length:
            return False
        return length > len(self.ignored) or text[end - length : end] not in self.ignored

    def _latest(self, text: str) -> list[int]:
        found, latest = [], 0
        for place, word in enumerate(text, start=1):
            latest = latest if word in self.function_words else place
            found.append(latest)
        return found


def find_phrases(entries: Sequence[Entry], first: str, lists: Lists) -> "list[Phrase]":
    """Return the phrases of a span.

    Ordered by whether two words or more are not function words, then days of the look-back, then words (most first),
    then the words.

    Args:
        entries: those of the look-back, in order.
        first: the first day of the span, which ends with the look-back.
        lists: the words that decide what is not a phrase.
    """
    words = _Words()
    said = list(_entries_with_texts(entries, words))
    days = list(dict.fromkeys(one.entry["day"] for one in said))
    bits = {day: 1 << place for place, day in enumerate(days)}
    in_span = sum(bits[day] for day in days if day >= first)
    places = _places(said)
    rule = _Rule.of(lists, words)
    by_days = grouped(
        (on, run)
        for run, on in _candidates(said, places, bits, rule)
        if on.bit_count() >= MIN_PHRASE_DAYS and on & in_span
    )
    reported = {
        run: [one for one in places[run[:MIN_PHRASE_WORDS]] if one.holds(run)]
        for alike in by_days.values()
        for run in _longest(alike)
    }
    written = _as_written({run: _since(first, those)[0] for run, those in reported.items()})
    phrases = [
        (_rank(words.read(run), phrase, lists), phrase)
        for run, those in reported.items()
        for phrase in [_phrase(written[run], those, first)]
    ]
    return [phrase for _, phrase in sorted(phrases, key=lambda ranked: ranked[0])]


def _entries_with_texts(entries: Iterable[Entry], words: _Words) -> Iterator[_Said]:
    for entry in entries:
        texts = [
            _Text(words.written(run), text, place)
            for text in own_words(entry)
            for place, run in enumerate(word_runs(text))
            if len(run) >= MIN_PHRASE_WORDS
        ]
        if texts:
            prompt = words.joined(entry["prompt_text"]) if entry["kind"] == "answer" else ""
            yield _Said(entry, texts, prompt)


def own_words(entry: Entry) -> Iterator[str]:
    """Yield the texts of an entry that are in the person's own words: not labels, names, or the prompt."""
    if entry["kind"] == "answer" or entry["kind"] == "note":
        yield entry["text"]
        return
    for name in ("note", "wish", "other", "self"):
        text = cast("dict[str, str | None]", entry).get(name)
        if text is not None:
            yield text


def _places(said: Iterable[_Said]) -> dict[str, list[_Said]]:
    """Return the entries of each run of three words that is found on enough days; most words are in none."""
    found: dict[str, list[_Said]] = {}
    for one in said:
        for three in {
            text.words[at : at + MIN_PHRASE_WORDS] for text in one.texts for at in range(len(text.words) - 2)
        }:
            found.setdefault(three, []).append(one)
    return {
        three: those
        for three, those in found.items()
        if len(those) >= MIN_PHRASE_DAYS and len({one.entry["day"] for one in those}) >= MIN_PHRASE_DAYS
    }


def _candidates(
    said: Iterable[_Said], places: dict[str, list[_Said]], bits: dict[str, int], rule: _Rule
) -> Iterator[tuple[str, int]]:
    """Yield reported runs with the days on which they count; most runs inside a longer one are left out.

    A run that ends at the same places as a longer one is never there but for the words of a prompt.
    """
    automaton, prompts = Automaton(), dict[str, Automaton]()
    for one in said:
        day = bits[one.entry["day"]]
        for text in one.texts:
            for chunk in _chunks(text.words, places):
                automaton.add(chunk, day, _in_prompt(chunk, one.prompt, prompts))
    for run, days in automaton.runs(rule.reports):
        if days >= 0:
            yield run, days
        elif rule.reports(run, len(run), len(run)):
            yield run, sum({bits[one.entry["day"]] for one in places[run[:MIN_PHRASE_WORDS]] if one.holds(run)})


def _chunks(words: str, places: dict[str, list[_Said]]) -> Iterator[str]:
    """Yield the parts of a text in which every three words in a row are found on enough days."""
    begun = None
    for at in range(len(words) - MIN_PHRASE_WORDS + 1):
        if words[at : at + MIN_PHRASE_WORDS] in places:
            begun = at if begun is None else begun
        elif begun is not None:
            yield words[begun : at + MIN_PHRASE_WORDS - 1]
            begun = None
    if begun is not None:
        yield words[begun:]


def _in_prompt(words: str, prompt: str, prompts: dict[str, Automaton]) -> list[int]:
    """Return for each place how many words that end there are in the prompt as well, if they make a run.

    `prompts` keeps the prompts that were taken apart already.
    """
    if not prompt:
        return [0] * len(words)
    if prompt not in prompts:
        prompts[prompt] = Automaton()
        prompts[prompt].add(prompt, 0, [0] * len(prompt))
    return [length if length >= MIN_PHRASE_WORDS else 0 for length in prompts[prompt].longest_in(words)]


def _longest(alike: list[str]) -> Iterator[str]:
    """Yield those of the runs with the same days that are no part of another."""
    longer = ""
    for run in sorted(set(alike), key=lambda run: (-len(run), run)):
        if run not in longer:
            longer += _BETWEEN + run
            yield run


def _since(first: str, those: Iterable[_Said]) -> list[_Said]:
    """Return those of the span."""
    return [one for one in those if one.entry["day"] >= first]


def _phrase(written: str, those: Collection[_Said], first: str) -> "Phrase":
    found = occurrences([one.entry for one in _since(first, those)])
    return {"text": written, **found, "lookback_days": len({one.entry["day"] for one in those})}


def _as_written(runs: Mapping[str, _Said]) -> dict[str, str]:
    """Return each run as the entry that is named with it has it; no text is taken apart twice, nor two at a time."""
    by_text: dict[str, list[tuple[str, _Text]]] = {}
    for run, one in runs.items():
        found = next(text for text in one.texts if run in text.words)
        by_text.setdefault(found.text, []).append((run, found))
    written: dict[str, str] = {}
    for text, of_text in by_text.items():
        parts = token_runs(text)
        for run, found in of_text:
            at, part = found.words.index(run), parts[found.place]
            written[run] = fold_space(text[part[at].start : part[at + len(run) - 1].end])
    return written


def _rank(words: list[str], phrase: "Phrase", lists: Lists) -> tuple[bool, int, int, list[str]]:
    own = sum(word not in lists.function_words for word in words)
    return own < 2, -phrase["lookback_days"], -len(words), words  # noqa: PLR2004 - two words of its own
