"""The picture of a summary: moods, energy, sessions, patterns with people under them, and feelings, across time.

No order depends on the value of a mood: distinct days come first, then entries, then the folded label.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from reflect.model.schema import ENERGY_SCALE
from reflect.model.text import fold
from reflect.render import Shown
from reflect.render.blocks import BLANK, Calendar, Cell, Chart, Grid, Month, Row
from reflect.render.catalogue import View, counted, joined, listed, more, say
from reflect.render.dates import MONTHS, DaysOfSpan, weekday
from reflect.render.timeline import timeline
from reflect.summary.counts import grouped

if TYPE_CHECKING:
    from reflect.summary.shape import Counted, MoodValue, PatternCount, Person, Summary

SEVERAL_DAYS: Final = 2
"""Days from which a thing has a row of its own."""
MAX_ROWS_OF_A_WEEK: Final = 20
MAX_ROWS: Final = 12
"""Rows of a block in a longer span."""
MAX_STEPS: Final = 11
"""Rows of a scale."""
MAX_COUNT: Final = 99
"""The largest number that a narrow cell shows."""
DEFAULT_SCALE: Final = (1, 7)
"""The scale whose ends have names."""
ALL: Final = Shown("--all")
_END_NAMES: Final = {1: "end.low", 4: "end.middle", 7: "end.high"}
_INDENT = 2
Scale = tuple[int, int]


class _Value(NamedTuple):
    """A mood or an energy, on its day."""

    day: str
    entry: MoodValue
    value: int


class Picture:
    """A summary on its way to grids."""

    def __init__(self, summary: Summary, view: View) -> None:
        """Lay the days of `summary` out for a reader."""
        span = summary["span"]
        self.summary, self.view = summary, view
        self.days = DaysOfSpan(span["from"], span["to"])
        self.time = timeline(span["from"], span["to"], span["elapsed"], summary["lookback"]["from"])
        self.most = MAX_ROWS_OF_A_WEEK if self.time.is_week else MAX_ROWS
        self.total = counted(span["elapsed"], "day")
        self.has_many = False
        """A count was too large for its cell."""
        self.shown_labels: list[tuple[str, Counted]] = []
        """The labels in the grids, each with `pattern` or `feeling`, in their order."""

    # moods, energy, sessions

    def measured(self) -> Grid:
        """Return moods, a group of rows for each scale, then energy and sessions."""
        scales = _moods_by_scale(self.summary)
        energies = [
            _Value(day, mood, mood["energy"]) for day, mood in _moods(self.summary) if mood["energy"] is not None
        ]
        is_on_several = len({energy.day for energy in energies}) >= SEVERAL_DAYS
        groups = [("mood", scale, moods) for scale, moods in scales]
        groups += [("energy", ENERGY_SCALE, energies)] if is_on_several else []
        sessions = grouped((session["day"], session["id"]) for session in self.summary["sessions"])
        session_rows = [self._counted(say("session"), sessions)] if sessions else []
        written = [self._written(say(name, low=low, high=high), values) for name, (low, high), values in groups]
        by_value = [row for group in groups for row in self._by_value(*group, is_alone=len(scales) == 1)]
        once = (self._once_energy(energies),) if energies and not is_on_several else ()
        return Grid(
            self.time,
            (written if self.time.is_week else by_value) + session_rows,
            once_heading=say("once") if once else BLANK,
            once=once,
            charts=tuple(self._chart(*group) for group in groups) if self.view.on_paper else (),
            listed=tuple(written + session_rows) if self.time.has_counts else (),
        )

    def _once_energy(self, energies: Sequence[_Value]) -> Shown:
        values = joined(Shown(str(energy.value)) for energy in energies)
        said = say("once.energy", values=values, day=self.days.one(energies[0].day))
        return self.view.with_ids(said, [energy.entry["id"] for energy in energies])

    def _chart(self, name: str, scale: Scale, values: Sequence[_Value]) -> Chart:
        by_column = grouped((self.time.column_of(value.day), value.value) for value in values)
        low, high = (_end(scale, end) if name == "mood" else Shown(str(end)) for end in scale)
        sessions = frozenset(self.time.column_of(session["day"]) for session in self.summary["sessions"])
        return Chart(say(name, low=scale[0], high=scale[1]), *scale, (low, high), by_column, sessions)

    def _written(self, name: Shown, values: Iterable[_Value]) -> Row:
        """Return a row of values as they were written."""
        later = "" if self.view.on_paper else "+"
        found = grouped(
            (day, (Shown(f"{value}{later if entry['later'] else ''}"), entry["id"])) for day, entry, value in values
        )
        cells, words = {}, []
        for day, of_day in found.items():
            ids = self.view.short_ids(entry_id for _, entry_id in of_day)
            cells[self.time.column_of(day)] = Cell([said for said, _ in of_day], ids)
            said_values = listed(self.view.with_ids(said, [entry_id]) for said, entry_id in of_day)
            named = weekday(day) if self.time.is_week else self.days.one(day)
            words.append(say("values", day=named, values=joined(said_values, " ")))
        return Row(name, cells, words, len(found), is_apart=True)

    def _by_value(self, name: str, scale: Scale, values: Sequence[_Value], *, is_alone: bool) -> Iterator[Row]:
        """Yield a row for each value of a scale, the highest first; of a wide scale, for each range of values."""
        if name == "mood" and not is_alone:
            yield Row(say("mood", low=scale[0], high=scale[1]), {}, [])
        has_heading = name == "mood" and not is_alone
        for low, high in _steps(*scale):
            said = Shown(str(low)) if low == high else say("range", low=low, high=high)
            full = _end(scale, low) if name == "mood" and low == high else said
            indent = len(name) + 1
            if high == scale[1] and not has_heading:
                said, full, indent = say(f"{name}.value", value=said), say(f"{name}.value", value=full), 0
            ids = grouped((value.day, value.entry["id"]) for value in values if low <= value.value <= high)
            mark = self.view.point if self.time.has_counts else self.view.mark
            yield self._counted(said, ids, mark)._replace(indent=indent, full=full)

    # patterns and feelings

    def patterns(self) -> Grid:
        """Return the patterns, each of several days with all its people below it."""
        return self._labels("pattern", self.summary["patterns"])

    def feelings(self) -> Grid:
        """Return the feelings."""
        return self._labels("feeling", self.summary["feelings"])

    def _labels(self, noun: str, labels: Sequence[Counted | PatternCount]) -> Grid:
        most = self.most if self.view.holds_back else len(labels)
        kept = labels[:most]
        repeated = [label for label in kept if len(label["days"]) >= SEVERAL_DAYS]
        people, hidden = self._people_under(repeated, most - len(kept))
        self.shown_labels += [(noun, label) for label in kept]
        rows: list[Row] = []
        for label in repeated:
            rows.append(self._counted(self.view.shown(label["label"]), _ids_by_day(label["ids"], label["by_day"])))
            rows += map(self._person, people[label["label"]])
        items = (item for label in kept[len(repeated) :] for item in self._once_of(label))
        once = sorted(items, key=lambda item: item[0])
        held = [more(len(labels) - len(kept), noun)] if len(labels) > len(kept) else []
        held += [say("more.with", n=hidden)] if hidden else []
        return Grid(
            self.time,
            rows,
            heading=say(f"{noun}s" if rows else f"{noun}s.once"),
            total=say("total", days=self.total) if rows else BLANK,
            once_heading=say("once") if rows and once else BLANK,
            once=tuple(said for _, said in once),
            held=held_back(joined(held)) if held else BLANK,
        )

    def _person(self, person: Counted) -> Row:
        name = say("with", person=self.view.shown(person["label"]))
        return self._counted(name, _ids_by_day(person["ids"], person["by_day"]))._replace(indent=_INDENT)

    def _people_under(self, labels: Sequence[Counted], room: int) -> tuple[dict[str, list[Counted]], int]:
        """Return the people to show under each label, and how many are held back: those of one day first."""
        every = [(label["label"], person) for label in labels for person in _people_of(label)]
        by_days = sorted(every, key=lambda one: len(one[1]["days"]) < SEVERAL_DAYS)
        number = kept_of(len(every), room) if self.view.holds_back else len(every)
        kept = by_days[:number]
        under = {
            label["label"]: [person for person in _people_of(label) if any(person is one for _, one in kept)]
            for label in labels
        }
        return under, len(every) - number

    def _once_of(self, label: Counted) -> Iterator[tuple[tuple[int, str, str], Shown]]:
        """Yield the items of a label of one day: people of all its entries in one, others in items of their own."""
        people = _people_of(label)
        together = [person for person in people if person["entries"] == label["entries"]]
        yield self._once_item(label, label, together)
        for person in people:
            if person not in together:
                yield self._once_item(label, person, [person])

    def _once_item(
        self, label: Counted, noted: Counted, people: Sequence[Counted]
    ) -> tuple[tuple[int, str, str], Shown]:
        """Return the sort key of an item (entries, most first; folded label; folded person) and its text."""
        day, name = self.days.one(noted["days"][0]), self.view.shown(label["label"])
        if people:
            names = self.view.shown(people[0]["label"])
            for person in people[1:]:
                names = say("people.two", people=names, person=self.view.shown(person["label"]))
            said = say("once.with", label=name, people=names, day=day)
        else:
            said = say("once.item", label=name, day=day)
        key = -noted["entries"], fold(label["label"]), fold(people[0]["label"] or "") if people else ""
        return key, self._counted_day(said, noted["ids"])

    # people

    def people(self) -> Grid:
        """Return the people across time, each with the patterns in which they were there."""
        days = {
            one: day
            for pattern in self.summary["patterns"]
            for day, ids in _ids_by_day(pattern["ids"], pattern["by_day"]).items()
            for one in ids
        }
        rows = []
        for person in self.summary["people"]:
            row = self._counted(self.view.shown(person["label"]), grouped((days[one], one) for one in person["ids"]))
            patterns = joined(patterns_of(person, self.view))
            rows.append(row._replace(detail=say("person.entries", patterns=patterns)))
        return Grid(self.time, rows, heading=say("people"), total=say("total", days=self.total))

    # rows

    def _counted(self, name: Shown, ids: dict[str, list[str]], mark: Shown | None = None) -> Row:
        """Return a row of numbers of entries; of marks where one is given, or where a column is more than a day."""
        mark = mark or (None if self.time.has_counts else self.view.mark)
        by_column = grouped((self.time.column_of(day), one) for day, of_day in ids.items() for one in of_day)
        cells = {
            column: Cell([mark or self._number(len(of_column))], self.view.short_ids(of_column))
            for column, of_column in by_column.items()
        }
        return Row(name, cells, self._words(ids), len(ids), is_apart=self.time.is_week)

    def _number(self, n: int) -> Shown:
        if n > MAX_COUNT and not self.time.is_week:
            self.has_many = True
            return self.view.mark
        return Shown(str(n))

    def _words(self, ids: dict[str, list[str]]) -> list[Shown]:
        """Return the days of a row for a list, each with its number of entries; of a long span the months or years."""
        if self.time.has_counts:
            named = map(weekday, ids) if self.time.is_week else self.days.several(ids)
            words = [self._counted_day(said, of_day) for said, of_day in zip(named, ids.values(), strict=True)]
            return words if self.time.is_week else listed(words)
        by_name = grouped((self._period(day), one) for day, of_day in ids.items() for one in of_day)
        return listed(self.view.with_ids(name, of_name) for name, of_name in by_name.items())

    def _period(self, day: str) -> Shown:
        return Shown(day[:4]) if self.time.unit == "year" else self._month(day)

    def _month(self, day: str) -> Shown:
        month = MONTHS[int(day[5:7]) - 1]
        return month if self.days.year else Shown(f"{month} {day[:4]}")

    def _counted_day(self, said: Shown, ids: Sequence[str]) -> Shown:
        if len(ids) > 1:
            said = say("counted", said=said, entries=counted(len(ids), "entry"))
        return self.view.with_ids(said, ids)

    # one label or person, day by day

    def calendar(self) -> Calendar:
        """Return the days of the one label or person that the summary is narrowed to."""
        ids = grouped(
            (day, one)
            for label in [*self.summary["patterns"], *self._feelings_meant()]
            for day, of_day in _ids_by_day(label["ids"], label["by_day"]).items()
            for one in of_day
        )
        months: dict[str, Month] = {}
        for day in self.days.each():
            month = months.setdefault(day[:7], Month(self._month(day), [None] * 31, []))
            if day in ids:
                month.cells[int(day[8:]) - 1] = Cell([self._number(len(ids[day]))], self.view.short_ids(ids[day]))
                month.words.append(self._counted_day(Shown(str(int(day[8:]))), ids[day]))
            elif day <= self.time.today:
                month.cells[int(day[8:]) - 1] = Cell([], [])
        return Calendar(list(months.values()))

    def _feelings_meant(self) -> list[Counted]:
        meant = {fold(name) for name in self.summary["filter"]["labels"]}
        return [feeling for feeling in self.summary["feelings"] if fold(feeling["label"]) in meant]


def patterns_of(person: Person, view: View) -> list[Shown]:
    """Return the patterns in which a person was there: `pleasing 2`, `frustration 1`."""
    return [
        say("person.pattern", label=view.shown(pattern["label"]), entries=pattern["entries"])
        for pattern in person["patterns"]
    ]


def held_back(what: Shown) -> Shown:
    """Return what is not shown, with the option that shows it."""
    return say("held.more", what=what, option=ALL)


def kept_of(n: int, most: int) -> int:
    """Return how many of `n` people are shown: one alone is not held back, since saying so takes its line."""
    return n if n <= most else max(0, most - (n - most == 1))


def _people_of(label: Counted | PatternCount) -> Sequence[Counted]:
    return label.get("with", ())  # type: ignore[return-value]


def _end(scale: Scale, value: int) -> Shown:
    """Return a value, on the default scale with what it stands for."""
    if scale == DEFAULT_SCALE and value in _END_NAMES:
        return say(_END_NAMES[value], value=value)
    return Shown(str(value))


def _steps(low: int, high: int) -> list[tuple[int, int]]:
    """Return the ranges of values that are a row, the highest first."""
    step = -(-(high - low + 1) // MAX_STEPS)
    return [(at, min(at + step - 1, high)) for at in range(low, high + 1, step)][::-1]


def _moods(summary: Summary) -> Iterator[tuple[str, MoodValue]]:
    for day, moods in summary["mood"]["days"].items():
        for mood in moods:
            yield day, mood


def _moods_by_scale(summary: Summary) -> list[tuple[Scale, list[_Value]]]:
    """Return each scale with the moods that have a value on it, the scale of the setting first."""
    low, high = summary["mood"]["scale"]
    by_scale: dict[Scale, list[_Value]] = {}
    for day, mood in _moods(summary):
        if mood["value"] is not None:
            lowest, highest = mood.get("scale", (low, high))
            by_scale.setdefault((lowest, highest), []).append(_Value(day, mood, mood["value"]))
    return sorted(by_scale.items(), key=lambda item: (item[0] != (low, high), item[0]))


def _ids_by_day(ids: Iterable[str], by_day: Mapping[str, int]) -> dict[str, list[str]]:
    each = iter(ids)
    return {day: [next(each) for _ in range(n)] for day, n in by_day.items()}
