"""What SQL counts after merges, renames and other spellings is what `label list` and `year --json` count."""

import contextlib
import json
import sqlite3
import tempfile
import unicodedata
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect import ImpossibleValueError, Journal, LabelKind, NotFoundError
from reflect.model.labels import used
from tests.program import NOW, Reflect

BASES = ("café", "anger", "ANGER", "Straße", "waiting  long", "hope, and fear", "Zoë", "withdrawal")
SPELLINGS = sorted(
    {
        spelled
        for base in BASES
        for cased in (base, base.upper(), base.title())
        for spelled in (unicodedata.normalize("NFC", cased), unicodedata.normalize("NFD", cased))
    }
)
NAMES = st.sampled_from(SPELLINGS)
SOME = st.lists(NAMES, max_size=3)
DAYS = st.integers(0, 300).map(lambda number: str(date(2026, 1, 5) + timedelta(number)))
ROWS = st.one_of(
    st.fixed_dictionaries({"kind": st.just("pattern"), "day": DAYS, "label": NAMES, "with": SOME}),
    st.fixed_dictionaries({"kind": st.just("mood"), "day": DAYS, "value": st.integers(1, 7), "feelings": SOME}),
).flatmap(lambda row: st.booleans().map(lambda private: {**row, "private": private}))
OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["merge", "rename"]), st.sampled_from(["pattern", "person", "feeling"]), NAMES, NAMES),
    max_size=8,
)
COUNTS = {
    "pattern": "SELECT label_now, count(*) FROM pattern GROUP BY 1",
    "person": "SELECT person.value, count(*) FROM pattern, json_each(with_now) AS person GROUP BY 1",
    "feeling": "SELECT feeling.value, count(*) FROM mood, json_each(feelings_now) AS feeling GROUP BY 1",
}


def _operate(journal: Journal, op: str, of: LabelKind, one: str, other: str) -> None:
    with contextlib.suppress(ImpossibleValueError, NotFoundError):
        if op == "merge":
            journal.merge_labels(one, other, of=of)
        else:
            journal.rename_label(one, f"new {other.replace(',', '')}", of=of)


def _counted(journal: Journal, **options: Any) -> dict[str, dict[str, int]]:
    database = sqlite3.connect(":memory:")
    with contextlib.closing(database):
        database.deserialize(b"".join(journal.export("sqlite", **options)))
        return {of: dict(database.execute(query).fetchall()) for of, query in COUNTS.items()}


def _summed(journal: Journal, *, leaving: bool) -> dict[str, dict[str, int]]:
    year = journal.summary("year", "2026-06-01", leaving=leaving)
    lists: dict[str, Any] = {"pattern": year["patterns"], "person": year["people"], "feeling": year["feelings"]}
    return {of: {str(row["label"]): row["entries"] for row in rows} for of, rows in lists.items()}


@settings(max_examples=6)
@given(rows=st.lists(ROWS, min_size=1, max_size=12), operations=OPERATIONS)
def test_sql_counts_what_label_list_and_the_year_count(rows: list[dict[str, Any]], operations: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal.open(folder, environ={"REFLECT_NOW": NOW, "TZ": "UTC"})
        journal.import_("".join(json.dumps(row) + "\n" for row in rows), format="jsonl")
        for operation in operations:
            _operate(journal, *operation)
        counted = _counted(journal)
        listed: dict[str, dict[str, int]] = {of: {} for of in COUNTS}
        for label in journal.labels():
            if label["entries"] and label["merged_into"] is None:
                listed[label["of"]][label["label"]] = label["entries"]
        assert counted == listed == _summed(journal, leaving=False)
        assert _counted(journal, private=False) == _summed(journal, leaving=True)
        assert _one_by_one(journal) == counted


def _one_by_one(journal: Journal) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {of: Counter() for of in COUNTS}
    for entry in journal.entries():
        for of, name in used(journal.names(entry)):
            found[of][name] += 1
    return {of: dict(counts) for of, counts in found.items()}


@pytest.mark.parametrize("command", [("list", "--grep", "first"), ("show", "last")])
def test_a_name_is_spelled_as_all_entries_do_whatever_the_filter(reflect: Reflect, command: tuple[str, ...]) -> None:
    reflect("pattern", "ANGER", "first", "--with", "SAM", "--at", "2026-10-02")
    reflect("pattern", "Anger", "--with", "Sam", "--at", "2026-10-01")
    reflect("mood", "4", "first", "--feel", "tired")
    reflect("pattern", "anger", "first", "--with", "sam", "--at", "2026-09-01")
    found = reflect(*command, "--json").json
    of_pattern = found["entries"][0] if "entries" in found else found
    assert (of_pattern["label"], of_pattern["label_now"], of_pattern["with_now"]) == ("anger", "ANGER", ["SAM"])
