"""How people are named in a summary that somebody else may read: by name, by initials, or by letters.

A person goes by the same initials or the same letter in the whole of one summary. Two with the same initials are told
apart by a number. Texts stay as they were written: nothing looks for names in them.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Final

from reflect.model.labels import Name
from reflect.model.schema import Entry
from reflect.summary.counts import Labels, NameOf, labels_of

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""The ways; `letters` go by the order in which people were first named in what is read."""


def named(how: str, entries: Sequence[Entry], names: NameOf) -> NameOf:
    """Return `names` with every person of `entries`, which stand in order, named as `how` says."""
    if how == "full":
        return names
    people = Labels("person", entries, names)
    keys = dict.fromkeys(names("person", label).key for entry in entries for label in labels_of("person", entry))
    alias: Callable[[int, str], str] = _letters if how == "letters" else lambda _, key: _initials(people.shown(key))
    aliases: dict[str, str] = {}
    for place, key in enumerate(keys):
        aliases[key] = _apart(alias(place, key), aliases.values())

    def aliased(of: str, label: str) -> Name:
        name = names(of, label)
        return name._replace(shown=aliases[name.key], is_spelling=False) if of == "person" else name

    return aliased


def _letters(place: int, _key: str) -> str:
    """Return `A` for the first, `Z` for the 26th, then `AA`, `AB`."""
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, len(_LETTERS))
        letters = _LETTERS[letter] + letters
    return letters


def _initials(name: str) -> str:
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


def _apart(alias: str, taken: Collection[str]) -> str:
    """Return `alias`, with a number behind it where somebody else goes by it: `S.`, `S.2`."""
    number, apart = 1, alias
    while apart in taken:
        number += 1
        apart = f"{alias}{number}"
    return apart
