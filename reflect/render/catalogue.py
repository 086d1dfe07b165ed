"""Everything that a summary can say. A line on the screen is made of these templates and of nothing else.

A slot is written `{name:kind}`. What fills it is put in as it is and not read again, so that no text of a person is a
template, a format or a markup. The words of the templates stay within `WORDS`; a new word is a deliberate change of
that list (a test holds the one to the other).
"""

import re
from collections.abc import Mapping
from typing import Final, NewType

Shown = NewType("Shown", str)
"""Text that may stand on a screen: said by this catalogue, or made safe by `view`."""

WORDS: Final = (
    *("of", "day", "days", "week", "weeks", "month", "year", "entry", "entries", "recorded", "with", "and", "on", "in"),
    *("by", "from", "to", "since", "first", "last", "before", "or more", "one", "no entries", "added later", "mood"),
    *("energy", "session", "sessions", "pattern", "patterns", "feeling", "feelings", "people", "prompt", "answer"),
    *("answers", "note", "notes", "same words", "wish", "other", "self", "contains", "more with"),
    "same",  # of "Same wish, other, self"
    *("counts", "names"),  # of "Contains: counts and names", which a page begins with
)
"""Every word a summary can say, beside numbers, weekdays, months, options and what fills the slots."""

NOUNS: Final[Mapping[str, str]] = {
    "answer": "answers",
    "day": "days",
    "entry": "entries",
    "feeling": "feelings",
    "note": "notes",
    "pattern": "patterns",
    "week": "weeks",
}
"""What is counted: one of it, and any other number of it."""

TEMPLATES: Final[Mapping[str, str]] = {
    # the head
    "title.week": "Week from {first:date} to {last:date}",
    "title.month": "Month from {first:date} to {last:date}",
    "title.year": "Year from {first:date} to {last:date}",
    "title.since": "From {first:date} to {last:date}",
    "contains": "Contains: counts and names",
    "contains.texts": "Contains: counts, names, {kinds:kinds}",
    "contains.answers": "answers",
    "contains.notes": "notes",
    "contains.episodes": "wish, other, self",
    "contains.phrases": "same words",
    "share": "{entries:counted} on {some:count} of {days:counted}",
    "empty": "No entries from {first:date} to {last:date}.",
    # rows
    "mood": "mood {low:value} to {high:value}",
    "energy": "energy {low:value} to {high:value}",
    "session": "session",
    "with": "with {person:label}",
    "feeling": "feeling {label:label}",
    "pattern": "pattern {label:label}",
    "values": "{day:date} {values:values}",
    # what was noted on several days, and on one
    "repeated": "On 2 days or more",
    "repeated.of": "of {days:counted}",
    "repeated.list": "On 2 days or more, of {days:counted}",
    "once": "On one day",
    "once.item": "{label:label} {day:date}",
    "once.with": "{label:label} with {people:people} {day:date}",
    "people": "{people:people} and {person:label}",
    # the same wish, other, self; the same words
    "episodes": "Same wish, other, self",
    "part.wish": 'wish "{text:text}"',
    "part.other": 'other "{text:text}"',
    "part.self": 'self "{text:text}"',
    "back": "{entries:counted} on {days:counted}: {dates:dates}",
    "phrases": "Same words",
    "phrases.some": "Same words, {shown:count} of {all:count}",
    "phrases.held": "Same words, {shown:count} of {all:count}: {option:option}",
    "phrase": '"{text:text}"',
    "phrase.before": "on {days:counted} since {first:date}",
    # in which weeks
    "weeks": "Weeks recorded, of {weeks:counted} from {first:date}",
    "weeks.before": "last before: {day:date}",
    # dated texts
    "answers": "Answers",
    "notes": "Notes",
    "answer": '{day:date}, prompt "{prompt:text}"',
    "note": "{day:date}, {kind:kind}",
    # what is put behind something said
    "counted": "{said:said} ({entries:counted})",
    "later": "{said:said}, added later",
    "ids": "{said:said} ({ids:ids})",
    # what the screen holds back, and the signs it uses
    "held": "{what:counted}: {option:option}",
    "held.both": "{what:counted}, {more:counted}: {option:option}",
    "sign.none": "{sign:sign} no entries",
    "sign.later": "{sign:sign} added later",
    # a number and what it counts
    "number": "{n:count} {noun:noun}",
}
"""The sentences, headings and names of rows."""

_SLOT = re.compile(r"\{(\w+):\w+\}")


def say(name: str, **slots: Shown | int) -> Shown:
    """Return the template with this name, its slots filled."""
    return Shown(_SLOT.sub(lambda found: str(slots[found[1]]), TEMPLATES[name]))


def counted(n: int, noun: str) -> Shown:
    """Return a number with what it counts: "1 entry", "2 entries", "200 entries"."""
    return say("number", n=n, noun=Shown(noun if n == 1 else NOUNS[noun]))
