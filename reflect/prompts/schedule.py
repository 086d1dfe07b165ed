"""Choose the prompt of the day: the same all day, from the offers and passes of the past.

Offers, passes, the catalogue, the day and a salt decide. Answers decide only between two prompts that two machines
offered on one day, and that an answer was not passed. `choose` takes the past as folded by
`intervals`, and the days since. "Steps" are those of `choose`, in order.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from reflect.model.choices import OfferClass
from reflect.model.ids import sha256
from reflect.prompts.day import PASSED, Choice, Day, Prompt, days_of, settled, standing
from reflect.prompts.intervals import LADDER, PASS_REST, THEME_WINDOW, Past, fold_days
from reflect.prompts.pack import CORE

if TYPE_CHECKING:
    from reflect.model.schema import Entry

NEW_EVERY: Final = 3
"""Offers: at most one in this many is new while others may return. Our own figure; ten simulated years hold it
(tests/prompts/test_ten_years.py), as they do FRONT and `intervals.THEME_WINDOW`."""
FRONT: Final = 8
"""Prompts: how far down the rank another theme is looked for. Over a whole set a theme of 2 beside one of 40 would be
shown 20 times as often."""
AHEAD: Final = 2
"""Days an offer may be ahead of today and still count: a traveller over the date line, a corrected clock."""


_BUILT_IN: Final = f"{CORE}/"
"""How the ids of the built-in pack begin."""


class Catalogue(NamedTuple):
    """The prompts that may be offered."""

    prompts: tuple[Prompt, ...]
    """In order, pack after pack, no id twice; without retired prompts and themes that are off."""
    focus: frozenset[str] = frozenset()
    """The ids of the focused pack; empty if there is none."""


_NONE = Choice(None, None, fixed=False, state="none")


def choose(  # noqa: PLR0913 - all that decides is an argument
    past: Past,
    recent: "Iterable[Entry]",
    catalogue: Catalogue,
    today: date,
    salt: str,
    *,
    ladder: Sequence[int] = LADDER,
    pass_rest: Sequence[int] = PASS_REST,
) -> Choice:
    """Return the prompt of `today`.

    1. Entries dated more than AHEAD days after today are ignored.
    2. As `standing`: a pass on today: none. An offer on today: that one, in its own words.
    3. An offer after today: the last one; none if it was passed. Nothing is written.
    4. Else the next prompt of the catalogue, by its rest, then by how long its theme was away (steps 4 to 8).

    Args:
        past: the fold of days before today.
        recent: all entries of the days after those, today's and later ones too, in any order.
        catalogue: what may be offered.
        today: the local day.
        salt: of the store; decides between prompts that rank the same.
        ladder: as for `intervals.fold`.
        pass_rest: as for `intervals.fold`.

    Raises:
        ValueError: `past` holds today or a later day, or an entry of `recent` is of a day that `past` holds.
    """
    now = today.toordinal()
    if past.through >= now:
        message = "the folded past reaches today or a later day"
        raise ValueError(message)
    recent = tuple(recent)
    settled = standing(recent, today)
    if settled is not None:
        return settled
    days = [day for day in days_of(recent) if day.number <= now + AHEAD]
    known = fold_days(past, (day for day in days if day.number < now), ladder, pass_rest)
    later = [day for day in days if day.number > now]
    last = next((day for day in reversed(later) if day.offer), None)
    if last is not None:
        return _ahead(last, known, now)
    # A pass ahead of today that lost its offer still rests its prompt.
    return _next(fold_days(known, later, ladder, pass_rest), catalogue, now, salt)


def _ahead(day: Day, known: Past, now: int) -> Choice:
    """Step 3. A passed prompt rests, though the offer says otherwise."""
    choice = PASSED if day.passed else settled(day)
    rest = known.prompts.get(choice.prompt.id) if choice.prompt else None
    return PASSED if rest and rest.passes and rest.until > now else choice


def _next(known: Past, catalogue: Catalogue, now: int, salt: str) -> Choice:
    """Steps 4 to 8."""
    sets = _sets(known, catalogue.prompts, now)
    focused: dict[OfferClass, list[Prompt]] = {
        kind: [prompt for prompt in prompts if prompt.id in catalogue.focus]
        for kind, prompts in sets.items()
        if kind != "early"
    }
    order: tuple[OfferClass, ...] = (
        ("new", "returning", "early") if known.since_new >= NEW_EVERY - 1 else ("returning", "new", "early")
    )
    for some in (focused, sets):
        for kind in order:
            if found := some.get(kind):
                prompt = _of_another_theme(_front(kind, found, known, salt), known.last_themes)
                return Choice(prompt, kind, fixed=False, state="open")
    return _NONE


def _sets(known: Past, prompts: tuple[Prompt, ...], now: int) -> dict[OfferClass, list[Prompt]]:
    """Step 5. A prompt that rests after a pass is in no set."""
    sets: dict[OfferClass, list[Prompt]] = {"new": [], "returning": [], "early": []}
    alone = len(prompts) == 1
    for prompt in prompts:
        rest = known.prompts.get(prompt.id)
        if rest is None:
            sets["new"].append(prompt)
        elif rest.until > now and rest.passes:
            continue
        elif prompt.id == known.last:
            if alone:
                sets["early"].append(prompt)
        else:
            sets["returning" if rest.until <= now else "early"].append(prompt)
    return sets


def _front(kind: OfferClass, prompts: list[Prompt], known: Past, salt: str) -> list[Prompt]:
    """Step 7: the first in rank. New prompts of the person's own packs keep their order; built-in ones have none."""

    def rank(place: int, prompt: Prompt) -> tuple[int, int]:
        theme = known.themes.get(prompt.theme, 0)
        if kind == "new":
            return theme, len(prompts) if prompt.id.startswith(_BUILT_IN) else place
        rest = known.prompts[prompt.id]
        return (rest.until if kind == "returning" else rest.offered), theme

    ranked = [(rank(place, prompt), prompt) for place, prompt in enumerate(prompts)]
    last, _ = sorted(ranked)[:FRONT][-1]
    first = [(rank, sha256(f"{salt} {prompt.id}".encode()), prompt) for rank, prompt in ranked if rank <= last]
    return [prompt for _, _, prompt in sorted(first)[:FRONT]]


def _of_another_theme(front: list[Prompt], last_themes: tuple[str, ...]) -> Prompt:
    """Step 8."""
    for window in range(THEME_WINDOW, 0, -1):
        for prompt in front:
            if prompt.theme not in last_themes[-window:]:
                return prompt
    return front[0]
