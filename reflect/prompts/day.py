"""A prompt, and what the entries of a day say about it: which was offered, and whether it was answered or passed."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, cast

from reflect.model import schema
from reflect.model.choices import OfferClass

if TYPE_CHECKING:
    from reflect.model.schema import Entry, Offer


class Prompt(NamedTuple):
    """One question or invitation."""

    id: str
    """The full id, `pack/slug`."""
    theme: str
    text: str


class Day(NamedTuple):
    """A day with an offer or a pass."""

    number: int
    offers: "tuple[Offer, ...]"
    """By time and id, a prompt once. There are several after a merge of two machines: all were shown."""
    passed: frozenset[str]
    """The prompts that a pass of the day names."""
    answered: frozenset[str] = frozenset()
    """The prompts that were answered on the day; no rest depends on them."""

    @property
    def offer(self) -> "Offer | None":
        """The offer of the day's prompt: of several the first that was answered, else the first."""
        answered = (offer for offer in self.offers if offer["prompt"] in self.answered)
        return next(answered, next(iter(self.offers), None))


class Choice(NamedTuple):
    """The prompt of a day."""

    prompt: Prompt | None
    """With the words and theme of the offer, if there is one. None: passed, or nothing may be offered."""
    kind: OfferClass | None
    fixed: bool
    """Whether an entry decides it already, so that nothing is written."""
    state: Literal["open", "passed", "none"]


PASSED: Final = Choice(None, None, fixed=True, state="passed")


def days_of(entries: "Iterable[Entry]") -> Iterator[Day]:
    """Return the days with an offer or a pass, in order."""
    offers: dict[str, list[Offer]] = {}
    passes: dict[str, set[str]] = {}
    answers: dict[str, set[str]] = {}
    for entry in entries:
        if entry["kind"] == "offer":
            offers.setdefault(entry["day"], []).append(entry)
        elif entry["kind"] == "pass":
            passes.setdefault(entry["day"], set()).add(entry["prompt"])
        elif entry["kind"] == "answer":
            answers.setdefault(entry["day"], set()).add(entry["prompt"])
    for day in sorted(offers.keys() | passes.keys()):
        of_day = offers.get(day, [])
        if len(of_day) > 1:  # the times are parsed only where they decide
            by_prompt = {offer["prompt"]: offer for offer in sorted(of_day, key=schema.order, reverse=True)}
            of_day = sorted(by_prompt.values(), key=schema.order)
        passed, answered = (frozenset(found.get(day, ())) for found in (passes, answers))
        yield Day(date.fromisoformat(day).toordinal(), tuple(of_day), passed, answered)


def standing(entries: "Iterable[Entry]", today: date) -> Choice | None:
    """Return the choice that the entries of `today` decide, or None: then the past does (`schedule.choose`, step 2).

    Any pass on the day settles it, even one of another prompt than the day's, unless the day's prompt was answered: the
    answer is there, and the pass still rests the prompt. Entries of other days are not looked at.
    """
    day = _day_of(entries, today)
    return None if day is None else settled(day)


def offer_on(entries: "Iterable[Entry]", day: date) -> "Offer | None":
    """Return the offer of the day's prompt; None where there is none."""
    found = _day_of(entries, day)
    return None if found is None else found.offer


def _day_of(entries: "Iterable[Entry]", day: date) -> Day | None:
    return next(days_of(entry for entry in entries if entry["day"] == day.isoformat()), None)


def settled(day: Day) -> Choice:
    """Return the choice of a day that has an offer or a pass."""
    offer = day.offer
    if offer is None or (day.passed and offer["prompt"] not in day.answered):
        return PASSED
    prompt = Prompt(offer["prompt"], offer["theme"], offer["prompt_text"])
    return Choice(prompt, cast("OfferClass", offer["class"]), fixed=True, state="open")
