"""Packs of prompts as a person reads them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from reflect.model.dates import week_start
from reflect.model.text import visible, visible_line
from reflect.render.cells import flow, joined, left, right, width_of, wrapped
from reflect.render.dates import MONTHS, WEEKDAYS, ends, with_weekday

_NO_PROMPT, _OTHER, _BACK = "·", "+", "-"
_DAYS = 7
_DATE_COLUMNS = 6
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
    cells = {row["day"]: _prompt_cell(row, numbers) for row in rows}
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


def _prompt_cell(row: Mapping[str, Any], numbers: Mapping[str, int]) -> str:
    if row["prompt"] is None:
        return _NO_PROMPT
    sign = str(numbers.get(row["prompt"], _OTHER))
    return sign + _BACK if row["outcome"] == "passed" else sign


def _weeks(cells: Mapping[str, str], first: date, last: date, week_starts: int) -> Iterable[str]:
    column = max(4, *(len(cell) + 2 for cell in cells.values()))
    monday = week_start(first, week_starts) if first - date.min >= timedelta(days=_DAYS) else first
    heads = (right(WEEKDAYS[(monday.weekday() + step) % _DAYS], column) for step in range(_DAYS))
    yield " " * _DATE_COLUMNS + "".join(heads)
    year = None
    while monday <= last:
        if monday.year != year:
            year = monday.year
            yield str(year)
        named = f"{monday.day} {MONTHS[monday.month - 1]}"
        step_to = min(_DAYS, (date.max - monday).days + 1)
        week = (right(cells.get(str(monday + timedelta(days=step)), ""), column) for step in range(step_to))
        yield f"{named:>{_DATE_COLUMNS}}{''.join(week)}".rstrip()
        if (date.max - monday).days < _DAYS:
            return
        monday += timedelta(days=_DAYS)


def _signs(cells: Iterable[str], width: int) -> list[str]:
    """Return the line that says what the signs are, but for those that do not occur."""
    used = set(cells)
    said = {
        f"{_NO_PROMPT} no prompt": _NO_PROMPT in used,
        f"{_OTHER} a prompt of another pack": bool(used & {_OTHER, _OTHER + _BACK}),
        f"{_BACK} behind it: put back": any(cell.endswith(_BACK) for cell in used),
    }
    found = "   ".join(sign for sign, is_used in said.items() if is_used)
    return [*wrapped(found, width), ""] if found else []


def listed(rows: Sequence[Mapping[str, Any]], width: int) -> str:
    """Return a line for each row of `pack list --json`, with what was retired below it."""
    names = max(width_of(row["name"]) for row in rows) + 3
    lines = []
    for row in rows:
        parts = [f"{row['prompts']} {'prompt' if row['prompts'] == 1 else 'prompts'}"]
        if row["focus"]:
            until = row["focus"]["until"]
            parts.append(f"first until {with_weekday(until, '')}" if until else "first")
        if row["shipped"]:
            parts.append("ships with reflect")
        lines += _flush(f"{visible_line(row['title'])}, {', '.join(parts)}", width, left(row["name"], names))
        lines += [line for prompt in row["retired"] for line in _flush(f"retired: {prompt}", width, " " * names)]
    return "\n".join(lines)


def whole(document: Mapping[str, Any], width: int) -> str:
    """Return a pack as `pack show --json` has it: what it says of itself, and every prompt under its id and theme."""
    number = len(document["prompts"])
    counted = f"{number} {'prompt' if number == 1 else 'prompts'}"
    lines = wrapped(f"{visible_line(document['title'])} ({document['name']}), {counted}", width)
    if document["author"]:
        lines += wrapped(f"by {visible_line(document['author'])}", width)
    lines += _block(document["note"], width)
    for prompt in document["prompts"]:
        lines += ["", f"{prompt['id']}   {prompt['theme']}", *_flush(visible_line(prompt["text"]), width, "  ")]
    if document["contacts"]:
        lines += ["", "Contacts it proposes for `reflect care`:", *_block(document["contacts"], width)[1:]]
    return "\n".join(lines)


def findings(where: str, found: Iterable[Any]) -> str:
    """Return a line for each finding, or the one that says that there is none."""
    lines = [
        f"{where} line {finding.line}{f', {finding.prompt}' if finding.prompt else ''}: "
        f"{visible_line(finding.message)} ({finding.rule})"
        for finding in found
    ]
    return "\n".join(lines) if lines else "No rule finds anything."


def _block(text: str | None, width: int) -> list[str]:
    if not text:
        return []
    return ["", *(line for part in visible(text).strip().split("\n") for line in _flush(part, width, "  "))]


def _flush(text: str, width: int, first: str) -> list[str]:
    """Return a text as lines that all begin in the column behind `first`, which no more than half a line can be."""
    return flow(joined(text.split(" "), " "), width, first, " " * min(width_of(first), width // 2))
