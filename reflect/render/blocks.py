"""What stands below the rows: what was noted on one day, and in which weeks; what is held back; the signs."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from reflect.model.text import fold
from reflect.render.catalogue import Shown, counted, say
from reflect.render.cells import column_of, flow, joined, left, listed, width_of, wrapped
from reflect.render.dates import DaysOfSpan, by_month, in_year, with_weekday, year_of
from reflect.render.rows import SEVERAL, Thing
from reflect.render.view import Line, View
from reflect.summary.shape import Counted, Summary

_MEASURE = 64
"""Columns of a running line: a longer one is hard to follow back to its beginning."""
_GAP = "   "
_WIDE_GAP = "      "
_ALL = Shown("--json")
_TEXTS = "--with-text "


class Weeks(NamedTuple):
    """In which weeks a pattern of several days was noted."""

    name: Shown
    weeks: list[str]
    """Their first days, a comma behind each but the last."""
    before: Shown
    """The last day before the span; a blank text where there is none."""


def once(summary: Summary, found: Iterable[Thing], width: int, view: View) -> list[Line]:
    """Return the lines of what was noted on one day."""
    items = once_items(summary, found, view)
    if not items:
        return []
    indent = "" if view.has_grid and DaysOfSpan.of(summary).is_short else "  "
    pieces = joined(items, f" {view.dot} ")
    return [Line(say("once")), *map(Line, flow(pieces, min(width, _MEASURE), indent, indent))]


def once_items(summary: Summary, found: Iterable[Thing], view: View) -> list[Shown]:
    """Return what was noted on one day: labels, and people with a label."""
    days = DaysOfSpan.of(summary)
    items = sorted((item for thing in found for item in _once_items(thing, days, view)), key=lambda item: item[0])
    return [said for _, said in items]


def _once_items(thing: Thing, days: DaysOfSpan, view: View) -> Iterator[tuple[tuple[int, str, str], Shown]]:
    """Give what a thing has on one day. People of all its entries stand together; others have entries of their own."""
    whole = thing.counted
    on_one_day = [person for person in thing.people if len(person["days"]) < SEVERAL]
    if not thing.is_repeated:
        together = [person for person in on_one_day if person["entries"] == whole["entries"]]
        yield _once_item(thing, whole, together, days, view)
        on_one_day = [person for person in on_one_day if person not in together]
    for person in on_one_day:
        yield _once_item(thing, person, [person], days, view)


def _once_item(
    thing: Thing, noted: Counted, people: Sequence[Counted], days: DaysOfSpan, view: View
) -> tuple[tuple[int, str, str], Shown]:
    """Return the sort key of an item (entries, most first; folded label; folded person) and what it says."""
    day = days.one(noted["days"][0])
    if people:
        names = view.shown(people[0]["label"])
        for person in people[1:]:
            names = say("people", people=names, person=view.shown(person["label"]))
        said = say("once.with", label=thing.name, people=names, day=day)
    else:
        said = say("once.item", label=thing.name, day=day)
    if noted["entries"] > 1:
        said = say("counted", said=said, entries=counted(noted["entries"], "entry"))
    key = -noted["entries"], fold(thing.counted["label"]), fold(people[0]["label"]) if people else ""
    return key, view.with_ids(said, noted["ids"])


def weeks(summary: Summary, found: Sequence[Thing], width: int) -> list[Line]:
    """Return the weeks in which the patterns of several days were noted, and how many other labels have theirs."""
    shown = weeks_items(summary, found)
    held = _held({"feeling": len(summary["feelings"]), "pattern": len(summary["patterns"]) - len(shown)}, _ALL)
    if not shown and not held:
        return []
    heading = weeks_heading(summary)
    if not shown:  # a heading stands above something, so the one line there is stands beside it
        return [Line(text) for text in flow(joined((heading, held), _GAP), width)]
    rows = [*wrapped(heading, width), *_weeks_rows(shown, width), *wrapped(held, width)]
    return [Line(text) for text in rows if text]


def weeks_heading(summary: Summary) -> Shown:
    """Return what stands above the weeks."""
    back = summary["lookback"]
    first = in_year(back["from"], year_of(back["from"], back["to"]))
    return say("weeks", weeks=counted(back["weeks"], "week"), first=first)


def weeks_items(summary: Summary, found: Iterable[Thing]) -> list[Weeks]:
    """Return the weeks of each pattern that was noted on several days."""
    year = year_of(summary["lookback"]["from"], summary["lookback"]["to"])
    is_short = DaysOfSpan.of(summary).is_short
    return [
        Weeks(
            thing.name,
            listed(
                (in_year(week, year) for week in thing.pattern["weeks"])
                if is_short
                else by_month(thing.pattern["weeks"], year)
            ),
            say("weeks.before", day=with_weekday(thing.pattern["before"], year))
            if thing.pattern["before"]
            else Shown(""),
        )
        for thing in found
        if thing.pattern and thing.is_repeated
    ]


def _weeks_rows(shown: Sequence[Weeks], width: int) -> Iterator[str]:
    """Give a row for each pattern: in columns where all fit, else with the last day before on a line of its own."""
    if not shown:
        return
    names = column_of((name for name, _, _ in shown), len(_GAP), width // 2)
    longest = max(len(" ".join(weeks)) for _, weeks, _ in shown) + len(_WIDE_GAP)
    in_columns = names + longest + max(len(before) for _, _, before in shown) <= width
    for name, weeks, before in shown:
        first = left(name, names)
        if width_of(name) + len(_GAP) > names:
            yield from flow([("", name)], width)
            first = " " * names
        if in_columns:
            yield (first + left(" ".join(weeks), longest) + before).rstrip()
        else:
            yield from flow(joined(weeks, " "), width, first, " " * names)
            if before:
                yield from flow(joined(before.split(" "), " "), width, " " * names, " " * names)


def held_texts(summary: Summary, width: int, view: View) -> list[Line]:
    """Return how many answers and notes are not written out, and the option that does."""
    counts = {"answer": len(summary["answers"]), "note": len(summary["notes"])}
    counts = {noun: n for noun, n in counts.items() if n and f"{noun}s" not in view.text_kinds}
    option = Shown(_TEXTS + ",".join(f"{noun}s" for noun in counts))
    return [Line(text) for text in wrapped(_held(counts, option), width) if text]


def _held(counts: dict[str, int], option: Shown) -> str:
    """Return `2 answers, 3 notes: --with-text answers,notes`; nothing where nothing is held back."""
    said = [counted(n, noun) for noun, n in counts.items() if n]
    if not said:
        return ""
    if len(said) == 1:
        return say("held", what=said[0], option=option)
    return say("held.both", what=said[0], more=said[1], option=option)


def legend(signs: Collection[str], width: int, view: View) -> list[Line]:
    """Return what the signs mean that stand above: `none`, `later`."""
    said = legend_items(signs, view)
    return [Line(text) for text in flow(joined(said, _GAP), width)] if said else []


def legend_items(signs: Collection[str], view: View) -> list[Shown]:
    """Return what each of the signs means."""
    marks = {"none": view.dot, "later": Shown("+")}
    return [say(f"sign.{name}", sign=mark) for name, mark in marks.items() if name in signs]
