"""What came back in a span: the entries of it and of its look-back, read and handed to the summary."""

from typing import TYPE_CHECKING, Any, get_args

from reflect.errors import ImpossibleValueError
from reflect.journal import SpanKind
from reflect.journal.looking import bounds, days
from reflect.repetition import people as people_as
from reflect.repetition import span, summary
from reflect.repetition.phrases import Lists
from reflect.repetition.span import Span
from reflect.repetition.summary import Summary

if TYPE_CHECKING:
    from reflect.journal import Journal

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

    from reflect import repetition

    # Through the loader, as importlib.resources does; importing that takes longer than all else that phrases need.
    loader: Any = repetition.__loader__
    folder = os.path.join(os.path.dirname(repetition.__file__), "words")
    function_words, connectives = (
        frozenset(loader.get_data(os.path.join(folder, f"{name}_en.txt")).decode().split())
        for name in ("function_words", "connectives")
    )
    return Lists(function_words, connectives, ignored)
