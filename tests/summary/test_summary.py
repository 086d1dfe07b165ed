"""What holds for the summary of any diary (the rules of repetition without interpretation).

What it counts is held by an independent count of made-up diaries (test_oracle.py).
"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from reflect import Journal
from reflect.model.schema import Entry
from reflect.model.text import fold
from reflect.summary.span import LookBack, Span, look_back
from reflect.summary.summary import summarise_span
from tests.summary.diaries import LABELS, MONDAY, SCALE, diaries, entry, mood, offers, pattern, pictured, summed

MON, TUE = "2026-11-16", "2026-11-17"


@given(diaries(), offers(), st.randoms(use_true_random=False))
def test_offers_and_passes_count_nowhere(diary: list[Entry], shown: list[Entry], order: random.Random) -> None:
    together = diary + shown
    order.shuffle(together)
    assert json.dumps(summed(together)) == json.dumps(summed(diary))


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


def test_an_entry_written_before_the_day_turns_is_not_later() -> None:
    night = {**mood(MON, 3, time="12:00"), "recorded_at": f"{TUE}T03:59:59+01:00"}
    morning = {**mood(MON, 3, time="12:01"), "recorded_at": f"{TUE}T04:00:00+01:00"}
    found = summed([night, morning])["mood"]["days"][MON]  # type: ignore[list-item]
    assert [m["later"] for m in found] == [False, True]


def test_moods_of_a_day_stand_in_the_order_of_instants() -> None:
    east = {**mood(MON, 2), "at": f"{MON}T13:00:00+05:00"}
    west = {**mood(MON, 5), "at": f"{MON}T12:00:00+00:00"}
    found = summed([west, east])["mood"]["days"][MON]  # type: ignore[list-item]
    assert [m["value"] for m in found] == [2, 5]


def test_its_schema_knows_every_key_and_refuses_other_types() -> None:
    schema = jsonschema.Draft202012Validator(Journal.summary_schema())
    summary: Any = json.loads(json.dumps(summed(pictured(), people_as="letters")))
    assert list(schema.iter_errors(summary)) == []
    assert set(Journal.summary_schema()["properties"]) == set(summary)
    summary["patterns"][0]["with"][0]["entries"] = "2"
    del summary["filter"]
    assert len(list(schema.iter_errors(summary))) == 2


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
