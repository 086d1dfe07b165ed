"""Entries that share a label or a person: how many, on which days, in which weeks.

Labels match after NFC, casefold and white-space folding, under the name in force. An entry counts once for a label,
however often it names it. No word is read for meaning: two labels are the same or they are not.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from reflect.model.choices import LabelKind
from reflect.model.labels import Name
from reflect.model.schema import Entry
from reflect.model.text import fold
from reflect.summary.span import first_of_week

if TYPE_CHECKING:
    from reflect.summary.shape import Counted, Occurrences

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
NameOf = Callable[[str, str], Name]
"""Returns the current label of a name as written: `names("pattern", "withdrawl")`."""
Group = tuple[str, list[Entry]]
"""The key of a label and the entries that name it."""


class Labels:
    """The labels of one kind in some entries.

    An entry's words are looked up by the key of the label in force. The name shown is the one it was given, else the
    spelling of the latest entry.
    """

    def __init__(self, of: LabelKind, entries: Sequence[Entry], names: NameOf) -> None:
        """Take the labels `of` one kind from `entries`, in order, the latest last."""
        self._of = of
        self._keys: dict[str, str] = {}
        self._shown: dict[str, str] = {}
        for entry in entries:
            for label in _labels_of(of, entry):
                name = names(of, label)
                self._keys[label] = name.key
                if name.is_spelling or name.key not in self._shown:
                    self._shown[name.key] = name.shown

    def shown(self, key: str, otherwise: str = "") -> str:
        """Return the name that is shown for the label with this key, or `otherwise` where no entry has it."""
        return self._shown.get(key, otherwise)

    def name_of(self, label: str) -> str:
        """Return the name that is shown for a label as an entry writes it."""
        return self._shown[self._keys[label]]

    def names_of(self, labels: Iterable[str]) -> list[str]:
        """Return the names that are shown for labels as an entry writes them, each label once."""
        return [self._shown[key] for key in self._keys_of(labels)]

    def groups(self, entries: Iterable[Entry]) -> list[Group]:
        """Return the labels that `entries` name, each with its entries.

        Ordered as the lists of a summary: by number of days (most first), then entries, then folded label.
        """
        found = grouped((key, entry) for entry in entries for key in self._keys_of(_labels_of(self._of, entry)))
        return sorted(found.items(), key=lambda group: (*rank(group[1]), fold(self._shown[group[0]])))

    def counted(self, group: Group) -> "Counted":
        """Return how a label was counted."""
        key, entries = group
        by_day = count_by_day(entries)
        return {
            "label": self.shown(key),
            "entries": len(entries),
            "days": list(by_day),
            "by_day": by_day,
            "ids": [entry["id"] for entry in entries],
        }

    def _keys_of(self, labels: Iterable[str]) -> Iterable[str]:
        return {self._keys[label]: None for label in labels}


def _labels_of(of: LabelKind, entry: Entry) -> Sequence[str]:
    """Return the labels of one kind that an entry names, as they were written."""
    if entry["kind"] == "mood":
        return entry["feelings"] if of == "feeling" else ()
    if entry["kind"] == "pattern":
        return entry["with"] if of == "person" else (entry["label"],) if of == "pattern" else ()
    return ()


def grouped(pairs: Iterable[tuple[_Key, _Value]]) -> dict[_Key, list[_Value]]:
    """Return the values of each key, in their order."""
    found: dict[_Key, list[_Value]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def occurrences(entries: Sequence[Entry]) -> "Occurrences":
    """Return how many `entries` there are, their days and their ids, in order."""
    days = list(dict.fromkeys(entry["day"] for entry in entries))
    return {"entries": len(entries), "days": days, "ids": [entry["id"] for entry in entries]}


def rank(entries: Sequence[Entry]) -> tuple[int, int]:
    """Return the sort key of what `entries` have in common: most days first, then most entries."""
    return -len({entry["day"] for entry in entries}), -len(entries)


def count_by_day(entries: Iterable[Entry]) -> dict[str, int]:
    """Return how many of `entries`, in order, each day has; days without any are left out."""
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry["day"]] = counts.get(entry["day"], 0) + 1
    return counts


def weeks_noted(entries: Iterable[Entry], week_starts: int) -> list[str]:
    """Return the first days of the weeks that have one of `entries`, which are in order."""
    days = dict.fromkeys(entry["day"] for entry in entries)
    return list(dict.fromkeys(str(first_of_week(date.fromisoformat(day), week_starts)) for day in days))
