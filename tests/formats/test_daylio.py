"""Daylio's table: whatever a person kept there is here, on Daylio's own scale."""

import csv
import io
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.clock import Zone
from reflect.formats import daylio as reader
from reflect.formats import detect
from reflect.formats.daylio import plain_note
from reflect.formats.month_names import NAMES, months_in_one_language
from reflect.formats.rows import RowError
from reflect.model.text import fold
from tests.formats.foreign import (
    DAYLIO,
    DAYLIO_2018,
    DAYLIO_2019,
    SAMPLES,
    daylio,
    daylio_row,
    id_known_by,
    kept,
    mapped,
    minutes,
    taken,
    twelve,
)
from tests.formats.rows_made import texts

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
    assert [mapped(entry) for entry in found] == [
        {"mood": mood, **({"activities": done} if done else {})} for _, mood, _, done in diary
    ]
    assert all(entry["kind"] == "mood" and entry["scale"] == [1, 5] for entry in found)


def test_the_id_is_of_the_minute_on_the_wall() -> None:
    row = daylio_row(AT, "rad ", note="x")
    (entry,) = kept("daylio", daylio([row]), zone=Zone.named("Asia/Tokyo"))
    assert entry["id"] == id_known_by("daylio", "2026-11-02T22:00", 1)
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
    assert mapped(entry) == {
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
        ('<p>a <a href="https://x.test/?a=1&amp;b=2" target=_blank>link</a></p>', "a link\n"),
        ('<font color="#ff0000">red</font> <span style="color:red">and</span><hr/> on', "red and on"),
        ("<ol><li class='x'>one</li><LI>two</LI></ol><h2>T</h2>x", "- one\n- two\nT\nx"),
        ("a<blockquote>b</blockquote><code>c &lt;b&gt;</code>", "ab\nc <b>"),
        ("a &lt; b &amp;&amp; c&nbsp;d &#233; &#xe9;", "a < b && c\u00a0d é é"),
        ("I <3 AT&T & <you> &nosuch; &copy", "I <3 AT&T & <you> &nosuch; &copy"),
    ],
)
def test_markup_in_a_note_is_shown_as_the_app_shows_it(note: str, shown: str) -> None:
    assert plain_note(note) == shown


def test_offsets_of_old_times_are_in_whole_minutes() -> None:
    """As the rows of 1936 in https://github.com/Toldry/ObsidianDaylioPlugin, read where zones had seconds."""
    rows = [daylio_row(datetime(1936, 1, 1, 21, 30), "good")]
    for zone, offset in (("Africa/Monrovia", "-00:44"), ("Europe/Amsterdam", "+00:19"), ("Europe/Paris", "+00:00")):
        (entry,) = kept("daylio", daylio(rows), zone=Zone.named(zone))
        assert (entry["at"], entry["day"]) == (f"1936-01-01T21:30:00{offset}", "1936-01-01")


def test_names_that_are_not_known_are_asked_for_all_at_once() -> None:
    rows = [daylio_row(AT, mood) for mood in ("rad", "Ok", "super", " ok", "so = so, x", "$(x)'\x1b")]
    found = taken("daylio", daylio(rows))
    errors = [entry for entry in found if isinstance(entry, RowError)]
    assert [error.line for error in errors] == [3, 4, 5, 6, 7]
    (hint,) = {error.hint for error in errors}
    assert hint is not None
    assert "super=?" in hint
    assert "so = so, x=?" in hint
    assert hint.lower().count("ok=?") == 1
    assert "\x1b" not in hint
    assert "'\"'\"'" in hint  # what is copied to a shell runs nothing
    assert all("super" not in error.message for error in errors)


def test_faults_of_dates_and_names_are_told_together() -> None:
    """As of https://github.com/kplich/daylio-visualisation, daylio_export.csv, with a month that is not one."""
    rows = [
        {"year": "2017", "date": "7 wrzesnia", "time": "12:10", "mood": "dobrze"},
        {"year": "2017", "date": "6 września", "time": "12h", "mood": "źle"},
        {"year": "2017", "date": "5 września", "time": "12:09", "mood": "rad"},
    ]
    found = taken("daylio", daylio(rows, DAYLIO_2018))
    errors = [entry for entry in found if isinstance(entry, RowError)]
    assert [(error.line, "date" in error.message, "time" in error.message) for error in errors] == [
        (2, True, False),
        (2, False, False),
        (3, False, True),
        (3, False, False),
    ]
    assert [error.date for error in errors] == [None, None, "2017-09-06", "2017-09-06"]
    assert len(found) == 5


def test_names_with_a_value_are_on_the_scale_of_the_five() -> None:
    rows = [daylio_row(AT, mood) for mood in ("Lausig", "  SO   so", "rad")]
    found = kept("daylio", daylio(rows), mood_map={"lausig": 1, "so so": 3}, scale=(1, 7))
    assert [(entry["value"], entry["scale"]) for entry in found] == [(1, [1, 5]), (3, [1, 5]), (5, [1, 5])]
    assert [entry["id"] for entry in found] == [id_known_by("daylio", "2026-11-02T22:00", n) for n in (3, 2, 1)]


def test_a_name_that_was_given_to_another_level_can_be_told_so() -> None:
    (entry,) = kept("daylio", daylio([daylio_row(AT, "good")]), mood_map={"good": 3})
    assert entry["value"] == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"full_date": "02/11/2026"},
        {"full_date": "2026-02-30"},
        {"full_date": "1447-05-27"},
        {"full_date": "2569-11-02"},
        {"full_date": "1899-12-31"},
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


@pytest.mark.parametrize(
    ("date", "month"),
    [
        ("7 września", 9),  # as in https://github.com/kplich/daylio-visualisation, daylio_export.csv
        ("7. September", 9),
        ("7 septembre", 9),
        ("7 de septiembre", 9),
        ("szeptember 7.", 9),
        ("7 сентября", 9),
        ("Eylül 7", 9),
        ("7 März", 3),
        ("7 maj", 5),
        ("7 мая", 5),
        ("7-May", 5),  # as a spreadsheet makes it
        ("9月7日", 9),
        ("9월 7일", 9),
    ],
)
def test_months_in_other_languages_have_one_reading(date: str, month: int) -> None:
    (entry,) = kept("daylio", daylio([daylio_row(AT, "rad", date=date, year="2017", time="12:10")], DAYLIO_2018))
    assert entry["at"] == f"2017-{month:02}-07T12:10:00+00:00"


def test_a_month_with_two_readings_is_told_by_the_others_or_refused() -> None:
    """`listopada` is November in Polish and October in Croatian."""
    for other, month in (("1 września", 11), ("1 rujna", 10)):
        rows = [daylio_row(AT, "rad", date=date, year="2017") for date in (other, "2 listopada")]
        assert kept("daylio", daylio(rows, DAYLIO_2018))[1]["day"] == f"2017-{month}-02"
    for dates in (["2 listopada"], ["1 rujna", "1 września", "2 listopada"], ["2 novembro", "1 septembre"], ["2 nov."]):
        rows = [daylio_row(AT, "rad", date=date, year="2017") for date in dates]
        assert isinstance(taken("daylio", daylio(rows, DAYLIO_2018))[-1], RowError) == (dates != ["2 nov."])


def test_the_names_of_months_are_twelve_and_of_one_language_each() -> None:
    for names in NAMES.values():
        words = names.split()
        assert len(words) in (12, 24)
        table = months_in_one_language({fold(word) for word in words})
        assert [table[fold(word)] for word in words] == [*range(1, 13)] * (len(words) // 12)


@pytest.mark.parametrize(
    ("clock", "read"),
    [
        ("下午10:05", "22:05"),
        ("오전 12:05", "00:05"),
        ("10:05 nachm.", "22:05"),
        ("22h05", "22:05"),
        ("٢٢:٠٥", "22:05"),
        ("10:05 p.\u00a0m.", "22:05"),
        ("22:05:00", "22:05"),
    ],
)
def test_clocks_of_other_languages_are_read(clock: str, read: str) -> None:
    (entry,) = kept("daylio", daylio([daylio_row(AT, "rad", time=clock)]))
    assert entry["at"] == f"2026-11-02T{read}:00+00:00"


@pytest.mark.parametrize("separator", [";", "\t", ","])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("form", ["%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%d-%m-%Y"])
def test_what_a_spreadsheet_saved_again_is_the_same_journal(separator: str, end: str, form: str) -> None:
    days = [datetime(2026, 11, 3, 22), datetime(2026, 10, 23, 22), datetime(2026, 10, 4, 22)]
    rows = [daylio_row(at, "good", note="One, two; three\nfour") for at in days]
    again = io.StringIO(newline="")
    writer = csv.writer(again, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(DAYLIO)
    writer.writerows(
        [row.get(name, "") for name in DAYLIO]
        for row in (
            {**row, "full_date": f"{at:{form}}", "time": f"{at:%H:%M}:00"} for at, row in zip(days, rows, strict=True)
        )
    )
    assert detect.format_of(again.getvalue(), "FILE") == "daylio"
    assert kept("daylio", again.getvalue()) == kept("daylio", daylio(rows))


@pytest.mark.parametrize("row", ["2025,2025-11-20,x,22:05,rad,,n,,", "2025,November 20,x,22:05,rad,,n,,"])
def test_a_row_of_the_year_layout_can_be_mended_and_have_empty_columns_after_it(row: str) -> None:
    header = "year,date,weekday,time,mood,activities,note,,\n"
    (entry,) = kept("daylio", f"{header}{row}\n")
    assert entry["at"] == "2025-11-20T22:05:00+00:00"
    (error,) = taken("daylio", f"{header}{row}x\n")
    assert isinstance(error, RowError)
    assert "without a name" in error.message


def test_a_date_with_two_readings_is_refused_with_the_form_that_works() -> None:
    rows = [daylio_row(AT, "good", full_date=date) for date in ("03/04/2026", "11/12/2026")]
    errors = taken("daylio", daylio(rows))
    assert [isinstance(error, RowError) and "2026-11-18" in error.message for error in errors] == [True, True]


def test_the_local_day_and_the_clocks_changes_are_those_of_the_zone() -> None:
    rows = [daylio_row(datetime(2025, 10, 26, 2, 30), "rad"), daylio_row(datetime(2025, 3, 30, 2, 30), "rad")]
    first, gap = taken("daylio", daylio(rows), zone=Zone.named("Europe/Berlin"))
    entry: Any = first
    assert (entry["day"], entry["at"]) == ("2025-10-25", "2025-10-26T02:30:00+02:00")
    assert isinstance(gap, RowError)
    assert "did not exist" in gap.message


@pytest.mark.parametrize("blank", ["\n", "  \n", "\r\n"])
def test_blank_rows_are_passed_over_before_the_header_and_after_it(blank: str) -> None:
    header, rest = SAMPLES["daylio"].split("\n", 1)
    assert kept("daylio", f"{blank}{header}\n{blank},,,,,,,,\n{rest}") == kept("daylio", SAMPLES["daylio"])
