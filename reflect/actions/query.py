"""Look back: filter entries, and summarise a span."""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from operator import index
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, SupportsIndex, cast

from reflect.errors import ImpossibleValueError, LockedError, NotFoundError
from reflect.model import labels, schema
from reflect.model.choices import KINDS, LOOKBACK_WEEKS, Kind, LabelKind, PeopleMode, SpanKind
from reflect.model.dates import month_of
from reflect.model.labels import AS_WRITTEN, Chosen, Name, OfName
from reflect.model.schema import Entry
from reflect.model.text import fold, visible_line
from reflect.store import settings_file
from reflect.store.paths import ENTRIES, PRIVATE, SETTINGS, is_encrypted, month_in, waiting
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


class SummaryQuery(NamedTuple):
    """What a summary is asked about, as `Journal.summary` says."""

    kind: SpanKind = "week"
    when: "When | None" = None
    until: "When | None" = None
    weeks: SupportsIndex = 8
    people: PeopleMode = "full"
    labels: Iterable[str] = ()
    with_people: Iterable[str] = ()
    leaving: bool = False


def filter_entries(store: Store, wanted: Filter, limit: SupportsIndex | None) -> list[Entry]:
    """As `Journal.entries`; with a limit the newest month is read first, and no more months than needed."""
    wanted = wanted._replace(kinds=schema.WRITTEN if wanted.kinds is None else tuple(wanted.kinds))
    if limit is not None and index(limit) < 1:
        raise ImpossibleValueError("-n must be a whole number from 1")
    first, last = span_bounds(store, wanted.since, wanted.until)
    typed = (*wanted.labels, *wanted.people)
    if limit is not None and typed and not any("," in name for name in typed):  # what a comma means needs all names
        latest = _latest_of_names(store, first, last, wanted, index(limit))
        if latest is not None:
            return latest
    if limit is None or typed:
        in_span = store.entries(first, last)
        return list(filter(fitting(store, wanted, in_span), in_span))[-index(limit or 0) :]
    fits = fitting(store, wanted, ())
    return store.read_consistently(lambda: _latest(store, first, last, fits, index(limit)))


def _latest(
    store: Store, first: date | None, last: date | None, fits: Callable[[Entry], bool], limit: int
) -> list[Entry]:
    """Return the last entries of a span that fit, in order; earlier months are not read."""
    found: list[Entry] = []
    low, high = str(first or date.min), str(last or date.max)
    for month in reversed(store.months()):
        if month_of(low) <= month <= month_of(high) and len(found) < limit:
            of_month = schema.in_order(store.month(month))
            found[:0] = [entry for entry in of_month if low <= entry["day"] <= high and fits(entry)]
    return found[-limit:]


def _latest_of_names(
    store: Store, first: date | None, last: date | None, wanted: Filter, limit: int
) -> list[Entry] | None:
    """Return the last entries that fit and carry a name, if not all months are needed for them; else None.

    Each step reads four times as many months as the one before, so that the last costs more than all others.
    """
    low, high = str(first or date.min), str(last or date.max)
    months = [month for month in store.months() if month_of(low) <= month <= month_of(high)]
    number = 1
    while number < len(months):
        from_day = max(low, f"{months[-number]}-01")
        in_span = store.entries(date.fromisoformat(from_day), last)
        with contextlib.suppress(NotFoundError):  # a name may be in the months before
            found = list(filter(fitting(store, wanted, in_span, elsewhere=False), in_span))
            if len(found) >= limit:
                return found[-limit:]
        number *= 4
    return None


def fitting(store: Store, wanted: Filter, read: Sequence[Entry], *, elsewhere: bool = True) -> Callable[[Entry], bool]:
    """Return what says whether an entry passes a filter, its span apart; `read` are the entries read already.

    Names that are not in these are looked for `elsewhere`.

    Raises:
        NotFoundError: a label or a person was never used.
    """
    kinds = frozenset(KINDS if wanted.kinds is None else wanted.kinds)
    chosen = choose(store, wanted.labels, wanted.people, read, leaving=not wanted.private, elsewhere=elsewhere)
    naming = store.names() if chosen else AS_WRITTEN
    text = None if wanted.grep is None else fold(wanted.grep)

    def fits(entry: Entry) -> bool:
        return (
            entry["kind"] in kinds
            and (wanted.private or not entry["private"])
            and (text is None or any(text in fold(words) for words in _words(entry)))
            and (not chosen or chosen.fits(entry, naming.of_name))
        )

    return fits


def _words(entry: Entry) -> Iterator[str]:
    """Yield the texts, labels and names of an entry."""
    fields = cast("dict[str, Any]", entry)
    yield from (fields[name] for name in schema.WORDS if fields.get(name))
    yield from (label for _, label in labels.used(entry))


def choose(
    store: Store,
    typed: Iterable[str],
    people: Iterable[str],
    read: Sequence[Entry],
    *,
    leaving: bool = False,
    elsewhere: bool = True,
) -> Chosen:
    """Return the labels and people that a filter names; a comma separates two, unless the whole is a name.

    A name is looked for in the entries `read` so far, then `elsewhere` in all; `leaving`, in none that is private.

    Raises:
        NotFoundError: a name was never used.
    """
    names = _KnownNames(store, read, leaving=leaving, elsewhere=elsewhere)
    return Chosen(names.of_typed(typed, _OF_LABELS), names.of_typed(people, _OF_PEOPLE))


class _KnownNames:
    """The names that entries and operations have, for those that a filter names."""

    def __init__(self, store: Store, read: Sequence[Entry], *, leaving: bool, elsewhere: bool) -> None:
        self._store, self._read, self._leaving, self._elsewhere = store, read, leaving, elsewhere

    def of_typed(self, typed: Iterable[str], kinds: tuple[LabelKind, ...]) -> tuple[OfName, ...]:
        found: dict[tuple[LabelKind, str], OfName] = {}
        for label in labels.split_typed(typed, lambda text: bool(self._of_name(text, kinds))):
            named = self._of_name(label, kinds) or self._refuse(label.strip() or label, kinds)
            found |= {(of, name.key): (of, name) for of, name in named}
        return tuple(found.values())

    def _of_name(self, label: str, kinds: tuple[LabelKind, ...]) -> list[OfName]:
        """Return the labels of this name: where a kind has it, under its name in force."""
        spelled = self._spelled(label, self._read, kinds) or self._spelled(label, self._everything, kinds)
        naming = self._store.names()
        for of in kinds:
            if of not in spelled and (naming.is_known(of, label) or (of, fold(label)) in labels.BUILT_IN):
                spelled[of] = naming.of_name(of, label)
        return [(of, spelled[of]) for of in kinds if of in spelled]

    def _spelled(self, label: str, entries: Iterable[Entry], kinds: tuple[LabelKind, ...]) -> dict[LabelKind, Name]:
        """Return the label of this name under the spelling of the latest of `entries`, for each kind that has it."""
        naming = self._store.names()
        meant = {(of, naming.of_name(of, label).key) for of in kinds}
        used = (use for entry in entries for use in labels.used(entry) if use[0] in kinds)
        return {of: name for of, written in used if (of, (name := naming.of_name(of, written)).key) in meant}

    @cached_property
    def _everything(self) -> list[Entry]:
        entries = self._store.entries() if self._elsewhere else []
        return [entry for entry in entries if not (self._leaving and entry["private"])]

    def _refuse(self, label: str, kinds: tuple[LabelKind, ...]) -> NoReturn:
        """Raise the error for a name that was never used, with one that is a slip away."""
        from reflect.actions.labels import did_you_mean

        used = [key for of, key in labels.BUILT_IN | labels.folded(self._everything) if of in kinds]
        what, option = ("person", " --people") if kinds == _OF_PEOPLE else ("label", "")
        hint = f"{did_you_mean(label, used)}`reflect label list{option}` shows those in use"
        raise NotFoundError(f'there is no {what} "{visible_line(label)}"', hint)


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


def summarise(store: Store, query: SummaryQuery) -> "Summary":
    """As `Journal.summary`."""
    return named_as(store, summary_in_full(store, query), query.people)


def named_as(store: Store, summary: "Summary", how: PeopleMode, letters: Mapping[str, str] | None = None) -> "Summary":
    """Return a summary with its people named as `how` says; `letters`, by key, are beside those that were given."""
    if how == "full":
        return summary
    from reflect.summary.people import with_aliases

    naming = store.names()

    def letter_of(name: str) -> str | None:
        key = naming.of_name("person", name).key
        return (letters or {}).get(key) or naming.letter(("person", key))

    return with_aliases(summary, how, letter_of)


def summary_in_full(store: Store, query: SummaryQuery) -> "Summary":
    """Return the summary that is asked for, with people by their names."""
    from reflect.summary import span  # here, since lists and exports summarise nothing
    from reflect.summary.summary import summarise_span

    weeks = schema.checked_whole(query.weeks, LOOKBACK_WEEKS, "--weeks")
    settings, leaving = store.settings, query.leaving
    summarised = _span(store, query)
    back = span.look_back(summarised, weeks, settings.week_starts)
    read = store.entries(min(back.first, summarised.first), summarised.last)
    if leaving:
        read = [entry for entry in read if not entry["private"]]
    return summarise_span(
        read,
        summarised,
        back,
        scale=settings.scale,
        week_starts=settings.week_starts,
        day_starts=settings.day_starts,
        names=store.names().of_name,
        lists=_lists(store),
        today=store.today(),
        chosen=choose(store, query.labels, query.with_people, read, leaving=leaving),
    )


def _span(store: Store, query: SummaryQuery) -> "Span":
    from reflect.summary.span import Span

    kind, when, until, leaving = query.kind, query.when, query.until, query.leaving
    if kind == "since":
        first, last = span_bounds(store, when, until, options=("since", "--until"), leaving=leaving)
        first, last = first or store.today(), last or store.today()
        if first > last:
            raise ImpossibleValueError(f"since {first} is after today, {last}")
        return Span("since", first, last)
    if isinstance(when, str) and when.strip().lower() == "last":
        current = _span_of(store, kind, store.today())
        return _span_of(store, kind, date.fromordinal(max(current.first.toordinal() - 1, 1)))
    day = store.today() if when is None else _parse_days(store, when, "--of", leaving=leaving)[0]
    return _span_of(store, kind, day)


def _span_of(store: Store, kind: SpanKind, day: date) -> "Span":
    """Return the week, month or year of `day`."""
    from reflect.summary import span

    if kind == "week":
        return span.week_of(day, store.settings.week_starts)
    return span.month_of(day) if kind == "month" else span.year_of(day)


def _lists(store: Store) -> "Lists":
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
    is_plain = store.files.encryption() is None  # else these are in a file of their own
    settings = store.settings if is_plain else settings_file.load(store.files.read(PRIVATE))
    return Lists(function_words, connectives, settings.ignore)


def store_info(store: Store) -> dict[str, Any]:
    """As `Journal.info`."""
    encryption, key = store.files.encryption(), None
    if encryption is not None:
        with contextlib.suppress(LockedError):
            key = store.files.seal.key(encryption)
    locked = encryption is not None and key is None
    about = {
        "path": store.path,
        "store_format": settings_file.version(store.files.read(SETTINGS)),
        "encrypted": encryption is not None,
        "locked": locked,
        "recipient": encryption and encryption.recipient,
        "until": key.until.isoformat(timespec="seconds") if key and key.until else None,
    }
    if inbox := sum(is_encrypted(store.files.path(name)) for name in waiting(store.path)):
        about["inbox"] = inbox
    months = [name for name in store.files.names(ENTRIES) if month_in(name)] if locked else store.months()
    return about | _contents(None if locked else store.entries()) | {"months": len(months)}


def _contents(found: list[Entry] | None) -> dict[str, Any]:
    """Return how many entries of each kind there are, and their first and last day; None where they are locked."""
    if found is None:
        return {"entries": None, "from": None, "to": None}
    counted = dict.fromkeys(KINDS, 0)
    for entry in found:
        counted[entry["kind"]] += 1
    days = [found[0]["day"], found[-1]["day"]] if found else [None, None]
    return {"entries": counted, "from": days[0], "to": days[1]}
