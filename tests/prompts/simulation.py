"""Made-up packs and entries, a person who looks on some days, and the rules of the choice once more, written plainly.

`by_the_rules` reads the whole diary again for every day, in the words of the rules and with nothing kept between days;
the chooser folds. Both have to come to the same.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from math import inf
from random import Random
from typing import Any, NamedTuple, cast

from reflect.model import ids, schema
from reflect.model.choices import OfferClass
from reflect.model.schema import Entry, Offer, Pass
from reflect.prompts.day import Choice, Prompt
from reflect.prompts.intervals import Past, fold
from reflect.prompts.schedule import Catalogue, choose

NONE = Choice(state="none", prompt=None, kind=None, fixed=False)
PASSED = Choice(state="passed", prompt=None, kind=None, fixed=True)

SALT = "0123456789abcdef"
FIRST = date(2026, 1, 1)
"""The first day of the made-up diaries."""
DAY = timedelta(days=1)


def fresh(prompt: Prompt, kind: OfferClass) -> Choice:
    """Return the choice of `prompt`, with its offer to be written."""
    return Choice(state="open", prompt=prompt, kind=kind, fixed=False)


def stood(prompt: Prompt, kind: OfferClass = "new") -> Choice:
    """Return the choice of `prompt`, which was offered before."""
    return Choice(state="open", prompt=prompt, kind=kind, fixed=True)


def days(number: int) -> timedelta:
    """Return so many days."""
    return timedelta(days=number)


def prompts_of(*themes: str, pack: str = "own") -> tuple[Prompt, ...]:
    """Return a prompt for each of `themes`: `own/p1`, `own/p2` and so on."""
    return tuple(
        Prompt(f"{pack}/p{number}", theme, f"{theme.capitalize()}, {number}?")
        for number, theme in enumerate(themes, start=1)
    )


def even_pack(number: int, themes: int = 13) -> tuple[Prompt, ...]:
    """Return `number` prompts with the themes in turn, as if they were the built-in pack."""
    return prompts_of(*(f"theme-{place % themes}" for place in range(number)), pack="core")


def entry(kind: str, day: date, *, time: str = "21:40:00+00:00", key: object = "", **own: Any) -> Entry:
    """Return an entry as the journal keeps it; the same arguments make the same id."""
    from hashlib import sha256

    at = f"{day}T{time}"
    raw = {"kind": kind, "day": str(day), "at": at, "recorded_at": at, "source": "cli", **own}
    return schema.parse_entry({"id": ids.from_bits(sha256(repr((key, raw)).encode()).digest()), **raw})


def offer(day: date, prompt: Prompt, kind: OfferClass = "new", **more: Any) -> Offer:
    """Return the offer of `prompt` on `day`."""
    own = {"prompt": prompt.id, "prompt_text": prompt.text, "theme": prompt.theme, "class": kind}
    return cast("Offer", entry("offer", day, **{**own, **more}))


def passed(day: date, prompt: Prompt, **more: Any) -> Pass:
    """Return the pass of `prompt` on `day`."""
    return cast("Pass", entry("pass", day, prompt=prompt.id, **more))


def words(day: date, prompt: Prompt, key: object = "") -> list[Entry]:
    """Return an entry of `day` of each kind that a person writes."""
    return [
        entry("answer", day, key=key, prompt=prompt.id, prompt_text=prompt.text, text="Twice."),
        entry("mood", day, key=key, value=2, scale=[1, 7]),
        entry("pattern", day, key=key, label="withdrawal", wish="To be asked"),
        entry("note", day, key=key, text="Rain."),
        entry("session", day, key=key),
    ]


class Notebook:
    """What the journal does around the chooser: the offer is written when its prompt is first shown."""

    def __init__(self, catalogue: Catalogue, entries: Iterable[Entry] = (), machine: str = "") -> None:
        self.catalogue = catalogue
        self.entries = list(entries)
        self.machine = machine
        self.written = 0

    def would(self, today: date) -> Choice:
        """Return the choice, and write nothing."""
        return choose(Past(), self.entries, self.catalogue, today, SALT)

    def look(self, today: date) -> Choice:
        """Return the choice, and write its offer where there is one to write."""
        choice = self.would(today)
        if choice.prompt is not None and choice.kind is not None and not choice.fixed:
            self.entries.append(offer(today, choice.prompt, choice.kind, **self._next()))
        return choice

    def pass_prompt(self, today: date) -> Choice:
        """Look, and put back what is shown."""
        choice = self.look(today)
        if choice.prompt is not None:
            self.entries.append(passed(today, choice.prompt, **self._next()))
        return choice

    def write(self, today: date) -> None:
        """Look, and write a little of everything."""
        choice = self.look(today)
        prompt = choice.prompt or Prompt("core/none", "none", "None?")
        self.entries += words(today, prompt, key=self._next()["key"])

    def _next(self) -> dict[str, Any]:
        self.written += 1
        return {"key": (self.machine, self.written), "time": f"21:{self.written % 60:02}:00+00:00"}


# The rules once more.


class Log(NamedTuple):
    """What offers and passes say."""

    offers: list[Offer]
    """In order, a prompt once a day."""
    of_days: dict[date, Offer]
    """The one of each day's prompt: the first that was answered, else the first."""
    events: dict[str, list[tuple[date, bool]]]
    """For each prompt the days on which it was shown, and whether it was put back."""


def log_of(entries: Iterable[Entry]) -> Log:
    """Return the log of `entries`, in whatever order they come."""
    everything = list(entries)
    offers: dict[tuple[date, str], Offer] = {}
    for one in sorted((one for one in everything if one["kind"] == "offer"), key=_order):
        offers.setdefault((_day(one), one["prompt"]), one)
    passes = {(_day(one), one["prompt"]) for one in everything if one["kind"] == "pass"}
    answered = {(_day(one), one["prompt"]) for one in everything if one["kind"] == "answer"}
    events: dict[str, list[tuple[date, bool]]] = {}
    for day, prompt in sorted(passes | offers.keys()):
        events.setdefault(prompt, []).append((day, (day, prompt) in passes))
    of_days: dict[date, Offer] = {}
    for key in [*(key for key in offers if key in answered), *offers]:
        of_days.setdefault(key[0], offers[key])
    in_order = sorted(offers.values(), key=lambda one: (one["day"], *_order(one)))
    return Log(in_order, of_days, events)


def passes_running(events: Sequence[tuple[date, bool]]) -> int:
    """Return how many times running a prompt was put back."""
    return next((number for number, (_, back) in enumerate(reversed(events)) if not back), len(events))


def rest_until(events: Sequence[tuple[date, bool]]) -> date:
    """Return the day from which a prompt may return."""
    day, back = events[-1]
    if back:
        return day + days((14, 30, 90)[min(passes_running(events), 3) - 1])
    showings = sum(not back for _, back in events)
    return day + days((6, 15, 34, 75, 150)[min(showings, 5) - 1])


class Sets(NamedTuple):
    """The prompts that can come, by class."""

    new: list[Prompt]
    returning: list[Prompt]
    early: list[Prompt]


def tie(salt: str, prompt: Prompt) -> bytes:
    """Return what decides between prompts that rank the same."""
    from hashlib import sha256

    return sha256(f"{salt} {prompt.id}".encode()).digest()


def sets_of(log: Log, prompts: Sequence[Prompt], today: date, *, alone: bool) -> Sets:
    """Return the sets of step 5."""
    offered = {one["prompt"] for one in log.offers}
    last = log.offers[-1]["prompt"] if log.offers else None
    rest = {prompt: rest_until(events) for prompt, events in log.events.items()}
    back = {prompt for prompt, events in log.events.items() if passes_running(events) and rest[prompt] > today}
    free = [prompt for prompt in prompts if prompt.id not in back]
    known = [prompt for prompt in free if prompt.id in offered and (alone or prompt.id != last)]
    rested = {prompt.id for prompt in known if rest[prompt.id] <= today and prompt.id != last}
    return Sets(
        [prompt for prompt in free if prompt.id not in offered],
        [prompt for prompt in known if prompt.id in rested],
        [prompt for prompt in known if prompt.id not in rested],
    )


def rank(log: Log, catalogue: Catalogue, today: date, salt: str = SALT) -> tuple[OfferClass | None, list[Prompt]]:
    """Return the class of the day and its prompts in rank: steps 4 to 7."""
    in_focus = [prompt for prompt in catalogue.prompts if prompt.id in catalogue.focus]
    sets = sets_of(log, in_focus, today, alone=False)
    if not sets.new and not sets.returning:
        sets = sets_of(log, catalogue.prompts, today, alone=len(catalogue.prompts) == 1)
    last = {one["prompt"]: one["day"] for one in log.offers}
    theme = {one["theme"]: one["day"] for one in log.offers}

    def by_theme(prompt: Prompt) -> str:
        return theme.get(prompt.theme, "")

    def by_hash(prompt: Prompt) -> bytes:
        return tie(salt, prompt)

    def place(prompt: Prompt) -> float:
        return inf if prompt.id.startswith("core/") else catalogue.prompts.index(prompt)

    new = sorted(sets.new, key=lambda prompt: (by_theme(prompt), place(prompt), by_hash(prompt)))
    returning = sorted(
        sets.returning, key=lambda prompt: (rest_until(log.events[prompt.id]), by_theme(prompt), by_hash(prompt))
    )
    early = sorted(sets.early, key=lambda prompt: (last[prompt.id], by_theme(prompt), by_hash(prompt)))
    ranked: list[tuple[OfferClass, list[Prompt]]] = [("new", new), ("returning", returning), ("early", early)]
    if not new_is_due(log):
        ranked[:2] = ranked[1::-1]
    return next(((kind, prompts) for kind, prompts in ranked if prompts), (None, []))


def new_is_due(log: Log) -> bool:
    """Tell whether the last two offers were not new."""
    since = 0
    for one in log.offers:
        since = 0 if one["class"] == "new" else since + 1
    return since >= 2


def by_the_rules(entries: Iterable[Entry], catalogue: Catalogue, today: date, salt: str = SALT) -> Choice:
    """Return the choice for `today`: steps 1 to 8."""
    near = [one for one in entries if _day(one) <= today + days(2)]
    log = log_of(near)
    own = log.of_days.get(today)
    answered = {one["prompt"] for one in near if one["kind"] == "answer" and _day(one) == today}
    is_passed = any(one["kind"] == "pass" and _day(one) == today for one in near)
    if is_passed and not (own and own["prompt"] in answered):
        return PASSED
    ahead = [log.of_days[day] for day in sorted(log.of_days, reverse=True) if day > today]
    for one in [*([own] if own else []), *ahead]:
        return stood(_stored(one), cast("OfferClass", one["class"]))
    before = log_of(one for one in near if _day(one) < today)
    kind, ranked = rank(before, catalogue, today, salt)
    if kind is None:
        return NONE
    front, themes = ranked[:8], [one["theme"] for one in before.offers]
    kept_apart = (prompt for size in (3, 2, 1) for prompt in front if prompt.theme not in themes[-size:])
    return fresh(next(kept_apart, front[0]), kind)


def _day(one: Entry) -> date:
    return date.fromisoformat(one["day"])


def _order(one: Entry) -> tuple[datetime, str]:
    return datetime.fromisoformat(one["at"]), one["id"]


def _stored(one: Offer) -> Prompt:
    return Prompt(one["prompt"], one["theme"], one["prompt_text"])


# Ten years.

TEN_YEARS = 3653


class Looked(NamedTuple):
    """One day on which the person looked."""

    day: int
    """Counted from the first."""
    choice: Choice
    passed: bool


def ten_years(
    prompts: tuple[Prompt, ...], *, looks: float = 1.0, passes: float = 0.0, number_of_days: int = TEN_YEARS
) -> list[Looked]:
    """Return the days on which a person looked who looks on a share of days and puts back a share of prompts."""
    chance = Random(1)
    catalogue, past, found = Catalogue(prompts), Past(), []
    for number in range(number_of_days):
        if chance.random() >= looks:
            continue
        today = FIRST + days(number)
        choice = choose(past, (), catalogue, today, SALT)
        back = choice.prompt is not None and chance.random() < passes
        found.append(Looked(number, choice, back))
        past = fold(past, entries_of(found[-1:]))
    return found


def entries_of(looked: Iterable[Looked]) -> list[Entry]:
    """Return the offers and passes of those days."""
    found: list[Entry] = []
    for number, choice, back in looked:
        if choice.prompt is not None and choice.kind is not None:
            day = FIRST + days(number)
            found.append(offer(day, choice.prompt, choice.kind))
            if back:
                found.append(passed(day, choice.prompt))
    return found
