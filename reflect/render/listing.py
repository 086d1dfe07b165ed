"""A week on a narrow screen: one thing after the other, each with its days."""

from collections.abc import Sequence

from reflect.render.catalogue import Shown, counted, say
from reflect.render.cells import column_of, flow, joined, left, listed, right, width_of, wrapped
from reflect.render.dates import weekday
from reflect.render.rows import Row
from reflect.render.view import Line, View
from reflect.repetition.shape import Summary

_INDENT = "  "
_GAP = 2
_NUMBER = 2
"""Columns of a number of days."""


def lines(summary: Summary, top: Sequence[Row], repeated: Sequence[Row], view: View) -> list[Line]:
    """Return `top`, and then what was noted on 2 days or more."""
    found: list[Line] = []
    for row in top:
        found += [Line(text) for text in wrapped(row.name, view.columns)]
        pieces = joined((_day(row, day, view) for day in row.values), f" {view.dot} ")
        found += [Line(text) for text in flow(pieces, view.columns, _INDENT, _INDENT)]
    if repeated:
        heading = say("repeated.list", days=counted(summary["span"]["days"], "day"))
        found += [Line(text) for text in wrapped(heading, view.columns)]
        names = column_of(map(_indented, repeated), _GAP, view.columns // 2)
        for row in repeated:
            found += [Line(text, bold=True) for text in _row(row, names, view)]
    return found


def _indented(row: Row) -> str:
    return _INDENT * (row.level + 1) + row.name


def _row(row: Row, names: int, view: View) -> list[str]:
    name, found = _indented(row), []
    if width_of(name) + _GAP > names:
        indent = _INDENT * (row.level + 1)
        found = flow([("", row.name)], view.columns, indent, indent)
        name = ""
    days = right(str(len(row.values)), _NUMBER)
    first = left(name, names) + days + _INDENT
    hang = " " * min(width_of(first), view.columns // 2)
    return found + flow(joined((_day(row, day, view) for day in row.values), " "), view.columns, first, hang)


def _day(row: Row, day: str, view: View) -> Shown:
    """Return a day with what it has: `Thu 4, 2`, `Mon`, `Mon (2 entries)`; of one entry the day says all."""
    values, ids = row.values[day], row.ids[day]
    if row.counts:
        said = weekday(day)
        if len(ids) > 1:
            said = say("counted", said=said, entries=counted(len(ids), "entry"))
        return view.with_ids(said, ids)
    with_ids = (view.with_ids(value, [entry_id]) for value, entry_id in zip(values, ids, strict=True))
    return say("values", day=weekday(day), values=Shown(" ".join(listed(with_ids))))
