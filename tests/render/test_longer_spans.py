"""The pictures of longer spans: a month by days, a year by weeks, more by months and years; one label as a calendar."""

from datetime import date, timedelta

import pytest
from wcwidth import wcswidth

from reflect.model.schema import Entry
from reflect.render.timeline import timeline
from reflect.summary.span import Span, month_of, week_of, year_of
from tests.render.said import as_text
from tests.summary.diaries import MONDAY, entry, mood, narrowed, pattern, summed

NOVEMBER, YEAR = month_of(MONDAY), year_of(MONDAY)


def a_month() -> list[Entry]:
    """Return the month that the design shows."""

    def on(day: int, label: str, *people: str) -> Entry:
        return pattern(f"2026-11-{day:02}", label, *people)

    values = {
        1: (5,),
        2: (6, 3),
        4: (4,),
        5: (1,),
        7: (4, 3),
        9: (1,),
        11: (5,),
        12: (7,),
        14: (7, 3),
        16: (7, 6, 4, 2),
    }
    moods = [
        mood(f"2026-11-{day:02}", value, time=f"{9 + place:02}:00")
        for day, of_day in values.items()
        for place, value in enumerate(of_day)
    ]
    noted = [
        on(3, "pleasing", "Mum"),
        on(15, "pleasing", "Mum", "Dr K."),
        on(15, "pleasing"),
        on(21, "pleasing", "Dr K."),
    ]
    noted += [on(14, "withdrawal", "Sam"), on(21, "withdrawal", "Sam"), on(5, "frustration", "Mum")]
    return [*moods, *noted, entry("session", "2026-11-04"), entry("session", "2026-11-18")]


MONTH = """\
November 2026                                                         25 entries

                    2             9             16            23            30
                  S M T W T F S S M T W T F S S M T W T F S S M T W T F S S M
mood 7            · · · · · · · · · · · ● · ● · ● · · · · ·
     6            · ● · · · · · · · · · · · · · ● · · · · ·
     5            ● · · · · · · · · · ● · · · · · · · · · ·
     4            · · · ● · · ● · · · · · · · · ● · · · · ·
     3            · ● · · · · ● · · · · · · ● · · · · · · ·
     2            · · · · · · · · · · · · · · · ● · · · · ·
     1            · · · · ● · · · ● · · · · · · · · · · · ·
session           · · · 1 · · · · · · · · · · · · · 1 · · ·

Patterns on 2 days or more                                            of 21 days
pleasing          · · 1 · · · · · · · · · · · 2 · · · · · 1                    3
  with Dr K.      · · · · · · · · · · · · · · 1 · · · · · 1                    2
  with Mum        · · 1 · · · · · · · · · · · 1 · · · · · ·                    2
withdrawal        · · · · · · · · · · · · · 1 · · · · · · 1                    2
  with Sam        · · · · · · · · · · · · · 1 · · · · · · 1                    2
On one day
  frustration with Mum Thu 5 Nov

People
  Mum     pleasing 2, frustration 1
  Dr K.   pleasing 2
  Sam     withdrawal 2

Weeks noted, of 10 weeks from 28 Sep
  pleasing      · · · · · ■ ■ ■
  withdrawal    · · · · · · ■ ■
  frustration   · · · · · ■ · ·

· no entries"""


def test_the_month_of_the_design_as_of_the_21st() -> None:
    summary = summed(a_month(), span=NOVEMBER, weeks=10, today=date(2026, 11, 21))
    assert as_text(summary, width=80) == MONTH
    assert summary["span"]["elapsed"] == 21
    in_ascii = as_text(summary, width=80, ascii_only=True)
    assert in_ascii == MONTH.replace("·", ".").replace("●", "*").replace("■", "#")


@pytest.mark.parametrize(("width", "names"), [(80, 16), (76, 12)])
def test_names_of_a_month_of_31_days_get_what_is_left(width: int, names: int) -> None:
    october = month_of(date(2026, 10, 5))
    for label, stands_alone in (("x" * (names - 1), False), ("x" * names, True)):
        lines = as_text(
            summed([pattern(day, label) for day in ("2026-10-01", "2026-10-31")], span=october), width=width
        ).splitlines()
        at = next(i for i, line in enumerate(lines) if line.startswith(label))
        row = lines[at + stands_alone]
        assert (lines[at] == label) == stands_alone
        assert row[names:] == "1 " + "· " * 29 + "1  2"
        assert len(row) == width


def test_a_span_of_8_days_has_its_months_and_days_above() -> None:
    lines = as_text(
        summed(
            [mood("2026-11-28", 3), mood("2026-12-02", 5)], span=Span("since", date(2026, 11, 26), date(2026, 12, 3))
        ),
        width=80,
    ).splitlines()
    assert [line.strip() for line in lines[2:5]] == ["Nov       Dec", "26      30", "T F S S M T W T"]
    assert lines[5] == "mood 7 very pleasant   · · · · · · · ·"
    assert lines[7] == "     5                 · · · · · · ● ·"


def test_a_year_has_a_column_a_week_and_its_months_above() -> None:
    noted = [pattern(day, "withdrawal") for day in ("2026-01-01", "2026-01-06", "2026-02-02", "2026-12-31")]
    lines = as_text(summed([*noted, mood("2026-06-01", 1)], span=YEAR), width=80).splitlines()
    assert lines[0] == f"{'2026':<70} 5 entries"
    assert lines[2].strip() == "Jan  Feb Mar  Apr May Jun  Jul Aug  Sep Oct Nov  Dec"
    row = next(line for line in lines if line.startswith("withdrawal"))
    assert row[lines[2].index("Jan") :] == "■■···■" + "·" * 46 + "■   4"
    assert len(row) == 80
    assert "".join(lines[3:10]).count("■") == 1
    assert lines[9].startswith("     1 very unpleasant")


def test_in_a_longer_span_columns_are_months_then_years() -> None:
    days = ("2024-11-03", "2026-11-16")
    two_years = Span("since", date(2024, 11, 3), MONDAY)
    lines = as_text(summed([pattern(day, "anger") for day in days], span=two_years), width=80).splitlines()
    assert lines[3].split() == ["2025", "2026"]
    assert lines[4].split() == ["anger", "■" + "·" * 23 + "■", "2"]
    ten = Span("since", date(2016, 11, 3), MONDAY)
    lines = as_text(summed([pattern(day, "anger") for day in days], span=ten), width=80).splitlines()
    assert lines[3].split() == ["2016", "2021", "2026"]
    assert lines[4].split() == ["anger", "·" * 8 + "■·■", "2"]


@pytest.mark.parametrize(("days", "unit"), [(1, "day"), (31, "day"), (32, "week"), (371, "week"), (372, "month")])
def test_the_unit_follows_the_number_of_days(days: int, unit: str) -> None:
    for first in (date(2023, 12, 28) + timedelta(days=step) for step in range(40)):
        time = timeline(str(first), str(first + timedelta(days=days - 1)), days, "2023-12-25")
        assert time.unit == unit
        assert time.columns[0].first == str(first)
        assert time.columns[-1].last == str(first + timedelta(days=days - 1))
        assert unit != "week" or len(time.columns) <= 54
        day = first
        while day < first + timedelta(days=days):
            column = time.columns[time.column_of(str(day))]
            assert column.first <= str(day) <= column.last
            day += timedelta(days=1)


CALENDAR = """\
withdrawal, 2026                                        3 of 52 days, 13 entries

      1         6         11        16        21        26        31
Jan   · · · · · 1 · · · · · · · · · · · · · · · · · · · · · · · · 1
Feb   · · · 11· · · · · · · · · · · · · · · · ·
Mar
Apr
May
Jun
Jul
Aug
Sep
Oct
Nov
Dec
"""


def test_one_label_through_a_year_is_a_calendar() -> None:
    noted = [pattern("2026-01-06", "withdrawal"), pattern("2026-01-31", "withdrawal"), pattern("2026-01-07", "anger")]
    noted += [pattern("2026-02-04", "withdrawal", key=n) for n in range(11)]
    summary = summed(noted, span=YEAR, chosen=narrowed(["withdrawal"]), today=date(2026, 2, 21))
    screen = as_text(summary, width=80)
    assert screen.startswith(CALENDAR)
    assert "anger" not in screen
    both = summed(noted, span=YEAR, chosen=narrowed(["withdrawal", "anger"]))
    assert "\nJan   ·" not in as_text(both, width=80)
    assert "Jan   6 · 31\n" in as_text(summary, width=60)


def test_a_number_too_large_for_its_day_is_a_mark_that_is_explained() -> None:
    noted = [pattern("2026-11-03", "anger", key=n) for n in range(100)] + [pattern("2026-11-04", "anger")]
    screen = as_text(summed(noted, span=NOVEMBER), width=80)
    assert "· · ■ 1 ·" in screen
    assert screen.endswith("· no entries   ■ 100 entries or more")


def test_scales_have_rows_of_their_own_and_eleven_at_most() -> None:
    moods = [mood("2026-11-03", 4), mood("2026-11-03", 100, scale=[0, 100]), mood("2026-11-05", 1, scale=[0, 1])]
    lines = as_text(summed(moods, span=NOVEMBER), width=100).splitlines()
    assert [line for line in lines if line.startswith("mood")] == ["mood 1 to 7", "mood 0 to 1", "mood 0 to 100"]
    wide = lines[lines.index("mood 0 to 100") + 1 :][:11]
    assert [line.strip().split("  ")[0] for line in wide[:3]] == ["100 · · ● ·"[:3], "90 to 99", "80 to 89"]
    assert wide[-1].strip().startswith("0 to 9 ")
    two = lines[lines.index("mood 0 to 1") + 1 :][:2]
    assert [line.split()[0] for line in two] == ["1", "0"]


@pytest.mark.parametrize("width", [80, 100])
def test_rows_of_a_wide_scale_are_named_by_their_ranges(width: int) -> None:
    screen = as_text(summed([mood("2026-11-03", 55, scale=[0, 100])], span=YEAR, scale=(0, 100)), width=width)
    assert "mood 100 " in screen
    assert "\n     50 to 59 " in screen


def test_wide_names_keep_the_columns() -> None:
    label = "日本語" * 21 + "x"
    screen = as_text(
        summed(
            [pattern(f"2026-11-0{day}", name, "👨‍👩‍👧") for day in (3, 4) for name in (label, "沈黙")], span=NOVEMBER
        ),
        width=80,
    )
    rows = [line for line in screen.splitlines() if line.endswith("  2")]
    assert len(rows) == 4
    assert {wcswidth(row) for row in rows} == {80}


@pytest.mark.parametrize("span", [NOVEMBER, YEAR, Span("since", date(2016, 1, 1), date(2026, 11, 22))])
@pytest.mark.parametrize("width", [20, 49, 75, 76, 80, 100, 200])
def test_an_empty_span_is_one_line_and_one_entry_a_short_page(span: Span, width: int) -> None:
    assert as_text(summed([], span=span), width=width).replace("\n  ", " ").startswith("No entries from ")
    lines = as_text(summed([pattern(MONDAY, "anger")], span=span), width=width).splitlines()
    assert len(lines) < 20
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("width", [30, 40, 60, 80, 100])
@pytest.mark.parametrize("span", [week_of(MONDAY, 0), NOVEMBER, YEAR])
def test_what_came_back_says_how_often_once(span: Span, width: int) -> None:
    diary = [pattern(MONDAY + timedelta(days=n), "x", wish="to be asked whatever it was", self="left") for n in (0, 3)]
    text = " ".join(as_text(summed(diary, span=span), width=width).split())
    assert text.count("2 entries on 2 days") == len(("wish", "self", "both"))
