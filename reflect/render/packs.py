"""Packs of prompts as a person reads them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from rich.table import Table

from reflect.model.dates import week_start
from reflect.model.text import counted
from reflect.render.catalogue import View
from reflect.render.columns import Line, wrap
from reflect.render.dates import A_WEEK, MONTHS, WEEKDAYS, ends, with_weekday
from reflect.render.tables import grid, wrapped

_OTHER, _BACK = "+", "-"
FOR_A_READER: Final = (
    "whether it is about something between people, today or this week",
    "whether it takes for granted that something happened, or a partner, a family, work",
    "whether it hands over a feeling or a lesson",
    "whether one answer is worth more than another, or one word is not enough",
    "whether it asks someone to look after you, report to you, or seek out, confront or forgive anyone",
    "whether both directions come up in the pack: what one wants of others, and what they want",
)
"""What `docs/prompts.md` says of this, in short."""


def calendar(
    rows: Sequence[Mapping[str, Any]], texts: Mapping[str, str], focus: str | None, week_starts: int, view: View
) -> Iterator[Line | Table]:
    """Yield the rows of `pack preview --json` as weeks.

    Args:
        rows: a day each, one after the other.
        texts: of every prompt there is, by id, in the order of the packs.
        focus: the pack whose prompts are numbered, the others being marked alike; None: every prompt that comes.
        week_starts: 0 for Monday to 6 for Sunday.
        view: of the reader.
    """
    numbers = _numbered(rows, texts, focus)
    cells = {row["day"]: _prompt_cell(row, numbers, view) for row in rows}
    first, last = rows[0]["day"], rows[-1]["day"]
    start, end = ends(first, last)
    yield Line(f"{focus} first, {start} to {end}" if focus else f"{start} to {end}", bold=True)
    yield Line("")
    yield _weeks(cells, date.fromisoformat(first), date.fromisoformat(last), week_starts)
    yield Line("")
    if signs := _signs(cells.values(), view):
        yield from map(Line, wrap(signs, view.columns, "", "  "))
        yield Line("")
    if numbers:
        texts = {prompt: view.shown(texts.get(prompt, "of a pack that is not here")) for prompt in numbers}
        yield grid(((str(number), f"{prompt}: {texts[prompt]}") for prompt, number in numbers.items()), numbers=1)


def _numbered(rows: Sequence[Mapping[str, Any]], texts: Mapping[str, str], focus: str | None) -> dict[str, int]:
    if focus is None:
        found = dict.fromkeys(row["prompt"] for row in rows if row["prompt"] is not None)
    else:
        found = dict.fromkeys(prompt for prompt in texts if prompt.startswith(f"{focus}/"))
    return {prompt: number for number, prompt in enumerate(found, start=1)}


def _prompt_cell(row: Mapping[str, Any], numbers: Mapping[str, int], view: View) -> str:
    if row["prompt"] is None:
        return view.dot
    sign = str(numbers.get(row["prompt"], _OTHER))
    return sign + _BACK if row["outcome"] == "passed" else sign


def _weeks(cells: Mapping[str, str], first: date, last: date, week_starts: int) -> Table:
    """Return a row for each week, under its first day; a new year has a row of its own."""
    start = week_start(first, week_starts) if first - date.min >= timedelta(days=A_WEEK) else first
    table = Table.grid("")
    width = max(4, *(len(cell) + 2 for cell in cells.values()))
    for _ in range(A_WEEK):
        table.add_column(justify="right", min_width=width)
    table.add_row("", *(WEEKDAYS[(start.weekday() + step) % A_WEEK] for step in range(A_WEEK)))
    year = None
    for ordinal in range(start.toordinal(), last.toordinal() + 1, A_WEEK):
        day = date.fromordinal(ordinal)
        if day.year != year:
            year = day.year
            table.add_row(str(year))
        days = range(ordinal, min(ordinal + A_WEEK, date.max.toordinal() + 1))
        table.add_row(
            f"{day.day} {MONTHS[day.month - 1]}".rjust(6), *(cells.get(str(date.fromordinal(day)), "") for day in days)
        )
    return table


def _signs(cells: Iterable[str], view: View) -> str:
    """Return what the signs mean that occur."""
    used = set(cells)
    said = {
        f"{view.dot} no prompt": view.dot in used,
        f"{_OTHER} a prompt of another pack": bool(used & {_OTHER, _OTHER + _BACK}),
        f"{_BACK} after it: passed": any(cell.endswith(_BACK) for cell in used),
    }
    return "   ".join(sign for sign, is_used in said.items() if is_used)


def pack_list(rows: Iterable[Mapping[str, Any]], view: View) -> Table:
    """Return a line for each row of `pack list --json`, with the retired prompts of the pack below it."""
    lines: list[tuple[str, str]] = []
    for row in rows:
        parts = [counted(row["prompts"], "prompt", "prompts")]
        if row["focus"]:
            until = row["focus"]["until"]
            parts.append(f"first until {with_weekday(until, '')}" if until else "first")
        if row["until"]:
            parts.append(f"until {with_weekday(row['until'], '')}")
        if row["shipped"]:
            parts.append("ships with reflect")
        lines.append((row["name"], f"{view.shown(row['title'])}, {', '.join(parts)}"))
        lines += [("", f"retired: {prompt}") for prompt in row["retired"]]
    return grid(lines, gap=3)


def pack_in_full(document: Mapping[str, Any], view: View) -> Iterator[Line]:
    """Yield a pack as `pack show --json` has it: its title and note, and every prompt under its id and theme."""
    title = f"{document['title']} ({document['name']}), {counted(len(document['prompts']), 'prompt', 'prompts')}"
    yield from wrapped(title, view, hang="  ", bold=True)
    if document["author"]:
        yield from wrapped(f"by {document['author']}", view, hang="  ")
    if document["until"]:
        yield Line(f"Until {with_weekday(document['until'], '')}; after that its prompts rest for good.")
    if document["note"]:
        yield Line("")
        yield from _block(document["note"], view)
    for prompt in document["prompts"]:
        yield Line("")
        yield Line(prompt["id"] if prompt["theme"] == "own" else f"{prompt['id']}   {prompt['theme']}")
        yield from wrapped(prompt["text"], view, "  ", "  ")
    if document["contacts"]:
        yield Line("")
        yield Line("Contacts it suggests for `reflect care`:")
        yield from _block(document["contacts"], view)


def pack_findings(where: str, found: Iterable[Any], view: View) -> Iterator[Line]:
    """Yield a line for each finding."""
    for finding in found:
        prompt = f", {finding.prompt}" if finding.prompt else ""
        line = f"{where} line {finding.line}{prompt}: {finding.message} ({finding.rule})"
        yield from wrapped(line, view, hang="  ")


def pack_checked(
    where: str, found: Sequence[Any], rules: tuple[Sequence[str], Sequence[str]], view: View
) -> Iterator[Line]:
    """Yield what the rules find in a pack, which were asked, and what is left to a reader.

    Args:
        where: the name of the file.
        found: the findings.
        rules: the ids of the rules that were asked, and of those that were not.
        view: of the reader.
    """
    yield from pack_findings(where, found, view)
    asked, others = rules
    findings = f": {counted(len(found), 'finding', 'findings')}" if found else " found nothing"
    yield from wrapped(f"{len(asked)} rules{findings}. Six things only a reader can tell:", view)
    for line in FOR_A_READER:
        yield from wrapped(line, view, "  ", "    ")
    if others:
        ids = ", ".join(others)
        yield from wrapped(f"{len(others)} rules know only English and were not asked: {ids}.", view, hang="  ")


def _block(text: str, view: View) -> Iterator[Line]:
    for line in view.block(text.strip()):
        yield from map(Line, wrap(line, view.columns, "  ", "  "))
