"""Looking back: what was written in a span, and what came back in it."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from reflect.errors import ImpossibleValueError, NotFoundError
from reflect.model import labels, schema
from reflect.model.labels import AS_WRITTEN, Naming, Of
from reflect.model.schema import Entry
from reflect.model.text import fold
from reflect.store.settings_file import FORMAT

if TYPE_CHECKING:
    from reflect.journal import Journal
from typing import TYPE_CHECKING, get_args

from reflect.journal import SpanKind
from reflect.summary import people as people_as
from reflect.summary import span, summary
from reflect.summary.phrases import Lists
from reflect.summary.span import Span
from reflect.summary.summary import Summary

if TYPE_CHECKING:
    from reflect.journal import Journal


class Sought(NamedTuple):
    """Which entries are sought; days and labels as they were typed. Nothing given: all but offers and passes."""

    kinds: tuple[str, ...] = schema.WRITTEN
    since: str | None = None
    until: str | None = None
    labels: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    grep: str | None = None
    latest: int | None = None
    """How many of the latest."""


def entries(journal: "Journal", sought: Sought) -> list[Entry]:
    """As `Journal.entries`."""
    check_kinds(sought.kinds)
    if sought.latest is not None and sought.latest < 1:
        message = "-n is a whole number from 1."
        raise ImpossibleValueError(message)
    first, last = bounds(journal, sought.since, sought.until)
    in_span = journal.diary.entries(first, last)
    naming = journal.naming() if sought.labels or sought.people else AS_WRITTEN
    asked: tuple[tuple[tuple[str, ...], tuple[Of, ...]], ...]
    asked = ((sought.labels, ("pattern", "feeling")), (sought.people, ("person",)))
    for typed, of in asked:
        for label in typed:
            _check_known(journal, label, of, in_span, naming)
    found = [entry for entry in in_span if _fits(entry, sought, naming)]
    return found if sought.latest is None else found[-sought.latest :]


def check_kinds(asked: Iterable[str]) -> None:
    """Refuse what is no kind of entry.

    Raises:
        ImpossibleValueError: one of those that were asked for is none.
    """
    for kind in asked:
        if kind not in schema.KINDS:
            message = f"there is no kind {kind!r}; the kinds are {', '.join(schema.KINDS)}."
            raise ImpossibleValueError(message)


def bounds(
    journal: "Journal",
    since: str | None,
    until: str | None,
    *,
    options: tuple[str, str] = ("--since", "--until"),
    leaving: bool = False,
) -> tuple[date | None, date | None]:
    """Return the first and the last day of a span as it was typed, under `options` that a refusal names.

    Raises:
        ImpossibleValueError: one of them cannot be, or the first is after the last.
    """
    first = None if since is None else days(journal, since, options[0], leaving=leaving)[0]
    last = None if until is None else days(journal, until, options[1], leaving=leaving)[1]
    if first and last and first > last:
        message = f"{options[0]} {first} is after {options[1]} {last}."
        raise ImpossibleValueError(message)
    return first, last


def days(journal: "Journal", typed: str, option: str, *, leaving: bool = False) -> tuple[date, date]:
    """Return the first and the last day that were typed for a span.

    With `leaving` no private session is a session: what leaves is the same as without private entries.

    Raises:
        ImpossibleValueError: they cannot be.
        NotFoundError: no such session is marked.
    """
    from reflect.model import when  # here, since the running week is asked for without a day

    def session(back: int) -> date | None:
        sessions = (entry for month in journal.diary.by_month() for entry in month if entry["kind"] == "session")
        marked = sorted({entry["day"] for entry in sessions if not (leaving and entry["private"])})
        return date.fromisoformat(marked[-1 - back]) if back < len(marked) else None

    return when.days(typed, today=journal.day(), option=option, session=session)


def info(journal: "Journal") -> dict[str, Any]:
    """As `Journal.info`."""
    found = journal.diary.entries()
    counted = dict.fromkeys(schema.KINDS, 0)
    for entry in found:
        counted[entry["kind"]] += 1
    return {
        "path": journal.diary.path,
        "store_format": FORMAT,
        "encrypted": False,
        "entries": counted,
        "from": found[0]["day"] if found else None,
        "to": found[-1]["day"] if found else None,
        "months": len(journal.diary.months()),
    }


def words(entry: Entry) -> Iterator[str]:
    """Give the words of an entry that a person wrote: texts, labels, names."""
    fields = cast("dict[str, Any]", entry)
    for name in ("text", "note", "wish", "other", "self"):
        if fields.get(name):
            yield fields[name]
    for _, label in labels.used(entry):
        yield label


def _fits(entry: Entry, sought: Sought, naming: Naming) -> bool:
    if entry["kind"] not in sought.kinds:
        return False
    if sought.grep is not None and not any(fold(sought.grep) in fold(text) for text in words(entry)):
        return False
    if not sought.labels and not sought.people:
        return True  # most of the time: what an entry's labels are called now need not be known
    used = {(of, naming.of_name(of, label).key) for of, label in labels.used(entry)}

    def names(of: str, label: str) -> bool:
        return (of, naming.of_name(of, label).key) in used

    return all(names("pattern", label) or names("feeling", label) for label in sought.labels) and all(
        names("person", person) for person in sought.people
    )


def _check_known(journal: "Journal", label: str, of: tuple[Of, ...], in_span: list[Entry], naming: Naming) -> None:
    sought = {(kind, fold(label)) for kind in of}
    if any(naming.is_known(kind, label) for kind in of) or sought & (labels.BUILT_IN | labels.folded(in_span)):
        return
    if sought & labels.folded(journal.diary.entries()):
        return
    what = "person" if of == ("person",) else "label"
    message = f"there is no {what} {label!r}; reflect label list shows those in use."
    raise NotFoundError(message)


MOST_WEEKS = 520
"""The longest look-back, in weeks: ten years."""


def summed(
    journal: "Journal", kind: str, when: str | None, until: str | None, *, weeks: int, people: str, leaving: bool
) -> Summary:
    """As `Journal.summary`."""
    if not 1 <= weeks <= MOST_WEEKS:
        message = f"--weeks is a whole number from 1 to {MOST_WEEKS}."
        raise ImpossibleValueError(message)
    if people not in people_as.HOW:
        message = f"--people is one of {', '.join(people_as.HOW)}."
        raise ImpossibleValueError(message)
    if kind not in get_args(SpanKind):
        message = f"a summary is one of {', '.join(get_args(SpanKind))}, not {kind!r}."
        raise ImpossibleValueError(message)
    settings = journal.settings
    summarised = _span(journal, kind, when, until, leaving=leaving)
    back = span.look_back(summarised, weeks, settings.week_starts)
    read = journal.diary.entries(min(back.first, summarised.first), summarised.last)
    return summary.of(
        (entry for entry in read if not entry["private"]) if leaving else read,
        summarised,
        back,
        scale=settings.scale,
        week_starts=settings.week_starts,
        day_starts=settings.day_starts,
        names=journal.naming().of_name,
        people_as=people,
        lists=_lists(settings.ignore),
    )


def _span(journal: "Journal", kind: str, when: str | None, until: str | None, *, leaving: bool) -> Span:
    if kind == "since":
        first, last = bounds(journal, when, until, options=("since", "--until"), leaving=leaving)
        first, last = first or journal.day(), last or journal.day()
        if first > last:
            message = f"since {first} is after today, {last}."
            raise ImpossibleValueError(message)
        return Span("since", first, last)
    day = journal.day() if when is None else days(journal, when, "--of", leaving=leaving)[0]
    if kind == "week":
        return span.week_of(day, journal.settings.week_starts)
    return span.month_of(day) if kind == "month" else span.year_of(day)


def _lists(ignored: tuple[str, ...]) -> Lists:
    """Return what phrases are told by: the two lists of the language, and what the person does not want told."""
    import os

    from reflect import summary

    # Through the loader, as importlib.resources does; importing that takes longer than all else that phrases need.
    loader: Any = summary.__loader__
    folder = os.path.join(os.path.dirname(summary.__file__), "words")
    function_words, connectives = (
        frozenset(loader.get_data(os.path.join(folder, f"{name}_en.txt")).decode().split())
        for name in ("function_words", "connectives")
    )
    return Lists(function_words, connectives, ignored)
