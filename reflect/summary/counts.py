"""Entries that share a label or a person: how many, on which days, in which weeks.

Labels match after NFC, casefold and white-space folding, under the name in force. An entry counts once for a label,
however often it names it. No word is read for meaning: two labels are the same or they are not.

In a summary that somebody else may read, people go by initials or letters, the same in all of it. Texts stay as they
were written: nothing looks for names in them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from reflect.model.choices import LabelKind
from reflect.model.labels import Name
from reflect.model.schema import Entry
from reflect.model.text import fold
from reflect.summary.shape import Counted
from reflect.summary.span import first_of_week

NameOf = Callable[[str, str], Name]
"""Returns the current label of a name as written: `names("pattern", "withdrawl")`."""
LetterOf = Callable[[str], str | None]
"""Returns the letter of a person, by the key of the label in force."""
NO_LETTER: Final = "\u2014"
"""How a person without a letter goes by letters, until a page gives them one; null in JSON."""
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
            for label in labels_of(of, entry):
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
        return [self._shown[key] for key in dict.fromkeys(self._keys[label] for label in labels)]

    def groups(self, entries: Iterable[Entry]) -> list[Group]:
        """Return the labels that `entries` name, each with its entries.

        Ordered as the lists of a summary: by number of days (most first), then entries, then folded label.
        """
        found: dict[str, list[Entry]] = {}
        for entry in entries:
            for key in {self._keys[label]: None for label in labels_of(self._of, entry)}:
                found.setdefault(key, []).append(entry)
        return sorted(found.items(), key=self._rank)

    def counted(self, group: Group) -> Counted:
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

    def _rank(self, group: Group) -> tuple[int, int, str]:
        key, entries = group
        return -len({entry["day"] for entry in entries}), -len(entries), fold(self._shown[key])


def labels_of(of: LabelKind, entry: Entry) -> Sequence[str]:
    """Return the labels of one kind that an entry names, as they were written."""
    if entry["kind"] == "mood":
        return entry["feelings"] if of == "feeling" else ()
    if entry["kind"] == "pattern":
        return entry["with"] if of == "person" else (entry["label"],) if of == "pattern" else ()
    return ()


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


def name_people(how: str, entries: Sequence[Entry], names: NameOf, letter_of: LetterOf) -> NameOf:
    """Return `names` with every person named as `how` says.

    By letters a person goes by the one they have for good, and without one by `NO_LETTER`. Initials that two people of
    `entries`, which are in order, share are followed by the person's letter.
    """
    if how == "full":
        return names
    aliases: dict[str, str] = {}
    if how == "initials":
        people = Labels("person", entries, names)
        keys = dict.fromkeys(names("person", label).key for entry in entries for label in labels_of("person", entry))
        aliases = {key: initials(people.shown(key)) for key in keys}
    shared = {alias for alias, number in Counter(aliases.values()).items() if number > 1}

    def aliased(of: str, label: str) -> Name:
        name = names(of, label)
        if of != "person":
            return name
        letter = letter_of(name.key) or NO_LETTER
        alias = letter if how == "letters" else aliases.get(name.key) or initials(name.shown)
        return name._replace(shown=f"{alias} {letter}" if alias in shared else alias, is_spelling=False)

    return aliased


def initials(name: str) -> str:
    """Return `S.` for `Sam`, `A. M.` for `Anna Maria`: the first letter of each word with its marks, as a capital."""
    from unicodedata import normalize

    return normalize("NFC", " ".join(f"{_first(word).upper()}." for word in name.split()))


def _first(word: str) -> str:
    from unicodedata import category

    start = next((i for i, character in enumerate(word) if character.isalnum()), 0)
    end = start + 1
    while end < len(word) and category(word[end]).startswith("M"):
        end += 1
    return word[start:end]
