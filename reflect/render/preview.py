"""A preview of prompts as a calendar: a row a week, a number for each prompt, and below what the numbers stand for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from reflect.entries.day import week_start
from reflect.entries.text import visible_line
from reflect.render.cells import flow, joined, right, wrapped
from reflect.render.dates import MONTHS, WEEKDAYS, ends

_NONE, _OTHER, _BACK = "·", "+", "-"
_DAYS = 7
_LABEL = 6
"""Columns of `30 Nov`."""


def calendar(
    rows: Sequence[Mapping[str, Any]], texts: Mapping[str, str], focus: str | None, week_starts: int, width: int
) -> str:
    """Return the rows of `pack preview --json` as weeks.

    Args:
        rows: a day each, one after the other.
        texts: of every prompt there is, by id, in the order of the packs.
        focus: the pack whose prompts are numbered, the others being marked alike; None: every prompt that comes.
        week_starts: 0 for Monday to 6 for Sunday.
        width: columns of a line.
    """
    numbers = _numbered(rows, texts, focus)
    cells = {row["day"]: _cell(row, numbers) for row in rows}
    first, last = rows[0]["day"], rows[-1]["day"]
    start, end = ends(first, last)
    lines = [f"{focus} first, {start} to {end}" if focus else f"{start} to {end}", ""]
    lines += _weeks(cells, date.fromisoformat(first), date.fromisoformat(last), week_starts)
    lines += ["", *_signs(cells.values(), width)]
    column = max((len(str(number)) for number in numbers.values()), default=1)
    for prompt, number in numbers.items():
        said = visible_line(texts[prompt]) if prompt in texts else "of a pack that is not here"
        lead = f"{number:>{column}}  "
        lines += flow(joined(f"{prompt}: {said}".split(" "), " "), width, lead, " " * len(lead))
    return "\n".join(lines)


def _numbered(rows: Sequence[Mapping[str, Any]], texts: Mapping[str, str], focus: str | None) -> dict[str, int]:
    if focus is None:
        found = dict.fromkeys(row["prompt"] for row in rows if row["prompt"] is not None)
    else:
        found = dict.fromkeys(prompt for prompt in texts if prompt.startswith(f"{focus}/"))
    return {prompt: number for number, prompt in enumerate(found, start=1)}


def _cell(row: Mapping[str, Any], numbers: Mapping[str, int]) -> str:
    if row["prompt"] is None:
        return _NONE
    sign = str(numbers.get(row["prompt"], _OTHER))
    return sign + _BACK if row["outcome"] == "passed" else sign


def _weeks(cells: Mapping[str, str], first: date, last: date, week_starts: int) -> Iterable[str]:
    column = max(4, *(len(cell) + 2 for cell in cells.values()))
    monday = week_start(first, week_starts) if first - date.min >= timedelta(days=_DAYS) else first
    heads = (right(WEEKDAYS[(monday.weekday() + step) % _DAYS], column) for step in range(_DAYS))
    yield " " * _LABEL + "".join(heads)
    year = None
    while monday <= last:
        if monday.year != year:
            year = monday.year
            yield str(year)
        named = f"{monday.day} {MONTHS[monday.month - 1]}"
        step_to = min(_DAYS, (date.max - monday).days + 1)
        week = (right(cells.get(str(monday + timedelta(days=step)), ""), column) for step in range(step_to))
        yield f"{named:>{_LABEL}}{''.join(week)}".rstrip()
        if (date.max - monday).days < _DAYS:
            return
        monday += timedelta(days=_DAYS)


def _signs(cells: Iterable[str], width: int) -> list[str]:
    """Return the line that says what the signs are, but for those that do not occur."""
    used = set(cells)
    said = {
        f"{_NONE} no prompt": _NONE in used,
        f"{_OTHER} a prompt of another pack": bool(used & {_OTHER, _OTHER + _BACK}),
        f"{_BACK} behind it: put back": any(cell.endswith(_BACK) for cell in used),
    }
    found = "   ".join(sign for sign, is_used in said.items() if is_used)
    return [*wrapped(found, width), ""] if found else []
