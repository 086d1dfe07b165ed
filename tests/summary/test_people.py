"""People by initials or by letters: in the whole of a summary, and not a name is left."""

import json
import zlib
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reflect.model.choices import PEOPLE_MODES
from reflect.model.labels import LabelNames
from reflect.model.schema import Entry
from reflect.model.text import fold, label_fault
from reflect.render import page
from reflect.summary.span import Span
from tests.render.said import as_text
from tests.summary.diaries import MONDAY, SPANS, diaries, pattern, spans, summed

PEOPLE = ("ია", "სამი", "Сэм", "сэм", "鈴木 太郎", "\U0001f431\U0001f436", "Ζωή", normalize("NFD", "Ζωή"))
"""Names of which nothing stands in the words of the program, in labels, or in the texts of these diaries."""
KINDS = frozenset({"answers", "notes", "episodes", "phrases"})


def aliases(how: str, *people: str) -> list[str]:
    """Return how people go who were named in this order, each in an entry of its own."""
    times = (f"{n // 60:02}:{n % 60:02}" for n, _ in enumerate(people))
    diary = [pattern(MONDAY, "hope", person, time=time, wish="x") for person, time in zip(people, times, strict=True)]
    listed = summed(diary, people_as=how, letter_of=letter_of)["episode_list"]
    return [name for episode in listed for name in episode["with"]]


def letter_of(key: str) -> str:
    """Return a letter for everyone, each their own."""
    return f"L{zlib.crc32(key.encode())}"


def merged(of: str, name: str) -> str:
    """Return a name with two people made one."""
    return "სამი" if (of, name) == ("person", "ია") else name


def in_json(summary: Any) -> str:
    return json.dumps(summary, ensure_ascii=False)


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Sam", "S."),
        ("sam", "S."),
        ("Anna Maria", "A. M."),
        ("Jean-Luc O'Brien", "J. O."),
        ("(Sam)", "S."),
        ("2nd aunt", "2. A."),
        ("\u00c9mile", "\u00c9."),
        ("E\u0301lodie", "\u00c9."),
        ("e\u0301lodie", "\u00c9."),
        ("q\u0301\u0323x", "Q\u0323\u0301."),
        ("鈴木 太郎", "鈴. 太."),
        ("ابن سينا", "ا. س."),
        ("\U0001f431 the cat", "\U0001f431. T. C."),
        ("\U0001f431 \u2764\ufe0f", "\U0001f431. \u2764\ufe0f."),
        ("--", "-."),
    ],
)
def test_initials_are_the_first_letters_with_their_marks(name: str, initials: str) -> None:
    assert aliases("initials", name) == [initials]


def test_people_of_the_same_initials_are_told_apart_by_their_letters() -> None:
    sam, sue = letter_of("sam"), letter_of("sue")
    assert aliases("initials", "Sam", "Sue", "SAM", "Ines", "Sue Ann") == [
        f"S. {sam}",
        f"S. {sue}",
        f"S. {sam}",
        "I.",
        "S. A.",
    ]


def test_one_without_a_letter_goes_by_a_dash_on_a_screen_and_by_null_in_json() -> None:
    diary = [pattern(MONDAY, "hope", "Sam", "Ines"), pattern(MONDAY, "hope", "Ines", wish="x", key=1)]
    summary = summed(diary, people_as="letters", letter_of={"ines": "A"}.get)
    assert [person["label"] for person in summary["people"]] == ["A", None]
    assert [person["label"] for person in summary["patterns"][0]["with"]] == ["A", None]
    assert "hope with A Mon 16" in as_text(summary, width=80)
    assert "\u2014" in as_text(summary, width=80)
    nobody = summed(diary, people_as="letters")
    assert [person["label"] for person in nobody["people"]] == [None, None]


def test_a_person_under_two_names_goes_by_one_alias() -> None:
    diary = [
        pattern(MONDAY, "hope", "Samuel", "Ines", wish="x"),
        pattern(MONDAY, "hope", "sam", "Ida", time="13:00", wish="x"),
    ]
    merge: Any = {
        "id": "a",
        "at": "2026-11-01T12:00:00Z",
        "of": "person",
        "op": "merge",
        "label": "samuel",
        "to": "Sam",
    }
    rename: Any = {**merge, "id": "b", "op": "rename", "label": "sam", "to": "Theo M."}
    theo, ines, ida = map(letter_of, ("theo m.", "ines", "ida"))
    expected = {"full": ["Theo M.", "Ines", "Theo M.", "Ida"], "letters": [theo, ines, theo, ida]}
    expected["initials"] = ["T. M.", f"I. {ines}", "T. M.", f"I. {ida}"]
    for how in PEOPLE_MODES:
        names = LabelNames([merge, rename]).shown
        summary = summed(diary, names=names, people_as=how, letter_of=letter_of)
        assert [name for episode in summary["episode_list"] for name in episode["with"]] == expected[how]
        assert [pattern["label"] for pattern in summary["patterns"]] == ["hope"]


@pytest.mark.parametrize("how", ["initials", "letters"])
@given(diary=diaries(people=PEOPLE), span=spans)
def test_an_alias_is_for_one_person_and_changes_nothing_else(how: str, diary: list[Entry], span: Span) -> None:
    full, other = (
        summed(diary, span=span, names=merged, people_as=people_as, letter_of=letter_of) for people_as in ("full", how)
    )

    def figures(row: Any) -> str:
        return json.dumps({**row, "label": None})

    def pairs(of: Any, to: Any) -> set[tuple[str, str]]:
        by_figures = {figures(row): row["label"] for row in of}
        return {(by_figures[figures(row)], row["label"]) for row in to} if len(by_figures) == len(of) else set()

    with_people = {"people": 0, "patterns": 0, "episode_list": 0}
    assert full | with_people == other | with_people
    assert sorted(map(figures, full["people"])) == sorted(map(figures, other["people"]))
    told = pairs(full["people"], other["people"])
    for noted, with_aliases in zip(full["patterns"], other["patterns"], strict=True):
        assert {**noted, "with": 0} == {**with_aliases, "with": 0}
        told |= pairs(noted["with"], with_aliases["with"])
    assert len({name for name, _ in told}) == len({alias for _, alias in told}) == len(told)
    assert len({row["label"] for row in other["people"]}) == len(other["people"])


@given(diaries(people=PEOPLE), spans)
@example([pattern(MONDAY, "hope", *PEOPLE)], SPANS[0])
def test_by_letters_no_name_is_left(diary: list[Entry], span: Span) -> None:
    summary = summed(diary, span=span, names=merged, people_as="letters", letter_of=letter_of)
    told = [in_json(summary), page.as_html(summary, ids=True, text_kinds=KINDS)]
    told += [as_text(summary, width=width, ids=True, text_kinds=KINDS) for width in (40, 80)]
    for text in told:
        for name in PEOPLE:
            for word in name.split():
                assert fold(word) not in fold(text)


any_names = st.text(st.sampled_from("aAeE\u00e9\u0301\u0323 \u200d-7") | st.characters(), min_size=1, max_size=5)


@given(st.lists(any_names.filter(lambda name: label_fault(name) is None), min_size=1, unique_by=fold))
def test_any_names_get_aliases_of_their_own(people: list[str]) -> None:
    for how in ("initials", "letters"):
        found = aliases(how, *people)
        assert len({normalize("NFC", alias) for alias in found}) == len(people)
        assert all(found)
