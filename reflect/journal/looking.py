"""Looking back: what was written in a span, and what came back in it."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from reflect.entries import kinds, labels, when
from reflect.entries.kinds import Entry
from reflect.entries.text import fold
from reflect.errors import ImpossibleValueError, NotFoundError
from reflect.repetition import span, summary
from reflect.repetition.phrases import Lists
from reflect.repetition.summary import Summary
from reflect.store.settings import FORMAT

if TYPE_CHECKING:
    from reflect.journal import Journal

MOST_WEEKS = 520
"""The longest look-back, in weeks: ten years."""


class Sought(NamedTuple):
    """Which entries are sought; days and labels as they were typed. Nothing given: all but offers and passes."""

    kinds: tuple[str, ...] = kinds.WRITTEN
    since: str | None = None
    until: str | None = None
    labels: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    grep: str | None = None
    latest: int | None = None
    """How many of the latest."""


def week(journal: "Journal", of: str | None, weeks: int) -> Summary:
    """As `Journal.week`."""
    if not 1 <= weeks <= MOST_WEEKS:
        message = f"--weeks is a whole number from 1 to {MOST_WEEKS}."
        raise ImpossibleValueError(message)
    day = journal.day() if of is None else days(journal, of, "--of")[0]
    settings = journal.settings
    summarised = span.week_of(day, settings.week_starts)
    back = span.look_back(summarised, weeks, settings.week_starts)
    return summary.of(
        journal.diary.entries(min(back.first, summarised.first), summarised.last),
        summarised,
        back,
        scale=settings.scale,
        week_starts=settings.week_starts,
        day_starts=settings.day_starts,
        lists=_lists(settings.ignore),
    )


def _lists(ignored: tuple[str, ...]) -> Lists:
    """Return what phrases are told by: the two lists of the language, and what the person does not want told."""
    import os

    from reflect import repetition

    # Through the loader, as importlib.resources does; importing that takes longer than all else that phrases need.
    loader: Any = repetition.__loader__
    folder = os.path.join(os.path.dirname(repetition.__file__), "words")
    function_words, connectives = (
        frozenset(loader.get_data(os.path.join(folder, f"{name}_en.txt")).decode().split())
        for name in ("function_words", "connectives")
    )
    return Lists(function_words, connectives, ignored)


def entries(journal: "Journal", sought: Sought) -> list[Entry]:
    """As `Journal.entries`."""
    for kind in sought.kinds:
        if kind not in kinds.KINDS:
            message = f"there is no kind {kind!r}; the kinds are {', '.join(kinds.KINDS)}."
            raise ImpossibleValueError(message)
    if sought.latest is not None and sought.latest < 1:
        message = "-n is a whole number from 1."
        raise ImpossibleValueError(message)
    first, last = bounds(journal, sought.since, sought.until)
    in_span = journal.diary.entries(first, last)
    for asked, of in ((sought.labels, ("pattern", "feeling")), (sought.people, ("person",))):
        for label in asked:
            _check_known(journal, label, of, in_span)
    found = [entry for entry in in_span if _fits(entry, sought)]
    return found if sought.latest is None else found[-sought.latest :]


def bounds(journal: "Journal", since: str | None, until: str | None) -> tuple[date | None, date | None]:
    """Return the first and the last day of a span as it was typed.

    Raises:
        ImpossibleValueError: one of them cannot be, or the first is after the last.
    """
    first = None if since is None else days(journal, since, "--since")[0]
    last = None if until is None else days(journal, until, "--until")[1]
    if first and last and first > last:
        message = f"--since {first} is after --until {last}."
        raise ImpossibleValueError(message)
    return first, last


def days(journal: "Journal", typed: str, option: str) -> tuple[date, date]:
    """Return the first and the last day that were typed for a span.

    Raises:
        ImpossibleValueError: they cannot be.
        NotFoundError: no such session is marked.
    """

    def session(back: int) -> date | None:
        marked = sorted({entry["day"] for entry in journal.diary.entries() if entry["kind"] == "session"})
        return date.fromisoformat(marked[-1 - back]) if back < len(marked) else None

    return when.days(typed, today=journal.day(), option=option, session=session)


def used_labels(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return what `label list --json` prints: the labels in use and the vocabulary, those used most days first."""
    spelled: dict[tuple[str, str], str] = {key: key[1] for key in sorted(labels.BUILT_IN)}
    first: dict[tuple[str, str], str] = {}
    counted: dict[tuple[str, str], set[str]] = {key: set() for key in spelled}
    for entry in entries:
        for of, label in labels.used(entry):
            key = (of, fold(label))
            spelled[key] = " ".join(label.split())
            first.setdefault(key, entry["day"])
            counted.setdefault(key, set()).add(entry["id"])
    order = sorted(spelled, key=lambda key: (labels.OF.index(cast("labels.Of", key[0])), -len(counted[key]), key[1]))
    return [
        {
            "of": key[0],
            "label": spelled[key],
            "names": [{"name": spelled[key], "from": first.get(key)}],
            "merged_into": None,
            "retired": False,
            "entries": len(counted[key]),
        }
        for key in order
    ]


def info(journal: "Journal") -> dict[str, Any]:
    """As `Journal.info`."""
    found = journal.diary.entries()
    counted = dict.fromkeys(kinds.KINDS, 0)
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


def _fits(entry: Entry, sought: Sought) -> bool:
    if entry["kind"] not in sought.kinds:
        return False
    used = {(of, fold(label)) for of, label in labels.used(entry)}
    named = {label for of, label in used if of != "person"}
    people = {label for of, label in used if of == "person"}
    return (
        all(fold(label) in named for label in sought.labels)
        and all(fold(person) in people for person in sought.people)
        and (sought.grep is None or any(fold(sought.grep) in fold(text) for text in words(entry)))
    )


def _check_known(journal: "Journal", label: str, of: tuple[str, ...], in_span: list[Entry]) -> None:
    sought = {(kind, fold(label)) for kind in of}
    if sought & (labels.BUILT_IN | labels.folded(in_span)) or sought & labels.folded(journal.diary.entries()):
        return
    what = "person" if of == ("person",) else "label"
    message = f"there is no {what} {label!r}; reflect label list shows those in use."
    raise NotFoundError(message)
