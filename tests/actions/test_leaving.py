"""What leaves: the summary that somebody else may read is that of the diary without its private entries."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.errors import NotFoundError
from reflect.journal import Journal
from reflect.model.choices import TEXT_KINDS, PeopleMode, SpanKind
from reflect.model.labels import Operation
from reflect.model.schema import Entry
from reflect.render import page
from tests.summary.diaries import LABELS, diaries, offers

ASKED: tuple[tuple[SpanKind, str | None], ...] = (
    ("week", "2026-11-18"),
    ("week", "session"),
    ("month", "2026-11-18"),
    ("since", "2026-11-01"),
    ("since", "session"),
)
_label = st.sampled_from(LABELS)
_operations = st.lists(
    st.builds(
        lambda of, op, label, to: {"of": of, "op": op, "label": label, "to": to},
        st.sampled_from(("pattern", "feeling")),
        st.sampled_from(("merge", "rename")),
        _label,
        _label,
    ),
    max_size=2,
)


@settings(max_examples=25)
@given(
    diaries(),
    offers(),
    st.lists(st.booleans(), min_size=30, max_size=30),
    st.sampled_from(ASKED),
    st.sampled_from(("full", "initials", "letters")),
    _operations,
)
def test_it_is_that_of_the_journal_without_private_entries(
    diary: list[Entry],
    shown: list[Entry],
    private: list[bool],
    asked: tuple[SpanKind, str | None],
    people: PeopleMode,
    named: list[Any],
) -> None:
    operations = [{"id": str(n), "at": f"2026-11-2{n}T12:00:00.000000+00:00", **op} for n, op in enumerate(named)]
    marked: Any = [{**entry, "private": one} for entry, one in zip(diary, private, strict=False)]
    public = [entry for entry in marked if not entry["private"]]
    with tempfile.TemporaryDirectory() as folder:
        whole, other = (
            _page(Path(folder, name), entries, operations, asked, people)
            for name, entries in (("whole", [*marked, *shown]), ("public", public))
        )
    assert whole == other


def _page(
    store: Path, entries: list[Entry], operations: Iterable[Any], asked: tuple[SpanKind, str | None], people: PeopleMode
) -> str:
    journal = Journal.open(str(store), environ={"REFLECT_NOW": "2026-11-25T12:00:00+00:00", "TZ": "UTC"})
    with journal._store.writing() as change:
        change.add({entry["id"]: entry for entry in entries}.values())
    operation: Operation
    for operation in operations:
        with journal._store.writing() as change:
            change.add_operation(operation)
    try:
        found = journal.summary(asked[0], asked[1], people=people, leaving=True)
    except NotFoundError as error:  # no session that is not private
        return str(error)
    return page.as_html(found, ids=True, text_kinds=frozenset(TEXT_KINDS))
