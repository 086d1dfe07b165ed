"""A summary as blocks, made once for every writer.

No order depends on the value of a mood: distinct days come first, then entries, then the folded label.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from reflect.model.schema import ENERGY_SCALE
from reflect.model.text import fold
from reflect.render.blocks import (
    BLANK,
    Block,
    Cell,
    Chart,
    DatedText,
    Grid,
    Heading,
    Items,
    Notes,
    Row,
    Sentence,
    Table,
    TableRow,
    Texts,
)
from reflect.render.catalogue import Shown, View, counted, joined, listed, say
from reflect.render.dates import DaysOfSpan, bare_ends, by_month, ends, in_year, shared_year, weekday, with_weekday
from reflect.summary.phrases import token_runs
from reflect.summary.shape import AnswerText, Counted, Episode, MoodValue, NoteText, PatternCount, Phrase, Summary

SEVERAL_DAYS = 2
"""Days from which a thing has a row of its own."""
MAX_PHRASES = 7
"""Phrases that are shown; the others are counted."""
MAX_PHRASE_WORDS = 12
_JSON = Shown("--json")
_WITH_TEXT = "--with-text "


class _Thing(NamedTuple):
    """A feeling or a pattern, under the name that is shown."""

    name: Shown
    counted: Counted
    pattern: PatternCount | None = None
    """The same with people and weeks, for a pattern."""

    @property
    def people(self) -> Sequence[Counted]:
        return self.pattern["with"] if self.pattern else ()

    @property
    def is_repeated(self) -> bool:
        return len(self.counted["days"]) >= SEVERAL_DAYS


def summary_blocks(summary: Summary, view: View) -> list[Block]:
    """Return the blocks of a summary, without empty ones."""
    span = summary["span"]
    first, last = ends(span["from"], span["to"])
    some, days = span["days_with_entries"], counted(span["days"], "day")
    share = say("share", entries=counted(span["entries"], "entry"), some=some, days=days)
    found: list[Block] = [Heading(say(f"title.{span['kind']}", first=first, last=last), share)]
    if not span["entries"]:
        first, last = bare_ends(span["from"], span["to"])
        return [*found, Sentence(say("empty", first=first, last=last))]
    return [*found, *_Maker(summary, view).blocks()]


class _Maker:
    """A summary on its way to blocks."""

    def __init__(self, summary: Summary, view: View) -> None:
        self.summary, self.view = summary, view
        self.days = DaysOfSpan(summary["span"]["from"], summary["span"]["to"])
        self.things = _things(summary, view)

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks below the heading."""
        if self.view.on_paper:
            yield from self._charts()
        yield from (grid for grid in (self._measured(), self._repeated()) if grid.rows)
        if items := self._once():
            yield Items(say("once"), items, self.days)
        yield from (table for table in (self._episodes(), self._phrases()) if table.rows)
        weeks = self._weeks()
        if weeks.rows or weeks.held:
            yield weeks
        yield from self._texts()
        yield self._notes()

    def _charts(self) -> Iterator[Chart]:
        for (low, high), moods in _moods_by_scale(self.summary):
            values: dict[str, list[int]] = {}
            for day, mood in moods:
                values.setdefault(day, []).append(mood["value"] or 0)  # 0 is a value: None is not in the list
            yield Chart(say("mood", low=low, high=high), low, high, self.days, values)

    # grids

    def _measured(self) -> Grid:
        """Return moods, a row for each scale, then energy and sessions."""
        rows = [
            self._valued(say("mood", low=low, high=high), ((day, mood, mood["value"]) for day, mood in moods))
            for (low, high), moods in _moods_by_scale(self.summary)
        ]
        energy = ((day, mood, mood["energy"]) for day, mood in _moods(self.summary) if mood["energy"] is not None)
        sessions: dict[str, list[str]] = {}
        for session in self.summary["sessions"]:
            sessions.setdefault(session["day"], []).append(session["id"])
        rows.append(self._valued(say("energy", low=ENERGY_SCALE[0], high=ENERGY_SCALE[1]), energy))
        rows.append(self._counted(say("session"), sessions))
        return self._grid([row for row in rows if row.cells])

    def _repeated(self) -> Grid:
        """Return the labels of several days, each pattern with those of its people below it."""
        rows: list[Row] = []
        for thing in self.things:
            if thing.is_repeated:
                rows.append(self._counted(thing.name, _ids_by_day(thing.counted)))
                rows += [
                    self._counted(say("with", person=self.view.shown(person["label"])), _ids_by_day(person), level=1)
                    for person in thing.people
                    if len(person["days"]) >= SEVERAL_DAYS
                ]
        days = counted(self.days.number, "day")
        return self._grid(rows)._replace(
            heading=say("repeated"), total=say("repeated.of", days=days), list_heading=say("repeated.list", days=days)
        )

    def _grid(self, rows: list[Row]) -> Grid:
        return Grid(self.days, self.summary["lookback"]["from"], rows)

    def _valued(self, name: Shown, moods: Iterable[tuple[str, MoodValue, int | None]]) -> Row:
        found: dict[str, list[tuple[Shown, str]]] = {}
        for day, mood, value in moods:
            said = Shown(f"{value}+" if mood["later"] else str(value))
            found.setdefault(day, []).append((said, mood["id"]))
        cells, words = {}, []
        for day, of_day in found.items():
            cells[day] = Cell([said for said, _ in of_day], self.view.short_ids(entry_id for _, entry_id in of_day))
            values = listed(self.view.with_ids(said, [entry_id]) for said, entry_id in of_day)
            named = weekday(day) if self.days.is_short else self.days.one(day)
            words.append(say("values", day=named, values=joined(values, " ")))
        return Row(name, cells, words)

    def _counted(self, name: Shown, ids: dict[str, list[str]], level: int = 0) -> Row:
        cells = {day: Cell([Shown(str(len(of_day)))], self.view.short_ids(of_day)) for day, of_day in ids.items()}
        named = map(weekday, ids) if self.days.is_short else self.days.several(ids)
        words = [self._counted_day(said, of_day) for said, of_day in zip(named, ids.values(), strict=True)]
        return Row(name, cells, words if self.days.is_short else listed(words), is_count=True, level=level)

    def _counted_day(self, said: Shown, ids: Sequence[str]) -> Shown:
        if len(ids) > 1:
            said = say("counted", said=said, entries=counted(len(ids), "entry"))
        return self.view.with_ids(said, ids)

    # things of one day

    def _once(self) -> list[Shown]:
        items = sorted((item for thing in self.things for item in self._once_of(thing)), key=lambda item: item[0])
        return [said for _, said in items]

    def _once_of(self, thing: _Thing) -> Iterator[tuple[tuple[int, str, str], Shown]]:
        """Yield what a thing has on one day: people of all its entries in one item, others in items of their own."""
        whole = thing.counted
        on_one_day = [person for person in thing.people if len(person["days"]) < SEVERAL_DAYS]
        if not thing.is_repeated:
            together = [person for person in on_one_day if person["entries"] == whole["entries"]]
            yield self._once_item(thing, whole, together)
            on_one_day = [person for person in on_one_day if person not in together]
        for person in on_one_day:
            yield self._once_item(thing, person, [person])

    def _once_item(
        self, thing: _Thing, noted: Counted, people: Sequence[Counted]
    ) -> tuple[tuple[int, str, str], Shown]:
        """Return the sort key of an item (entries, most first; folded label; folded person) and its text."""
        day = self.days.one(noted["days"][0])
        if people:
            names = self.view.shown(people[0]["label"])
            for person in people[1:]:
                names = say("people", people=names, person=self.view.shown(person["label"]))
            said = say("once.with", label=thing.name, people=names, day=day)
        else:
            said = say("once.item", label=thing.name, day=day)
        key = -noted["entries"], fold(thing.counted["label"]), fold(people[0]["label"]) if people else ""
        return key, self._counted_day(said, noted["ids"])

    # the same words

    def _episodes(self) -> Table:
        if self.view.on_paper and "episodes" not in self.view.text_kinds:
            return Table(BLANK, [])
        return Table(say("episodes"), [self._episode(episode) for episode in self.summary["episodes"]])

    def _episode(self, episode: Episode) -> TableRow:
        parts = {"wish": episode["wish"], "other": episode["other"], "self": episode["self"]}
        said = [say(f"part.{part}", text=self.view.shown(text)) for part, text in parts.items() if text is not None]
        return TableRow(joined(said), [_split(self._back(episode))])

    def _phrases(self) -> Table:
        number = len(self.summary["phrases"])
        if self.view.on_paper and "phrases" not in self.view.text_kinds:
            return Table(BLANK, [])
        heading = say("phrases")
        if number > MAX_PHRASES and self.view.on_paper:
            heading = say("phrases.some", shown=MAX_PHRASES, all=number)
        elif number > MAX_PHRASES:
            heading = say("phrases.held", shown=MAX_PHRASES, all=number, option=_JSON)
        back = self.summary["lookback"]
        since = in_year(back["from"], shared_year(back["from"], self.days.last))
        return Table(heading, [self._phrase(phrase, since) for phrase in self.summary["phrases"][:MAX_PHRASES]])

    def _phrase(self, phrase: Phrase, since: Shown) -> TableRow:
        (words,) = token_runs(phrase["text"])
        cut = phrase["text"]
        if len(words) > MAX_PHRASE_WORDS:
            cut = f"{cut[: words[MAX_PHRASE_WORDS - 1].end]} {'...' if self.view.ascii_only else '…'}"
        before = say("phrase.before", days=counted(phrase["lookback_days"], "day"), first=since)
        return TableRow(say("phrase", text=self.view.shown(cut)), [_split(self._back(phrase)), _split(before)])

    def _back(self, repeat: Episode | Phrase) -> Shown:
        said = say(
            "back",
            entries=counted(repeat["entries"], "entry"),
            days=counted(len(repeat["days"]), "day"),
            dates=joined(self.days.several(repeat["days"])),
        )
        return self.view.with_ids(said, repeat["ids"])

    # weeks

    def _weeks(self) -> Table:
        """Return the weeks of each pattern of several days, and how many other labels have theirs."""
        back = self.summary["lookback"]
        year = shared_year(back["from"], back["to"])
        shown = [thing.pattern for thing in self.things if thing.pattern and thing.is_repeated]
        names = [thing.name for thing in self.things if thing.pattern and thing.is_repeated]
        rows = [
            TableRow(name, [self._weeks_of(pattern, year), self._before(pattern, year)])
            for name, pattern in zip(names, shown, strict=True)
        ]
        others = {"feeling": len(self.summary["feelings"]), "pattern": len(self.summary["patterns"]) - len(rows)}
        heading = say("weeks", weeks=counted(back["weeks"], "week"), first=in_year(back["from"], year))
        return Table(heading, rows, details=False, held=BLANK if self.view.on_paper else _held(others, _JSON))

    def _weeks_of(self, pattern: PatternCount, year: str) -> list[Shown]:
        weeks = pattern["weeks"]
        return listed((in_year(week, year) for week in weeks) if self.days.is_short else by_month(weeks, year))

    def _before(self, pattern: PatternCount, year: str) -> list[Shown]:
        before = pattern["before"]
        return _split(say("weeks.before", day=with_weekday(before, year))) if before else []

    # texts

    def _texts(self) -> Iterator[Texts]:
        year = self.days.year
        if "answers" in self.view.text_kinds and self.summary["answers"]:
            answers = [self._dated(self._head_of_answer(answer, year), answer) for answer in self.summary["answers"]]
            yield Texts(say("answers"), answers)
        if "notes" in self.view.text_kinds and self.summary["notes"]:
            notes = [
                self._dated(say("note", day=with_weekday(note["day"], year), kind=Shown(note["kind"])), note)
                for note in self.summary["notes"]
            ]
            yield Texts(say("notes"), notes)

    def _head_of_answer(self, answer: AnswerText, year: str) -> Shown:
        prompt = self.view.shown(answer["prompt_text"])
        return say("answer", day=with_weekday(answer["day"], year), prompt=prompt)

    def _dated(self, head: Shown, text: AnswerText | NoteText) -> DatedText:
        if text["later"]:
            head = say("later", said=head)
        return DatedText(self.view.with_ids(head, [text["id"]]), self.view.block(text["text"]))

    # the end

    def _notes(self) -> Notes:
        counts = {"answer": len(self.summary["answers"]), "note": len(self.summary["notes"])}
        counts = {noun: n for noun, n in counts.items() if n and f"{noun}s" not in self.view.text_kinds}
        option = Shown(_WITH_TEXT + ",".join(f"{noun}s" for noun in counts))
        has_later = any(mood["later"] for _, mood in _moods(self.summary))
        return Notes(
            BLANK if self.view.on_paper else _held(counts, option),
            say("sign.none", sign=self.view.dot),
            say("sign.later", sign=Shown("+")) if has_later else BLANK,
        )


def _things(summary: Summary, view: View) -> list[_Thing]:
    """Return the feelings and patterns by rank; a name of both says which it is."""
    feelings = {fold(feeling["label"]) for feeling in summary["feelings"]}
    both = {fold(pattern["label"]) for pattern in summary["patterns"]} & feelings

    def name(label: str, kind: str) -> Shown:
        shown = view.shown(label)
        return say(kind, label=shown) if fold(label) in both else shown

    found = [_Thing(name(feeling["label"], "feeling"), feeling) for feeling in summary["feelings"]]
    found += [_Thing(name(pattern["label"], "pattern"), pattern, pattern) for pattern in summary["patterns"]]
    return sorted(found, key=lambda thing: _rank(thing.counted))


def _rank(label: Counted) -> tuple[int, int, str]:
    """Return the sort key of labels: distinct days (most first), entries (most first), folded label."""
    return -len(label["days"]), -label["entries"], fold(label["label"])


def _moods(summary: Summary) -> Iterator[tuple[str, MoodValue]]:
    for day, moods in summary["mood"]["days"].items():
        for mood in moods:
            yield day, mood


def _moods_by_scale(summary: Summary) -> list[tuple[tuple[int, int], list[tuple[str, MoodValue]]]]:
    """Return each scale with the days and moods that have a value on it, the scale of the setting first."""
    low, high = summary["mood"]["scale"]
    by_scale: dict[tuple[int, int], list[tuple[str, MoodValue]]] = {}
    for day, mood in _moods(summary):
        if mood["value"] is not None:
            lowest, highest = mood.get("scale", (low, high))
            by_scale.setdefault((lowest, highest), []).append((day, mood))
    return sorted(by_scale.items(), key=lambda item: (item[0] != (low, high), item[0]))


def _ids_by_day(label: Counted) -> dict[str, list[str]]:
    ids = iter(label["ids"])
    return {day: [next(ids) for _ in range(n)] for day, n in label["by_day"].items()}


def _split(said: Shown) -> list[Shown]:
    return [Shown(word) for word in said.split(" ")]


def _held(counts: dict[str, int], option: Shown) -> Shown:
    """Return `2 answers, 3 notes: --with-text answers,notes`; a blank text where nothing is held back."""
    said = [counted(n, noun) for noun, n in counts.items() if n]
    if not said:
        return BLANK
    if len(said) == 1:
        return say("held", what=said[0], option=option)
    return say("held.both", what=said[0], more=said[1], option=option)
