"""Simulate which prompt would come on which day: the real chooser, with an invented person.

The person looks on a share of the days and passes a share of the prompts they see; a seed decides which. Each day is
decided by itself, so that the days on which they look do not depend on the share they pass.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple, cast

from reflect.model.choices import OfferClass
from reflect.model.ids import sha256
from reflect.model.schema import Entry, Offer, Pass
from reflect.prompts import intervals, schedule
from reflect.prompts.day import Choice, Prompt, offer_on, standing
from reflect.prompts.intervals import Past
from reflect.prompts.schedule import Catalogue

SALT = "preview"
"""Decides between prompts that rank the same if there is no store."""
_ONE = 2**64


class Row(NamedTuple):
    """One day."""

    day: date
    prompt: str | None
    """The full id; None on a day when the person does not look, and when all prompts rest."""
    theme: str | None
    kind: OfferClass | None
    outcome: Literal["shown", "passed"] | None


class Person(NamedTuple):
    """The invented person."""

    looks: float = 1.0
    """The share of days on which they look, 0 to 1."""
    passes: float = 0.0
    """The share of the prompts they see that they pass, 0 to 1."""
    seed: str = ""

    def looks_on(self, day: date) -> bool:
        """Return whether they look on a day."""
        return self._share("look", day) < self.looks

    def passes_on(self, day: date) -> bool:
        """Return whether they pass the prompt they see on a day."""
        return self._share("pass", day) < self.passes

    def _share(self, what: str, day: date) -> float:
        return int.from_bytes(sha256(f"{self.seed} {what} {day}".encode(errors="surrogateescape"))[:8]) / _ONE


class Rules(NamedTuple):
    """The inputs of the chooser beside offers, passes and the catalogue."""

    salt: str = SALT
    ladder: Sequence[int] = intervals.LADDER
    pass_rest: Sequence[int] = intervals.PASS_REST
    ahead: int = schedule.AHEAD
    """How many days an offer may be ahead and still count; 0 if the days are not those of a clock."""


def rows(  # noqa: PLR0913, PLR0917 - all that decides is an argument
    past: Past,
    kept: Iterable[Entry],
    catalogue_of: Callable[[date], Catalogue],
    days: Iterable[date],
    person: Person,
    rules: Rules,
) -> Iterator[Row]:
    """Yield a row for each day. A day that has an offer shows it, whether or not the person looks.

    Args:
        past: the fold of all days before the first.
        kept: entries of the first day and later ones.
        catalogue_of: what may be offered on a day.
        days: one after the other.
        person: looks and passes.
        rules: the salt and the rests.
    """
    by_day: dict[str, list[Entry]] = {}
    for entry in kept:
        by_day.setdefault(entry["day"], []).append(entry)
    for day in days:
        entries = by_day.get(str(day), [])
        choice = standing(entries, day)
        if choice is None and person.looks_on(day):
            window = [*entries, *(one for step in range(rules.ahead) for one in by_day.get(_later(day, step + 1), ()))]
            choice = schedule.choose(
                past, window, catalogue_of(day), day, rules.salt, ladder=rules.ladder, pass_rest=rules.pass_rest
            )
            if choice.prompt is not None and not choice.fixed:
                entries = [*entries, *_simulated_entries(day, choice, passed=person.passes_on(day))]
        yield _day_row(day, entries, choice)
        past = intervals.fold(past, entries, ladder=rules.ladder, pass_rest=rules.pass_rest)


def _later(day: date, step: int) -> str:
    return str(day + timedelta(days=step)) if (date.max - day).days >= step else ""


def _simulated_entries(day: date, choice: Choice, *, passed: bool) -> Iterator[Entry]:
    """Yield the entries that the journal would save, with the fields that the chooser reads."""
    prompt = cast("Prompt", choice.prompt)
    offer = {"kind": "offer", "day": str(day), "prompt": prompt.id, "theme": prompt.theme, "class": choice.kind}
    yield cast("Offer", offer)
    if passed:
        yield cast("Pass", {"kind": "pass", "day": str(day), "prompt": prompt.id})


def _day_row(day: date, entries: Iterable[Entry], choice: Choice | None) -> Row:
    entries = tuple(entries)
    offer = offer_on(entries, day)
    if offer is not None:
        passed = any(entry["kind"] == "pass" for entry in entries)
        kind = cast("OfferClass", offer["class"])
        return Row(day, offer["prompt"], offer["theme"], kind, "passed" if passed else "shown")
    if choice is None or choice.prompt is None:
        return Row(day, None, None, None, None)
    # If the clock was set back, the offer of a later day is shown and nothing is saved.
    return Row(day, choice.prompt.id, choice.prompt.theme, choice.kind, "shown")
