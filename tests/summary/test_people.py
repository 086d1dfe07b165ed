"""People by initials or by letters: in the whole of a summary, and not a name is left."""

import json
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reflect.model.choices import PEOPLE_MODES
from reflect.model.labels import AS_WRITTEN, LabelNames
from reflect.model.schema import Entry, order
from reflect.model.text import fold, label_fault
from reflect.render import page, terminal
from reflect.summary.counts import name_people
from reflect.summary.span import Span
from tests.summary.diaries import MONDAY, SPANS, diaries, pattern, spans, summed

PEOPLE = ("ია", "სამი", "Сэм", "сэм", "鈴木 太郎", "\U0001f431\U0001f436", "Ζωή", normalize("NFD", "Ζωή"))
"""Names of which nothing stands in the words of the program, in labels, or in the texts of these diaries."""
KINDS = frozenset({"answers", "notes", "episodes", "phrases"})


def aliases(how: str, *people: str) -> list[str]:
    """Return how people go who were named in this order, each in an entry of its own."""
    diary = [pattern(MONDAY, "hope", person, time=f"{n // 60:02}:{n % 60:02}") for n, person in enumerate(people)]
    names = name_people(how, diary, AS_WRITTEN.of_name)
    return [names("person", person).shown for person in people]


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


def test_letters_go_by_the_order_of_first_naming() -> None:
    people = [f"person {n}" for n in range(703)]
    letters = aliases("letters", *people)
    assert [letters[n] for n in (0, 1, 25, 26, 51, 52, 701, 702)] == ["A", "B", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
    assert len(set(letters)) == len(people)
    assert aliases("letters", "Sam", "Ines", "SAM", " sam", "Mo") == ["A", "B", "A", "A", "C"]


def test_two_with_the_same_initials_are_told_apart_by_a_number() -> None:
    assert aliases("initials", "Sam", "Sue", "SAM", "Sid", "Ines", "Sue Ann") == [
        "S.",
        "S.2",
        "S.",
        "S.3",
        "I.",
        "S. A.",
    ]
    assert aliases("initials", "\u00c9mile", "E\u0301lodie") == ["\u00c9.", "\u00c9.2"]


def test_a_person_under_two_names_goes_by_one_alias() -> None:
    diary = [pattern(MONDAY, "hope", "Samuel", "Ines"), pattern(MONDAY, "hope", "sam", "Ida", time="13:00")]
    merge: Any = {
        "id": "a",
        "at": "2026-11-01T12:00:00Z",
        "of": "person",
        "op": "merge",
        "label": "samuel",
        "to": "Sam",
    }
    rename: Any = {**merge, "id": "b", "op": "rename", "label": "sam", "to": "Theo M."}
    expected = {"full": ["Theo M.", "Ines", "Theo M.", "Ida"], "initials": ["T. M.", "I.", "T. M.", "I.2"]}
    expected["letters"] = ["A", "B", "A", "C"]
    for how in PEOPLE_MODES:
        names = name_people(how, diary, LabelNames([merge, rename]).of_name)
        assert [names("person", person).shown for person in ("Samuel", "Ines", "SAM", "Ida")] == expected[how]
        assert names("pattern", "hope").shown == names("feeling", "hope").shown == "hope"


@pytest.mark.parametrize("how", ["initials", "letters"])
@given(diary=diaries(people=PEOPLE), span=spans)
def test_an_alias_is_for_one_person_and_changes_nothing_else(how: str, diary: list[Entry], span: Span) -> None:
    full, other = (summed(diary, span=span, names=merged, people_as=people_as) for people_as in ("full", how))

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
    summary = summed(diary, span=span, names=merged, people_as="letters")
    told = [in_json(summary), page.as_html(summary, ids=True, text_kinds=KINDS)]
    told += [terminal.as_text(summary, width=width, ids=True, text_kinds=KINDS) for width in (40, 80)]
    for text in told:
        for name in PEOPLE:
            for word in name.split():
                assert fold(word) not in fold(text)


@given(diaries(people=PEOPLE, least=1), spans)
def test_letters_are_given_by_who_was_named_first_in_what_is_read(diary: list[Entry], span: Span) -> None:
    summary = summed(diary, span=span, people_as="letters")
    low, high = min(summary["lookback"]["from"], str(span.first)), str(span.last)
    first: dict[str, str] = {}
    for entry in sorted(diary, key=order):
        if entry["kind"] == "pattern" and low <= entry["day"] <= high:
            for person in entry["with"]:
                first.setdefault(fold(person), "ABCDEFGH"[len(first)])
    expected = {first[fold(person["label"])] for person in summed(diary, span=span)["people"]}
    assert {person["label"] for person in summary["people"]} == expected


any_names = st.text(st.sampled_from("aAeE\u00e9\u0301\u0323 \u200d-7") | st.characters(), min_size=1, max_size=5)


@given(st.lists(any_names.filter(lambda name: label_fault(name) is None), min_size=1, unique_by=fold))
def test_any_names_get_aliases_of_their_own(people: list[str]) -> None:
    for how in ("initials", "letters"):
        found = aliases(how, *people)
        assert len({normalize("NFC", alias) for alias in found}) == len(people)
        assert all(found)
