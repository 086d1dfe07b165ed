"""Daylio's table: whatever a person kept there is here, on Daylio's own scale."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.clock import Zone
from reflect.formats import daylio as reader
from reflect.formats.daylio import plain_note
from reflect.formats.rows import RowError
from tests.formats.foreign import (
    DAYLIO,
    DAYLIO_2018,
    DAYLIO_2019,
    SAMPLES,
    daylio,
    daylio_row,
    kept,
    minutes,
    taken,
    twelve,
)
from tests.formats.rows_made import id_of, texts

AT = datetime(2026, 11, 2, 22, 0)
LAYOUTS = (DAYLIO, DAYLIO_2019, DAYLIO_2018)
notes = texts.filter(lambda text: plain_note(text) == text)
activities = st.lists(st.text("abc/ é", min_size=1, max_size=8).map(str.strip).filter(bool), max_size=4)


@given(
    st.lists(st.tuples(minutes, st.sampled_from(sorted(reader.LEVELS)), notes, activities), max_size=6),
    st.sampled_from(LAYOUTS),
    st.sampled_from([" ", "\u202f", "\u00a0"]),
    st.booleans(),
)
def test_a_journal_in_any_layout_is_read_as_it_was(
    diary: list[tuple[datetime, str, str, list[str]]], layout: list[str], space: str, by_half_days: bool
) -> None:
    rows = [
        daylio_row(
            at,
            f"{mood} ",
            note=note,
            activities=" | ".join([*done, ""]),
            time=twelve(at, space) if by_half_days else f"{at:%H:%M}",
        )
        for at, mood, note, done in diary
    ]
    found = kept("daylio", daylio(rows, layout))
    assert [(entry["at"], entry["value"], entry["note"]) for entry in found] == [
        (f"{at.isoformat()}+00:00", reader.LEVELS[mood], note) for at, mood, note, _ in diary
    ]
    assert [entry["extra"] for entry in found] == [
        {"mood": mood, **({"activities": done} if done else {})} for _, mood, _, done in diary
    ]
    assert all(entry["kind"] == "mood" and entry["scale"] == [1, 5] for entry in found)


def test_the_id_is_of_the_cells_that_are_not_empty_as_they_stand() -> None:
    row = daylio_row(AT, "rad ", note="x")
    (entry,) = kept("daylio", daylio([row]), zone=Zone.named("Asia/Tokyo"))
    assert entry["id"] == id_of({name: cell for name, cell in row.items() if name != "year"})
    assert (entry["at"], entry["zone"], entry["source"]) == ("2026-11-02T22:00:00+09:00", "Asia/Tokyo", "import:daylio")


def test_in_another_order_the_ids_are_the_same() -> None:
    rows = [daylio_row(AT, "rad"), daylio_row(AT, "bad"), daylio_row(AT, "rad"), daylio_row(AT, "meh", note="x")]
    found = [{entry["id"] for entry in kept("daylio", daylio(some))} for some in (rows, rows[::-1])]
    assert found[0] == found[1]
    assert len(found[0]) == 4


def test_what_has_no_place_is_saved_in_extra() -> None:
    more = {
        "activities": "movies / tv | bad sleep |  | ",
        "scales": "sleep:\u00a07 | work: 2",
        "note_title": "A title",
        "note": "one<br>two",
        "photos": "3",
    }
    (entry,) = kept("daylio", daylio([daylio_row(AT, "good", **more)], [*DAYLIO, "photos"]))
    assert entry["note"] == "one\ntwo"
    assert entry["extra"] == {
        "mood": "good",
        "activities": ["movies / tv", "bad sleep"],
        "scales": ["sleep:\u00a07", "work: 2"],
        "title": "A title",
        "note": "one<br>two",
        "photos": "3",
    }


def test_a_title_without_a_note_is_the_note() -> None:
    (entry,) = kept("daylio", daylio([daylio_row(AT, "good", note_title="A title")]))
    assert (entry["note"], entry["extra"]["title"]) == ("A title", "A title")


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        ("a<br>b<BR/>c<br />d", "a\nb\nc\nd"),
        ("<b>a</b> <i>b</i><ul><li>c</li><li>d</li></ul>", "a b- c\n- d\n"),
        ("a &lt; b &amp;&amp; c&nbsp;d &#233; &#xe9;", "a < b && c\u00a0d é é"),
        ("I <3 AT&T & <you> &nosuch; &copy", "I <3 AT&T & <you> &nosuch; &copy"),
    ],
)
def test_markup_in_a_note_is_shown_as_the_app_shows_it(note: str, shown: str) -> None:
    assert plain_note(note) == shown


def test_names_that_are_not_known_are_asked_for_all_at_once() -> None:
    rows = [daylio_row(AT, mood) for mood in ("rad", "Ok", "super", " ok", "so = so, x", "$(x)'\x1b")]
    found = taken("daylio", daylio(rows))
    errors = [entry for entry in found if isinstance(entry, RowError)]
    assert [error.line for error in errors] == [3, 4, 5, 6, 7]
    assert "super=?" in errors[0].message
    assert "so = so, x=?" in errors[0].message
    assert errors[0].message.lower().count("ok=?") == 1
    assert "\x1b" not in errors[0].message
    assert "'\"'\"'" in errors[0].message  # what is copied to a shell runs nothing
    assert all("super" not in error.message for error in errors[1:])


def test_names_with_a_value_are_on_the_scale_of_the_five() -> None:
    rows = [daylio_row(AT, mood) for mood in ("Lausig", "  SO   so", "rad")]
    found = kept("daylio", daylio(rows), mood_map={"lausig": 1, "so so": 3}, scale=(1, 7))
    assert [(entry["value"], entry["scale"]) for entry in found] == [(1, [1, 5]), (3, [1, 5]), (5, [1, 5])]
    assert [entry["id"] for entry in found] == [
        id_of({name: cell for name, cell in row.items() if name != "year"}) for row in rows
    ]


def test_a_name_that_was_given_to_another_level_can_be_told_so() -> None:
    (entry,) = kept("daylio", daylio([daylio_row(AT, "good")]), mood_map={"good": 3})
    assert entry["value"] == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"full_date": "02/11/2026"},
        {"full_date": "2026-02-30"},
        {"time": "25:00"},
        {"time": "13:00 pm"},
        {"time": ""},
        {"mood": ""},
        {"full_date": "2099-01-01"},
        {"note": "plum\0jam"},
    ],
)
def test_a_row_that_cannot_be_read_is_named_by_its_line_and_not_its_words(wrong: dict[str, str]) -> None:
    good = daylio_row(AT, "rad", note="two\nlines")
    found = taken("daylio", daylio([good, {**daylio_row(AT, "rad", note="plum jam"), **wrong}, good]))
    errors = [entry for entry in found if isinstance(entry, RowError)]
    assert [error.line for error in errors] == [4]
    assert "plum" not in errors[0].message


@pytest.mark.parametrize("cells", ["a,b", "a,b,c,d,e,f,g,h,i,j", '"a'])
def test_a_row_that_is_none_is_an_error(cells: str) -> None:
    (first, *_, last) = taken("daylio", daylio([daylio_row(AT, "rad")]) + cells + "\n")
    assert isinstance(last, RowError)
    assert last.line == 3
    assert not isinstance(first, RowError)


@pytest.mark.parametrize("note", ['"never closed', '"closed" too early"', '"closed" and on'])
def test_a_quote_that_stands_where_none_can_is_an_error(note: str) -> None:
    (error,) = taken("daylio", f"{','.join(DAYLIO_2019)}\n2026-11-02,2 Nov,Mon,22:00,rad,,,{note}\n")
    assert isinstance(error, RowError)
    assert (error.line, "quote" in error.message) == (2, True)


def test_a_month_in_another_language_is_not_guessed_at() -> None:
    found = taken("daylio", daylio([daylio_row(AT, "rad", date="2. November")], DAYLIO_2018))
    assert not isinstance(found[0], RowError)
    (error,) = taken("daylio", daylio([daylio_row(AT, "rad", date="2 novembre")], DAYLIO_2018))
    assert isinstance(error, RowError)


def test_the_local_day_and_the_clocks_changes_are_those_of_the_zone() -> None:
    rows = [daylio_row(datetime(2025, 10, 26, 2, 30), "rad"), daylio_row(datetime(2025, 3, 30, 2, 30), "rad")]
    first, gap = taken("daylio", daylio(rows), zone=Zone.named("Europe/Berlin"))
    entry: Any = first
    assert (entry["day"], entry["at"]) == ("2025-10-25", "2025-10-26T02:30:00+02:00")
    assert isinstance(gap, RowError)
    assert "left out" in gap.message


@pytest.mark.parametrize("blank", ["\n", "  \n", "\r\n"])
def test_blank_rows_are_passed_over_before_the_header_and_after_it(blank: str) -> None:
    header, rest = SAMPLES["daylio"].split("\n", 1)
    assert kept("daylio", f"{blank}{header}\n{blank},,,,,,,,\n{rest}") == kept("daylio", SAMPLES["daylio"])
