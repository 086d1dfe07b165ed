"""The summary of a span, as the JSON of `week` has it.

It is a function of entries, span and settings; it reads no clock, and `offer` and `pass` entries count nowhere.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from reflect.model.choices import LABEL_KINDS, LabelKind
from reflect.model.dates import day_of
from reflect.model.labels import AS_WRITTEN, NO_FILTER, Chosen, OfName
from reflect.model.schema import WRITTEN, Entry, order
from reflect.model.text import fold
from reflect.summary.counts import Labels, NameOf, count_by_day, occurrences, weeks_noted
from reflect.summary.episodes import PARTS, find_episodes, find_parts
from reflect.summary.phrases import Lists, find_phrases
from reflect.summary.span import LookBack, Span

if TYPE_CHECKING:
    from reflect.summary.shape import (
        AnswerText,
        EpisodeEntry,
        Feeling,
        Moods,
        MoodValue,
        NoteText,
        PatternCount,
        Person,
        Summary,
    )

FORMAT = 1


class _Reading(NamedTuple):
    """The entries of a summary, and the settings that they are read with."""

    read: list[Entry]
    """The entries of the look-back, in order, that pass the filter."""
    in_span: list[Entry]
    """Those of them in the span."""
    first: str
    """The first day of the span."""
    week_starts: int
    day_starts: int
    labels: Mapping[LabelKind, Labels]
    """Of the look-back, whatever the filter: how a label is spelled."""

    def is_later(self, entry: Entry) -> bool:
        """Return whether `entry` was recorded after the day it belongs to.

        An entry recorded as it happened is not, whatever `day_starts` is by now: its day was fixed then.
        """
        if entry["recorded_at"] == entry["at"]:
            return False
        return str(day_of(datetime.fromisoformat(entry["recorded_at"]), self.day_starts)) > entry["day"]


def summarise_span(  # noqa: PLR0913 - entries, days, and the settings they are read by; all but three by name
    entries: Iterable[Entry],
    span: Span,
    back: LookBack,
    *,
    scale: tuple[int, int],
    week_starts: int,
    day_starts: int,
    names: NameOf = AS_WRITTEN.of_name,
    lists: Lists | None = None,
    today: date | None = None,
    chosen: Chosen = NO_FILTER,
) -> "Summary":
    """Return the summary of `span`.

    Args:
        entries: all entries of look-back and span, in any order; others are left out.
        span: the days that are counted.
        back: its look-back, which contains the span.
        scale: lowest and highest mood, as the setting has them now.
        week_starts: 0 for Monday to 6 for Sunday.
        day_starts: the day boundary, a whole hour, 0 to 12.
        names: gives the label in force for a name as it was written, by `pattern`, `person` or `feeling`; without it
            every label goes by its own name.
        lists: the words that decide what is not a phrase; without them any run of words can be one.
        today: the last day that can have entries (None: the span is over).
        chosen: the labels and people that the summary is narrowed to.
    """
    first, last = str(span.first), str(span.last)
    everything = _between(entries, min(first, str(back.first)), last)
    read = [entry for entry in everything if chosen.fits(entry, names)] if chosen else everything
    in_span = [entry for entry in read if first <= entry["day"]]
    labels = {of: Labels(of, everything, names) for of in LABEL_KINDS}
    reading = _Reading(read, in_span, first, week_starts, day_starts, labels)
    return {
        "format": FORMAT,
        "span": {
            "kind": span.kind,
            "from": first,
            "to": last,
            "days": span.days,
            "elapsed": span.days if today is None else min(max(0, (today - span.first).days + 1), span.days),
            "days_with_entries": len(count_by_day(in_span)),
            "entries": len(in_span),
        },
        "lookback": {"weeks": back.weeks, "from": str(back.first), "to": str(back.last)},
        "mood": _moods(reading, scale),
        "feelings": _feelings(reading),
        "patterns": _patterns(reading),
        "people": _people(reading),
        "episodes": find_episodes(in_span),
        "phrases": find_phrases(read, first, lists or Lists()),
        "sessions": [{"day": entry["day"], "id": entry["id"]} for entry in in_span if entry["kind"] == "session"],
        "answers": _answers(reading),
        "notes": _notes(reading),
        "parts": find_parts(in_span),
        "episode_list": _episode_list(reading),
        "filter": {
            "labels": _filter_names(labels, names, chosen.labels),
            "with": _filter_names(labels, names, chosen.people),
        },
    }


def _between(entries: Iterable[Entry], first: str, last: str) -> list[Entry]:
    return sorted((e for e in entries if first <= e["day"] <= last and e["kind"] in WRITTEN), key=order)


def _moods(reading: _Reading, scale: tuple[int, int]) -> "Moods":
    days: dict[str, list[MoodValue]] = {}
    for entry in reading.in_span:
        if entry["kind"] != "mood" or (entry["value"] is None and entry["energy"] is None):
            continue
        mood: MoodValue = {
            "value": entry["value"],
            "energy": entry["energy"],
            "id": entry["id"],
            "later": reading.is_later(entry),
        }
        if entry["value"] is not None and entry["scale"] != [*scale]:
            mood["scale"] = entry["scale"].copy()
        days.setdefault(entry["day"], []).append(mood)
    return {"scale": [*scale], "entries": sum(map(len, days.values())), "days": days}


def _feelings(reading: _Reading) -> "list[Feeling]":
    feelings = reading.labels["feeling"]
    noted = dict(feelings.groups(reading.read))
    return [
        {**feelings.counted(group), "weeks": weeks_noted(noted[group[0]], reading.week_starts)}
        for group in feelings.groups(reading.in_span)
    ]


def _patterns(reading: _Reading) -> "list[PatternCount]":
    patterns, persons = reading.labels["pattern"], reading.labels["person"]
    noted = dict(patterns.groups(reading.read))
    return [
        {
            **patterns.counted((key, entries)),
            "with": [persons.counted(group) for group in persons.groups(entries)],
            "weeks": weeks_noted(noted[key], reading.week_starts),
            "before": max((entry["day"] for entry in noted[key] if entry["day"] < reading.first), default=None),
        }
        for key, entries in patterns.groups(reading.in_span)
    ]


def _people(reading: _Reading) -> "list[Person]":
    patterns, persons = reading.labels["pattern"], reading.labels["person"]
    return [
        {
            "label": persons.shown(key),
            **occurrences(entries),
            "patterns": [{"label": patterns.shown(one), "entries": len(of)} for one, of in patterns.groups(entries)],
        }
        for key, entries in persons.groups(reading.in_span)
    ]


def _answers(reading: _Reading) -> "list[AnswerText]":
    return [
        {
            "id": entry["id"],
            "day": entry["day"],
            "prompt": entry["prompt"],
            "prompt_text": entry["prompt_text"],
            "text": entry["text"],
            "later": reading.is_later(entry),
        }
        for entry in reading.in_span
        if entry["kind"] == "answer"
    ]


def _notes(reading: _Reading) -> "list[NoteText]":
    return [
        {
            "id": entry["id"],
            "day": entry["day"],
            "kind": entry["kind"],
            "text": text,
            "later": reading.is_later(entry),
        }
        for entry in reading.in_span
        if (text := _note_of(entry)) is not None
    ]


def _episode_list(reading: _Reading) -> "list[EpisodeEntry]":
    patterns, persons = reading.labels["pattern"], reading.labels["person"]
    return [
        {
            "id": entry["id"],
            "day": entry["day"],
            "label": patterns.name_of(entry["label"]),
            "with": persons.names_of(entry["with"]),
            "wish": entry["wish"],
            "other": entry["other"],
            "self": entry["self"],
            "later": reading.is_later(entry),
        }
        for entry in reading.in_span
        if entry["kind"] == "pattern" and any(entry[part] is not None for part in PARTS)
    ]


def _filter_names(labels: Mapping[LabelKind, Labels], names: NameOf, chosen: Iterable[OfName]) -> list[str]:
    """Return the names in force of a filter, each once; one that no entry has here goes by the name it came with."""
    first: dict[str, str] = {}
    for of, name in chosen:
        shown = labels[of].shown(name.key, names(of, name.shown).shown)
        first.setdefault(fold(shown), shown)
    return list(first.values())


def _note_of(entry: Entry) -> str | None:
    if entry["kind"] == "note":
        return entry["text"]
    if entry["kind"] == "mood" or entry["kind"] == "pattern" or entry["kind"] == "session":
        return entry["note"]
    return None
