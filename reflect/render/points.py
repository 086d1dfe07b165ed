"""Mood values by day as points: no line joins them, and none has a colour of its own.

The values of one day stand side by side in order of time. The days stand under each other with those of the tables.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from reflect.render.catalogue import Shown, say
from reflect.render.dates import MONTHS, DaysOfSpan, in_year
from reflect.render.elements import element
from reflect.render.rows import moods_by_scale
from reflect.repetition.shape import Summary

_WIDTH, _HEIGHT = 1000, 150
_LEFT, _RIGHT = 180, 900
"""Where the days begin and end: under each other with the columns of the tables (18 of 100, then 72)."""
_TOP, _BOTTOM = 22, 112
_RADIUS = 5
_A_QUARTER = 92
_TWO_YEARS = 731


def days_of(summary: Summary) -> list[str]:
    """Return the days of a span."""
    first = date.fromisoformat(summary["span"]["from"])
    return [str(first + timedelta(days=step)) for step in range(summary["span"]["days"])]


def charts(summary: Summary) -> Iterator[Element]:
    """Give a chart for each scale on which there are moods."""
    for (low, high), moods in moods_by_scale(summary):
        values: dict[str, list[int]] = {}
        for day, mood in moods:
            values.setdefault(day, []).append(mood["value"] or 0)  # 0 is a value: None is not in the list
        yield _chart(summary, low, high, values)


def _chart(summary: Summary, low: int, high: int, by_day: Mapping[str, Sequence[int]]) -> Element:
    name = say("mood", low=low, high=high)
    days, naming = days_of(summary), DaysOfSpan.of(summary)
    height = _TOP + _BOTTOM if naming.is_short else _HEIGHT
    column = (_RIGHT - _LEFT) / len(days)
    at = {day: _LEFT + column * number for number, day in enumerate(days)}
    chart = element("svg", viewBox=f"0 0 {_WIDTH} {height}", role="img", aria_label=name, class_="moods")
    chart.append(element("text", name, x="0", y=str(_TOP + 6)))
    for end, at_y in ((high, _TOP), (low, _BOTTOM)):
        chart.append(element("line", x1=str(_LEFT), x2=str(_RIGHT), y1=str(at_y), y2=str(at_y)))
        chart.append(element("text", str(end), x=str(_LEFT - 12), y=str(at_y + 6), class_="value"))
    for day, tick in _ticks(days, naming):
        middle = at[day] + column / 2
        chart.append(element("text", tick, x=_figure(middle), y=str(_HEIGHT - 10), class_="day"))
    for day, values in by_day.items():
        for place, value in enumerate(values, 1):
            x = at[day] + column * place / (len(values) + 1)
            y = _BOTTOM - (_BOTTOM - _TOP) * (value - low) / (high - low)
            chart.append(element("circle", cx=_figure(x), cy=_figure(y), r=str(_RADIUS)))
    return chart


def _ticks(days: Sequence[str], naming: DaysOfSpan) -> Iterable[tuple[str, Shown]]:
    """Return the days that are named below the points: the first of each week, month or year."""
    if naming.is_short:
        return []  # the table below begins with them
    if len(days) <= _A_QUARTER:
        step = 7 if len(days) <= _A_QUARTER // 2 else 14
        return [(day, in_year(day, naming.year or day[:4])) for day in days[::step]]
    if len(days) <= _TWO_YEARS:
        firsts = [day for day in days if day.endswith("-01")]
        step = 1 if len(firsts) <= len(MONTHS) + 1 else 3
        return [(day, Shown(MONTHS[int(day[5:7]) - 1])) for day in firsts[::step]]
    firsts = [day for day in days if day.endswith("-01-01")]
    return [(day, Shown(day[:4])) for day in firsts[:: 1 + len(firsts) // 12]]


def _figure(number: float) -> str:
    return f"{number:.1f}"
