"""Columns: how wide a text is, and how it is broken."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth, wcwidth

from reflect.render import Shown, columns
from reflect.render.catalogue import View, listed
from reflect.render.columns import apart, by_piece, column_of, flow, left, right, sentence, width_of, wrap

_texts = st.text(st.characters(exclude_categories=("C", "Z")) | st.sampled_from(" \u200d\ufe0f日e\u0301"), max_size=60)


def test_what_is_counted_without_tables_is_counted_right() -> None:
    counted = (chr(code) for code in range(0xA0, 0x110000) if not re.search(columns._OTHER_WIDTH, chr(code)))
    assert [character for character in counted if wcwidth(character) != 1] == []
    assert (width_of("Ärger · …"), width_of("日本"), width_of("e\u0301"), width_of("")) == (9, 4, 1, 0)


@given(_texts, st.integers(0, 80))
def test_padding_goes_by_columns(text: str, width: int) -> None:
    assert left(text, width).rstrip(" ") == text.rstrip(" ")
    assert right(text, width).lstrip(" ") == text.lstrip(" ")
    if width_of(text) <= width:
        assert len(left(text, width)) - len(text) == width - width_of(text)


@given(st.lists(_texts, max_size=8), st.integers(20, 80), st.sampled_from((" ", " · ", "   ")), st.integers(0, 10))
def test_flowing_text_fits_and_loses_nothing(pieces: list[str], width: int, between: str, indent: int) -> None:
    lines = flow(by_piece(pieces, between), width, " " * indent, " " * (indent // 2))
    assert all(wcswidth(line) <= width for line in lines)
    kept = "".join("".join(lines).replace("·", "").split())
    assert kept == "".join("".join(pieces).replace("·", "").split())


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("abcdefghij", ["abcd", "efgh", "ij"]),
        ("日本語日本語", ["日本", "語日", "本語"]),
        ("e\u0301" * 6, ["e\u0301" * 4, "e\u0301" * 2]),
        ("\U0001f44d\U0001f3fd" * 3, ["\U0001f44d\U0001f3fd" * 2, "\U0001f44d\U0001f3fd"]),
        ("\U0001f1e9\U0001f1ea" * 3, ["\U0001f1e9\U0001f1ea" * 2, "\U0001f1e9\U0001f1ea"]),
        ("\U0001f468\u200d\U0001f469" * 3, ["\U0001f468\u200d\U0001f469" * 2, "\U0001f468\u200d\U0001f469"]),
        ("ab cd ef", ["ab", "cd", "ef"]),
        ("a bc def", ["a bc", "def"]),
    ],
)
def test_what_does_not_fit_is_broken_between_words_then_characters(word: str, expected: list[str]) -> None:
    assert flow([("", word)], 4) == expected


def test_an_escape_stays_in_one_piece() -> None:
    assert flow([("", "\\u200b\\u200b\\x1b")], 10) == ["\\u200b", "\\u200b\\x1b"]


def test_what_stands_first_on_a_line_stays_when_nothing_fits_beside_it() -> None:
    assert flow([("", "a long piece")], 12, "name  ", "  ") == ["name", "  a long", "  piece"]
    assert flow([], 12, "name  ") == ["name"]


@given(_texts, st.integers(20, 80), st.integers(0, 10))
def test_a_wrapped_text_fits_and_loses_nothing(text: str, width: int, indent: int) -> None:
    lines = wrap(text, width, " " * indent, " " * (indent // 2))
    assert all(wcswidth(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_two_ends_of_a_line() -> None:
    assert apart("one", "two", 10) == ["one    two"]
    assert apart("one", "two", 6) == ["one", "two"]


def test_sentences_and_lists() -> None:
    assert sentence("one two three", 9) == ["one two", "  three"]
    assert listed(map(Shown, "123")) == ["1,", "2,", "3"]
    assert listed([]) == []


def test_a_column_is_as_wide_as_the_widest_name_that_fits() -> None:
    assert column_of(["one", "three", "a long one"], 2, 8) == 7
    assert column_of(["a long one"], 2, 8) == 4


class Slowly(columns._Page):
    """Lines, each measured whole at every step: the plainest way, which takes the time that a long text has not."""

    def put_in_parts(self, word: str) -> None:
        for i, character in enumerate(columns._characters(word)):
            self.put("" if i else " ", character)

    def _write(self, added: str) -> bool:
        if width_of(self._line + added) > self._width:
            return False
        self._line, self._begun = self._line + added, True
        return True


SCRIPTS: dict[str, str] = {
    "ascii": "the quick brown fox ", "one word": "x", "latin": "übergroße Mäuse ", "dashes": "it’s — “quoted” … ",
    "cjk": "漢字かな混じり文", "korean": "한국어 글자 ", "combining": "e\u0301a\u0308",
    "decomposed words": "e\u0301a\u0308n ", "devanagari": "नमस्ते दुनिया ", "thai": "สวัสดีชาวโลก",
    "arabic": "مرحبا بالعالم ", "flags": "\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7",
    "families": "\U0001f468\u200d\U0001f469\u200d\U0001f467", "hearts": "❤\ufe0f ", "escapes": "\\x1b\\u202e",
    "blanks": "a      ", "marks": "\u0301",
}  # fmt: skip


@given(
    st.lists(st.tuples(st.sampled_from(list(SCRIPTS)), st.integers(1, 90)), min_size=1, max_size=5),
    st.sampled_from((20, 33, 80)),
    st.integers(0, 9),
)
def test_lines_are_those_of_the_plainest_way(parts: list[tuple[str, int]], width: int, indent: int) -> None:
    text = "".join((SCRIPTS[script] * length)[:length] + " " * (length % 2) for script, length in parts)
    first, hang = " " * indent, " " * (indent // 2)
    for pieces in (columns.by_word(text), by_piece(text.split("a"), ", ")):
        lines = flow(pieces, width, first, hang)
        with pytest.MonkeyPatch.context() as slow:
            slow.setattr(columns, "_Page", Slowly)
            assert lines == flow(pieces, width, first, hang)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_long_text_is_broken_in_time_that_grows_with_it(script: str) -> None:
    """A text of 1 MiB in a second and a half of processor time; a tenth of it in a sixth, for it is linear."""
    text = SCRIPTS[script] * (100_000 // len(SCRIPTS[script].encode()))
    began = time.process_time()
    lines = wrap(text, 80, " " * 9, " " * 10)
    assert time.process_time() - began < 0.25
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["a" + "\n" * 100_000, "a\n" * 50_000, "\x1b" * 100_000, "a\t" * 50_000])
def test_lines_and_control_characters_without_end_are_shown_in_time(text: str) -> None:
    began = time.process_time()
    for line in View(80).block(text):
        wrap(line, 80, " " * 9, " " * 10)
    assert time.process_time() - began < 0.5
