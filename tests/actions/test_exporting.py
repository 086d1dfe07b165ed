"""What leaves: the entries in their order, a month at a time."""

import gc
import json
import re
import tracemalloc
from datetime import date
from pathlib import Path

import pytest

from benchmarks import diary as made
from reflect.actions.exporting import chosen_entries
from reflect.actions.query import Filter
from reflect.errors import ImpossibleValueError, StoreError
from reflect.formats import detect
from reflect.model import ids, schema
from reflect.store.month import serialise
from reflect.store.store import Store
from tests.store.samples import store_at

LAST = date(2026, 10, 31)


def _filled(folder: Path, days: int) -> Store:
    """Return the store of a made-up journal of so many days."""
    months: dict[str, dict[str, schema.Entry]] = {}
    for number, row in enumerate(made.rows(days, LAST)):
        day = str(row["at"])[:10]
        envelope = {"id": ids.from_bits((number << 4).to_bytes(8, "big")), "day": day, "recorded_at": row["at"]}
        entry = schema.parse_entry({**row, **envelope, "source": "cli"})
        months.setdefault(day[:7], {})[entry["id"]] = entry
    (folder / "entries").mkdir(parents=True)
    for month, found in months.items():
        (folder / f"entries/{month}.json").write_bytes(serialise(found))
    return store_at(str(folder))


def _peak(store: Store, name: str) -> int:
    """Return the bytes that an export holds at the most, without the collector, as the program runs."""

    def run() -> None:
        for _ in detect.export_format(name).write(chosen_entries(store, Filter())):
            pass

    run()  # what is made once, as patterns are, is made
    gc.collect()
    was_on = gc.isenabled()
    gc.disable()
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        if was_on:
            gc.enable()


@pytest.mark.thorough
def test_what_an_export_holds_in_memory_does_not_grow_with_the_journal(tmp_path: Path) -> None:
    short, long = (_filled(tmp_path / str(days), days) for days in (61, 366))
    for name in ("jsonl", "json", "csv"):
        assert _peak(long, name) < 1.5 * _peak(short, name), name


def test_they_are_those_of_the_journal_and_in_its_order(tmp_path: Path) -> None:
    store = _filled(tmp_path / "store", 70)
    every = store.entries()
    assert list(chosen_entries(store, Filter())) == every
    some = Filter(("mood", "offer"), "2026-09-20", "2026-10-10")
    kept = [
        entry for entry in every if entry["kind"] in ("mood", "offer") and "2026-09-20" <= entry["day"] <= "2026-10-10"
    ]
    assert list(chosen_entries(store, some)) == kept
    assert len(kept) == 42


def test_what_cannot_be_asked_for_is_refused_before_the_first_entry(tmp_path: Path) -> None:
    store = _filled(tmp_path / "store", 2)
    for wanted in (Filter(since="2026-10-10", until="2026-10-09"), Filter(since="soon")):
        with pytest.raises(ImpossibleValueError):
            chosen_entries(store, wanted)


def test_a_month_is_read_when_its_turn_comes(tmp_path: Path) -> None:
    store = _filled(tmp_path / "store", 62)
    (tmp_path / "store/entries/2026-10.json").write_text("{")
    found = chosen_entries(store, Filter())
    seen: list[schema.Entry] = []
    with pytest.raises(StoreError, match=re.escape("2026-10.json")):
        seen.extend(found)
    assert seen == store.entries(last=date(2026, 9, 30))
    assert seen


def test_a_change_to_several_months_in_between_does_not_show(tmp_path: Path) -> None:
    store = _filled(tmp_path / "store", 62)
    found = chosen_entries(store, Filter())
    first = next(found)
    october = tmp_path / "store/entries/2026-10.json"
    later = json.loads(october.read_text())["entries"]
    with store_at(str(tmp_path / "store")).writing() as change:
        change.delete([first, schema.parse_entry(next(iter(later.values())))], "2026-11-22T20:00:00+00:00")
    assert len([first, *found]) == 62 * 4
    assert len(list(chosen_entries(store, Filter()))) == 62 * 4 - 2
