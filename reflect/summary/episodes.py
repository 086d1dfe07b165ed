"""What came back in the parts of a relationship episode: wish, response of the other, response of the self.

The three parts are those of the core conflictual relationship theme (L. Luborsky and P. Crits-Christoph,
Understanding Transference, 2nd ed., 1998), in the person's own words: compared, never read. Two are the same after NFC,
casefold and white-space folding.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, Literal

from reflect.model.schema import Entry, Pattern
from reflect.model.text import fold, fold_space

if TYPE_CHECKING:
    from reflect.summary.shape import Episode, Part, Parts

PARTS: Final[tuple[Literal["wish", "other", "self"], ...]] = ("wish", "other", "self")
MIN_PARTS: Final = 2
"""Of the three: one alone is a wish or a response, not an episode."""
MIN_ENTRIES: Final = 2


def find_episodes(entries: Iterable[Entry]) -> "list[Episode]":
    """Return the episodes that came back: the same wish, response of the other and response of the self.

    Ordered by number of days (most first), then entries, then the folded wish, other and self.

    Args:
        entries: those of the span, in order.
    """
    found: dict[tuple[str, ...], list[Pattern]] = {}
    for entry in entries:
        if entry["kind"] == "pattern" and sum(entry[part] is not None for part in PARTS) >= MIN_PARTS:
            found.setdefault(tuple(fold(entry[part] or "") for part in PARTS), []).append(entry)
    return [_episode(those) for those in _repeated(found)]


def find_parts(entries: Iterable[Entry]) -> "Parts":
    """Return what came back in each part by itself, ordered as the episodes.

    Args:
        entries: those of the span, in order.
    """
    patterns = [entry for entry in entries if entry["kind"] == "pattern"]
    wish, other, self_ = (_same_part(patterns, part) for part in PARTS)
    return {"wish": wish, "other": other, "self": self_}


def _same_part(patterns: Iterable[Pattern], part: Literal["wish", "other", "self"]) -> "list[Part]":
    found: dict[tuple[str, ...], list[Pattern]] = {}
    for entry in patterns:
        if (text := entry[part]) is not None:
            found.setdefault((fold(text),), []).append(entry)
    return [
        {"text": fold_space(str(those[0][part])), "entries": len(those), "days": _days(those), "ids": _ids(those)}
        for those in _repeated(found)
    ]


def _repeated(found: dict[tuple[str, ...], list[Pattern]]) -> list[list[Pattern]]:
    repeated = [(-len(_days(those)), -len(those), key) for key, those in found.items() if len(those) >= MIN_ENTRIES]
    return [found[key] for _, _, key in sorted(repeated)]


def _days(those: Iterable[Pattern]) -> list[str]:
    return list(dict.fromkeys(entry["day"] for entry in those))


def _ids(those: Iterable[Pattern]) -> list[str]:
    return [entry["id"] for entry in those]


def _episode(those: list[Pattern]) -> "Episode":
    first = those[0]
    return {
        "wish": first["wish"],
        "other": first["other"],
        "self": first["self"],
        "entries": len(those),
        "days": _days(those),
        "ids": _ids(those),
    }
