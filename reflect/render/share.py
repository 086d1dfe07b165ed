"""What a person agrees to before something is shared, and the line that says it was."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from reflect.model.choices import TEXT_KINDS
from reflect.model.text import counted
from reflect.render import dates

if TYPE_CHECKING:
    from reflect.summary.shape import Summary

_PEOPLE: Final = {
    "full": "People are shown in full (--people initials or letters).",
    "initials": "People go by their initials",
    "letters": "People go by letters",
}


def consent_lines(
    summary: Summary, recipients: Sequence[str], contains: Sequence[str], numbers: tuple[int, int], people_as: str
) -> list[str]:
    """Return the screen: who can read it, which days, how much of it, what is in it and what is not.

    Args:
        summary: of the page.
        recipients: the keys, as they are shown.
        contains: what is in it, the kinds of texts among it.
        numbers: how many entries are on the page, and how many private ones of the same days are not.
        people_as: how people are named, one of `PEOPLE_MODES`.
    """
    days = _days_shared(summary, "")
    entries, private = numbers
    left_out = f"; {private} private {'one is' if private == 1 else 'ones are'} left out" if private else ""
    texts = [kind for kind in contains if kind in TEXT_KINDS]
    absent = [kind for kind in TEXT_KINDS if kind not in texts]
    readers = counted(len(recipients), "recipient", "recipients")
    lines = [
        f"For: {', '.join(recipients)}",
        f"  ({readers}; whoever has the key can read this for good, and pass it on)",
        f"{'From' if ' to ' in days else 'On'} {days}: {counted(entries)}{left_out}.",
        f"Contains: {_contained(contains)}." + (f" Not: {', '.join(absent)}." if absent else ""),
    ]
    if {"names", "letters"} & set(contains):
        quoted = "" if people_as == "full" else "; names in quoted text are not changed." if texts else "."
        lines.append(_PEOPLE[people_as] + quoted)
    return lines


def nothing_of(asked: Collection[str], contains: Sequence[str]) -> list[str]:
    """Return the line that says of which texts that were asked for there are none; no line where there are some."""
    empty = [kind for kind in TEXT_KINDS if kind in asked and kind not in contains]
    return [f"You asked for {' and '.join(empty)}; there are none on these days."] if empty else []


def _contained(contains: Sequence[str]) -> str:
    """Return `counts and names, episodes`, and that the entries are there too."""
    shown = {"counts": "counts", "names": "names", "letters": "letters for names"}
    counts = " and ".join(shown[kind] for kind in contains if kind in shown)
    entries = ["each entry on the page as a row of a table"] if "entries" in contains else []
    named = [counts, *(kind for kind in contains if kind in TEXT_KINDS), *entries]
    return ", ".join(filter(None, named)) or "nothing"


def shared_line(summary: Summary, file: str, entries: int, recipients: int, year: str) -> str:
    """Return `shared: 31 entries, Thu 19 to Thu 26 Nov, week.zip.age, for 1 recipient`; `year` goes without saying."""
    whom = counted(recipients, "recipient", "recipients")
    return f"shared: {counted(entries)}, {_days_shared(summary, year)}, {file}, for {whom}"


def _days_shared(summary: Summary, year: str) -> str:
    """Return `Thu 19 to Thu 26 Nov 2026`, or `Thu 26 Nov 2026`; `year` goes without saying."""
    first, last = summary["span"]["from"], summary["span"]["to"]
    end = dates.with_weekday(last, year)
    return end if first == last else f"{dates.ends(first, last)[0]} to {end}"
