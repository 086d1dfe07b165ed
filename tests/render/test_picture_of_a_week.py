"""The pictures: a week at 80, 60 and 40 columns, in ASCII, with ids, with texts, empty; longer spans; crowded."""

from datetime import date, timedelta

import pytest

from reflect.model.schema import Entry
from reflect.summary.span import month_of
from tests.render.said import as_text
from tests.summary.diaries import MONDAY, entry, full, mood, pattern, pictured, summed

DAYS = [str(MONDAY + timedelta(days=i)) for i in range(7)]
MON, TUE, WED, THU, FRI, SAT, SUN = DAYS

AT_80 = """\
Week from Mon 16 to Sun 22 Nov 2026                                   14 entries

                   Mon 16  Tue 17  Wed 18  Thu 19  Fri 20  Sat 21  Sun 22
mood 1 to 7             4       3       ·    4, 2      5+       ·       4
energy 1 to 7           3       ·       ·       2       ·       ·       ·
session                 ·       ·       ·       1       ·       ·       ·

Patterns on 2 days or more                                             of 7 days
withdrawal              1       ·       ·       1       ·       ·       1      3
  with Sam              1       ·       ·       1       ·       ·       ·      2
  with Ines             ·       ·       ·       ·       ·       ·       1      1
pleasing                ·       1       ·       ·       ·       ·       1      2
  with Sam              ·       ·       ·       ·       ·       ·       1      1
On one day
  anger with Sam Thu 19

Feelings on 2 days or more                                             of 7 days
tired                   1       ·       ·       1       1       ·       ·      3
On one day
  ashamed Thu 19

People
  Sam    withdrawal 2, anger 1, pleasing 1
  Ines   withdrawal 1

Weeks noted, of 8 weeks from 28 Sep
  withdrawal   · · ■ · · ■ ■ ■   last before: Sun 15 Nov
  pleasing     · · · · · · · ■
  anger        · · · · · · · ■
  tired        ■ · · · · · · ■
  ashamed      · · · · · · · ■

· no entries   + added later"""

AT_40 = """\
Week from Mon 16 to Sun 22 Nov 2026
14 entries

mood 1 to 7
  Mon 4 · Tue 3 · Thu 4, 2 · Fri 5+
  Sun 4
energy 1 to 7
  Mon 3 · Thu 2
session
  Thu

Patterns on 2 days or more, of 7 days
  withdrawal    3  Mon Thu Sun
    with Sam    2  Mon Thu
    with Ines   1  Sun
  pleasing      2  Tue Sun
    with Sam    1  Sun
On one day
  anger with Sam Thu 19

Feelings on 2 days or more, of 7 days
  tired   3  Mon Thu Fri
On one day
  ashamed Thu 19

People
  Sam    withdrawal 2, anger 1,
         pleasing 1
  Ines   withdrawal 1

Weeks noted, of 8 weeks from 28 Sep
  withdrawal   · · ■ · · ■ ■ ■
               last before: Sun 15 Nov
  pleasing     · · · · · · · ■
  anger        · · · · · · · ■
  tired        ■ · · · · · · ■
  ashamed      · · · · · · · ■

· no entries   + added later"""


def at(width: int, *entries: Entry, **options: bool) -> str:
    return as_text(summed(entries), width=width, **options)


@pytest.mark.parametrize(("width", "expected"), [(80, AT_80), (200, AT_80), (40, AT_40)])
def test_the_week(width: int, expected: str) -> None:
    assert at(width, *pictured()) == expected


def test_the_grid_begins_at_76_columns() -> None:
    assert "Mon 16  Tue 17" in at(76, *pictured())
    assert "Mon 16  Tue 17" not in at(75, *pictured())
    assert max(map(len, at(76, *pictured()).splitlines())) == 76


def test_in_ascii_the_signs_are_others_and_nothing_else_is() -> None:
    assert at(80, *pictured(), ascii_only=True) == AT_80.replace("·", ".").replace("■", "#")


def test_in_ascii_other_letters_are_escaped() -> None:
    screen = at(80, pattern(MON, "Ärger", "日本"), pattern(TUE, "😀"), ascii_only=True)
    assert screen.isascii()
    assert r"\u00c4rger with \u65e5\u672c Mon 16 . \U0001f600 Tue 17" in screen


def test_an_empty_week_is_one_line() -> None:
    assert at(80) == "No entries from 16 to 22 Nov 2026."
    assert as_text(summed([], date(2026, 10, 20)), width=40) == "No entries from 19 to 25 Oct 2026."
    assert as_text(summed([], date(2026, 12, 1)), width=80) == "No entries from 30 Nov to 6 Dec 2026."
    assert as_text(summed([], date(2027, 1, 1)), width=80) == "No entries from 28 Dec 2026 to 3 Jan 2027."


def test_a_week_of_two_years_names_both() -> None:
    new_year = [pattern(day, "anger") for day in ("2026-12-31", "2027-01-01", "2026-12-06")]
    lines = as_text(summed(new_year, date(2027, 1, 1)), width=80).splitlines()
    assert lines[0] == "Week from Mon 28 Dec 2026 to Sun 3 Jan 2027                            2 entries"
    assert lines[2] == "Patterns on 2 days or more                                             of 7 days"
    assert lines[3].split()[-8:] == ["Thu", "31", "Fri", "1", "Sat", "2", "Sun", "3"]
    assert lines[6] == "Weeks noted, of 8 weeks from 9 Nov 2026"
    assert lines[7] == "  anger   · · · ■ · · · ■   last before: Sun 6 Dec 2026"


def test_a_week_of_two_months_names_both() -> None:
    title = as_text(summed([pattern("2026-12-01", "anger")], date(2026, 12, 1)), width=80).splitlines()[0]
    assert title.startswith("Week from Mon 30 Nov to Sun 6 Dec 2026  ")


def test_more_moods_than_fit_in_a_cell_go_on_below() -> None:
    lines = at(80, *(mood(TUE, value, time=f"1{value}:00", later=value == 7) for value in range(1, 8))).splitlines()
    assert lines[3:7] == [
        "mood 1 to 7             ·   1, 2,       ·       ·       ·       ·       ·",
        "                            3, 4,",
        "                            5, 6,",
        "                               7+",
    ]


def test_a_mood_on_another_scale_has_a_row_of_its_own() -> None:
    moods = [
        mood(MON, 7, scale=[0, 10]),
        mood(TUE, 4),
        mood(TUE, 100, scale=[0, 100], later=1),
        mood(WED, 10, scale=[1, 10]),
    ]
    assert at(80, *moods).splitlines()[3:7] == [
        "mood 1 to 7             ·       4       ·       ·       ·       ·       ·",
        "mood 0 to 10            7       ·       ·       ·       ·       ·       ·",
        "mood 0 to 100           ·    100+       ·       ·       ·       ·       ·",
        "mood 1 to 10            ·       ·      10       ·       ·       ·       ·",
    ]
    assert at(40, *moods).splitlines()[3:7] == ["mood 1 to 7", "  Tue 4", "mood 0 to 10", "  Mon 7"]


def test_zero_is_a_mood_and_not_a_blank() -> None:
    assert "  Mon 0" in as_text(summed([mood(MON, 0, scale=[0, 10])], scale=(0, 10)), width=40).splitlines()


def test_ids_stand_under_their_days() -> None:
    first, second, on_thursday = (entry("session", day, key=key) for day, key in ((MON, 1), (MON, 2), (THU, 3)))
    ids = sorted([first["id"], second["id"]])
    assert at(80, first, second, on_thursday, ids=True).splitlines()[3:6] == [
        "session                 2       ·       ·       1       ·       ·       ·",
        f"                   {ids[0][:6]}                  {on_thursday['id'][:6]}",
        f"                   {ids[1][:6]}",
    ]
    every = f"{ids[0][:6]} {ids[1][:6]} {on_thursday['id'][:6]}"
    assert every in at(75, first, second, on_thursday, ids=True)
    assert f"  Mon (2 entries) ({ids[0][:6]} {ids[1][:6]})" in at(49, first, second, on_thursday, ids=True)
    month = as_text(summed([first, second, on_thursday], span=month_of(MONDAY)), width=80, ids=True)
    assert every in month


def test_what_is_on_one_day_says_who_was_there() -> None:
    entries = [
        pattern(MON, "anger", "Sam", "Ines", key=1),
        pattern(MON, "anger", "Sam", "Ines", "Tom", key=2),
        pattern(TUE, "waiting", "Tom", key=1),
        pattern(TUE, "waiting", key=2),
    ]
    lines = at(80, *entries).splitlines()
    assert lines[2:6] == [
        "Patterns on one day",
        "  anger with Ines and Sam Mon 16 (2 entries)",
        "  waiting Tue 17 (2 entries) · anger with Tom Mon 16",
        "  waiting with Tom Tue 17",
    ]


def test_all_people_stand_under_a_label_of_several_days() -> None:
    lines = at(
        80, pattern(MON, "anger", "Tom"), pattern(TUE, "anger", "Sam"), pattern(WED, "anger", "Sam")
    ).splitlines()
    assert [line.split("  ")[0] + line[-1] for line in lines[4:7]] == ["anger3", "2", "1"]
    assert [line.split()[1] for line in lines[5:7]] == ["Sam", "Tom"]


def test_energy_on_one_day_stands_under_on_one_day() -> None:
    lines = at(80, mood(MON, 4, energy=3), mood(MON, energy=5, time="13:00")).splitlines()
    assert lines[3:6] == [
        "mood 1 to 7             4       ·       ·       ·       ·       ·       ·",
        "On one day",
        "  energy 3, 5 Mon 16",
    ]


def test_a_name_of_a_pattern_and_of_a_feeling_says_which_it_is() -> None:
    lost = [pattern(MON, "Lost"), mood(MON, feelings=["lost"]), pattern(TUE, "lost"), mood(WED, 3, feelings=["sad"])]
    lines = at(80, *lost).splitlines()
    assert "lost                    1       1       ·       ·       ·       ·       ·      2" in lines
    assert "  lost Mon 16 · sad Wed 18" in lines
    assert "  pattern lost   · · · · · · · ■" in lines
    assert "  feeling lost   · · · · · · · ■" in lines


def test_a_name_too_wide_for_its_column_stands_on_a_line_of_its_own() -> None:
    label = "a name of sixty-four characters, which is as long as one can be."
    assert len(label) == 64
    lines = at(80, pattern(MON, label), pattern(SUN, label), pattern(SUN, "x"), pattern(MON, "x")).splitlines()
    assert lines[4:7] == [
        label,
        "                        1       ·       ·       ·       ·       ·       1      2",
        "x                       1       ·       ·       ·       ·       ·       1      2",
    ]


def test_a_wider_screen_gives_names_more_room_within_bounds() -> None:
    label = "a name of thirty characters -|"
    entries = (pattern(MON, label), pattern(SUN, label))
    assert label in at(80, *entries).splitlines()
    assert any(line.startswith(f"{label}     ") and len(line) == 94 for line in at(120, *entries).splitlines())
    longer = f"{label} {label}"
    at_200 = at(200, pattern(MON, longer), pattern(SUN, longer)).splitlines()
    assert longer in at_200
    assert max(map(len, at_200)) == 100


def test_numbers_stand_straight_below_wide_names() -> None:
    from wcwidth import wcswidth

    names = ["日本語", "cafe\u0301", "👨‍👩‍👧", "plain"]
    lines = at(80, *(pattern(day, name) for name in names for day in (MON, TUE))).splitlines()
    rows = [line for line in lines if line.endswith("2") and "·" in line]
    assert len(rows) == 4
    assert {wcswidth(row) for row in rows} == {80}
    assert {wcswidth(row[: row.index(" 1 ") + 2]) for row in rows} == {25}
    narrow = at(40, *(pattern(day, name) for name in names for day in (MON, TUE))).splitlines()
    assert {wcswidth(row.removesuffix("  Mon Tue")) for row in narrow if row.endswith("Mon Tue")} == {12}


def test_what_is_held_back_is_counted_with_its_option() -> None:
    answers = [entry("answer", MON, prompt="core/begin", prompt_text="Who?", text="x", key=key) for key in (1, 2)]
    summary = summed([*answers, mood(TUE, 3, note="x"), entry("note", TUE, text="x"), entry("session", WED, note="x")])
    held = "2 answers, 3 notes not shown: --with-text answers,notes"
    assert as_text(summary, width=80).splitlines()[-2] == held
    one = as_text(summary, width=80, text_kinds=frozenset({"answers"}))
    assert one.splitlines()[-2] == "3 notes not shown: --with-text notes"
    assert "--with-text" not in as_text(summary, width=80, text_kinds=frozenset({"answers", "notes"}))


def test_signs_are_explained_where_they_occur() -> None:
    assert at(80, *(mood(day, 3) for day in DAYS)).splitlines()[-1].startswith("mood 1 to 7")
    assert at(80, *(mood(day, 3, later=1) for day in DAYS)).splitlines()[-1] == "+ added later"
    assert at(80, mood(MON, 3)).splitlines()[-1] == "· no entries"
    assert at(40, mood(MON, 3)).splitlines()[-1] == "  Mon 3"


def test_a_full_week_is_read_at_a_glance() -> None:
    lines = as_text(summed(full()), width=80).splitlines()
    feelings = next(i for i, line in enumerate(lines) if line.startswith("Feelings"))
    assert feelings <= 24  # moods and patterns are above it, on one screen
    assert len(lines) <= 64
    assert max(map(len, lines)) <= 80
