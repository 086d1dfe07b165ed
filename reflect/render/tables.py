"""Lists of labels, settings and findings, and what is in the store, drawn by Rich."""

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reflect.model.choices import SETTINGS
from reflect.model.text import counted
from reflect.render.catalogue import View
from reflect.render.columns import Line, wrap

LABEL_HEADINGS = {"pattern": "Patterns", "feeling": "Feelings", "person": "People"}


def grid(rows: Iterable[Sequence[str]], *, gap: int = 2, numbers: int = 0) -> Table:
    """Return a table without lines: a cell is broken in its own column, and no text is read as markup.

    Args:
        rows: the cells of each, as many in every row.
        gap: blanks between the columns.
        numbers: the least width of the first column, if it holds numbers, which end together.
    """
    table = Table.grid(padding=(0, gap))
    table.add_column(justify="right" if numbers else "left", min_width=numbers, no_wrap=bool(numbers))
    for row in rows:
        table.add_row(*(Text(cell, overflow="fold") for cell in row))
    return table


def wrapped(text: str, view: View, first: str = "", hang: str = "", *, bold: bool = False) -> Iterator[Line]:
    """Yield a text as the lines of a reader's screen, with `first` and `hang` before them as in `wrap`."""
    for line in wrap(view.shown(text), view.columns, first, hang):
        yield Line(line, bold=bold)


def setting_list(values: Mapping[str, Any], view: View) -> Iterator[Line | Padding]:
    """Yield each setting with its value, and under it what it changes and how to set it."""
    for name, value in values.items():
        yield Line(f"{name} = {view.shown(json.dumps(value, ensure_ascii=False))}", bold=True)
        changes, example = SETTINGS[name]
        yield Padding(Text(changes), (0, 0, 0, 2))
        yield Padding(Text(f"reflect config set {name} {shlex.quote(example)}"), (0, 0, 1, 2))


def label_list(rows: Sequence[Mapping[str, Any]], view: View) -> Iterator[Line | Padding]:
    """Yield the rows of `label list --json` under a heading for each of their kinds."""
    for of, heading in LABEL_HEADINGS.items():
        labels = [
            (str(row["entries"] or view.dot), _label(row, view), row["gloss"] or "") for row in rows if row["of"] == of
        ]
        if labels:
            yield Line(heading, bold=True)
            yield Padding(grid(labels, numbers=5), (0, 0, 0, 2))
            yield Line("")
    yield Line(f"Entries with each; {view.dot} means none.")


def _label(row: Mapping[str, Any], view: View) -> str:
    """Return a label with its other names, what it counts as, and whether it is retired."""
    names = (name["name"] for name in row["names"])
    others = list(dict.fromkeys(name for name in names if name != row["label"]))
    notes = [f"before: {', '.join(map(view.shown, others))}"] if others else []
    if row["merged_into"] is not None:
        notes.append(f"counts as {view.shown(row['merged_into'])}")
    if row["retired"]:
        notes.append("retired")
    if row.get("letter"):
        notes.append(f"letter {row['letter']}")
    label = view.shown(row["label"])
    return f"{label} ({'; '.join(notes)})" if notes else label


def store_info(about: Mapping[str, Any], path: str, view: View) -> Table:
    """Return `store info --json` as a table, with a printable path."""
    entries = about["entries"]
    named = {"offer": "prompt shown", "pass": "prompt passed"}
    counts = ", ".join(f"{named.get(kind, kind)} {count}" for kind, count in (entries or {}).items() if count) or "none"
    rows = {
        "path": path,
        "format": str(about["store_format"]),
        "encrypted": _encryption(about),
        "months": str(about["months"]),
        "entries": "locked" if entries is None else counts,
        **({"inbox": f"{about['inbox']} saved while it was locked"} if "inbox" in about else {}),
        "days": f"{about['from']} to {about['to']}" if about["from"] else view.dot,
    }
    return grid((name, view.shown(value)) for name, value in rows.items())


def _encryption(about: Mapping[str, Any]) -> str:
    """Return whether a store is encrypted, for whom, and how long it is open on this machine."""
    if not about["encrypted"]:
        return "no"
    recipient, until = about["recipient"], about["until"]
    end = datetime.fromisoformat(until) if until else None
    state = (
        "locked" if about["locked"] else "open on this machine" + (f" until {end.day} {end:%b %H:%M}" if end else "")
    )
    return f"yes ({recipient[:8]}…{recipient[-4:]}), {state}"


def finding_list(found: Sequence[Any], view: View) -> Iterator[Line]:
    """Yield a line for each finding under the name of its file, and their number by severity in the last."""
    file = None
    for finding in found:
        if finding.file != file:
            file = finding.file
            yield Line(view.shown(file), bold=True)
        entry = f"{finding.entry}: " if finding.entry else ""
        yield from wrapped(entry + finding.message, view, f"  {finding.severity:<6}  ", " " * 10)
    damage = sum(finding.severity == "damage" for finding in found)
    yield Line(f"damage {damage}, notes {len(found) - damage}")


def repair_list(
    files: Mapping[str, bytes | None], aside: Iterable[str], entries: Mapping[str, int], lost: Iterable[Any], view: View
) -> Iterator[Line]:
    """Yield a line for each file that a repair changes, and for each version of an entry that no month holds after it.

    Args:
        files: the new content by name.
        aside: the names of the files set aside.
        entries: how many entries a file holds then.
        lost: the versions.
        view: of the reader.
    """
    put_aside = set(aside)
    for name in sorted(put_aside | files.keys()):
        done = ["to be set aside as it is"] * (name in put_aside)
        if files.get(name) is not None:
            holding = f" with {counted(entries[name])}" if name in entries else ""
            done.append(f"{'' if done else 'to be '}rewritten{holding}")
        yield from wrapped(f"{name}: {', and '.join(done)}", view, hang="  ")
    for one in lost:
        text = f"{one.file}: {one.entry or 'an entry'} {one.why}; it stays in the file set aside"
        yield from wrapped(text, view, hang="  ")
