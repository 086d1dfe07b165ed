"""What the tests of the schedule are made of: entries, catalogues, ten years of use, and the rule told a second way."""

import random
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import count, pairwise
from statistics import median
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from reflect.entries.kinds import Entry
from reflect.prompts import schedule
from reflect.prompts.pack import THEMES, Prompt
from reflect.prompts.schedule import Catalogue, Choice, Past

SALT = "0123456789abcdef"
FIRST = date(2026, 1, 1)
_numbers = count()


def entry(kind: str, day: date | str, at: str = "20:00:00+01:00", **own: object) -> Entry:
    """Return an entry; `at` is the time of the day, its id is new unless given."""
    envelope = {"id": f"{next(_numbers):012}", "kind": kind, "day": str(day), "at": f"{day}T{at}", "zone": None}
    return {**envelope, "recorded_at": f"{day}T{at}", "edited_at": None, "source": "cli", "private": False, **own}


def offer(day: date | str, prompt: str, theme: str = "hope", kind: str = "new", **own: object) -> Entry:
    """Return an offer of the prompt `prompt`, of class `kind`."""
    return entry("offer", day, prompt=prompt, prompt_text=f"Text of {prompt}?", theme=theme, **{"class": kind}, **own)


def put_back(day: date | str, prompt: str, **own: object) -> Entry:
    """Return a pass."""
    return entry("pass", day, prompt=prompt, **own)


def prompts(number: int, themes: int = len(THEMES), pack: str = "core") -> tuple[Prompt, ...]:
    """Return prompts whose themes take turns."""
    return tuple(Prompt(f"{pack}/p{i:03}", THEMES[i % themes], f"Prompt {i}?") for i in range(number))


def offered(choice: Choice, day: date) -> Entry:
    """Return the offer that a caller writes for a choice that is not fixed."""
    assert choice.prompt is not None
    assert not choice.fixed
    prompt = choice.prompt
    return offer(day, prompt.id, prompt.theme, str(choice.kind), prompt_text=prompt.text)


class Told(NamedTuple):
    """Where a prompt stands, told from its own offers and passes alone."""

    shown: int
    """Times offered."""
    rungs: tuple[int, ...]
    """The rung after each day on which it was shown or put back."""
    passes: int
    until: date | None
    last: str
    """The last day offered, or an empty text."""


def told(log: Iterable[Entry], prompt: str) -> Told:
    """Say where `prompt` stands after `log`, at most one offer a day: the rule written down a second time, slowly."""
    own = [e for e in log if e["kind"] in ("offer", "pass") and e["prompt"] == prompt]
    rung, passes, until, rungs = 0, 0, None, []
    for day in sorted({e["day"] for e in own}):
        if any(e["kind"] == "pass" for e in own if e["day"] == day):
            passes += 1
            rest = {1: 14, 2: 30}.get(passes, 90)
        else:
            rest = (6, 15, 34, 75, 150)[rung]
            rung, passes = min(rung + 1, 4), 0
        until = date.fromisoformat(day) + timedelta(days=rest)
        rungs.append(rung)
    days = [e["day"] for e in own if e["kind"] == "offer"]
    return Told(len(days), tuple(rungs), passes, until, max(days, default=""))


class Years(NamedTuple):
    """What came in some years."""

    log: list[Entry]
    kinds: dict[str, int]
    """How often each class came, and `none`."""
    gaps: list[int]
    """Days between two showings of one prompt, over all prompts, ascending."""
    showings: list[int]
    """How often each prompt came, ascending."""
    same_theme: int
    """Offers of the theme of the offer before."""

    @property
    def gap(self) -> tuple[int, float, int]:
        """The shortest, median and longest gap, in days."""
        return self.gaps[0], median(self.gaps), self.gaps[-1]


def simulate(
    catalogue: Sequence[Prompt], *, days: int = 3653, use: float = 1.0, passes: float = 0.0, seed: int = 1
) -> Years:
    """Use the schedule for `days`, on the share `use` of them, and put back the share `passes` of what is offered."""
    chance, whole = random.Random(seed), Catalogue(tuple(catalogue))
    past, log, none = Past.empty(), [], 0
    for day in (FIRST + timedelta(days=n) for n in range(days)):
        if chance.random() >= use:
            continue
        choice = schedule.choose(past, (), whole, day, SALT)
        if choice.prompt is None:
            none += 1
            continue
        today = [offered(choice, day)]
        if chance.random() < passes:
            today.append(put_back(day, choice.prompt.id))
        past = schedule.fold(past, today)
        log += today
    return _years(log, none)


def _years(log: list[Entry], none: int) -> Years:
    offers = [e for e in log if e["kind"] == "offer"]
    days: dict[str, list[int]] = {}
    for e in offers:
        days.setdefault(e["prompt"], []).append(date.fromisoformat(e["day"]).toordinal())
    kinds = {kind: sum(e["class"] == kind for e in offers) for kind in ("new", "returning", "early")}
    gaps = sorted(later - earlier for of_one in days.values() for earlier, later in pairwise(of_one))
    same = sum(a["theme"] == b["theme"] for a, b in pairwise(offers))
    return Years(log, {**kinds, "none": none}, gaps, sorted(map(len, days.values())), same)


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """Makers of entries, prompts and offers."""
    return SimpleNamespace(
        entry=entry, offer=offer, put_back=put_back, prompts=prompts, offered=offered, told=told, salt=SALT, first=FIRST
    )


@pytest.fixture(scope="session")
def years() -> Callable[..., Years]:
    """The simulation."""
    return simulate
