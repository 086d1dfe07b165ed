"""The names in force: what holds for any sequence of operations, however it came about."""

import json
import re
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise, product
from typing import Any, NamedTuple
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.model.labels import (
    OPS,
    VOCABULARY,
    WITH_TO,
    LabelNames,
    Operation,
    operation_fault,
    split_typed,
)
from reflect.model.text import fold, fold_space
from tests.summary.diaries import mood, pattern

SPELLINGS = (
    ("withdrawl", "Withdrawl", " WITHDRAWL "),
    ("withdrawal", "Withdrawal"),
    ("going quiet", "Going  quiet", "going\u00a0quiet"),
    (normalize("NFC", "Émile"), normalize("NFD", "Émile"), normalize("NFD", "ÉMILE")),
    ("straße", "STRASSE", "Strasse"),
    ("沈黙",),
)
"""Names, each with what matches it."""
NAMES = [name for spellings in SPELLINGS for name in spellings]
KINDS = ("pattern", "person")
BEGIN = datetime(2026, 11, 20, 12, tzinfo=UTC)

operations = st.builds(
    lambda minutes, **fields: {**fields, "at": (BEGIN + timedelta(minutes=minutes)).isoformat()},
    st.integers(-90, 90),
    id=st.integers(0, 2**60).map("{:020}".format),
    of=st.sampled_from(KINDS),
    op=st.sampled_from(("rename", "merge", *OPS)),
    label=st.sampled_from(NAMES),
    to=st.sampled_from(NAMES),
)
histories: Any = st.lists(operations, max_size=14, unique_by=lambda operation: operation["id"])
names = st.sampled_from(NAMES)


def operation(op: str, label: str, to: str | None = None, *, after: int = 0, of: str = "pattern") -> Any:
    """Return an operation, so many minutes after all that `histories` hold."""
    at = (BEGIN + timedelta(days=1, minutes=after)).isoformat(timespec="microseconds")
    return {"id": f"{after:012}", "at": at, "of": of, "op": op, "label": label, "to": to}


def in_order(history: list[Operation]) -> list[Operation]:
    return sorted(history, key=lambda one: (datetime.fromisoformat(one["at"]), one["id"]))


class Model:
    """The same labels, kept in the plainest way there is: a list, searched from the front."""

    class Label(NamedTuple):
        """A label with the names it has, as they match, the one it had first in front."""

        of: str
        names: list[str]
        given: list[str]
        into: list["Model.Label"]
        retired: list[bool]

    def __init__(self, history: list[Operation]) -> None:
        self.labels: list[Model.Label] = []
        for one in in_order(history):
            getattr(self, one["op"].replace("-", "_"))(self.label(one["of"], one["label"]), one)

    def find(self, of: str, name: str) -> Label | None:
        return next((label for label in self.labels if label.of == of and fold(name) in label.names), None)

    def label(self, of: str, name: str) -> Label:
        found = self.find(of, name)
        if found is None:
            found = self.Label(of, [fold(name)], [], [], [])
            self.labels.append(found)
        return found

    def end(self, label: Label) -> Label:
        return self.end(label.into[0]) if label.into else label

    def rename(self, label: Label, one: Operation) -> None:
        other = self.find(one["of"], str(one["to"]))
        if other is None:
            label.names.append(fold(str(one["to"])))
        if other in (None, label):
            label.given.append(fold_space(str(one["to"])))

    def merge(self, label: Label, one: Operation) -> None:
        target = self.label(one["of"], str(one["to"]))
        if not label.into and self.end(target) is not label:
            label.into.append(target)

    def unmerge(self, label: Label, _: Operation) -> None:
        label.into.clear()

    def retire(self, label: Label, _: Operation) -> None:
        label.retired[:] = [True]

    def bring_back(self, label: Label, _: Operation) -> None:
        label.retired.clear()

    def letter(self, label: Label, _: Operation) -> None:
        """A letter is no name."""


@given(histories)
def test_names_are_what_the_plainest_way_makes_of_them(history: list[Operation]) -> None:
    naming, model = LabelNames(history), Model(history)
    for of, name in product((*KINDS, "feeling"), NAMES):
        label = model.find(of, name)
        known = label is not None
        assert naming.is_known(of, name) == known
        if not label:
            assert naming.of_name(of, name) == (fold(name), fold_space(name), True)
            continue
        end = model.end(label)
        found = naming.of_name(of, name)
        own = (of, label.names[0])
        assert naming.owner(of, name) == own
        assert naming.end(own) == (of, end.names[0])
        assert naming.into(own) == ((of, label.into[0].names[0]) if label.into else None)
        assert [given.name for given in naming.given(own)] == label.given
        assert naming.is_retired(own) == bool(label.retired)
        assert found.key == end.names[0]
        if end.given:
            assert found == (end.names[0], end.given[-1], False)
        elif end is label:
            assert found == (end.names[0], fold_space(name), True)
        else:
            assert (fold(found.shown), found.is_spelling) == (end.names[0], False)


@given(histories, names, names)
def test_a_rename_moves_no_name_but_a_new_one(history: list[Operation], a: str, b: str) -> None:
    before, after = LabelNames(history), LabelNames([*history, operation("rename", a, b)])
    own, is_new = before.owner("pattern", a), not before.is_known("pattern", b)
    for of, name in product(KINDS, NAMES):
        if not is_new or (of, fold(name)) != ("pattern", fold(b)):
            assert after.of_name(of, name).key == before.of_name(of, name).key
    if is_new or before.owner("pattern", b) == own:
        assert after.owner("pattern", b) == own
        assert after.given(own)[-1] == (fold_space(b), "2026-11-21")


def test_a_name_that_comes_back() -> None:
    names = ["withdrawl", "withdrawal", "going quiet", "Withdrawl"]
    naming = LabelNames(operation("rename", *pair, after=n) for n, pair in enumerate(pairwise(names)))
    assert [given.name for given in naming.given(("pattern", "withdrawl"))] == names[1:]
    for name in ("withdrawl", "WITHDRAWAL", "going  quiet"):
        assert naming.of_name("pattern", name) == ("withdrawl", "Withdrawl", False)


def test_a_chain_is_taken_apart_at_the_link_that_was_made() -> None:
    links = [operation("merge", *pair, after=n) for n, pair in enumerate(("ab", "bC", "xa"))]
    apart = operation("unmerge", "b", after=3)
    assert [LabelNames(links).shown("pattern", name) for name in "xabc"] == ["C", "C", "C", "c"]
    assert [LabelNames([*links, apart]).shown("pattern", name) for name in "xabc"] == ["b", "b", "b", "c"]


def test_an_entry_names_each_of_its_labels_once() -> None:
    merges = [operation("merge", "Samuel", "sam", of="person"), operation("merge", "Weary", "tired", of="feeling")]
    told: list[Any] = [
        LabelNames(merges).with_current_names(entry)
        for entry in (
            pattern("2026-11-16", "Hope", "Sam", "Ines", "Samuel"),
            mood("2026-11-16", feelings=["weary", "Tired", "ashamed"]),
        )
    ]
    assert [told[0]["with"], told[1]["feelings"]] == [["Sam", "Ines"], ["tired", "ashamed"]]


def test_chains_of_a_thousand_are_followed() -> None:
    forth = [operation("merge", f"n{i}", f"n{i + 1}", after=i) for i in range(1000)]
    back = [operation("merge", f"n{i}", f"n{i + 1}", after=1000 - i) for i in range(1000)]
    for naming in (LabelNames(forth), LabelNames(back)):
        assert {naming.shown("pattern", f"n{i}") for i in range(1001)} == {"n1000"}


@pytest.mark.parametrize("step", [1, -1])
def test_the_time_of_a_chain_is_in_proportion_to_its_length(step: int) -> None:
    number = 10_000
    chain = [operation("merge", f"n{i}", f"n{i + 1}", after=i * step) for i in range(number)]
    for operation_number, one in enumerate(chain):
        one["id"] = f"{operation_number:012}"
    begin = time.process_time()
    naming = LabelNames(chain)
    assert {naming.end(naming.owner("pattern", f"n{i}"))[1] for i in range(number)} == {f"n{number}"}
    assert time.process_time() - begin < 5  # walked anew each time it took a hundred million steps


WELL: Any = operation("rename", "withdrawl", "withdrawal")
NO_LABELS = [None, ["x"], " \u00a0", "x" * 65, "\n", "a\x1b[2J", "a\u202eb", "a\ud800"]
LATEST = ["9999-12-31T23:59:59.999999+00:00", "9999-12-31T23:59:59-12:00"]
"""Times that none could be later than, in whatever zone."""
HOSTILE: dict[str, list[Any]] = {
    "of": ["people", ["pattern"], None],
    "op": ["delete", {}, None],
    "label": NO_LABELS,
    "to": NO_LABELS,
    "id": [7, None],
    "at": [None, 1790000000, "2026-11-23", "2026-11-23T21:40:00", "2026-13-01T00:00:00Z", *LATEST],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in HOSTILE.items() for value in values], ids=ascii
)
def test_what_cannot_be_an_operation_is_named(name: str, value: Any) -> None:
    assert f"`{name}`" in str(operation_fault({**WELL, name: value}))


def test_what_a_newer_version_put_there_stays_but_for_what_cannot_be_written_again() -> None:
    deep: Any = "x"
    for _ in range(60):
        deep = [deep]
    assert operation_fault({**WELL, "later": {"field": [1, None]}}) is None
    assert "nested" in str(operation_fault({**WELL, "later": deep}))
    assert "half of a character" in str(operation_fault({**WELL, "later": {"\ud800": 1}}))


@pytest.mark.parametrize("value", [None, [], "rename", 7, [WELL]], ids=ascii)
def test_an_operation_is_an_object(value: Any) -> None:
    assert operation_fault(value) == "is not a label operation"


@pytest.mark.parametrize("name", ["id", "at", "of", "op", "label", "to"])
def test_every_field_of_an_operation_has_to_be_there(name: str) -> None:
    assert f"`{name}`" in str(operation_fault({field: value for field, value in WELL.items() if field != name}))


@pytest.mark.parametrize("op", [op for op in OPS if op not in WITH_TO])
def test_an_operation_on_one_label_names_no_second(op: str) -> None:
    without: Any = {field: value for field, value in WELL.items() if field != "to"} | {"op": op}
    forms: list[Any] = [without, {**without, "to": None}, {**without, "later": {"field": 1}}]
    for one in forms:
        assert operation_fault(one) is None
        assert LabelNames([one]).labels() == {("pattern", "withdrawl")}


json_values: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.sampled_from([*OPS, *KINDS, WELL["at"]]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from([*WELL, "x"]), inner, max_size=3),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(list(WELL)), json_values, max_size=3), json_values)
def test_whatever_stands_in_the_file_is_an_operation_or_is_refused(changes: dict[str, Any], other: Any) -> None:
    for one in ({**WELL, **changes}, other):
        if operation_fault(json.loads(json.dumps(one))) is None:
            history: Any = [one, WELL]
            LabelNames(history).of_name("pattern", "withdrawl")


def test_the_day_of_a_name_is_read_from_any_form_of_a_time() -> None:
    for at in ("2026-11-23T21:40:00+00:00", "20261123T214000Z", "2026-W48-1T21:40+00:00"):
        one: Any = {**WELL, "at": at}
        assert operation_fault(one) is None
        assert LabelNames([one]).given(("pattern", "withdrawl")) == [("withdrawal", "2026-11-23")]


def test_every_built_in_label_is_one_word_with_a_gloss_of_a_few_plain_ones() -> None:
    for label, gloss in VOCABULARY.items():
        assert re.fullmatch(r"[a-z]+", label)
        assert label not in gloss
        assert re.fullmatch(r"[a-z',; ]+", gloss)
        assert 2 <= len(gloss.split()) <= 8


def test_a_comma_separates_names_but_for_a_name_that_has_one() -> None:
    typed = ["Anna, Ben", "Doe, Jane", " Cleo ", ","]
    assert split_typed(typed, {"Doe, Jane"}.__contains__) == ["Anna", "Ben", "Doe, Jane", " Cleo ", ","]
