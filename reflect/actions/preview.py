"""Preview which prompt would come on which day, given the offers so far, without writing anything."""

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple, SupportsIndex

from reflect.actions import history, packs
from reflect.errors import ImpossibleValueError
from reflect.model import schema, when
from reflect.model.choices import PREVIEW_DAYS
from reflect.model.dates import month_of
from reflect.model.schema import Entry
from reflect.model.when import When
from reflect.prompts import intervals, schedule, simulate
from reflect.prompts.intervals import Past
from reflect.prompts.pack import CORE, Pack
from reflect.prompts.schedule import Catalogue
from reflect.prompts.simulate import Person, Row, Rules
from reflect.store.store import Store


class Preview(NamedTuple):
    """The days of a preview, and the prompts to choose from."""

    rows: list[Row]
    packs: list[Pack]
    """In the order of the catalogue."""
    focus: str | None
    """The pack to offer first, or None."""


def preview_prompts(
    store: Store,
    pack: "str | Pack | None",
    begins: "When | None",
    days: SupportsIndex,
    *,
    opened: float,
    passed: float,
    seed: str,
) -> Preview:
    """As `Journal.preview_prompts`."""
    number = schema.checked_whole(days, PREVIEW_DAYS, "--days")
    for share, option in ((opened, "--open"), (passed, "--pass")):
        if not 0 <= share <= 1:
            raise ImpossibleValueError(f"{option} must be a share from 0 to 1")
    try:
        seed.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        raise ImpossibleValueError("--seed is not valid UTF-8") from None
    first = None if begins is None else when.parse_days(begins, today=store.today(), option="--from")[0]
    return _rows(store, pack, first, number, Person(opened, passed, seed))


def _rows(store: Store, pack: "str | Pack | None", first: date | None, number: int, person: Person) -> Preview:
    """Return a row for each day from `first` on (None: today).

    The preview continues from the offers and passes in the store. It starts from nothing if there is no store, or
    `first` is before the latest offer. A given pack replaces one of the same name.
    """
    today = store.today()
    by_name = {one.name: one for one in (*packs.own_packs(store), packs.core_pack())}
    if isinstance(pack, str):
        pack = packs.find_pack(store, pack).pack
    if pack is not None:
        by_name[pack.name] = pack
    name = pack.name if pack else None
    all_packs = sorted(by_name.values(), key=lambda one: (one.name == CORE, one.name))
    begins = first or today
    days = [begins + timedelta(days=step) for step in range(min(number, (date.max - begins).days + 1))]

    @cache
    def catalogue(focus: str | None, offered: tuple[str, ...]) -> Catalogue:
        return packs.catalogue([by_name[one] for one in offered], store.settings, focus)

    def catalogue_of(day: date) -> Catalogue:
        offered = tuple(one.name for one in all_packs if not one.is_over(day))
        return catalogue(name or packs.focused_pack(store.settings, day), offered)

    nothing = not store.exists() or (first is not None and first < min(today, _latest_offer(store, today)))
    settings = store.settings
    salt, ahead = (simulate.SALT, 0) if nothing else (settings.salt, schedule.AHEAD)
    rules = Rules(salt, settings.ladder, settings.pass_rest, ahead)
    known = Past.empty() if nothing else _before(store, begins, rules)
    offered = _offers_and_passes(store, begins, today)
    return Preview(list(simulate.rows(known, offered, catalogue_of, days, person, rules)), all_packs, name)


def _before(store: Store, first: date, rules: Rules) -> Past:
    """Return the fold of all days before `first`."""
    whole_months = history.before(store, first).past
    if first.day == 1:
        return whole_months
    since = store.entries(first.replace(day=1), first - timedelta(days=1))
    return intervals.fold(whole_months, since, ladder=rules.ladder, pass_rest=rules.pass_rest)


def _offers_and_passes(store: Store, first: date, today: date) -> list[Entry]:
    """Return the offers and passes from `first` on, without those dated by a clock far ahead."""
    last = _last_day(today)
    found = store.entries(first, last) if first <= last else []
    return [entry for entry in found if entry["kind"] in ("offer", "pass")]


def _latest_offer(store: Store, today: date) -> date:
    """Return the day of the latest offer, without those dated by a clock far ahead; `date.min` for none."""
    last = str(_last_day(today))
    for month in reversed(store.months()):
        if month <= month_of(last):
            offers = (entry["day"] for entry in store.month(month) if entry["kind"] == "offer")
            if days := [day for day in offers if day <= last]:
                return date.fromisoformat(max(days))
    return date.min


def _last_day(today: date) -> date:
    """Return the last day on which an offer counts."""
    return today + min(timedelta(days=schedule.AHEAD), date.max - today)
