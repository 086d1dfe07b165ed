"""Everything that a summary can say: these templates, dates, and a person's own text made safe. Nothing else.

A slot is written `{name:kind}`. Its text is inserted as it is and not read again, so that no text of a person is a
template, a format or markup. The words of the templates stay within `WORDS`; a new word is a deliberate change of
that list (a test compares the two). A person's text becomes `Shown` in `View`, and nowhere else.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from reflect.model.ids import short
from reflect.model.text import visible, visible_line
from reflect.render import Shown

WORDS: Final = (
    *("of", "day", "days", "week", "weeks", "month", "year", "entry", "entries", "recorded", "with", "and", "on", "in"),
    *("by", "from", "to", "since", "first", "last", "before", "or more", "one", "no entries", "added later", "mood"),
    *("energy", "session", "sessions", "pattern", "patterns", "feeling", "feelings", "people", "prompt", "answer"),
    *("answers", "note", "notes", "same words", "wish", "other", "self", "contains", "more with"),
    *("not shown", "all", "more", "nothing on this page", "letters for names", "names in quoted text are not changed"),
    *("code", "response", "noted", "counts", "names", "same", "very pleasant", "neutral", "very unpleasant"),
    "the",  # of "Same response of the other"
)
"""Every word a summary can say, beside numbers, weekdays, months, options and what fills the slots."""

NOUNS: Final[Mapping[str, str]] = {
    "answer": "answers",
    "day": "days",
    "entry": "entries",
    "feeling": "feelings",
    "note": "notes",
    "pattern": "patterns",
    "people": "people",
    "week": "weeks",
}
"""The things that are counted: one of them, and any other number."""

TEMPLATES: Final[Mapping[str, str]] = {
    # the head
    "title.week": "Week from {first:date} to {last:date}",
    "title.since": "From {first:date} to {last:date}",
    "filter.both": "{labels:labels} with {people:labels}",
    "filtered": "{filter:filter}, {title:title}",
    "filtered.week": "{filter:filter}, week from {first:date} to {last:date}",
    "filtered.since": "{filter:filter}, from {first:date} to {last:date}",
    "share.days": "{some:count} of {days:counted}, {entries:counted}",
    "empty": "No entries from {first:date} to {last:date}.",
    "empty.filtered": "{filter:filter}: no entries from {first:date} to {last:date}.",
    # a page
    "contains": "Contains: {kinds:kinds}",
    "contains.counts": "counts",
    "contains.names": "names",
    "contains.letters": "letters for names",
    "contains.quoted": "Contains: {kinds:kinds}; names in quoted text are not changed",
    "contains.answers": "answers",
    "contains.notes": "notes",
    "contains.episodes": "wish, other, self",
    "contains.phrases": "same words",
    "nothing": "Nothing on this page from {first:date} to {last:date}.",
    "code": "Code",
    # rows
    "mood": "mood {low:value} to {high:value}",
    "mood.value": "mood {value:value}",
    "energy": "energy {low:value} to {high:value}",
    "energy.value": "energy {value:value}",
    "range": "{low:value} to {high:value}",
    "end.low": "{value:value} very unpleasant",
    "end.middle": "{value:value} neutral",
    "end.high": "{value:value} very pleasant",
    "session": "session",
    "with": "with {person:label}",
    "feeling": "feeling {label:label}",
    "pattern": "pattern {label:label}",
    "values": "{day:date} {values:values}",
    # things noted on several days, and on one
    "patterns": "Patterns on 2 days or more",
    "patterns.once": "Patterns on one day",
    "feelings": "Feelings on 2 days or more",
    "feelings.once": "Feelings on one day",
    "total": "of {days:counted}",
    "listed": "{heading:heading}, {total:total}",
    "once": "On one day",
    "once.item": "{label:label} {day:date}",
    "once.with": "{label:label} with {people:people} {day:date}",
    "once.energy": "energy {values:values} {day:date}",
    "people.two": "{people:people} and {person:label}",
    "people": "People",
    "person.pattern": "{label:label} {entries:count}",
    "person.entries": "entries: {patterns:labels}",
    # the same wish, other, self; the same words
    "same.wish": "Same wish",
    "same.other": "Same response of the other",
    "same.self": "Same response of the self",
    "same.all": "Same wish, other, self",
    "quoted": '"{text:text}"',
    "part.wish": 'wish "{text:text}"',
    "part.other": 'other "{text:text}"',
    "part.self": 'self "{text:text}"',
    "back": "{entries:counted} on {days:counted}",
    "back.dates": "{entries:counted} on {days:counted}: {dates:dates}",
    "phrases": "Same words",
    "phrases.some": "Same words, {shown:count} of {all:count}: {option:option}",
    "phrase.before": "on {days:counted} since {first:date}",
    # pattern entries with their parts, and the sheet to fill in
    "episodes": "Wish, other, self",
    "head.day": "day",
    "head.mood": "mood",
    "head.pattern": "pattern",
    "head.with": "with",
    "head.wish": "wish",
    "head.other": "other",
    "head.self": "self",
    # the weeks of a label
    "weeks": "Weeks noted, of {weeks:counted} from {first:date}",
    "weeks.before": "last before: {day:date}",
    # dated texts
    "answers": "Answers",
    "notes": "Notes",
    "answer": '{day:date}, prompt "{prompt:text}"',
    "note": "{day:date}, {kind:kind}",
    # additions to something said
    "counted": "{said:said} ({entries:counted})",
    "later": "{said:said}, added later",
    "ids": "{said:said} ({ids:ids})",
    # what a screen leaves out, and the signs it uses
    "held": "{what:what} not shown: {option:option}",
    "held.more": "{what:what}: {option:option}",
    "more": "{n:count} more {noun:noun}",
    "more.with": "{n:count} more with people",
    "more.same": "{n:count} more",
    "sign.none": "{sign:sign} no entries",
    "sign.some": "{sign:sign} one entry or more",
    "sign.many": "{sign:sign} {n:count} entries or more",
    "sign.later": "{sign:sign} added later",
    # the sheet to fill in
    "sheet": "Mood and patterns",
    "sheet.scale": "Mood: {low:value} to {high:value}",
    # a number and what it counts
    "number": "{n:count} {noun:noun}",
}
"""The sentences, headings and names of rows."""

_SLOT = r"\{(\w+):\w+\}"


def say(name: str, **slots: Shown | int) -> Shown:
    """Return the template with this name, its slots filled."""
    return Shown(re.sub(_SLOT, lambda found: str(slots[found[1]]), TEMPLATES[name]))


def counted(n: int, noun: str) -> Shown:
    """Return a number with what it counts: "1 entry", "2 entries", "200 entries"."""
    return say("number", n=n, noun=Shown(noun if n == 1 else NOUNS[noun]))


def more(n: int, noun: str) -> Shown:
    """Return how many more there are: "1 more pattern", "12 more patterns"."""
    return say("more", n=n, noun=Shown(noun if n == 1 else NOUNS[noun]))


NARROWEST: Final = 20
"""Columns; a screen that says it has fewer is treated as if it had these."""


class View(NamedTuple):
    """How a reader wants it: columns, ids, texts, characters."""

    width: int
    """Columns of the screen."""
    ids: bool = False
    """Show the ids of entries."""
    text_kinds: frozenset[str] = frozenset()
    """The texts that are shown: `answers`, `notes`; on paper `episodes` and `phrases` too."""
    ascii_only: bool = False
    """The terminal cannot show other characters."""
    bold: bool = False
    """The terminal can show bold."""
    on_paper: bool = False
    """Nothing can be asked of it: all is on it, and episodes and phrases only if asked for."""
    everything: bool = False
    """Nothing is held back."""

    @property
    def columns(self) -> int:
        """Columns that are used."""
        return max(self.width, NARROWEST)

    @property
    def dot(self) -> Shown:
        """The sign for a day without entries; with blanks around it, the sign between two things."""
        return Shown("." if self.ascii_only else "·")

    @property
    def point(self) -> Shown:
        """The sign for a mood of a day."""
        return Shown("*" if self.ascii_only else "●")

    @property
    def mark(self) -> Shown:
        """The sign for a week, a month or a year in which something was noted."""
        return Shown("#" if self.ascii_only else "■")

    @property
    def cut(self) -> Shown:
        """The sign for words left out at an end."""
        return Shown("..." if self.ascii_only else "…")

    @property
    def holds_back(self) -> bool:
        """Whether long blocks are cut short, with a count and the option that shows the rest."""
        return not self.everything and not self.on_paper

    def shown(self, text: str | None) -> Shown:
        """Return a label, a name or a sentence of a person, safe for a line; None is a person without a letter."""
        return self._safe("\u2014" if text is None else visible_line(text))

    def block(self, text: str) -> list[Shown]:
        """Return the lines of a text, each safe for a screen, with tabs as blanks."""
        # A line end of Windows is a line end; a carriage return elsewhere is a control character and is shown as one.
        lines = visible(text.replace("\r\n", "\n")).split("\n")
        return [self._safe(line.expandtabs()) for line in lines]

    def short_ids(self, entry_ids: Iterable[str]) -> list[Shown]:
        """Return the printed part of the entries' ids; none if they are not asked for."""
        return [Shown(short(entry_id)) for entry_id in entry_ids] if self.ids else []

    def with_ids(self, said: Shown, entry_ids: Iterable[str]) -> Shown:
        """Return `said`, followed by the entries' ids if they are asked for."""
        return say("ids", said=said, ids=joined(self.short_ids(entry_ids), " ")) if self.ids else said

    def _safe(self, text: str) -> Shown:
        if self.ascii_only and not text.isascii():
            return Shown(re.sub(r"[^\x00-\x7f]", _escape, text))
        return Shown(text)


def joined(pieces: Iterable[Shown], between: str = ", ") -> Shown:
    """Return pieces as one text, with the same sign between any two."""
    return Shown(between.join(pieces))


def listed(pieces: Iterable[Shown]) -> list[Shown]:
    """Return pieces with a comma after each but the last."""
    pieces = list(pieces)
    return [Shown(f"{piece},") for piece in pieces[:-1]] + pieces[-1:]


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004 - the first of the wide planes
