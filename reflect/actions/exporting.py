"""Export: the entries that leave, a month at a time.

It asks for no label: whatever the file of names has come to, the entries can be had.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from reflect.actions.query import bounds, check_kinds
from reflect.model import schema
from reflect.model.schema import Entry

if TYPE_CHECKING:
    from reflect.journal import Journal


class Leaving(NamedTuple):
    """Which entries leave; days as they were typed. Nothing given: every entry."""

    kinds: tuple[str, ...] = schema.KINDS
    since: str | None = None
    until: str | None = None
    private: bool = True
    """Private entries too."""


def entries(journal: "Journal", leaving: Leaving) -> Iterator[Entry]:
    """Give the entries that leave, in the order of day, at, id, reading no month before its turn.

    What was asked for is checked at once; a month that cannot be read is met when its turn comes.

    Raises:
        ImpossibleValueError: a kind or a span that cannot be.
        NotFoundError: the span names a session that is not marked.
        StoreError: a month cannot be read, or the entries were changed in between.
    """
    check_kinds(leaving.kinds)
    first, last = bounds(journal, leaving.since, leaving.until)
    return (
        entry
        for month in journal.diary.by_month(first, last)
        for entry in month
        if entry["kind"] in leaving.kinds and (leaving.private or not entry["private"])
    )
