"""Look back: filter entries, and summarise a span."""

import os
from collections.abc import Iterable, Iterator
from datetime import date
from operator import index
from typing import TYPE_CHECKING, Any, NamedTuple, SupportsIndex, cast

from reflect.errors import ImpossibleValueError, NotFoundError
from reflect.model import labels, schema
from reflect.model.choices import KINDS, LOOKBACK_WEEKS, Kind, LabelKind, PeopleMode, SpanKind
from reflect.model.labels import AS_WRITTEN, LabelNames
from reflect.model.schema import Entry
from reflect.model.text import fold
from reflect.store.settings_file import FORMAT
from reflect.store.store import Store

if TYPE_CHECKING:
    from reflect.model.when import When
    from reflect.summary.phrases import Lists
    from reflect.summary.shape import Summary
    from reflect.summary.span import Span

_OF_LABELS: tuple[LabelKind, ...] = ("pattern", "feeling")
_OF_PEOPLE: tuple[LabelKind, ...] = ("person",)


class Filter(NamedTuple):
    """Filters of entries. An empty one lets all pass; different filters narrow together."""

    kinds: Iterable[Kind] | None = None
    since: "When | None" = None
    until: "When | None" = None
    labels: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    grep: str | None = None
    private: bool = True
    """Private entries too."""


def filter_entries(store: Store, wanted: Filter, limit: SupportsIndex | None) -> list[Entry]:
    """As `Journal.entries`."""
    kinds = schema.WRITTEN if wanted.kinds is None else tuple(wanted.kinds)
    if limit is not None and index(limit) < 1:
        raise ImpossibleValueError("-n must be a whole number from 1")
    in_span = store.entries(*span_bounds(store, wanted.since, wanted.until))
    naming = store.names() if wanted.labels or wanted.people else AS_WRITTEN
    for typed, of in ((wanted.labels, _OF_LABELS), (wanted.people, _OF_PEOPLE)):
        for label in typed:
            _check_known(store, label, of, in_span, naming)
    found = [entry for entry in in_span if entry["kind"] in kinds and _fits(entry, wanted, naming)]
    return found if limit is None else found[-index(limit) :]


def _fits(entry: Entry, wanted: Filter, naming: LabelNames) -> bool:
    if wanted.grep is not None and not any(fold(wanted.grep) in fold(text) for text in _words(entry)):
        return False
    if not wanted.labels and not wanted.people:
        return True  # the usual case: the current names of labels are not needed
    used = {(of, naming.of_name(of, label).key) for of, label in labels.used(entry)}

    def has(label: str, kinds: tuple[LabelKind, ...]) -> bool:
        return any((of, naming.of_name(of, label).key) in used for of in kinds)

    return all(has(label, _OF_LABELS) for label in wanted.labels) and all(
        has(person, _OF_PEOPLE) for person in wanted.people
    )


def _words(entry: Entry) -> Iterator[str]:
    """Yield the texts, labels and names of an entry."""
    fields = cast("dict[str, Any]", entry)
    yield from (fields[name] for name in schema.WORDS if fields.get(name))
    yield from (label for _, label in labels.used(entry))


def _check_known(store: Store, label: str, of: tuple[LabelKind, ...], in_span: list[Entry], naming: LabelNames) -> None:
    """Refuse a label that was never used, in the span (read already) or outside it."""
    meant = {(kind, fold(label)) for kind in of}
    if any(naming.is_known(kind, label) for kind in of) or meant & (labels.BUILT_IN | labels.folded(in_span)):
        return
    if not meant & labels.folded(store.entries()):
        what = "person" if of == _OF_PEOPLE else "label"
        raise NotFoundError(f"there is no {what} {label!r}", "reflect label list shows those in use")


def span_bounds(
    store: Store,
    since: "When | None",
    until: "When | None",
    *,
    options: tuple[str, str] = ("--since", "--until"),
    leaving: bool = False,
) -> tuple[date | None, date | None]:
    """Return the first and the last day of a span; errors name the `options`.

    Raises:
        ImpossibleValueError: one is not valid, or the first is after the last.
        NotFoundError: there is no such session.
    """
    first = None if since is None else _parse_days(store, since, options[0], leaving=leaving)[0]
    last = None if until is None else _parse_days(store, until, options[1], leaving=leaving)[1]
    if first and last and first > last:
        raise ImpossibleValueError(f"{options[0]} {first} is after {options[1]} {last}")
    return first, last


def _parse_days(store: Store, typed: "When", option: str, *, leaving: bool) -> tuple[date, date]:
    """Return the first and the last day that `typed` names; with `leaving` a private session is not a session."""
    from reflect.model import when  # here, since the current week needs no day

    def session(back: int) -> date | None:
        sessions = (entry for month in store.by_month() for entry in month if entry["kind"] == "session")
        marked = sorted({entry["day"] for entry in sessions if not (leaving and entry["private"])})
        return date.fromisoformat(marked[-1 - back]) if back < len(marked) else None

    return when.parse_days(typed, today=store.today(), option=option, session=session)


def summarise(
    store: Store,
    kind: SpanKind,
    when: "When | None",
    until: "When | None",
    *,
    weeks: SupportsIndex,
    people: PeopleMode,
    leaving: bool,
) -> "Summary":
    """As `Journal.summary`."""
    from reflect.summary import span  # here, since lists and exports summarise nothing
    from reflect.summary.summary import summarise_span

    low, high = LOOKBACK_WEEKS
    if not low <= index(weeks) <= high:
        raise ImpossibleValueError(f"--weeks must be a whole number from {low} to {high}")
    settings = store.settings
    summarised = _span(store, kind, when, until, leaving=leaving)
    back = span.look_back(summarised, index(weeks), settings.week_starts)
    read = store.entries(min(back.first, summarised.first), summarised.last)
    return summarise_span(
        (entry for entry in read if not entry["private"]) if leaving else read,
        summarised,
        back,
        scale=settings.scale,
        week_starts=settings.week_starts,
        day_starts=settings.day_starts,
        names=store.names().of_name,
        people_as=people,
        lists=_lists(settings.ignore),
    )


def _span(store: Store, kind: SpanKind, when: "When | None", until: "When | None", *, leaving: bool) -> "Span":
    from reflect.summary import span
    from reflect.summary.span import Span

    if kind == "since":
        first, last = span_bounds(store, when, until, options=("since", "--until"), leaving=leaving)
        first, last = first or store.today(), last or store.today()
        if first > last:
            raise ImpossibleValueError(f"since {first} is after today, {last}")
        return Span("since", first, last)
    day = store.today() if when is None else _parse_days(store, when, "--of", leaving=leaving)[0]
    if kind == "week":
        return span.week_of(day, store.settings.week_starts)
    return span.month_of(day) if kind == "month" else span.year_of(day)


def _lists(ignored: tuple[str, ...]) -> "Lists":
    """Return the two word lists of the language, for phrases, with the phrases that the person ignores."""
    from reflect import summary
    from reflect.summary.phrases import Lists

    # Through the loader, as importlib.resources does; importing that takes longer than all else that phrases need.
    loader: Any = summary.__loader__
    folder = os.path.join(os.path.dirname(summary.__file__), "words")
    function_words, connectives = (
        frozenset(loader.get_data(os.path.join(folder, f"{name}_en.txt")).decode().split())
        for name in ("function_words", "connectives")
    )
    return Lists(function_words, connectives, ignored)


def store_info(store: Store) -> dict[str, Any]:
    """As `Journal.info`."""
    found = store.entries()
    counted = dict.fromkeys(KINDS, 0)
    for entry in found:
        counted[entry["kind"]] += 1
    return {
        "path": store.path,
        "store_format": FORMAT,
        "encrypted": False,
        "entries": counted,
        "from": found[0]["day"] if found else None,
        "to": found[-1]["day"] if found else None,
        "months": len(store.months()),
    }
