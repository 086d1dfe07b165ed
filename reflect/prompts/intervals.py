"""How long each prompt rests: offers and passes, folded to the state of each prompt.

`fold` can be called on any number of parts of the past. Days are ordinals (`date.toordinal`), so that no rest runs off
the end of the calendar.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self, cast

from reflect.model.schema import is_whole
from reflect.prompts.day import Day, days_of

if TYPE_CHECKING:
    from reflect.model.schema import Entry

LADDER: Final = (6, 15, 34, 75, 150)
"""Days a prompt rests after it was shown, longer each time. Expanding, so that it comes back soon enough to be
recognised, then rarely enough not to nag; for recall alone equal spacing does as well (Kang et al. 2014,
doi:10.3758/s13423-014-0636-z). No multiple of 7: a prompt does not stay on one weekday."""
PASS_REST: Final = (14, 30, 90)
"""Days a prompt rests after it was passed: once, twice, three times or more in a row. Later, not sooner, after
A. Matuschak's spaced inklings (notes.andymatuschak.org): a passed prompt is not chased."""
THEME_WINDOW: Final = 3
"""How many offers back themes are spaced."""


class Rest(NamedTuple):
    """The state of one prompt. Days are ordinals."""

    rung: int = 0
    passes: int = 0
    """How many times in a row it was passed."""
    until: int = 0
    """The first day on which it may return."""
    offered: int = 0
    """The last day on which it was offered; 0 if it never was (a pass may be all that is left of an offer)."""

    def shown(self, day: int, ladder: Sequence[int]) -> "Rest":
        """Return the state after a day on which it was shown and not passed; the rung never falls."""
        top = len(ladder) - 1
        return Rest(max(self.rung, min(self.rung + 1, top)), 0, day + ladder[min(self.rung, top)], day)

    def passed(self, day: int, pass_rest: Sequence[int]) -> "Rest":
        """Return the state after a day on which it was passed; the rung stays."""
        passes = self.passes + 1
        return self._replace(passes=passes, until=day + pass_rest[min(passes, len(pass_rest)) - 1])


class Past(NamedTuple):
    """All offers and passes up to some day, folded: as large as the catalogue, however long the journal."""

    prompts: Mapping[str, Rest] = {}
    """By prompt id; every prompt ever offered or passed."""
    themes: Mapping[str, int] = {}
    """The last day on which each theme was offered."""
    last_themes: tuple[str, ...] = ()
    """The themes of the last THEME_WINDOW offers, the latest last."""
    last: str | None = None
    """The prompt that was offered last."""
    since_new: int = 0
    """Offers since the last that was new; all of them if none was."""
    through: int = 0
    """The last day with an offer or a pass."""

    def to_json(self) -> dict[str, Any]:
        """Return it as a value for JSON; equal pasts give equal documents."""
        prompts = {prompt: list(rest) for prompt, rest in sorted(self.prompts.items())}
        themes = dict(sorted(self.themes.items()))
        return {**self._asdict(), "prompts": prompts, "themes": themes, "last_themes": list(self.last_themes)}

    @classmethod
    def from_json(cls, document: object) -> Self:
        """Return the past from the result of `to_json`.

        Raises:
            ValueError: it is not of that exact shape.
        """
        match document:
            case {
                "prompts": dict(prompts),
                "themes": dict(themes),
                "last_themes": list(last_themes),
                "last": str() | None as last,
                "since_new": int(since_new),
                "through": int(through),
                **others,
            } if (
                not others
                and all(map(_are_counts, prompts.values()))
                and _are_counts([*themes.values(), since_new, through], len(themes) + 2)
                and len(last_themes) <= THEME_WINDOW
                and all(isinstance(name, str) for name in (*prompts, *themes, *last_themes))
            ):
                rests = {prompt: Rest(*numbers) for prompt, numbers in prompts.items()}
                return cls(rests, themes.copy(), tuple(last_themes), last, since_new, through)
        message = "is not a folded past"
        raise ValueError(message)


def fold(
    past: Past, entries: "Iterable[Entry]", ladder: Sequence[int] = LADDER, pass_rest: Sequence[int] = PASS_REST
) -> Past:
    """Return `past` with the offers and passes among `entries`, which stay as they are.

    Of two prompts offered on one day both were shown. A pass counts for the prompt it names, once a day, whether or
    not that is the day's offer.

    Args:
        past: the fold so far.
        entries: all entries of some days, in any order, each later than the last day of `past`.
        ladder: days of rest after being shown, one or more; the last repeats.
        pass_rest: days of rest after a pass, one or more; the last repeats.

    Raises:
        ValueError: an offer or a pass is of a day that `past` holds already.
    """
    return fold_days(past, days_of(entries), ladder, pass_rest)


def fold_days(past: Past, days: Iterable[Day], ladder: Sequence[int], pass_rest: Sequence[int]) -> Past:
    """As `fold`, of days in order."""
    prompts, themes = dict(past.prompts), dict(past.themes)
    _, _, last_themes, last, since_new, through = past
    for number, offers, passed, _ in days:
        if number <= through:
            message = f"{date.fromordinal(number)} is folded already"
            raise ValueError(message)
        through = number
        for offer in offers:
            last, theme = offer["prompt"], offer["theme"]
            rest = prompts.get(last, Rest())
            prompts[last] = rest._replace(offered=number) if last in passed else rest.shown(number, ladder)
            themes[theme] = number
            last_themes = (*last_themes, theme)[-THEME_WINDOW:]
            since_new = 0 if offer["class"] == "new" else since_new + 1
        for prompt in passed:
            prompts[prompt] = prompts.get(prompt, Rest()).passed(number, pass_rest)
    return Past(prompts, themes, last_themes, last, since_new, through)


def _are_counts(found: object, length: int = len(Rest._fields)) -> bool:
    """Return whether it is a list of `length` whole numbers from 0 on."""
    whole = isinstance(found, list) and len(found) == length
    return whole and all(is_whole(value) and value >= 0 for value in cast("list[Any]", found))
