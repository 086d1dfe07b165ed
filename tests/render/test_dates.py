"""How days are written."""

import locale

import pytest

from reflect.render import dates


def test_forms() -> None:
    assert dates.weekday("2026-11-19") == "Thu"
    assert dates.day_of_week("2026-11-02") == "Mon 2"
    assert dates.in_year("2026-10-12", "2026") == "12 Oct"
    assert dates.in_year("2025-10-12", "2026") == "12 Oct 2025"
    assert dates.with_weekday("2026-11-15", "2026") == "Sun 15 Nov"
    assert dates.with_weekday("0001-01-03", "") == "Wed 3 Jan 0001"


@pytest.mark.parametrize(
    ("first", "last", "ends", "bare"),
    [
        ("2026-11-16", "2026-11-22", ("Mon 16", "Sun 22 Nov 2026"), ("16", "22 Nov 2026")),
        ("2026-11-30", "2026-12-06", ("Mon 30 Nov", "Sun 6 Dec 2026"), ("30 Nov", "6 Dec 2026")),
        ("2026-12-28", "2027-01-03", ("Mon 28 Dec 2026", "Sun 3 Jan 2027"), ("28 Dec 2026", "3 Jan 2027")),
    ],
)
def test_both_ends_say_once_what_they_share(
    first: str, last: str, ends: tuple[str, str], bare: tuple[str, str]
) -> None:
    assert dates.ends(first, last) == ends
    assert dates.bare_ends(first, last) == bare


def test_a_year_is_left_out_where_both_days_lie_in_it() -> None:
    assert dates.shared_year("2026-09-28", "2026-11-22") == "2026"
    assert dates.shared_year("2026-11-09", "2027-01-03") == ""


def test_the_locale_of_the_system_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "getlocale", lambda *_: ("de_DE", "UTF-8"))
    assert dates.with_weekday("2026-12-16", "2026") == "Wed 16 Dec"
