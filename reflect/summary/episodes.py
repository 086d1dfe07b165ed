"""What came back in the parts of a relationship episode: wish, response of the other, response of the self.

The three parts are those of the core conflictual relationship theme (L. Luborsky and P. Crits-Christoph,
Understanding Transference, 2nd ed., 1998), in the person's own words: compared, never read. Two are the same after NFC,
casefold and white-space folding.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, Literal

from reflect.model.schema import Entry, Pattern
from reflect.model.text import fold, fold_space
from reflect.summary.counts import grouped, occurrences, rank

if TYPE_CHECKING:
    from reflect.summary.shape import Episode, Part, Parts

PARTS: Final[tuple[Literal["wish", "other", "self"], ...]] = ("wish", "other", "self")
MIN_PARTS: Final = 2
"""Of the three: one alone is a wish or a response, not an episode."""
MIN_ENTRIES: Final = 2


def find_episodes(entries: Iterable[Entry]) -> "list[Episode]":
    """Return the episodes that came back: the same wish, response of the other and response of the self.

    `entries` are in order. So are episodes: by number of days (most first), then entries, then the three texts, folded.
    """
    whole = (one for one in _patterns(entries) if sum(one[part] is not None for part in PARTS) >= MIN_PARTS)
    return [
        {"wish": those[0]["wish"], "other": those[0]["other"], "self": those[0]["self"], **occurrences(those)}
        for those in _repeated(whole, PARTS)
    ]


def find_parts(entries: Iterable[Entry]) -> "Parts":
    """Return what came back in each part by itself, ordered as the episodes."""
    patterns = list(_patterns(entries))
    wish, other, self_ = (_same_part(patterns, part) for part in PARTS)
    return {"wish": wish, "other": other, "self": self_}


def _same_part(patterns: Iterable[Pattern], part: Literal["wish", "other", "self"]) -> "list[Part]":
    found = _repeated((pattern for pattern in patterns if pattern[part] is not None), (part,))
    return [{"text": fold_space(str(those[0][part])), **occurrences(those)} for those in found]


def _patterns(entries: Iterable[Entry]) -> Iterator[Pattern]:
    return (entry for entry in entries if entry["kind"] == "pattern")


def _repeated(patterns: Iterable[Pattern], parts: Sequence[Literal["wish", "other", "self"]]) -> list[list[Pattern]]:
    """Return the patterns that are alike in these parts, where there are several, in their order."""
    found = grouped((tuple(fold(pattern[part] or "") for part in parts), pattern) for pattern in patterns)
    repeated = ((*rank(those), key) for key, those in found.items() if len(those) >= MIN_ENTRIES)
    return [found[key] for _, _, key in sorted(repeated)]
