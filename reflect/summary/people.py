"""People by initials or letters, in a summary that somebody else may read: the same in all of it.

Texts stay as they were written: nothing looks for names in them.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, cast

from reflect.model.text import fold

if TYPE_CHECKING:
    from reflect.summary.shape import Summary

LetterOf = Callable[[str], str | None]
"""Returns the letter of a person, by the name in force."""
NO_LETTER: Final = "\u2014"
"""How a person without a letter is shown, until a page gives them one; null in JSON."""


def with_aliases(summary: "Summary", how: str, letter_of: LetterOf) -> "Summary":
    """Return a summary with every person named as `how` says, one of `PEOPLE_MODES`.

    By letters a person goes by the one they have for good, and without one by None. Initials that two people share are
    followed by the person's letter.
    """
    if how == "full":
        return summary
    shared = Counter(initials(person["label"]) for person in summary["people"])

    def alias(name: str) -> str | None:
        if how == "letters":
            return letter_of(name)
        short = initials(name)
        return f"{short} {letter_of(name) or NO_LETTER}" if shared[short] > 1 else short

    def ranked(people: Iterable[Any]) -> list[Any]:
        named = ({**person, "label": alias(person["label"])} for person in people)
        return sorted(named, key=lambda row: (-len(row["days"]), -row["entries"], fold(row["label"] or NO_LETTER)))

    def renamed(row: Any) -> Any:
        return {**row, "with": list(map(alias, row["with"]))}

    changed = {
        "patterns": [{**pattern, "with": ranked(pattern["with"])} for pattern in summary["patterns"]],
        "people": ranked(summary["people"]),
        "episode_list": list(map(renamed, summary["episode_list"])),
        "filter": renamed(summary["filter"]),
    }
    return cast("Summary", {**summary, **changed})


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
