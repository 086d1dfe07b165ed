"""Phrases against their definition, written plainly: every run of every text, counted one by one."""

import time
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.model.schema import Entry
from reflect.summary.phrases import Lists, find_phrases, own_words, token_runs, word_runs
from reflect.summary.shape import Phrase
from tests.summary.diaries import MONDAY, entry, mood, pattern

LISTS = Lists(frozenset({"it", "was", "the", "i", "to", "and", "of"}), frozenset({"and", "the", "of"}))
Run = tuple[str, ...]


def day(number: int) -> str:
    return str(MONDAY + timedelta(days=number))


def note(number: int, text: str, **more: Any) -> Entry:
    return entry("note", day(number), text=text, **more)


def answer(number: int, prompt: str, text: str, **more: Any) -> Entry:
    return entry("answer", day(number), prompt="core/x", prompt_text=prompt, text=text, **more)


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda one: (one["day"], one["at"], one["id"]))


def of(entries: Sequence[Entry], lists: Lists = LISTS, first: int = 0) -> list[Phrase]:
    return find_phrases(in_order(entries), day(first), lists)


def texts(entries: Sequence[Entry], lists: Lists = LISTS) -> list[str]:
    return [phrase["text"] for phrase in of(entries, lists)]


def runs_of(text: str) -> set[Run]:
    found: set[Run] = set()
    for tokens in token_runs(text):
        words = tuple(token.word for token in tokens)
        found |= {words[a:b] for a in range(len(words)) for b in range(a + 3, len(words) + 1)}
    return found


def within(run: Run, longer: Run) -> bool:
    return any(longer[at : at + len(run)] == run for at in range(len(longer) - len(run) + 1))


def plainly(entries: Sequence[Entry], first: str, lists: Lists) -> dict[Run, tuple[int, list[str], int]]:
    """Return each phrase with entries, days and days of the look-back: the definition, with nothing clever."""
    found: dict[Run, list[Entry]] = {}
    for one in entries:
        own = {run for text in own_words(one) for run in runs_of(text)}
        own -= runs_of(one["prompt_text"]) if one["kind"] == "answer" else set()
        for run in own:
            found.setdefault(run, []).append(one)
    ignored = [tuple(token.word for tokens in token_runs(text) for token in tokens) for text in lists.ignored]
    told = {
        run: those
        for run, those in found.items()
        if len({one["day"] for one in those}) >= 3
        and any(one["day"] >= first for one in those)
        and not set(run) <= lists.function_words
        and run[-1] not in lists.connectives
        and not any(within(run, phrase) for phrase in ignored)
    }
    days = {run: {one["day"] for one in those} for run, those in told.items()}
    return {
        run: (
            sum(one["day"] >= first for one in those),
            sorted({one["day"] for one in those if one["day"] >= first}),
            len(days[run]),
        )
        for run, those in told.items()
        if not any(run != other and days[run] == days[other] and within(run, other) for other in told)
    }


_PARTS = ("said it was fine", "It was fine", "at home", "fine and the", "it was to the", "x", ".", ",", "\n")
_TEXT = st.lists(st.sampled_from(_PARTS), min_size=1, max_size=4).map(" ".join).filter(str.strip)
_NUMBERS = st.integers(-4, 3)
_ENTRIES = st.lists(
    st.one_of(
        st.builds(lambda n, text, key: note(n, text, key=key), _NUMBERS, _TEXT, st.integers()),
        st.builds(lambda n, ask, text, key: answer(n, ask, text, key=key), _NUMBERS, _TEXT, _TEXT, st.integers()),
        st.builds(
            lambda n, wish, other, key: pattern(day(n), "x", wish=wish, other=other, key=key),
            _NUMBERS,
            _TEXT,
            _TEXT,
            st.integers(),
        ),
    ),
    max_size=16,
)


@given(_ENTRIES, st.lists(_TEXT, max_size=2))
def test_they_are_those_of_the_definition(entries: list[Entry], ignored: list[str]) -> None:
    lists = LISTS._replace(ignored=tuple(ignored))
    found = {
        tuple(token.word for tokens in token_runs(phrase["text"]) for token in tokens): (
            phrase["entries"],
            phrase["days"],
            phrase["lookback_days"],
        )
        for phrase in of(entries, lists)
    }
    assert found == plainly(in_order(entries), day(0), lists)


@given(_ENTRIES, st.randoms(use_true_random=False))
def test_they_stand_in_their_order_and_name_their_entries(entries: list[Entry], chance: Random) -> None:
    found = of(entries)
    by_id = {one["id"]: one for one in entries}
    for phrase in found:
        assert [by_id[one]["day"] for one in phrase["ids"]] == sorted(by_id[one]["day"] for one in phrase["ids"])
        assert list(dict.fromkeys(by_id[one]["day"] for one in phrase["ids"])) == phrase["days"]
    chance.shuffle(entries)
    assert of(entries) == found


def test_a_phrase_is_reported_as_it_was_first_written_in_the_span() -> None:
    entries = [note(-3, "said it was fine"), note(0, "Sam SAID,  it was fine!"), note(2, "said it was fine")]
    assert of(entries) == [
        {
            "text": "SAID, it was fine",
            "entries": 2,
            "days": [day(0), day(2)],
            "ids": [one["id"] for one in entries[1:]],
            "lookback_days": 3,
        }
    ]


@pytest.mark.parametrize(
    "between", [". ", "! ", "? ", "; ", ": ", "\u2026", ' "', "\u201c", " (", "\u2014", "\n", " \N{SNOWMAN} "]
)
def test_no_phrase_crosses_the_end_of_a_sentence_or_a_line(between: str) -> None:
    assert texts([note(number, f"said it{between}was fine") for number in range(3)]) == []


@pytest.mark.parametrize("between", [", ", " - ", "/", "  ", "\t", " '", "-"])
def test_a_phrase_crosses_what_ends_nothing(between: str) -> None:
    assert len(texts([note(number, f"said it{between}was fine") for number in range(3)])) == 1


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("मुझे कुछ नहीं कहा", "मुझे कुछ नहीं कहा"),
        ("قَالَ إِنَّهُ بِخَيْرٍ", "قَالَ إِنَّهُ بِخَيْرٍ"),
        ("não disse nada", "NÃO disse nada"),
        ("auf der Straße", "auf der STRASSE"),
        ("didn't say a word", "didn\N{RIGHT SINGLE QUOTATION MARK}t say a word"),
        ("caf\u00e9 am Ring", "cafe\u0301 am Ring"),
        ("می\u200cخواهم با تو", "می\u200cخواهم با تو"),
    ],
)
def test_words_are_the_same_in_any_script_that_is_written_with_spaces(one: str, same: str) -> None:
    entries = [note(0, f"{one}."), note(1, f"({same})"), note(2, f"So: {same}")]
    assert texts(entries, Lists()) == [one]


def test_marks_and_joiners_are_part_of_words() -> None:
    assert [
        [token.word for token in run] for run in token_runs("कि\u200dया l'\u00e9t\u00e9 'quoted' x_y 3.5 \u0301a")
    ] == [
        ["कि\u200dया", "l'\u00e9t\u00e9", "quoted", "x_y", "3"],
        ["5", "\u0301a"],
    ]


@given(st.text(st.characters(max_codepoint=127)) | st.text("aB9_' .,-\n\t\"", max_size=30))
def test_words_in_ascii_are_found_alike_on_the_short_way(text: str) -> None:
    assert word_runs(text) == [[token.word for token in run] for run in token_runs(text)]


def test_function_words_alone_are_none_and_a_connective_ends_none() -> None:
    assert texts([note(number, "it was to the") for number in range(3)]) == []
    assert texts([note(number, "said it was fine and the") for number in range(3)]) == ["said it was fine"]


def test_what_is_ignored_is_left_out_with_its_parts_and_not_what_holds_it() -> None:
    entries = [note(number, "said it was fine at home") for number in range(3)]
    assert texts(entries, LISTS._replace(ignored=("Said it  was fine at HOME again",))) == []
    assert texts(entries, LISTS._replace(ignored=("it was fine",))) == ["said it was fine at home"]


def test_the_words_of_a_prompt_do_not_count_for_its_answer_and_do_elsewhere() -> None:
    prompt = "Who said it was fine today?"
    answers = [answer(number, prompt, "Sam said it was fine.") for number in range(3)]
    assert texts(answers) == ["Sam said it was fine"]
    others = [note(number, "He said it was fine.") for number in range(3, 5)]
    assert texts([*answers, *others]) == ["Sam said it was fine"]
    assert texts([*answers, *others, note(5, "She said it was fine.")]) == ["Sam said it was fine", "said it was fine"]


def test_own_words_are_texts_and_notes_and_the_three_parts_and_no_labels() -> None:
    said = [
        pattern(day(0), "said it was fine", "Sam it was fine", wish="that it was fine"),
        mood(day(1), 4, note="and that it was fine", feelings=["that it was fine"]),
        entry("session", day(2), note="So: that it was fine"),
    ]
    assert texts(said) == ["that it was fine"]


def test_two_days_are_too_few_and_so_are_three_before_the_span() -> None:
    assert texts([note(number, "said it was fine") for number in (0, 0, 1)]) == []
    assert texts([note(number, "said it was fine") for number in (-3, -2, -1)]) == []


def test_the_order_is_own_words_then_days_then_length() -> None:
    entries = [
        *(note(number, "said it was so. it was home") for number in range(-2, 3)),
        *(note(number, "went home alone. left home very early") for number in range(-1, 3)),
    ]
    assert texts(entries) == ["said it was so", "left home very early", "went home alone", "it was home"]


def test_prose_of_a_year_takes_seconds_and_the_same_text_every_day_no_longer() -> None:
    chance = Random(1)
    words = [f"word{number}" for number in range(6000)]
    weights = [1 / rank for rank in range(1, 6001)]
    prose = [
        note(-number, " ".join(chance.choices(words, weights, k=350)).replace("word9 ", "word9. "))
        for number in range(421)
    ]
    same = [note(-number, prose[0]["text"]) for number in range(421) if prose[0]["kind"] == "note"]
    for entries, first, seconds in ((prose[:63], -6, 0.5), (prose, -364, 3), (same, -364, 3)):
        begun = time.process_time()
        assert of(entries, LISTS, first)
        assert time.process_time() - begun < seconds


_LONG = {
    "the same text": [" ".join(f"word{number}" for number in range(12_000))] * 4,
    "one sentence again and again": ["and so we went home " * 4_000] * 4,
    "two words": ["".join(Random(n).choices(("home ", "alone "), k=2_000)) for n in range(4)],
    "function words alone": ["it was the " * 4_000] * 4,
    "a sentence a line": ["it was so late again.\n" * 4_000] * 4,
}


@pytest.mark.parametrize("texts", _LONG.values(), ids=_LONG)
def test_a_long_text_takes_no_longer_than_its_length_has_it(texts: list[str]) -> None:
    entries = [note(number, text) for number, text in enumerate(texts)]
    begun = time.process_time()
    found = of(entries)
    assert time.process_time() - begun < 2  # seconds; a fifth of one as a rule, and of a square of the length eight
    assert bool(found) == ("it was the" not in texts[0])
