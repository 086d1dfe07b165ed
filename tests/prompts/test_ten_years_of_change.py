"""Ten years with even and uneven themes: every day, now and then, all put back, packs that come and go, odd clocks.

Packs of 400 prompts live through four years of it: in ten the pack is gone through no further than once or twice more,
and the time of the tests is better spent on the others.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from random import Random
from typing import NamedTuple, cast

import pytest

from reflect.model.choices import OfferClass
from reflect.model.schema import Entry
from reflect.prompts.day import Choice, Prompt
from reflect.prompts.intervals import Past, fold
from reflect.prompts.schedule import Catalogue, choose
from tests.prompts.simulation import (
    FIRST,
    SALT,
    TEN_YEARS,
    by_the_rules,
    days,
    even_pack,
    offer,
    passed,
    prompts_of,
)

pytestmark = pytest.mark.thorough

SIZES = (1, 2, 13, 40, 120, 400)
FOUR_YEARS = 1461
SAMPLES = 25
"""Days of a life on which the rules, written plainly, have to come to the same; each reads all of it again."""
GUESTS = prompts_of(*(f"theme-{place % 4}" for place in range(7)), pack="guest")


def pack_of(size: int, themes: str) -> tuple[Prompt, ...]:
    """Return a pack with even themes, or one in which half of the prompts are of one theme."""
    if themes == "even":
        return even_pack(size, 1 if size <= 2 else 13)
    return prompts_of(*("theme-0" if place % 2 else f"theme-{place % 11}" for place in range(size)))


class Look(NamedTuple):
    """One look at the prompt."""

    today: date
    """What the clock says."""
    choice: Choice
    passed: bool
    catalogue: Catalogue
    known: int
    """How many entries there were before."""


class Life(NamedTuple):
    """What came of it."""

    looks: list[Look]
    entries: list[Entry]

    @property
    def fresh(self) -> list[tuple[Look, Prompt]]:
        """The looks at which a prompt was offered, and the prompt."""
        return [
            (look, look.choice.prompt)
            for look in self.looks
            if look.choice.prompt is not None and not look.choice.fixed
        ]


def lived(
    number: int,
    catalogue_of: Callable[[int], Catalogue],
    passes: float = 0.0,
    looks: float = 1.0,
    jump_of: Callable[[Random], int] = lambda _: 0,
) -> Life:
    """Live for a number of days, folding what is behind as the journal does."""
    chance = Random(2)
    past, looked, entries = Past(), list[Look](), list[Entry]()
    recent: list[Entry] = []
    for step in range(number):
        if chance.random() >= looks:
            continue
        true_day = FIRST + days(step)
        settled = [one for one in recent if one["day"] < str(true_day - days(3))]
        past, recent = fold(past, settled), [one for one in recent if one not in settled]
        today, catalogue = true_day + days(jump_of(chance)), catalogue_of(step)
        choice = choose(past, recent, catalogue, today, SALT)
        back = choice.prompt is not None and not choice.fixed and chance.random() < passes
        looked.append(Look(today, choice, back, catalogue, len(entries)))
        if choice.prompt is not None and not choice.fixed:
            made: list[Entry] = [offer(today, choice.prompt, cast("OfferClass", choice.kind))]
            made += [passed(today, choice.prompt)] if back else []
            recent += made
            entries += made
    return Life(looked, entries)


def length(size: int) -> int:
    return FOUR_YEARS if size == 400 else TEN_YEARS


def every_day(size: int, themes: str) -> Life:
    catalogue = Catalogue(pack_of(size, themes))
    return lived(length(size), lambda _: catalogue)


def now_and_then(size: int, themes: str) -> Life:
    catalogue = Catalogue(pack_of(size, themes))
    return lived(length(size), lambda _: catalogue, 0.2, 0.6)


def all_passed(size: int, themes: str) -> Life:
    catalogue = Catalogue(pack_of(size, themes))
    return lived(length(size), lambda _: catalogue, passes=1.0)


def coming_and_going(size: int, themes: str) -> Life:
    """Return a life in which a second pack is there for 50 of every 90 days, and comes first for 10 of them."""
    alone = Catalogue(pack_of(size, themes))
    both = Catalogue(alone.prompts + GUESTS)
    first = both._replace(focus=frozenset(prompt.id for prompt in GUESTS))
    return lived(
        length(size), lambda step: first if step % 90 in range(20, 30) else both if step % 90 < 50 else alone, 0.1
    )


def _jump(chance: Random) -> int:
    return chance.choice((0, 0, 0, 0, 0, 0, -1, -2, 1, 0, 0, 0, chance.choice((-2, 0, 31, 400, 26000))))


def clock_that_jumps(size: int, themes: str) -> Life:
    catalogue = Catalogue(pack_of(size, themes))
    return lived(length(size), lambda _: catalogue, jump_of=_jump)


def keeps_the_rules(life: Life, size: int) -> None:
    """Hold that a sample of the choices are those of the rules, written plainly."""
    for look in Random(size).sample(life.looks[: TEN_YEARS // 3], SAMPLES):
        assert look.choice == by_the_rules(life.entries[: look.known], look.catalogue, look.today)


def has_one_offer_a_day(life: Life, size: int) -> None:
    """Hold I3."""
    assert max(Counter(one["day"] for one in life.entries if one["kind"] == "offer").values()) == 1


def is_new_once(life: Life, size: int) -> None:
    """Hold I11: the first offer of a prompt is new, and no other is."""
    seen: set[str] = set()
    for look, prompt in life.fresh:
        assert (look.choice.kind == "new") == (prompt.id not in seen)
        seen.add(prompt.id)


def follows_upon_another(life: Life, size: int) -> None:
    """Hold I5."""
    for (_, one), (look, after) in pairwise(life.fresh):
        assert one.id != after.id or len(look.catalogue.prompts) == 1


def rests_after_a_pass(life: Life, size: int) -> None:
    """Hold I7."""
    rests: dict[str, date] = {}
    running: Counter[str] = Counter()
    for look, prompt in life.fresh:
        assert rests.get(prompt.id, FIRST) <= look.today
        running[prompt.id] = running[prompt.id] + 1 if look.passed else 0
        rests[prompt.id] = look.today + days((0, 14, 30, 90)[min(running[prompt.id], 3)])


def is_never_chased(life: Life, size: int) -> None:
    """Hold that with fewer than 90 prompts that are all put back some days have none; with more every day has one."""
    none = sum(look.choice.prompt is None for look in life.looks)
    assert (none > 0) == (size < 90)
    assert none >= len(life.looks) * (1 - size / 90) - 60 * size
    assert len({prompt.id for _, prompt in life.fresh}) == size


def none_starves(life: Life, size: int) -> None:
    """Hold that every prompt comes, and beside a theme that half of the pack is of none far more often.

    Of 13 prompts, 7 of one theme, the front holds nearly all: the six others come 3.5 times as often. It is less in a
    larger pack, and 20 times where themes are kept apart over the whole set.
    """
    assert len({prompt.id for _, prompt in life.fresh}) == size
    settled = Counter(prompt.id for look, prompt in life.fresh if look.today >= FIRST + days(3 * size))
    assert size == 400 or max(settled.values()) <= 4 * min(settled.values())


def is_as_if_never_removed(life: Life, size: int) -> None:
    """Hold I14: what is away is not offered; it is new once, and returns."""
    assert all(prompt in look.catalogue.prompts for look, prompt in life.fresh)
    guests = [(look.choice.kind, prompt) for look, prompt in life.fresh if prompt in GUESTS]
    assert {prompt for _, prompt in guests} == set(GUESTS)
    assert {"new", "returning"} <= {kind for kind, _ in guests}


def freezes_nothing(life: Life, size: int) -> None:
    """Hold I16: every look has its prompt, whatever offers lie far ahead; a day or two behind none is new."""
    assert all(look.choice.state == "open" for look in life.looks)
    offered = {one["day"] for one in life.entries if one["kind"] == "offer"}
    number = len(life.looks)
    assert max(offered) > str(FIRST + days(number))
    assert sum(str(FIRST + days(step)) in offered for step in range(number)) > 0.6 * number
    for step, look in enumerate(life.looks):
        if look.today < FIRST + days(step) and not look.choice.fixed:
            before = {one["day"] for one in life.entries[: look.known] if one["kind"] == "offer"}
            assert not before & {str(look.today + days(ahead)) for ahead in range(3)}


EVERY = (keeps_the_rules, has_one_offer_a_day)
STEADY = (*EVERY, is_new_once, follows_upon_another, rests_after_a_pass)
# With the clock far ahead and put right, an offer of then is as if it were not there, and so are its class and rest.
LIVES: dict[str, tuple[Callable[[int, str], Life], tuple[Callable[[Life, int], None], ...]]] = {
    "every day": (every_day, (*STEADY, none_starves)),
    "now and then": (now_and_then, STEADY),
    "all passed": (all_passed, (*STEADY, is_never_chased)),
    "packs coming and going": (coming_and_going, (*STEADY, is_as_if_never_removed)),
    "a clock that jumps": (clock_that_jumps, (*EVERY, freezes_nothing)),
}


@pytest.mark.parametrize("name", LIVES)
@pytest.mark.parametrize("themes", ["even", "uneven"])
@pytest.mark.parametrize("size", SIZES)
def test_it_holds_for_ten_years(name: str, size: int, themes: str) -> None:
    live, holds = LIVES[name]
    life = live(size, themes)
    for hold in holds:
        hold(life, size)
