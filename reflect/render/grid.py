"""A week on a wide screen: the days side by side, one thing to a row, entries counted in the cells.

Numbers stand under the numbers of their days, so that a column can be followed with a finger, by ear or through a
pipe. What does not fit in a cell goes on below it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import zip_longest

from reflect.model.ids import short
from reflect.render.catalogue import Shown, counted, say
from reflect.render.cells import apart, flow, left, listed, right, width_of
from reflect.render.dates import day_of_week
from reflect.render.rows import Row
from reflect.render.view import Line, View
from reflect.summary.shape import Summary

_CELL = 8
"""Columns of a day; two of them at least are blank, so that two full days do not run together."""
_TOTAL = 7
"""Columns of the number of days."""
_INDENT = 2
USUAL = 80
"""Columns of a page, where the screen has them and no name asks for more."""
_WIDEST = 100
"""Columns beyond which a name and its numbers lie too far apart to be read as one line."""


def page_width(rows: Iterable[Row], days: int, view: View) -> int:
    """Return the columns of the page: wide enough for the names of `rows`, within bounds."""
    longest = max((_INDENT * row.level + width_of(row.name) for row in rows), default=0)
    return min(view.columns, _WIDEST, max(USUAL, longest + days * _CELL + _TOTAL))


def lines(summary: Summary, top: Sequence[Row], repeated: Sequence[Row], page: int, view: View) -> list[Line]:
    """Return the days, `top` below them, and then what was noted on 2 days or more; nothing where both are empty."""
    first = date.fromisoformat(summary["span"]["from"])
    days = [str(first + timedelta(days=i)) for i in range(summary["span"]["days"])]
    area = page - len(days) * _CELL - _TOTAL
    found = [Line(" " * area + "".join(right(day_of_week(day), _CELL) for day in days))]
    for row in top:
        found += _row(row, days, area, view)
    if repeated:
        heading = apart(say("repeated"), say("repeated.of", days=counted(len(days), "day")), page)
        found += [Line(text) for text in (("", *heading) if top else heading)]
        for row in repeated:
            found += [
                Line(line.text, bold=True) for line in _row(row, days, area, view, right(str(len(row.values)), _TOTAL))
            ]
    return found if top or repeated else []


def has_blank(rows: Iterable[Row], days: int) -> bool:
    """Tell whether a day of a row has the sign for no entries."""
    return any(len(row.values) < days for row in rows)


def _row(row: Row, days: Sequence[str], area: int, view: View, total: str = "") -> list[Line]:
    """Return a row with the lines it needs; a name too wide for its column stands on lines of its own."""
    indent = " " * (_INDENT * row.level)
    name, found = indent + row.name, []
    if width_of(name) > area:
        whole = area + len(days) * _CELL + _TOTAL
        found = [Line(text) for text in flow([("", row.name)], whole, indent, indent)]
        name = ""
    cells = [_cell(row.values[day]) if day in row.values else [view.dot] for day in days]
    for i, line in enumerate(zip_longest(*cells, fillvalue="")):
        text = left("" if i else name, area) + "".join(right(part, _CELL) for part in line)
        found.append(Line((text if i else text + total).rstrip()))
    if view.ids:
        ids = [list(map(short, row.ids.get(day, ()))) for day in days]
        for line in zip_longest(*ids, fillvalue=""):
            found.append(Line((" " * area + "".join(right(part, _CELL) for part in line)).rstrip()))
    return found


def _cell(values: Iterable[Shown]) -> list[str]:
    """Return the lines of a cell: `4, 2` on one, more values below."""
    return flow([(" ", value) for value in listed(values)], _CELL - 2)
