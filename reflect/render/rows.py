"""What of a summary stands in rows: moods, sessions and labels, by day. How the rows are laid out is not said here.

No order depends on the value of a mood: distinct days come first, then entries, then the folded label.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from reflect.model.schema import ENERGY_SCALE
from reflect.model.text import fold
from reflect.render.catalogue import Shown, counted, say
from reflect.render.view import View
from reflect.summary.shape import Counted, MoodValue, PatternCount, Summary

SEVERAL = 2
"""Days from which a thing stands first."""


class Row(NamedTuple):
    """One thing by day; days on which it was not noted are not in it."""

    name: Shown
    values: dict[str, list[Shown]]
    """What each day has, in order of time: values as they were written, or one number of entries."""
    ids: dict[str, list[str]]
    """The entries of each day, in order."""
    counts: bool = False
    """The values are numbers of entries."""
    level: int = 0
    """1 for a person under a pattern."""


class Thing(NamedTuple):
    """A feeling or a pattern, under its name on the screen."""

    name: Shown
    counted: Counted
    pattern: PatternCount | None = None
    """The same with people and weeks, for a pattern."""

    @property
    def people(self) -> Sequence[Counted]:
        """Those who were there, for a pattern."""
        return self.pattern["with"] if self.pattern else ()

    @property
    def is_repeated(self) -> bool:
        """Whether it was noted on 2 days or more."""
        return len(self.counted["days"]) >= SEVERAL


def measured(summary: Summary) -> list[Row]:
    """Return the rows of moods, one for each scale, of energy and of sessions; none for what was not noted."""
    rows = [
        _row_of_moods(say("mood", low=low, high=high), ((day, mood, mood["value"]) for day, mood in of_scale))
        for (low, high), of_scale in moods_by_scale(summary)
    ]
    energy = _row_of_moods(
        say("energy", low=ENERGY_SCALE[0], high=ENERGY_SCALE[1]),
        ((day, mood, mood["energy"]) for day, mood in _moods(summary) if mood["energy"] is not None),
    )
    return [row for row in (*rows, energy, _row_of_sessions(summary)) if row.ids]


def moods_by_scale(summary: Summary) -> list[tuple[tuple[int, int], list[tuple[str, MoodValue]]]]:
    """Return each scale with the days and moods that have a value on it, the scale of the setting first."""
    low, high = summary["mood"]["scale"]
    by_scale: dict[tuple[int, int], list[tuple[str, MoodValue]]] = {}
    for day, mood in _moods(summary):
        if mood["value"] is not None:
            lowest, highest = mood.get("scale", (low, high))
            by_scale.setdefault((lowest, highest), []).append((day, mood))
    return sorted(by_scale.items(), key=lambda item: (item[0] != (low, high), item[0]))


def counted_day(said: Shown, ids: Sequence[str], view: View) -> Shown:
    """Return a day of a list, with the number of its entries where it has several: `5 (2 entries)`."""
    if len(ids) > 1:
        said = say("counted", said=said, entries=counted(len(ids), "entry"))
    return view.with_ids(said, ids)


def things(summary: Summary, view: View) -> list[Thing]:
    """Return the feelings and patterns in the order of a summary's lists.

    A name that is both a feeling's and a pattern's says which it is.
    """
    feelings = {fold(feeling["label"]) for feeling in summary["feelings"]}
    both = {fold(pattern["label"]) for pattern in summary["patterns"]} & feelings

    def name(label: str, kind: str) -> Shown:
        shown = view.shown(label)
        return say(kind, label=shown) if fold(label) in both else shown

    found = [Thing(name(feeling["label"], "feeling"), feeling) for feeling in summary["feelings"]]
    found += [Thing(name(pattern["label"], "pattern"), pattern, pattern) for pattern in summary["patterns"]]
    return sorted(found, key=lambda thing: rank(thing.counted))


def rank(label: Counted) -> tuple[int, int, str]:
    """Return the sort key of labels: distinct days (most first), entries (most first), folded label."""
    return -len(label["days"]), -label["entries"], fold(label["label"])


def repeated(found: Iterable[Thing], view: View) -> list[Row]:
    """Return the rows of what was noted on several days, each pattern with those of its people below it."""
    rows: list[Row] = []
    for thing in found:
        if thing.is_repeated:
            rows.append(_row_of_counts(thing.name, thing.counted))
            rows += [
                _row_of_counts(say("with", person=view.shown(person["label"])), person, level=1)
                for person in thing.people
                if len(person["days"]) >= SEVERAL
            ]
    return rows


def _moods(summary: Summary) -> Iterator[tuple[str, MoodValue]]:
    for day, moods in summary["mood"]["days"].items():
        for mood in moods:
            yield day, mood


def _row_of_moods(name: Shown, moods: Iterable[tuple[str, MoodValue, int | None]]) -> Row:
    row = Row(name, {}, {})
    for day, mood, value in moods:
        row.values.setdefault(day, []).append(Shown(f"{value}+" if mood["later"] else str(value)))
        row.ids.setdefault(day, []).append(mood["id"])
    return row


def _row_of_sessions(summary: Summary) -> Row:
    ids: dict[str, list[str]] = {}
    for session in summary["sessions"]:
        ids.setdefault(session["day"], []).append(session["id"])
    return Row(say("session"), {day: [Shown(str(len(of_day)))] for day, of_day in ids.items()}, ids, counts=True)


def _row_of_counts(name: Shown, label: Counted, level: int = 0) -> Row:
    ids = iter(label["ids"])
    return Row(
        name,
        {day: [Shown(str(n))] for day, n in label["by_day"].items()},
        {day: [next(ids) for _ in range(n)] for day, n in label["by_day"].items()},
        counts=True,
        level=level,
    )
