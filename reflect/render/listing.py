"""A summary without a grid: one thing after the other, each with its days.

So it is on a narrow screen, and for a span longer than a week; on a wide screen its moods stand in a calendar.
"""

from collections.abc import Sequence
from typing import NamedTuple

from reflect.render import calendar
from reflect.render.catalogue import Shown, counted, say
from reflect.render.cells import Piece, column_of, flow, joined, left, listed, right, width_of, wrapped
from reflect.render.dates import DaysOfSpan, weekday
from reflect.render.rows import Row, counted_day
from reflect.render.view import Line, View
from reflect.summary.shape import Summary

_INDENT = "  "
_GAP = 2
_NUMBER = 2
"""Columns of a number of days, at least."""


class _Columns(NamedTuple):
    names: int
    numbers: int
    width: int


def lines(summary: Summary, top: Sequence[Row], repeated: Sequence[Row], width: int, view: View) -> list[Line]:
    """Return `top`, and then what was noted on 2 days or more."""
    days = DaysOfSpan.of(summary)
    found: list[Line] = []
    for row in top:
        if view.has_grid and not row.counts:
            found += [*calendar.lines(summary, row, view), Line("")]
        else:
            found += [Line(text) for text in wrapped(row.name, width)]
            found += [Line(text) for text in flow(_pieces(row, days, f" {view.dot} ", view), width, _INDENT, _INDENT)]
    if repeated:
        heading = say("repeated.list", days=counted(summary["span"]["days"], "day"))
        found += [Line(text) for text in wrapped(heading, width)]
        numbers = max(_NUMBER, *(len(str(len(row.values))) for row in repeated))
        columns = _Columns(column_of(map(_indented, repeated), _GAP, width // 2), numbers, width)
        for row in repeated:
            found += [Line(text, bold=True) for text in _row(row, days, columns, view)]
    return found


def _indented(row: Row) -> str:
    return _INDENT * (row.level + 1) + row.name


def _row(row: Row, days: DaysOfSpan, columns: _Columns, view: View) -> list[str]:
    names, numbers, width = columns
    name, found = _indented(row), []
    if width_of(name) + _GAP > names:
        indent = _INDENT * (row.level + 1)
        found = flow([("", row.name)], width, indent, indent)
        name = ""
    first = left(name, names) + right(str(len(row.values)), numbers) + _INDENT
    hang = " " * min(width_of(first), width // 2)
    return found + flow(_pieces(row, days, " ", view), width, first, hang)


def _pieces(row: Row, days: DaysOfSpan, between: str, view: View) -> list[Piece]:
    """Return the days of a row with what they have: `Thu 4, 2`, `Mon`, `Mon (2 entries)`; of one entry a day says all.

    In a longer span the days of entries are `2`, `5 (2 entries)`, `9 Nov`, with commas between them.
    """
    if not row.counts:
        return joined((_valued(row, day, days, view) for day in row.values), between)
    if days.is_short:
        return joined((counted_day(weekday(day), row.ids[day], view) for day in row.values), between)
    named = zip(row.values, days.several(row.values), strict=True)
    return joined(listed(counted_day(said, row.ids[day], view) for day, said in named), " ")


def _valued(row: Row, day: str, days: DaysOfSpan, view: View) -> Shown:
    with_ids = (view.with_ids(value, [entry_id]) for value, entry_id in zip(row.values[day], row.ids[day], strict=True))
    said = weekday(day) if days.is_short else days.one(day)
    return say("values", day=said, values=Shown(" ".join(listed(with_ids))))
