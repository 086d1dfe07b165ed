"""The letters by which people go on pages: one a person, given when they first leave on one, and kept for good."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from reflect.actions.labels import new_operations
from reflect.actions.query import SummaryQuery, named_as, summary_in_full
from reflect.model.choices import PeopleMode
from reflect.store.store import Store

if TYPE_CHECKING:
    from reflect.summary.shape import Summary


def summary_to_leave(store: Store, query: SummaryQuery) -> tuple["Summary", dict[str, str]]:
    """Return the summary of a page, and the letters that the page gives, by the key of the person."""
    summary = summary_in_full(store, query)
    letters = letters_to_give(store, summary, query.people)
    return named_as(store, summary, query.people, letters), letters


def letters_to_give(store: Store, summary: "Summary", how: PeopleMode) -> dict[str, str]:
    """Return the letters that a page would give, by the key of the person, in the order of the page.

    The summary names people in full; `how` says how the page does: of initials those shared by two need a letter.
    """
    if how == "full":
        return {}
    from reflect.summary.people import initials

    naming = store.names()
    on_page = {naming.of_name("person", name).key: name for name in _people_of(summary)}
    numbers = Counter(map(initials, on_page.values()))
    free = naming.free_letters()
    return {
        key: next(free)
        for key, name in on_page.items()
        if naming.letter(("person", key)) is None and (how == "letters" or numbers[initials(name)] > 1)
    }


def _people_of(summary: "Summary") -> Iterator[str]:
    """Yield the names of people in the order of the page."""
    for pattern in summary["patterns"]:
        yield from (person["label"] for person in pattern["with"])
    yield from summary["filter"]["with"]


def give_letters(store: Store, letters: Mapping[str, str]) -> bool:
    """Keep the letters that a page gives; return whether they were still free and each person still without one.

    With no one to give one to nothing is written. What was given is not undone.
    """
    if not letters:
        return True
    with store.writing(undoable=False) as change:
        naming = store.names()
        free = naming.free_letters()
        has = {key: naming.letter(("person", key)) for key in letters}
        missing = {key: letter for key, letter in letters.items() if has[key] is None}
        if any(has[key] not in (None, letter) for key, letter in letters.items()):
            return False
        if any(letter != next(free) for letter in missing.values()):
            return False
        for operation in new_operations(store, "person", "letter", missing.items()):
            change.add_operation(operation)
    return True
