"""Which prompt would come on which day, from what was offered so far; nothing is written."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from reflect.actions import history, packs
from reflect.model.dates import month_of
from reflect.model.schema import Entry
from reflect.prompts import intervals, schedule, simulate
from reflect.prompts.intervals import Past
from reflect.prompts.pack import CORE, Pack
from reflect.prompts.schedule import Catalogue
from reflect.prompts.simulate import Person, Row, Rules

if TYPE_CHECKING:
    from reflect.journal import Journal

MOST_DAYS = 3660
"""Ten years."""


class Previewed(NamedTuple):
    """The days of a preview, and the prompts they are taken from."""

    rows: list[Row]
    packs: list[Pack]
    """In the order of the catalogue."""
    focus: str | None
    """The pack that the preview has come first; None where none was named."""


def rows(journal: "Journal", pack: "str | Pack | None", first: date | None, number: int, person: Person) -> Previewed:
    """Return so many days from `first` on (None: today), one row each.

    The preview goes on from the offers and passes in the store. It begins from nothing without a store, and where
    `first` lies before the latest offer. A pack that is named comes first on all these days, a pack that is given
    as well, in the place of one of its name.

    Raises:
        NotFoundError: there is no such pack.
        StoreError: the store cannot be read.
    """
    today = journal.day()
    by_name = {one.name: one for one in (*packs.own(journal), packs.core())}
    if isinstance(pack, str):
        pack = packs.find(journal, pack).pack
    if pack is not None:
        by_name[pack.name] = pack
    name = pack.name if pack else None
    all_packs = sorted(by_name.values(), key=lambda one: (one.name == CORE, one.name))
    begins = first or today
    days = [begins + timedelta(days=step) for step in range(min(number, (date.max - begins).days + 1))]

    @cache
    def catalogue(focus: str | None) -> Catalogue:
        return packs.catalogue(all_packs, journal.settings, focus)

    def catalogue_of(day: date) -> Catalogue:
        return catalogue(name or packs.focus_on(journal.settings, day))

    nothing = not journal.diary.exists() or (first is not None and first < min(today, _latest_offer(journal, today)))
    settings = journal.settings
    salt, ahead = (simulate.SALT, 0) if nothing else (settings.salt, schedule.AHEAD)
    rules = Rules(salt, settings.ladder, settings.pass_rest, ahead)
    known = Past.empty() if nothing else _before(journal, begins, rules)
    kept = _kept(journal, begins, today)
    return Previewed(list(simulate.rows(known, kept, catalogue_of, days, person, rules)), all_packs, name)


def _before(journal: "Journal", first: date, rules: Rules) -> Past:
    """Return the fold of all days before `first`."""
    whole_months = history.before(journal, first).past
    if first.day == 1:
        return whole_months
    since = journal.diary.entries(first.replace(day=1), first - timedelta(days=1))
    return intervals.fold(whole_months, since, ladder=rules.ladder, pass_rest=rules.pass_rest)


def _kept(journal: "Journal", first: date, today: date) -> list[Entry]:
    """Return the offers and passes from `first` on, but for those of a clock that was far ahead."""
    last = today + min(timedelta(days=schedule.AHEAD), date.max - today)
    found = journal.diary.entries(first, last) if first <= last else []
    return [entry for entry in found if entry["kind"] in ("offer", "pass")]


def _latest_offer(journal: "Journal", today: date) -> date:
    """Return the day of the latest offer, but for those of a clock that was far ahead; the first day where none is."""
    last = str(today + min(timedelta(days=schedule.AHEAD), date.max - today))
    return max(_offers(journal, last), default=date.min)


def _offers(journal: "Journal", last: str) -> Iterator[date]:
    """Give the days of the offers of the latest month that has one."""
    for month in reversed(journal.diary.months()):
        days = [
            entry["day"]
            for entry in (journal.diary.month(month) if month <= month_of(last) else ())
            if entry["kind"] == "offer" and entry["day"] <= last
        ]
        if days:
            yield from map(date.fromisoformat, days)
            return
