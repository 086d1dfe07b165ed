"""What holds for the summary of any diary (the rules of repetition without interpretation)."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reflect.model.labels import AS_WRITTEN
from reflect.model.schema import Entry
from reflect.model.text import fold
from reflect.summary.counts import Labels
from reflect.summary.span import LookBack, Span, look_back
from reflect.summary.summary import summarise_span
from tests.summary.diaries import LABELS, MONDAY, PEOPLE, SCALE, diaries, entry, mood, offers, pattern, summed


@given(diaries(), offers(), st.randoms(use_true_random=False))
def test_offers_and_passes_count_nowhere(diary: list[Entry], shown: list[Entry], order: random.Random) -> None:
    together = diary + shown
    order.shuffle(together)
    assert json.dumps(summed(together)) == json.dumps(summed(diary))


@given(diaries(), st.randoms(use_true_random=False))
def test_the_order_in_which_entries_come_does_not_matter(diary: list[Entry], order: random.Random) -> None:
    shuffled = diary.copy()
    order.shuffle(shuffled)
    assert json.dumps(summed(shuffled)) == json.dumps(summed(diary))


@given(diaries())
def test_mirrored_moods_change_the_values_alone(diary: list[Entry]) -> None:
    def mirrored(entry: Any) -> Any:
        if entry["kind"] != "mood" or entry["value"] is None:
            return entry
        return {**entry, "value": sum(entry["scale"]) - entry["value"]}

    plain, mirror = summed(diary), summed(map(mirrored, diary))
    for moods in mirror["mood"]["days"].values():
        for value in moods:
            if value["value"] is not None:
                value["value"] = sum(value.get("scale", SCALE)) - value["value"]
    assert plain == mirror


@given(diaries(), st.permutations(range(len({fold(label) for label in LABELS}))))
def test_permuted_labels_are_renamed_and_nothing_else(diary: list[Entry], order: list[int]) -> None:
    folded = sorted({fold(label) for label in LABELS})
    renamed = {label: folded[order[folded.index(fold(label))]] for label in LABELS}
    own = summed(diary, names=lambda what, label: label if what == "person" else fold(label))
    other = summed(diary, names=lambda what, label: label if what == "person" else renamed[label])

    def rows(of: Any, names: dict[str, str]) -> list[str]:
        """The rows under names of ours, in an order that does not depend on them."""
        return sorted(json.dumps({**row, "label": names[row["label"]]}) for row in of)

    same = {label: label for label in folded}
    for key in ("feelings", "patterns"):
        assert rows(own[key], {label: renamed[label] for label in folded}) == rows(other[key], same)
    own["episode_list"] = [{**row, "label": renamed[row["label"]]} for row in own["episode_list"]]
    labelled = {"feelings": 0, "patterns": 0, "people": 0}
    assert {**own, **labelled} == {**other, **labelled}


@given(diaries(), st.integers(1, 400))
def test_empty_days_behind_the_span_change_denominators_alone(diary: list[Entry], empty: int) -> None:
    last = MONDAY + timedelta(days=6)
    diary = [entry for entry in diary if entry["day"] <= str(last)]
    first, back = MONDAY, look_back(Span("since", MONDAY, last), 8, 0).first
    longer = last + timedelta(days=empty)
    short = _of(diary, Span("since", first, last), LookBack(8, back, last))
    long = _of(diary, Span("since", first, longer), LookBack(8, back, longer))
    assert long["span"] == {**short["span"], "days": 7 + empty, "elapsed": 7 + empty, "to": str(longer)}
    assert long["lookback"] == {**short["lookback"], "to": str(longer)}
    assert {**long, "span": 0, "lookback": 0} == {**short, "span": 0, "lookback": 0}


@given(diaries())
def test_figures_agree_with_each_other(diary: list[Entry]) -> None:
    summary = summed(diary)
    written = {entry["id"] for entry in diary}
    rows = [*summary["feelings"], *summary["patterns"], *(w for p in summary["patterns"] for w in p["with"])]
    for row in rows:
        assert sum(row["by_day"].values()) == row["entries"] == len(row["ids"]) == len(set(row["ids"])) > 0
        assert list(row["by_day"]) == row["days"] == sorted(set(row["days"]))
        assert set(row["ids"]) <= written
    for noted in summary["patterns"]:
        assert all(person["entries"] <= noted["entries"] for person in noted["with"])
        assert noted["before"] is None or noted["before"] < summary["span"]["from"]
    for person in summary["people"]:
        assert sum(noted["entries"] for noted in person["patterns"]) == person["entries"]
    days = {day for row in rows for day in row["days"]} | set(summary["mood"]["days"])
    days |= {text["day"] for text in (*summary["answers"], *summary["notes"], *summary["sessions"])}
    assert len(days) == summary["span"]["days_with_entries"]
    assert all(summary["span"]["from"] <= day <= summary["span"]["to"] for day in days)


@given(diaries())
def test_rows_are_ordered_by_days_then_entries_then_folded_label(diary: list[Entry]) -> None:
    summary = summed(diary)
    lists: list[Any] = [summary["feelings"], summary["patterns"], summary["people"]]
    for rows in (*lists, *(noted["with"] for noted in summary["patterns"])):
        keys = [(-len(row["days"]), -row["entries"], fold(row["label"])) for row in rows]
        assert keys == sorted(keys)
        assert len({fold(row["label"]) for row in rows}) == len(rows)


@given(diaries(), st.sampled_from(PEOPLE))
def test_people_count_the_pattern_entries_that_name_them(diary: list[Entry], person: str) -> None:
    in_week = [e for e in diary if e["kind"] == "pattern" and str(MONDAY) <= e["day"] <= "2026-11-22"]
    expected = {e["id"] for e in in_week if fold(person) in map(fold, e["with"])}
    found = [set(row["ids"]) for row in summed(diary)["people"] if fold(row["label"]) == fold(person)]
    assert found == ([expected] if expected else [])


def test_a_label_is_shown_as_its_latest_entry_in_order_spells_it() -> None:
    entries = [pattern(MONDAY, "a"), pattern(MONDAY, "A", time="13:00")]
    assert Labels("pattern", entries, AS_WRITTEN.of_name).shown("a") == "A"


def test_three_months_take_little_more_than_writing_them_out() -> None:
    """Some four milliseconds where a week is asked for; held as a ratio, since machines differ."""
    entries = list(_three_months())
    assert len(entries) == 368
    span = Span("since", MONDAY, MONDAY + timedelta(days=91))
    took, written = [], []
    for _ in range(20):
        began = time.process_time()
        _of(entries, span, look_back(span, 8, 0))
        took.append(time.process_time() - began)
        began = time.process_time()
        json.dumps(entries, sort_keys=True, indent=2)
        written.append(time.process_time() - began)
    assert min(took) < 1.6 * min(written)


def test_nothing_that_costs_a_start_is_imported() -> None:
    program = (
        "import sys, reflect.summary.summary, reflect.summary.span\n"
        "costly = {'rich', 'dateutil', 'dataclasses', 'wcwidth', 'tinydb', 'typer', 'reflect.render', 'inspect'}\n"
        "print(sorted(costly & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def _three_months() -> Iterator[Entry]:
    for i in range(92):
        day = MONDAY + timedelta(days=i)
        yield mood(day, i % 7 + 1, energy=3, feelings=["tired", "Ärger"], note="It was fine.")
        yield pattern(day, LABELS[i % len(LABELS)], "Sam", "Ines")
        yield entry("note", day, text="x")
        yield entry("answer", day, prompt="core/begin", prompt_text="Who began?", text="x")


def _of(entries: list[Entry], span: Span, back: LookBack) -> Any:
    return summarise_span(entries, span, back, scale=SCALE, week_starts=0, day_starts=4)
