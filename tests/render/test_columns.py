"""Columns: how wide a text is, and how it is broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth, wcwidth

from reflect.render.catalogue import Shown, listed
from reflect.render.columns import apart, by_piece, column_of, flow, left, right, sentence, width_of, wrap

_texts = st.text(st.characters(exclude_categories=("C", "Z")) | st.sampled_from(" \u200d\ufe0f日e\u0301"), max_size=60)


def test_what_is_counted_without_tables_is_counted_right() -> None:
    assert [chr(code) for code in range(0xA0, 0x300) if wcwidth(chr(code)) != 1] == []
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
