"""Merging: it does not matter in which order, how often and in what parts versions of a diary come together."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from itertools import permutations
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.model import schema
from reflect.model.ids import offer_id
from reflect.model.merge import (
    Mark,
    Merged,
    is_undone,
    later_time,
    marked_at,
    merge_marks,
    merge_operations,
    merge_versions,
    over_mark,
    stays,
)
from reflect.model.schema import Entry
from tests.store.samples import note

IDS = ("k3f9ab2m7q0x", "q7m2x0b9f3ka", "0ct0berent2y")
MOMENTS = (
    # the first three are one instant, written in three places
    "2026-11-23T21:40:00+00:00",
    "2026-11-24T07:10:00+09:30",
    "2026-11-23T16:40:00-05:00",
    "2026-11-23T21:39:59+00:00",
    "2026-11-23T23:00:00+02:00",  # earlier than the first, and later on the wall
    "2026-11-23T20:00:00-05:00",  # later than the first, and earlier on the wall
    "0001-01-03T00:00:00+00:00",
    "9999-12-31T23:59:59-12:00",
)


class Side(NamedTuple):
    """What one machine holds: every version that it ever saw, and what was deleted on it."""

    entries: list[Entry]
    deleted: Mapping[str, Mark]


def offer(entry_id: str, at: str, edited: str | None, theme: str) -> Entry:
    own = {"prompt": "core/one", "prompt_text": "words", "theme": theme, "class": "new", "edited_at": edited}
    return schema.parse_entry({**note(entry_id), "kind": "offer", "at": at, **own})


notes = st.builds(
    lambda entry_id, edited, text, later: note(entry_id, text=text, edited_at=edited, **later),
    st.sampled_from(IDS),
    st.none() | st.sampled_from(MOMENTS),
    st.sampled_from(["one", "two", "c\u00e9", "ce\u0301"]),
    st.sampled_from([{}, {"later": 1}, {"later": 1.0}, {"later": True}, {"extra": {"later": 1}}]),
)
offers = st.builds(
    offer, st.sampled_from(IDS), st.sampled_from(MOMENTS), st.none() | st.sampled_from(MOMENTS), st.sampled_from("ab")
)
versions = notes | offers
flags = st.sampled_from([{}, {"undone": True}, {"forever": True}, {"undone": True, "forever": True}, {"later": 1.0}])
marks: st.SearchStrategy[Any] = st.sampled_from(MOMENTS) | st.builds(
    lambda at, flagged: {"at": at, **flagged}, st.sampled_from(MOMENTS), flags
)
sides = st.builds(Side, st.lists(versions, max_size=5), st.dictionaries(st.sampled_from(IDS), marks, max_size=3))


def of(*parts: Side | Merged) -> Merged:
    entries = [entry for part in parts for entry in (part.entries if isinstance(part, Side) else part.entries.values())]
    return merge_versions(entries, [part.deleted for part in parts])


def same(one: Merged, other: Merged) -> bool:
    """Tell whether two are the same to the byte; in Python 1, 1.0 and True are equal."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@given(st.lists(sides, max_size=4), st.randoms(use_true_random=False))
def test_the_order_does_not_matter(parts: list[Side], chance: Any) -> None:
    shuffled = list(parts)
    chance.shuffle(shuffled)
    turned = [Side(part.entries[::-1], dict(reversed(list(part.deleted.items())))) for part in shuffled]
    assert same(of(*parts), of(*turned))


@given(sides, sides, sides)
def test_it_does_not_matter_in_what_parts_they_come_together(a: Side, b: Side, c: Side) -> None:
    whole = of(a, b, c)
    assert same(of(of(a, b), c), whole)
    assert same(of(a, of(b, c)), whole)
    assert same(of(of(a), of(b), of(c)), whole)


@given(sides, sides)
def test_once_is_as_good_as_often(a: Side, b: Side) -> None:
    once = of(a, b)
    assert same(of(once), once)
    assert same(of(once, a, b, once), once)


@given(sides, sides)
def test_it_is_what_the_rule_says(a: Side, b: Side) -> None:
    def rank(entry: Entry) -> tuple[datetime, float, str]:
        edited = entry["edited_at"] or "0001-01-02T00:00:00+00:00"
        told = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        is_shown_only = entry["kind"] == "offer" and entry["edited_at"] is None
        earlier = -datetime.fromisoformat(entry["at"]).timestamp() if is_shown_only else float("-inf")
        return datetime.fromisoformat(edited), earlier, hashlib.sha256(told.encode()).hexdigest()

    found = of(a, b)
    for entry_id in IDS:
        known = [entry for entry in (*a.entries, *b.entries) if entry["id"] == entry_id]
        deletions = [marked_at(part.deleted[entry_id]) for part in (a, b) if entry_id in part.deleted]
        kept = found.entries.get(entry_id)
        if kept is None:
            assert not known or max(rank(entry)[0] for entry in known) <= max(deletions)
        else:
            assert kept in known
            assert rank(kept) == max(map(rank, known))
            assert all(rank(kept)[0] > at for at in deletions)
        assert (entry_id in found.deleted) == bool(deletions)
        assert not deletions or marked_at(found.deleted[entry_id]) == max(deletions)


@pytest.mark.parametrize(
    ("edited", "stays"),
    [
        (None, False),
        ("2026-11-23T21:39:59+00:00", False),
        ("2026-11-23T21:40:00+00:00", False),
        ("2026-11-24T07:10:00+09:30", False),
        ("2026-11-23T21:40:01+00:00", True),
        ("2026-11-23T16:40:01-05:00", True),
    ],
)
def test_deleted_wins_unless_edited_later(edited: str | None, stays: bool) -> None:
    entry = note(edited_at=edited)
    found = merge_versions([entry], [{entry["id"]: "2026-11-23T21:40:00+00:00"}])
    assert list(found.entries.values()) == ([entry] if stays else [])


def test_an_entry_that_no_other_side_has_stays() -> None:
    entries = [note(entry_id) for entry_id in IDS]
    assert list(merge_versions(entries, [{"zzzzzzzzzzzz": MOMENTS[0]}]).entries.values()) == entries


def test_of_two_that_are_the_same_the_first_is_returned() -> None:
    one, other = note(), note()
    for first, second in permutations((one, other)):
        assert merge_versions([first, second]).entries[one["id"]] is first


def test_an_empty_journal() -> None:
    assert of() == of(Side([], {})) == Merged({}, {})


@given(st.lists(marks, min_size=1, max_size=4))
def test_a_flag_of_a_mark_says_of_the_latest_how_it_was_made_and_forever_stays(versions: list[Mark]) -> None:
    (mark,) = merge_marks([{IDS[0]: version} for version in versions]).values()
    assert marked_at(mark) == max(map(marked_at, versions))
    has_forever = any(not isinstance(one, str) and one.get("forever") for one in versions)
    assert (not isinstance(mark, str) and mark.get("forever", False)) == has_forever
    latest = [one for one in versions if marked_at(one) == marked_at(mark)]
    if not has_forever:
        assert is_undone(mark) == all(map(is_undone, latest))  # a deletion at the same second counts


@given(versions, marks)
def test_an_entry_that_is_added_over_its_mark_stays_and_is_one_second_later(entry: Entry, mark: Mark) -> None:
    added = over_mark(entry, mark)
    assert over_mark(entry, None) == entry
    if marked_at(mark).year < 9999:
        assert stays(added, {entry["id"]: mark})
        assert added == entry or (datetime.fromisoformat(str(added["edited_at"])) - marked_at(mark)).seconds == 1
        assert {**added, "edited_at": None} == {**entry, "edited_at": None}


@given(st.lists(versions, max_size=3), st.lists(marks, max_size=3))
def test_a_later_change_is_later_than_all_that_it_was_made_from(entries: list[Entry], of_it: list[Mark]) -> None:
    now = datetime.fromisoformat(MOMENTS[0])
    at = datetime.fromisoformat(later_time(now, entries, of_it))
    edits = [datetime.fromisoformat(entry["edited_at"]) for entry in entries if entry["edited_at"]]
    before = [*edits, *map(marked_at, of_it)]
    assert at == now or all((at - one).total_seconds() >= 1 for one in before)
    assert at >= now


def operation(name: str, at: str, to: str) -> Any:
    return {"id": name, "at": at, "of": "pattern", "op": "rename", "label": "anger", "to": to}


operations = st.lists(
    st.builds(operation, st.sampled_from(IDS), st.sampled_from(MOMENTS[:6]), st.sampled_from("ab")), max_size=4
)


@given(operations, operations, operations, st.sets(st.sampled_from(IDS)))
def test_operations_merge_alike_in_any_order_and_without_those_taken_back(
    a: list[Any], b: list[Any], c: list[Any], gone: set[str]
) -> None:
    deleted: dict[str, Mark] = {key: {"at": MOMENTS[0], "undone": True} for key in gone}
    whole = merge_operations([*a, *b, *c], deleted)
    assert {one["id"] for one in whole} == {one["id"] for one in (*a, *b, *c)} - gone
    assert whole == merge_operations([*c, *b, *a, *whole], deleted)
    assert whole == merge_operations([*merge_operations([*a, *b], deleted), *c], deleted)
    assert whole == merge_operations([*a, *merge_operations([*b, *c], {})], deleted)
    assert whole == sorted(whole, key=lambda one: (datetime.fromisoformat(one["at"]), one["id"]))


def test_two_machines_make_one_offer_of_one_prompt_on_one_day() -> None:
    document = '["offer","2026-11-23","core/one","00ff00ff00ff00ff"]'
    number = int.from_bytes(hashlib.sha256(document.encode()).digest()[:8], "big") >> 4
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
    made = offer_id("2026-11-23", "core/one", "00ff00ff00ff00ff")
    assert made == "".join(alphabet[number >> shift & 31] for shift in range(55, -5, -5))
    earlier, later = (offer(made, at, None, "a") for at in (MOMENTS[3], MOMENTS[5]))
    for both in permutations((earlier, later)):
        assert merge_versions(both).entries == {made: earlier}
