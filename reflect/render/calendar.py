"""Moods of a longer span on a wide screen: a calendar, its weeks below each other, the values as they were written."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import zip_longest

from reflect.model.ids import short
from reflect.render.cells import flow, left, listed, right
from reflect.render.dates import A_WEEK, WEEKDAYS, in_year, year_of
from reflect.render.rows import Row
from reflect.render.view import Line, View
from reflect.summary.shape import Summary

_CELL = 8
_NAMES = 19
_INDENT = "  "


def heads(summary: Summary) -> list[str]:
    """Return the weekdays, from the one that weeks start with."""
    start = _a_start(summary).weekday()
    return [WEEKDAYS[(start + step) % A_WEEK] for step in range(A_WEEK)]


def weeks(summary: Summary, row: Row) -> list[list[str | None]]:
    """Return the weeks that have a value, each with its seven days; None where one lies outside the span."""
    span, start = summary["span"], _a_start(summary)
    firsts = dict.fromkeys((date.fromisoformat(day) - start).days // A_WEEK for day in row.values)
    begins = (start.toordinal() + number * A_WEEK for number in firsts)
    return [
        [_within(span["from"], ordinal, span["to"]) for ordinal in range(begin, begin + A_WEEK)] for begin in begins
    ]


def has_blank(summary: Summary, rows: Iterable[Row]) -> bool:
    """Tell whether a day of a calendar has the sign for no entries."""
    return any(day and day not in row.values for row in rows for week in weeks(summary, row) for day in week)


def lines(summary: Summary, row: Row, view: View) -> list[Line]:
    """Return a row of moods or energies as a calendar of the weeks that have one.

    Its columns are weekdays, from the one that weeks start with; days outside the span are blank.
    """
    span = summary["span"]
    year = year_of(span["from"], span["to"])
    found = [Line(left(row.name, _NAMES) + "".join(right(head, _CELL) for head in heads(summary)))]
    for week in weeks(summary, row):
        name = _INDENT + in_year(next(filter(None, week)), year)
        found += _row(name, [_cell(row, day, view) for day in week])
        if view.ids:
            found += _row("", [list(map(short, row.ids.get(day or "", ()))) for day in week])
    return found


def _a_start(summary: Summary) -> date:
    """Return the first day of some week, which a look-back begins with."""
    return date.fromisoformat(summary["lookback"]["from"])


def _within(first: str, ordinal: int, last: str) -> str | None:
    if not date.fromisoformat(first).toordinal() <= ordinal <= date.fromisoformat(last).toordinal():
        return None
    return str(date.min + timedelta(days=ordinal - 1))


def _cell(row: Row, day: str | None, view: View) -> Sequence[str]:
    if day is None:
        return [""]
    if day not in row.values:
        return [view.dot]
    return flow([(" ", value) for value in listed(row.values[day])], _CELL - 2)


def _row(name: str, cells: Sequence[Sequence[str]]) -> list[Line]:
    return [
        Line((left("" if i else name, _NAMES) + "".join(right(part, _CELL) for part in line)).rstrip())
        for i, line in enumerate(zip_longest(*cells, fillvalue=""))
    ]
