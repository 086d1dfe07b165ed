"""Which prompt is the day's: the same one all day, chosen from what was offered and put back before.

The offers and passes decide, with the catalogue, the day and a salt; what was answered never does. Days are counted
as ordinals (`date.toordinal`) inside, so that no rest runs off the end of the calendar.

`fold` takes in the past, in as many parts as wanted; `choose` takes the fold and the days since. "Steps" are those
of `choose`, in order.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Self, cast

from reflect.entries import kinds
from reflect.entries.values import is_whole
from reflect.prompts.pack import Prompt

if TYPE_CHECKING:
    from reflect.entries.kinds import Entry, Offer

LADDER: Final = (6, 15, 34, 75, 150)
"""Days a prompt rests after it was shown, longer each time. Expanding, so that it comes back soon enough to be
recognised, then rarely enough not to nag; for recall alone equal spacing does as well (Kang et al. 2014,
doi:10.3758/s13423-014-0636-z). No multiple of 7: a prompt does not stay on one weekday."""
PASS_REST: Final = (14, 30, 90)
"""Days a prompt rests after it was put back: once, twice, three times or more in a row. Later, not sooner, after
A. Matuschak's spaced inklings (notes.andymatuschak.org): what is put back is not chased."""
NEW_EVERY: Final = 3
"""Offers: at most one in this many is new while others may return. Our own figure; ten simulated years hold it
(tests/prompts/test_ten_years.py), as they do the two below."""
THEME_WINDOW: Final = 3
"""Offers: how far back themes are kept apart."""
FRONT: Final = 8
"""Prompts: how far down the rank another theme is looked for. Over a whole set a theme of 2 beside one of 40 would be
shown 20 times as often."""
AHEAD: Final = 2
"""Days an offer may be ahead of today and still stand: a traveller over the date line, a clock put right."""

Class = Literal["new", "returning", "early"]


class Rest(NamedTuple):
    """Where one prompt stands. Days are ordinals."""

    rung: int = 0
    passes: int = 0
    """How many times in a row it was put back."""
    until: int = 0
    """The first day on which it may return."""
    offered: int = 0
    """The last day on which it was offered; 0 if it never was (a pass may be all that is left of an offer)."""

    def shown(self, day: int, ladder: Sequence[int]) -> "Rest":
        """Return what it is after a day on which it was shown and not put back; the rung never falls."""
        top = len(ladder) - 1
        return Rest(max(self.rung, min(self.rung + 1, top)), 0, day + ladder[min(self.rung, top)], day)

    def put_back(self, day: int, pass_rest: Sequence[int]) -> "Rest":
        """Return what it is after a day on which it was put back; the rung stays."""
        passes = self.passes + 1
        return self._replace(passes=passes, until=day + pass_rest[min(passes, len(pass_rest)) - 1])


class Past(NamedTuple):
    """All offers and passes up to some day, folded: as large as the catalogue, whatever the length of the diary."""

    prompts: Mapping[str, Rest] = {}
    """By prompt id; every prompt that was ever offered or put back."""
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

    @classmethod
    def empty(cls) -> Self:
        """Return the past of a diary in which nothing was offered yet."""
        return cls()

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON can hold it; the same past gives the same document."""
        prompts = {prompt: list(rest) for prompt, rest in sorted(self.prompts.items())}
        themes = dict(sorted(self.themes.items()))
        return {**self._asdict(), "prompts": prompts, "themes": themes, "last_themes": list(self.last_themes)}

    @classmethod
    def from_json(cls, document: object) -> Self:
        """Return the past that `to_json` gave.

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
        message = "is no folded past"
        raise ValueError(message)


class Catalogue(NamedTuple):
    """The prompts that may be offered."""

    prompts: tuple[Prompt, ...]
    """In order, pack after pack, no id twice; without what is retired or of a theme that is off."""
    focus: frozenset[str] = frozenset()
    """The ids of the pack that comes first for now; empty where none does."""


class Choice(NamedTuple):
    """The prompt of a day."""

    prompt: Prompt | None
    """With the words and theme of the offer where one stands. None: put back, or nothing may be offered."""
    kind: Class | None
    fixed: bool
    """Whether an entry has settled it already: nothing is to be written."""
    state: Literal["open", "passed", "none"]


_PASSED = Choice(None, None, fixed=True, state="passed")
_NONE = Choice(None, None, fixed=False, state="none")


class _Day(NamedTuple):
    """A day with an offer or a pass."""

    number: int
    offer: "Offer | None"
    put_back: frozenset[str]
    """The prompts that a pass of the day names."""


def fold(
    past: Past, entries: "Iterable[Entry]", ladder: Sequence[int] = LADDER, pass_rest: Sequence[int] = PASS_REST
) -> Past:
    """Return `past` with the offers and passes among `entries`, which stay as they are.

    Of two offers on one day the first by time and id counts, the other is ignored. A pass puts back the prompt it
    names, once a day, whether or not that one is the day's offer.

    Args:
        past: what was folded before.
        entries: all entries of some days, in any order, each later than the last day of `past`.
        ladder: days of rest after being shown, at least one figure; the last goes on.
        pass_rest: days of rest after being put back, at least one figure; the last goes on.

    Raises:
        ValueError: an offer or a pass is of a day that `past` holds already.
    """
    return _folded(past, _days(entries), ladder, pass_rest)


def standing(entries: "Iterable[Entry]", today: date) -> Choice | None:
    """Return what the entries of `today` have settled (step 2), or None where none has: the past decides then.

    Any pass on the day settles it, even one of another prompt than the day's. Entries of other days are not looked at.
    """
    day = next(_days(entry for entry in entries if entry["day"] == today.isoformat()), None)
    return None if day is None else _settled(day)


def offer_on(entries: "Iterable[Entry]", day: date) -> "Offer | None":
    """Return the offer of a day, the first of several; None where there is none."""
    found = next(_days(entry for entry in entries if entry["day"] == day.isoformat()), None)
    return None if found is None else found.offer


def choose(  # noqa: PLR0913 - all that decides is handed in, and nothing else
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

    1. What is dated more than AHEAD days after today is left aside.
    2. A pass on today: none. An offer on today: that one, in its own words.
    3. An offer after today: the last one; none if it was put back. Nothing is to be written.
    4. Else the next prompt of the catalogue, by its rest, then by how long its theme was away (steps 4 to 8).

    Args:
        past: the fold of days before today.
        recent: all entries of the days after those, today's and later ones too, in any order.
        catalogue: what may be offered.
        today: the local day.
        salt: of the store; decides between prompts that rank the same.
        ladder: as for `fold`, and so is `pass_rest`.
        pass_rest: see there.

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
    days = [day for day in _days(recent) if day.number <= now + AHEAD]
    known = _folded(past, (day for day in days if day.number < now), ladder, pass_rest)
    later = [day for day in days if day.number > now]
    last = next((day for day in reversed(later) if day.offer), None)
    if last is not None:
        return _ahead(last, known, now)
    # A pass ahead of today that lost its offer still rests its prompt.
    return _next(_folded(known, later, ladder, pass_rest), catalogue, now, salt)


def _days(entries: "Iterable[Entry]") -> Iterator[_Day]:
    """Return the days with an offer or a pass, in order."""
    offers: dict[str, list[Offer]] = {}
    passes: dict[str, set[str]] = {}
    for entry in entries:
        if entry["kind"] == "offer":
            offers.setdefault(entry["day"], []).append(entry)
        elif entry["kind"] == "pass":
            passes.setdefault(entry["day"], set()).add(entry["prompt"])
    for day in sorted(offers.keys() | passes.keys()):
        of_day = offers.get(day, ())
        # The time is parsed only where it decides: after a merge of two machines.
        offer = of_day[0] if len(of_day) == 1 else min(of_day, key=kinds.order, default=None)
        yield _Day(date.fromisoformat(day).toordinal(), offer, frozenset(passes.get(day, ())))


def _folded(past: Past, days: Iterable[_Day], ladder: Sequence[int], pass_rest: Sequence[int]) -> Past:
    prompts, themes = dict(past.prompts), dict(past.themes)
    _, _, last_themes, last, since_new, through = past
    for number, offer, put_back in days:
        if number <= through:
            message = f"{date.fromordinal(number)} is folded already"
            raise ValueError(message)
        through = number
        if offer is not None:
            last, theme = offer["prompt"], offer["theme"]
            rest = prompts.get(last, Rest())
            prompts[last] = rest._replace(offered=number) if last in put_back else rest.shown(number, ladder)
            themes[theme] = number
            last_themes = (*last_themes, theme)[-THEME_WINDOW:]
            since_new = 0 if offer["class"] == "new" else since_new + 1
        for prompt in put_back:
            prompts[prompt] = prompts.get(prompt, Rest()).put_back(number, pass_rest)
    return Past(prompts, themes, last_themes, last, since_new, through)


def _settled(day: _Day) -> Choice:
    if day.put_back or day.offer is None:
        return _PASSED
    offer = day.offer
    prompt = Prompt(offer["prompt"], offer["theme"], offer["prompt_text"])
    return Choice(prompt, cast("Class", offer["class"]), fixed=True, state="open")


def _ahead(day: _Day, known: Past, now: int) -> Choice:
    """Step 3. What was put back rests, though the offer says otherwise."""
    choice = _settled(day)
    rest = known.prompts.get(choice.prompt.id) if choice.prompt else None
    return _PASSED if rest and rest.passes and rest.until > now else choice


def _next(known: Past, catalogue: Catalogue, now: int, salt: str) -> Choice:
    """Steps 4 to 8."""
    sets = _sets(known, catalogue.prompts, now)
    focused: dict[Class, list[Prompt]] = {
        kind: [prompt for prompt in prompts if prompt.id in catalogue.focus]
        for kind, prompts in sets.items()
        if kind != "early"
    }
    order: tuple[Class, ...] = (
        ("new", "returning", "early") if known.since_new >= NEW_EVERY - 1 else ("returning", "new", "early")
    )
    for some in (focused, sets):
        for kind in order:
            if found := some.get(kind):
                prompt = _first_of_another_theme(_ranked(kind, found, known, salt), known.last_themes)
                return Choice(prompt, kind, fixed=False, state="open")
    return _NONE


def _sets(known: Past, prompts: tuple[Prompt, ...], now: int) -> dict[Class, list[Prompt]]:
    """Step 5. A prompt that rests after a pass is in no set."""
    sets: dict[Class, list[Prompt]] = {"new": [], "returning": [], "early": []}
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


def _ranked(kind: Class, prompts: list[Prompt], known: Past, salt: str) -> list[Prompt]:
    """Step 7. The sort is stable: where all else is the same, new prompts keep the order of the catalogue."""

    def rank(prompt: Prompt) -> tuple[int, int]:
        theme = known.themes.get(prompt.theme, 0)
        if kind == "new":
            return theme, 0
        rest = known.prompts[prompt.id]
        return (rest.until if kind == "returning" else rest.offered), theme

    ranked = sorted(prompts, key=rank)
    if kind == "new" or len(set(map(rank, ranked))) == len(ranked):
        return ranked
    from hashlib import sha256  # here, because it takes 1 ms to load and ties are rare

    def tie(prompt: Prompt) -> tuple[tuple[int, int], bytes]:
        return rank(prompt), sha256(f"{salt} {prompt.id}".encode()).digest()

    return sorted(ranked, key=tie)


def _first_of_another_theme(ranked: list[Prompt], last_themes: tuple[str, ...]) -> Prompt:
    """Step 8."""
    front = ranked[:FRONT]
    for window in range(THEME_WINDOW, 0, -1):
        for prompt in front:
            if prompt.theme not in last_themes[-window:]:
                return prompt
    return front[0]


def _are_counts(found: object, length: int = len(Rest._fields)) -> bool:
    """Tell whether it is a list of `length` whole numbers from 0 on."""
    whole = isinstance(found, list) and len(found) == length
    return whole and all(is_whole(value) and value >= 0 for value in cast("list[Any]", found))
