"""The whole past, as far as a day needs it: the schedule of prompts, the labels in use, earlier answers.

All three are folded month by month from the entries, and grow with the number of prompts and labels, not with the
journal. The fold up to the end of last month is cached; the running month is folded on top.
"""

import contextlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from reflect.errors import StoreError
from reflect.model import labels, schema
from reflect.model.choices import LabelKind
from reflect.model.dates import month_of
from reflect.model.labels import LabelNames, NewLabel
from reflect.model.schema import Entry
from reflect.model.text import fold, fold_space
from reflect.prompts import intervals, schedule
from reflect.prompts.intervals import Past
from reflect.store import cache
from reflect.store.store import Store

MAX_DATES = 3
"""Days of earlier answers that are named."""
_MONTHS_BACK = 6
"""An entry in the past is most often of one of the latest months."""
_SHAPE = 1
"""A cache of another shape is not used; change this with the contents of the fold."""


class Earlier(NamedTuple):
    """The earlier answers to one prompt: their number and their latest days, oldest first."""

    number: int = 0
    days: tuple[str, ...] = ()


class Fold(NamedTuple):
    """The past up to some day."""

    past: Past
    labels: frozenset[tuple[str, str]]
    """The kind of each label, and the folded label."""
    answers: dict[str, Earlier]
    """By prompt id."""
    is_whole: bool = True
    """No month was skipped."""


def before(store: Store, day: date, *, caching: bool = False) -> Fold:
    """Return the fold of all months before the month of `day`; with `caching`, under the lock, it is cached.

    An unreadable month is skipped with a warning, so that it prevents nobody from writing today. Such a fold is not
    cached.
    """
    month = month_of(str(day))
    key = [_SHAPE, list(store.settings.ladder), list(store.settings.pass_rest)]
    cached = cache.load(store, key, month)
    state = None if cached is None else _from_json(cached.state)
    through = "" if cached is None or state is None else cached.through
    state = state or Fold(Past.empty(), frozenset(), {})
    further = [name for name in store.months() if through < name < month]
    earlier = further[-_MONTHS_BACK] if len(further) > 2 * _MONTHS_BACK else None
    for name in further:
        try:
            state = _folded(state, store.one_by_one(name), store)
        except StoreError as error:
            state = state._replace(is_whole=False)
            store.warnings[f"Skipped: {error}"] = None
        if caching and state.is_whole and name == earlier:
            cache.save(store, key, _to_json(state), name, is_earlier=True)
    if caching and state.is_whole and (further or (cached and not cached.fresh)):
        cache.save(store, key, _to_json(state), max([through, *further]))
    return state


def renew(store: Store) -> None:
    """Cache the fold of a past that was just changed, under the lock: one who only peeks writes none."""
    with contextlib.suppress(StoreError):
        before(store, store.today(), caching=True)


def recent(store: Store, day: date) -> list[Entry]:
    """Return the entries of the month of `day` and of the days after it that still matter to the schedule."""
    last = day + timedelta(days=schedule.AHEAD)
    return store.entries(day.replace(day=1), last)


def new_labels(store: Store, used: Iterable[tuple[LabelKind, str]], *, caching: bool) -> tuple[NewLabel, ...]:
    """Return the labels among those `used`, as written, that no entry has yet; none where a month is unreadable.

    `caching` is as for `before`.
    """
    naming, day = store.names(), store.today()
    state = before(store, day, caching=caching)
    if not state.is_whole:
        return ()  # the label may be in the month that was skipped
    known = state.labels | labels.BUILT_IN
    candidates = [
        (of, label) for of, label in used if (of, fold(label)) not in known and not naming.is_known(of, label)
    ]
    if not candidates:
        return ()
    spelled = {(of, fold(label)): label for one in store.entries(day.replace(day=1)) for of, label in labels.used(one)}
    known |= spelled.keys()
    new = dict.fromkeys((of, fold_space(label)) for of, label in candidates if (of, fold(label)) not in known)

    def compared(of: LabelKind, name: str) -> NewLabel:
        found = [key for kind, key in known if kind == of and labels.is_slip(fold(name), key)]
        if not found:
            return NewLabel(of, name)
        key = min(found, key=lambda one: ((of, one) not in labels.BUILT_IN, one))
        is_slip = (of, key) in labels.BUILT_IN or _has_two_entries(store, naming, of, key)
        return NewLabel(of, name, naming.shown(of, spelled.get((of, key), key)), is_slip)

    return tuple(compared(of, name) for of, name in new)


def _has_two_entries(store: Store, naming: LabelNames, of: LabelKind, name: str) -> bool:
    """Return whether two entries or more count for a label; it reads the latest months first, until it knows."""
    own = naming.end(naming.owner(of, name))
    number = 0
    for month in reversed(store.months()):
        for entry in store.month(month):
            number += any(
                kind == of and naming.end(naming.owner(of, label)) == own for kind, label in labels.used(entry)
            )
        if number > 1:
            return True
    return False


def earlier_answers(fold: Fold, recent: Iterable[Entry], prompt: str, today: str) -> Earlier:
    """Return the answers to `prompt` on days before `today`."""
    found = fold.answers.get(prompt, Earlier())
    for entry in sorted(recent, key=schema.order):
        if entry["kind"] == "answer" and entry["prompt"] == prompt and entry["day"] < today:
            found = _one_more(found, entry["day"])
    return found


def _folded(state: Fold, entries: Iterable[Entry], store: Store) -> Fold:
    answers = dict(state.answers)
    of_prompts: list[Entry] = []

    def each() -> Iterator[Entry]:
        for entry in entries:
            if entry["kind"] in ("offer", "pass", "answer"):
                of_prompts.append(entry)
            yield entry

    known = labels.folded(each())
    for entry in sorted([one for one in of_prompts if one["kind"] == "answer"], key=schema.order):
        answers[entry["prompt"]] = _one_more(answers.get(entry["prompt"], Earlier()), entry["day"])
    settings = store.settings
    past = intervals.fold(state.past, of_prompts, ladder=settings.ladder, pass_rest=settings.pass_rest)
    return Fold(past, state.labels | known, answers, state.is_whole)


def _one_more(earlier: Earlier, day: str) -> Earlier:
    days = earlier.days if day in earlier.days else (*earlier.days, day)[-MAX_DATES:]
    return Earlier(earlier.number + 1, days)


def _to_json(state: Fold) -> dict[str, Any]:
    answers = {prompt: [number, list(days)] for prompt, (number, days) in state.answers.items()}
    return {"past": state.past.to_json(), "labels": sorted(map(list, state.labels)), "answers": answers}


def _from_json(state: Any) -> Fold | None:
    """Return the cached fold, or None if it is not valid and the months must be folded again."""
    try:
        answers = {
            str(prompt): Earlier(int(number), tuple(map(str, days)))
            for prompt, (number, days) in state["answers"].items()
        }
        known = frozenset((str(of), str(label)) for of, label in state["labels"])
        return Fold(Past.from_json(state["past"]), known, answers)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return None
