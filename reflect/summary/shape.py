"""The shape of a summary: the keys and values that `--json` prints, and that the screen and the page are drawn from.

Days are `YYYY-MM-DD`. Lists of labels are ordered by number of days (most first), then entries, then folded label. The
JSON Schema (2020-12) of what `week`, `month`, `year` and `since` print with `--json` is made of these types.
"""

from types import NoneType, UnionType
from typing import Any, Final, NotRequired, TypedDict, Union, get_args, get_origin, get_type_hints

SpanFacts = TypedDict(
    "SpanFacts",
    {"kind": str, "from": str, "to": str, "days": int, "elapsed": int, "days_with_entries": int, "entries": int},
)
"""The days that are counted; `days` is the calendar's number of them, `elapsed` those up to today."""

LookBackFacts = TypedDict("LookBackFacts", {"weeks": int, "from": str, "to": str})
"""The weeks that were looked through."""


class MoodValue(TypedDict):
    """A mood as it was written."""

    value: int | None
    energy: int | None
    id: str
    later: bool
    """It was written down after the day it belongs to."""
    scale: NotRequired[list[int]]
    """The scale of the value, where it is not the one the setting has now."""


class Moods(TypedDict):
    """Moods with a value or an energy."""

    scale: list[int]
    """The setting now."""
    entries: int
    days: dict[str, list[MoodValue]]
    """The days that have one, each with its moods in order of time."""


class Occurrences(TypedDict):
    """In how many entries something was noted, on which days, and in which entries."""

    entries: int
    days: list[str]
    ids: list[str]


class Counted(TypedDict):
    """A label and how it was counted in the span."""

    label: str
    entries: int
    days: list[str]
    by_day: dict[str, int]
    """Entries of each day that has one."""
    ids: list[str]


class Feeling(Counted):
    """A feeling that moods of the span name."""

    weeks: list[str]
    """First days of the weeks of the look-back in which it was noted."""


_With = TypedDict("_With", {"with": list[Counted]})


class PatternCount(Counted, _With):
    """A pattern, with the people who were there."""

    weeks: list[str]
    """First days of the weeks of the look-back in which it was noted."""
    before: str | None
    """The latest day before the span, within the look-back."""


class PatternOfPerson(TypedDict):
    """In how many entries a pattern was noted with a person."""

    label: str
    entries: int


class Person(TypedDict):
    """A person, and the pattern entries that name them."""

    label: str
    entries: int
    days: list[str]
    ids: list[str]
    patterns: list[PatternOfPerson]


class Episode(TypedDict):
    """The same wish, response of the other and of the self, in the words of the first entry."""

    wish: str | None
    other: str | None
    self: str | None
    entries: int
    days: list[str]
    ids: list[str]


class Part(TypedDict):
    """The same wish, response of the other or response of the self, in the words of the first entry."""

    text: str
    entries: int
    days: list[str]
    ids: list[str]


class Parts(TypedDict):
    """What came back in each part of an episode by itself."""

    wish: list[Part]
    other: list[Part]
    self: list[Part]


_EpisodePeople = TypedDict("_EpisodePeople", {"with": list[str]})


class EpisodeEntry(_EpisodePeople):
    """A pattern entry with at least one part."""

    id: str
    day: str
    label: str
    wish: str | None
    other: str | None
    self: str | None
    later: bool


class Phrase(TypedDict):
    """A run of words that came back, as it was first written in the span."""

    text: str
    entries: int
    days: list[str]
    ids: list[str]
    lookback_days: int
    """Days of the look-back on which it was written, those of the span among them."""


class SessionDay(TypedDict):
    """A therapy session."""

    day: str
    id: str


class AnswerText(TypedDict):
    """An answer with the prompt's words as they were shown."""

    id: str
    day: str
    prompt: str
    prompt_text: str
    text: str
    later: bool


class NoteText(TypedDict):
    """A note, or the note of a mood, a pattern or a session; `kind` says which."""

    id: str
    day: str
    kind: str
    text: str
    later: bool


FilterNames = TypedDict("FilterNames", {"labels": list[str], "with": list[str]})
"""The names in force that a summary is narrowed to, each once."""


class Summary(TypedDict):
    """The summary of a span."""

    format: int
    span: SpanFacts
    lookback: LookBackFacts
    mood: Moods
    feelings: list[Feeling]
    patterns: list[PatternCount]
    people: list[Person]
    episodes: list[Episode]
    phrases: list[Phrase]
    sessions: list[SessionDay]
    answers: list[AnswerText]
    notes: list[NoteText]
    parts: Parts
    episode_list: list[EpisodeEntry]
    filter: FilterNames


DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
ID: Final = "urn:reflect-journal:summary:1"
_PLAIN: Final[dict[Any, str]] = {str: "string", int: "integer", bool: "boolean", NoneType: "null"}
_NULLABLE: Final = ("label", "with")
"""Where a person stands, who goes by letters and has none yet."""


def summary_schema() -> dict[str, Any]:
    """Return the schema of a summary. Keys may be added; one that changes meaning gets a new `format`."""
    found = _of(Summary)
    found["properties"]["format"] = {"const": 1}
    return {"$schema": DRAFT, "$id": ID, "title": "The summary of a span", **found}


def _of(kind: Any, name: str = "") -> dict[str, Any]:
    """Return the schema of a value of this type; `name` is that of its key."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in (UnionType, Union):
        return {"anyOf": [_of(each) for each in args]}
    if origin is list:
        return {"type": "array", "items": _of(args[0], name)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _of(args[1])}
    if kind in _PLAIN:
        return {"type": [_PLAIN[kind], "null"] if kind is str and name in _NULLABLE else _PLAIN[kind]}
    hints = get_type_hints(kind)
    properties = {key: _of(each, key) for key, each in hints.items()}
    return {"type": "object", "properties": properties, "required": sorted(kind.__required_keys__)}
