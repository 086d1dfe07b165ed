"""Rows: what is filled in, which id they get, which are refused."""

from datetime import UTC, datetime
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.clock import Zone
from reflect.formats.rows import RowError
from tests.formats.rows_made import entry_of, extras, fault_of, id_of, made, terms, texts, whole_entries

NOTE: dict[str, Any] = {"kind": "note", "day": "2026-11-03", "text": "x"}


def test_the_id_of_a_row_is_worked_out_from_its_own_fields() -> None:
    # printf '{"day":"2026-11-03","kind":"note","text":"x"}\n1' | sha256sum
    assert entry_of(NOTE)["id"] == id_of(NOTE) == "dqrpk5bghrkf"


@given(texts, extras)
def test_every_row_without_an_id_has_the_id_of_its_content(text: str, extra: dict[str, Any]) -> None:
    row = {"text": text, **NOTE, "extra": extra, "z": None, "text": text}  # noqa: F601
    assert entry_of(row)["id"] == id_of(row)


@given(st.permutations(list(NOTE)))
def test_the_order_of_the_fields_makes_no_difference(order: list[str]) -> None:
    assert entry_of({name: NOTE[name] for name in order})["id"] == id_of(NOTE)


def test_the_nth_equal_row_has_an_id_of_its_own() -> None:
    found = made(NOTE, {**NOTE, "text": "y"}, NOTE, {**NOTE, "id": None}, NOTE)
    assert [entry["id"] for entry in found if not isinstance(entry, RowError)] == [
        id_of(NOTE, 1),
        id_of({**NOTE, "text": "y"}, 1),
        id_of(NOTE, 2),
        id_of({**NOTE, "id": None}, 1),
        id_of(NOTE, 3),
    ]


def test_rows_with_an_id_are_not_counted_among_the_equal_ones() -> None:
    found = made({**NOTE, "id": "aaaaaaaaaaaa"}, NOTE)
    assert [entry["id"] for entry in found if not isinstance(entry, RowError)] == ["aaaaaaaaaaaa", id_of(NOTE, 1)]


def test_neither_the_zone_nor_the_scale_nor_the_day_change_goes_into_the_id() -> None:
    on = terms(zone=Zone.named("Asia/Tokyo"), scale=(0, 10), day_starts=7, format="json")
    mood = {"kind": "mood", "day": "2026-11-03", "value": 4}
    assert entry_of(mood, on)["id"] == entry_of(mood)["id"] == id_of(mood)


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("UTC", "2026-11-03T12:00:00+00:00"),
        ("Asia/Tokyo", "2026-11-03T12:00:00+09:00"),
        ("America/New_York", "2026-11-03T12:00:00-05:00"),
        ("Asia/Kathmandu", "2026-11-03T12:00:00+05:45"),
    ],
)
def test_a_day_alone_is_noon_in_the_zone(zone: str, at: str) -> None:
    entry = entry_of(NOTE, terms(zone=Zone.named(zone)))
    assert (entry["at"], entry["day"], entry["zone"]) == (at, "2026-11-03", zone)
    assert entry["recorded_at"] == at
    assert entry["source"] == "import:jsonl"
    assert entry["private"] is False
    assert entry["edited_at"] is None
    assert entry["extra"] == {}


def test_a_day_alone_in_a_zone_without_a_name() -> None:
    assert entry_of(NOTE, terms(zone=Zone(None, Zone.named("UTC")._rules)))["zone"] is None


def test_noon_on_a_day_that_a_zone_left_out_is_refused() -> None:
    # Samoa went over the date line: there was no 30 December 2011.
    assert "did not exist" in fault_of({**NOTE, "day": "2011-12-30"}, terms(zone=Zone.named("Pacific/Apia")))


def test_the_day_wins_over_the_time() -> None:
    entry = entry_of({**NOTE, "at": "2026-11-05T09:00:00+01:00"})
    assert (entry["day"], entry["at"]) == ("2026-11-03", "2026-11-05T09:00:00+01:00")


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-11-05T03:59:59+01:00", "2026-11-04"),
        ("2026-11-05T04:00:00+01:00", "2026-11-05"),
        ("2026-11-05T03:59:59-11:00", "2026-11-04"),
        ("2026-11-05T03:59:59Z", "2026-11-04"),
    ],
)
def test_without_a_day_it_is_the_local_day_of_the_time(at: str, day: str) -> None:
    assert entry_of({"kind": "note", "at": at, "text": "x"})["day"] == day


def test_a_time_without_an_offset_is_read_in_the_zone_the_first_where_it_is_two() -> None:
    on = terms(zone=Zone.named("America/New_York"))
    assert entry_of({**NOTE, "at": "2026-11-01T01:30:00"}, on)["at"] == "2026-11-01T01:30:00-04:00"
    assert "did not exist" in fault_of({**NOTE, "at": "2026-03-08T02:30:00"}, on)


def test_a_row_that_names_its_zone_has_its_time_there() -> None:
    on = terms(zone=Zone.named("America/New_York"))
    own = {**NOTE, "zone": "Asia/Tokyo"}
    assert entry_of({**own, "at": "2026-11-03T09:00:00"}, on)["at"] == "2026-11-03T09:00:00+09:00"
    assert entry_of({**own, "at": "2026-11-03T09:00:00Z"}, on)["at"] == "2026-11-03T09:00:00+00:00"
    assert entry_of(own, on)["at"] == "2026-11-03T12:00:00+09:00"
    assert "`zone`" in fault_of({**own, "at": "2026-11-03T09:00:00", "zone": "Nowhere/Here"}, on)


def test_parts_of_a_second_go() -> None:
    assert entry_of({**NOTE, "at": "2026-11-03T09:00:00.987654+01:00"})["at"] == "2026-11-03T09:00:00+01:00"


def test_a_row_with_a_source_and_times_keeps_them() -> None:
    given_ = {
        "source": "import:dayone",
        "recorded_at": "2020-01-01T00:00:00+00:00",
        "edited_at": "2021-01-01T00:00:00Z",
    }
    entry = entry_of({**NOTE, **given_})
    assert entry["source"] == "import:dayone"
    assert entry["recorded_at"] == "2020-01-01T00:00:00+00:00"
    assert entry["edited_at"] == "2021-01-01T00:00:00+00:00"


def test_a_mood_without_a_scale_is_on_the_one_in_force() -> None:
    entry = entry_of({"kind": "mood", "day": "2026-11-03", "value": 0}, terms(scale=(0, 10)))
    assert (entry["value"], entry["scale"]) == (0, [0, 10])


def test_unknown_fields_stay_where_they_are() -> None:
    entry = entry_of({**NOTE, "colour": "blue", "extra": {"colour": "red", "place": [1]}})
    assert entry["extra"] == {"colour": "red", "place": [1]}
    assert entry["colour"] == "blue"


@given(whole_entries)
def test_a_row_with_every_field_is_the_entry(entry: Any) -> None:
    assert entry_of(dict(entry)) == entry


@pytest.mark.parametrize("kind", [None, "", "Note", "note ", 1, ["note"], {"note": 1}, True])
def test_a_kind_that_is_none_is_refused(kind: object) -> None:
    assert "`kind`" in fault_of({**NOTE, "kind": kind})


@pytest.mark.parametrize("day", ["", "x", "20261103", "2026-W45-2", "2026-11-03T12:00", "2026-02-29", 20261104, True])
def test_a_day_that_is_none_is_refused(day: object) -> None:
    assert "`day`" in fault_of({**NOTE, "day": day})


@pytest.mark.parametrize("name", ["at", "recorded_at", "edited_at"])
@pytest.mark.parametrize("time", ["", "x", "12:00", "2026-11-03T25:00:00", "2026-02-30T12:00:00Z", 1700000000, True])
def test_a_time_that_is_none_is_refused(name: str, time: object) -> None:
    assert f"`{name}`" in fault_of({**NOTE, name: time})


def test_a_row_needs_a_day_or_a_time() -> None:
    assert "`day`" in fault_of({"kind": "note", "text": "x"})


@pytest.mark.parametrize("late", [{"day": "2026-11-24"}, {"day": None, "at": "2026-11-23T21:40:01+00:00"}])
def test_what_is_later_than_now_is_refused(late: dict[str, Any]) -> None:
    assert "later" in fault_of({**NOTE, **late})


def test_the_present_moment_is_not_later_than_now() -> None:
    assert entry_of({**NOTE, "day": "2026-11-23", "at": "2026-11-23T22:40:00+01:00"})["day"] == "2026-11-23"


def test_a_day_that_has_begun_elsewhere_is_taken_with_a_time_that_is_past() -> None:
    tokyo = {**NOTE, "day": "2026-11-24", "at": "2026-11-24T06:00:00+09:00"}
    assert entry_of(tokyo)["day"] == "2026-11-24"
    assert entry_of({**tokyo, "day": None})["day"] == "2026-11-24"
    assert "`day`" in fault_of({**tokyo, "day": "2026-11-25"})


def test_a_day_alone_that_was_taken_in_before_its_noon_comes_back() -> None:
    morning = terms(now=datetime(2026, 11, 23, 9, tzinfo=UTC))
    (taken,) = made({**NOTE, "day": "2026-11-23"}, on=morning)
    assert made(cast("dict[str, Any]", taken), on=morning) == [taken]
    (late,) = made({**NOTE, "day": "2026-11-23", "at": "2026-11-23T12:00:01+00:00"}, on=morning)
    assert late == RowError(1, "`at` is later than now", "2026-11-23")


@pytest.mark.parametrize("source", [0, False, [], {}, ""])
def test_a_source_that_is_no_text_is_refused(source: object) -> None:
    assert "`source`" in fault_of({**NOTE, "source": source})


def test_a_time_that_is_a_day_alone_does_not_fall_on_the_day_before() -> None:
    (found,) = made({"kind": "note", "at": "2026-11-03", "text": "x"})
    assert isinstance(found, RowError) or found["day"] == "2026-11-03"


@pytest.mark.parametrize(
    ("zone", "at"), [("Asia/Tokyo", "0001-01-01T00:00:00"), ("America/New_York", "9999-12-31T23:59:59")]
)
def test_the_edges_of_the_calendar_are_an_error_of_the_row(zone: str, at: str) -> None:
    assert fault_of({"kind": "note", "at": at, "text": "x"}, terms(zone=Zone.named(zone)))


@pytest.mark.parametrize("zone", ["", "../../etc/passwd", "half past nine", "Europe/\x1b"])
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    assert "`zone`" in fault_of({**NOTE, "zone": zone})


@given(
    st.dictionaries(
        st.sampled_from([*NOTE, "id", "at", "zone", "extra", "private", "x"]),
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.text(max_size=5),
            st.lists(st.integers(), max_size=2),
            extras,
        ),
    )
)
def test_whatever_stands_in_a_row_it_is_an_entry_or_an_error_and_never_a_fault(fields: dict[str, Any]) -> None:
    for row in (fields, {**NOTE, **fields}):
        (found,) = made(row)
        assert isinstance(found, RowError) or found["kind"] == "note"


def test_a_day_where_a_time_stands_is_noon_with_a_day_beside_it_too() -> None:
    for at in ("2026-11-03", "2026-11-02"):
        entry = entry_of({**NOTE, "at": at})
        assert (entry["day"], entry["at"][:16]) == ("2026-11-03", "2026-11-03T12:00")
