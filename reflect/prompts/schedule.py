"""Which prompt comes today: a pure function of offers and passes, the catalogue, the day and the salt.

Prompts come back at widening distances. What is written never decides: shown is shown, answered or not. One that was
put back rests and is not chased, and nothing is owed for days on which nobody looked.

Of the systems of spaced repetition this keeps the ladder of Leitner's boxes and nothing else: there is no grade, no
ease, no reset, and no end.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final, Literal, NamedTuple

from reflect.entries.kinds import Entry, Offer, Pass
from reflect.prompts.pack import Prompt

LADDER: Final = (6, 15, 34, 75, 150)
"""Days of rest after a showing, by rung. None is a multiple of 7, so that a prompt does not stay on one weekday."""
PASS_REST: Final = (14, 30, 90)
"""Days of rest after a prompt was put back, by how many times running."""
NEW_EVERY: Final = 3
"""One offer in so many is a new prompt, for as long as there are new ones."""
THEME_WINDOW: Final = 3
"""A theme is kept from coming again within so many offers, where another can come."""
FRONT: Final = 8
"""How many of the first in rank are looked at for another theme. Over the whole set, a small theme was shown up to
900 times in ten years beside a large one."""
AHEAD: Final = 2
"""Days by which a clock or a traveller can be behind the latest offer; what is further ahead was a wrong clock."""


class Rests(NamedTuple):
    """How long prompts rest, in days."""

    ladder: tuple[int, ...] = LADDER
    """After a showing, by rung."""
    pass_rest: tuple[int, ...] = PASS_REST
    """After a prompt was put back, by how many times running."""


Class = Literal["new", "returning", "early"]
State = Literal["open", "passed", "none"]


class Standing(NamedTuple):
    """Where one prompt stands. Days are proleptic ordinals, as `date.toordinal` counts them."""

    rung: int
    passes: int
    """How many times running it was put back."""
    rest: int
    """It may return from this day on."""
    last: int
    """The day of its last offer; 0 for one that was put back and never offered."""


class Past(NamedTuple):
    """What all offers and passes up to some day come to; bounded by the number of prompts and themes."""

    prompts: dict[str, Standing]
    themes: dict[str, int]
    """The day on which each theme was last offered."""
    window: tuple[str, ...]
    """The themes of the last offers, the latest last."""
    last: str
    """The prompt offered last; blank when there was none."""
    since_new: int
    """Offers since the last new prompt."""
    loose: tuple[tuple[int, str], ...]
    """Passes of the last days whose prompt was not offered on their day: the offer can follow within `AHEAD` days."""

    @classmethod
    def empty(cls) -> "Past":
        """Return the past of a store without offers."""
        return cls({}, {}, (), "", 0, ())

    def to_json(self) -> dict[str, Any]:
        """Return the past as JSON can hold it."""
        return {**self._asdict(), "prompts": {prompt: list(standing) for prompt, standing in self.prompts.items()}}

    @classmethod
    def from_json(cls, state: Any) -> "Past":
        """Return the past that `to_json` wrote.

        Raises:
            ValueError: it is not of that shape.
        """
        try:
            (since_new,) = _whole([state["since_new"]], 1)
            return cls(
                {prompt: Standing(*_whole(stands, 4)) for prompt, stands in state["prompts"].items()},
                {theme: _whole([day], 1)[0] for theme, day in state["themes"].items()},
                tuple(map(str, state["window"])),
                str(state["last"]),
                since_new,
                tuple((_whole([day], 1)[0], str(prompt)) for day, prompt in state["loose"]),
            )
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(*error.args) from None


class Catalogue(NamedTuple):
    """The prompts that can come: packs in their order, without those that are retired or of a theme switched off."""

    prompts: tuple[Prompt, ...]
    focus: frozenset[str] = frozenset()
    """Ids of the prompts that come first, while a pack is in focus."""


class Choice(NamedTuple):
    """The prompt of a day, or why there is none."""

    state: State
    prompt: Prompt | None = None
    kind: Class | None = None
    fixed: bool = False
    """It was offered before, so that there is nothing to write."""


_NONE: Final = Choice("none")
_PASSED: Final = Choice("passed", fixed=True)


def fold(past: Past, entries: Iterable[Entry], rests: Rests = Rests()) -> Past:  # noqa: B008 - a NamedTuple is immutable
    """Return the past with the offers and passes of `entries` added.

    They are of days after all of those in `past`, and in any order. Of two offers on one day, as a merge can bring
    them together, the first by time and id is the day's.
    """
    state = past._replace(prompts=dict(past.prompts), themes=dict(past.themes))
    for day, (offer, passed) in sorted(_by_day(entries).items()):
        state = _one_day(state, date.fromisoformat(day).toordinal(), offer, passed, rests)
    return state


def standing(entries: Iterable[Entry], today: date) -> Choice | None:
    """Return the prompt that stands on `today` from the entries of that day, or None where none was offered yet.

    A pass on the day leaves none; an offer stays, with its stored words, even when its pack has gone.
    """
    offer, passed = _by_day(entries, str(today)).get(str(today), (None, ()))
    if passed:
        return _PASSED
    return None if offer is None else _offered(offer)


def choose(  # noqa: PLR0913 - these decide, and nothing else
    past: Past,
    recent: Iterable[Entry],
    catalogue: Catalogue,
    today: date,
    salt: str,
    rests: Rests = Rests(),  # noqa: B008 - a NamedTuple is immutable
) -> Choice:
    """Return the prompt for `today`.

    Args:
        past: the fold of all offers and passes of some days before today.
        recent: the entries of the days after those; other kinds than offers and passes are passed over.
        catalogue: the prompts that can come.
        today: the running local day.
        salt: 16 hexadecimal digits, made once for a store; decides between prompts that rank the same.
        rests: how long prompts rest.
    """
    now = today.toordinal()
    near = [entry for entry in recent if date.fromisoformat(entry["day"]).toordinal() <= now + AHEAD]
    found = standing(near, today)
    if found is not None:
        return found
    days = _by_day(near)
    ahead = max((day for day, (offer, _) in days.items() if offer and day > str(today)), default=None)
    if ahead is not None and (offer := days[ahead][0]) is not None:
        return _offered(offer)
    past = fold(past, (entry for entry in near if entry["day"] < str(today)), rests)
    if catalogue.focus:
        focused = tuple(prompt for prompt in catalogue.prompts if prompt.id in catalogue.focus)
        new, returning, _ = _sets(past, focused, now, alone=False)
        if new or returning:
            return _first(past, (new, returning, []), catalogue.prompts, salt)
    sets = _sets(past, catalogue.prompts, now, alone=len(catalogue.prompts) == 1)
    return _first(past, sets, catalogue.prompts, salt)


_Sets = tuple[list[Prompt], list[Prompt], list[Prompt]]


def _sets(past: Past, prompts: Sequence[Prompt], now: int, *, alone: bool) -> _Sets:
    """Return the prompts that are new, that may return, and that would come early.

    `alone`: the catalogue has one prompt, which then follows upon itself.
    """
    new, returning, early = [], [], []
    for prompt in prompts:
        stands = past.prompts.get(prompt.id)
        if stands is None or not stands.last:
            if stands is None or stands.rest <= now:
                new.append(prompt)
        elif alone and not (stands.passes and stands.rest > now):
            early.append(prompt)
        elif prompt.id == past.last:
            continue
        elif stands.rest <= now:
            returning.append(prompt)
        elif not stands.passes:
            early.append(prompt)
    return new, returning, early


def _first(past: Past, sets: _Sets, catalogue: Sequence[Prompt], salt: str) -> Choice:
    new, returning, early = sets
    kind: Class
    if new and (past.since_new >= NEW_EVERY - 1 or not returning):
        place = {prompt.id: number for number, prompt in enumerate(catalogue)}
        kind, ranked = "new", sorted(new, key=lambda prompt: (_theme(past, prompt), place[prompt.id]))
    elif returning:
        rest = {prompt.id: past.prompts[prompt.id].rest for prompt in returning}
        kind, ranked = "returning", _ranked(past, returning, rest, salt)
    elif early:
        last = {prompt.id: past.prompts[prompt.id].last for prompt in early}
        kind, ranked = "early", _ranked(past, early, last, salt)
    else:
        return _NONE
    return Choice("open", _another_theme(ranked[:FRONT], past.window), kind)


def _ranked(past: Past, prompts: list[Prompt], days: dict[str, int], salt: str) -> list[Prompt]:
    from hashlib import sha256

    def rank(prompt: Prompt) -> tuple[int, int, bytes]:
        return days[prompt.id], _theme(past, prompt), sha256(f"{salt}{prompt.id}".encode()).digest()

    return sorted(prompts, key=rank)


def _theme(past: Past, prompt: Prompt) -> int:
    return past.themes.get(prompt.theme, 0)


def _another_theme(front: list[Prompt], window: tuple[str, ...]) -> Prompt:
    """Return the first whose theme is not among the last three offers, else two, else one, else the first."""
    for size in range(THEME_WINDOW, 0, -1):
        for prompt in front:
            if prompt.theme not in window[-size:]:
                return prompt
    return front[0]


def _one_day(past: Past, day: int, offer: Offer | None, passed: Iterable[str], rests: Rests) -> Past:
    """Return the past with one more day; the dictionaries of `past` are written to."""
    offered = "" if offer is None else offer["prompt"]
    put_back = set(passed)
    loose = tuple(known for known in past.loose if known[0] >= day - AHEAD)
    done_before = any(prompt == offered for _, prompt in loose)
    if offer is not None:
        before = past.prompts.get(offered, Standing(0, 0, 0, 0))
        if offered not in put_back and not done_before:
            top = len(rests.ladder) - 1
            rung = min(before.rung, top)
            before = Standing(min(rung + 1, top), 0, day + rests.ladder[rung], day)
        past.prompts[offered] = before._replace(last=day)
        past.themes[offer["theme"]] = day
        past = past._replace(
            last=offered,
            window=(*past.window, offer["theme"])[-THEME_WINDOW:],
            since_new=0 if offer["class"] == "new" else past.since_new + 1,
        )
    for prompt in sorted(put_back):
        before = past.prompts.get(prompt, Standing(0, 0, 0, 0))
        passes = before.passes + 1
        rest = day + rests.pass_rest[min(passes, len(rests.pass_rest)) - 1]
        past.prompts[prompt] = before._replace(passes=passes, rest=rest)
    return past._replace(loose=loose + tuple((day, prompt) for prompt in sorted(put_back - {offered})))


def _by_day(entries: Iterable[Entry], only: str | None = None) -> dict[str, tuple[Offer | None, list[str]]]:
    """Return for each day its offer and the prompts that were put back on it."""
    offers: dict[str, Offer] = {}
    passes: dict[str, list[str]] = {}
    for entry in entries:
        if only is not None and entry["day"] != only:
            continue
        if entry["kind"] == "pass":
            _put_back(passes, entry)
        elif entry["kind"] == "offer":
            other = offers.get(entry["day"])
            if other is None or _order(entry) < _order(other):
                offers[entry["day"]] = entry
    return {day: (offers.get(day), passes.get(day, [])) for day in offers.keys() | passes.keys()}


def _put_back(passes: dict[str, list[str]], entry: Pass) -> None:
    passes.setdefault(entry["day"], []).append(entry["prompt"])


def _order(offer: Offer) -> tuple[datetime, str]:
    return datetime.fromisoformat(offer["at"]), offer["id"]


def _offered(offer: Offer) -> Choice:
    kind: Class = offer["class"]  # type: ignore[assignment] # one of the three, as entries are checked
    return Choice("open", Prompt(offer["prompt"], offer["theme"], offer["prompt_text"]), kind, fixed=True)


def _whole(values: Iterable[Any], number: int) -> list[int]:
    found = list(values)
    if len(found) != number or any(not isinstance(value, int) or value < 0 for value in found):
        raise ValueError
    return found
