"""Labels of patterns, feelings and people: matched after folding, kept as they were written."""

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from reflect.entries.kinds import Entry
from reflect.entries.text import fold

Of = Literal["pattern", "person", "feeling"]
OF: Final[tuple[Of, ...]] = ("pattern", "person", "feeling")

VOCABULARY: Final = (
    # what arises between people
    "frustration", "disappointment", "anger", "hope", "dependence", "withdrawal",
    # what is wanted from someone
    "reassurance", "feedback", "answers", "smoothing", "closeness", "distance",
    # what I do
    "defending", "pleasing", "answering", "waiting", "staying",
    # what the other does
    "nearing", "leaving", "silence", "asking",
    # which way a wish goes
    "moving", "keeping",
)  # fmt: skip
"""The pattern labels that are there from the beginning; none has a value, a colour or an order."""


def used(entry: Entry) -> Iterator[tuple[Of, str]]:
    """Give the labels of an entry as they were written, each with what it is a label of."""
    if entry["kind"] == "pattern":
        yield "pattern", entry["label"]
        for person in entry["with"]:
            yield "person", person
    elif entry["kind"] == "mood":
        for feeling in entry["feelings"]:
            yield "feeling", feeling


def folded(entries: Iterable[Entry]) -> set[tuple[Of, str]]:
    """Return the labels of the entries in the form in which they match."""
    return {(of, fold(label)) for entry in entries for of, label in used(entry)}


BUILT_IN: Final = frozenset(("pattern", label) for label in VOCABULARY)
"""The vocabulary in the form of `folded`."""
