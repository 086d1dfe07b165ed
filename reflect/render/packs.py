"""Packs of prompts as a person reads them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reflect.entries.text import visible, visible_line
from reflect.render.cells import flow, joined, left, width_of, wrapped
from reflect.render.dates import with_weekday


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
