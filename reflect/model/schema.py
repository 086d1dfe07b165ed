"""The kinds of entries: what each holds, and when it can be kept.

An entry is the dictionary that stands in the month file, with every field of its kind present; a field of a newer
version of the program stays in it untouched. One table, `FIELDS`, says what each field may be: entries are read,
written, imported and described by it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from operator import itemgetter
from typing import Any, Final, Literal, NamedTuple, TypedDict, cast

from reflect.errors import ImpossibleValueError
from reflect.model import text, values
from reflect.model.choices import KINDS


class Envelope(TypedDict):
    """What every entry has. Times are ISO 8601 with offset, to the second."""

    id: str
    day: str
    """The local day it belongs to, `YYYY-MM-DD`; fixed when the entry is made."""
    at: str
    """When it happened."""
    zone: str | None
    """The IANA name of the zone it was written in."""
    recorded_at: str
    """When it was written down."""
    edited_at: str | None
    source: str
    """`cli`, `api` or `import:FORMAT`."""
    private: bool
    extra: dict[str, Any]
    """What an import could not map."""


class Mood(Envelope):
    """How it was: at least one of value, energy, feelings, note."""

    kind: Literal["mood"]
    value: int | None
    scale: list[int]
    """Lowest and highest value, as they were when it was written; nothing is ever rescaled."""
    energy: int | None
    """1 to 7."""
    feelings: list[str]
    note: str | None


_Episode = TypedDict(
    "_Episode",
    {"label": str, "with": list[str], "wish": str | None, "other": str | None, "self": str | None, "note": str | None},
)


class Pattern(Envelope, _Episode):
    """A relational pattern, noted once.

    `wish`, `other` (what the other did) and `self` (what I did) are the parts of a relationship episode after
    Luborsky's core conflictual relationship theme, in the person's own words.
    """

    kind: Literal["pattern"]


class Answer(Envelope):
    """An answer to a prompt, with the prompt's words as they were shown."""

    kind: Literal["answer"]
    prompt: str
    prompt_text: str
    text: str


_Class = TypedDict("_Class", {"class": str})


class Offer(Envelope, _Class):
    """The prompt was first shown on that day."""

    kind: Literal["offer"]
    prompt: str
    prompt_text: str
    theme: str


class Pass(Envelope):
    """The day's prompt was put back, by choice."""

    kind: Literal["pass"]
    prompt: str


class Note(Envelope):
    """Free text."""

    kind: Literal["note"]
    text: str


class Session(Envelope):
    """A therapy session took place then."""

    kind: Literal["session"]
    note: str | None


Entry = Mood | Pattern | Answer | Offer | Pass | Note | Session


class FieldError(ValueError):
    """A field of an entry is not what it should be; `str()` names the field, never its content."""

    def __init__(self, field: str, fault: str) -> None:
        """Name the `field` and say what is wrong, as the end of a sentence: "is missing"."""
        super().__init__(f"`{field}` {fault}")
        self.field = field


class Field(NamedTuple):
    """One field of a kind."""

    name: str
    fault: Callable[[object], str | None]
    """Says what is wrong with a value, as the end of a sentence, or None."""
    empty: object = ...
    """What stands where there is no value (None, [] or {}); `...` where there must be one."""


_OFFSET = len("2026-11-23T21:40:00")
"""Where the offset of a time begins."""

ENVELOPE: Final = (
    Field("id", values.id_fault),
    Field("kind", lambda _: None),
    Field("day", values.day_fault),
    Field("at", values.at_fault),
    Field("zone", values.zone_fault, None),
    Field("recorded_at", values.at_fault),
    Field("edited_at", values.at_fault, None),
    Field("source", text.label_fault),
    Field("private", values.flag_fault, empty=False),
    Field("extra", values.object_fault, {}),
)
"""The fields that every entry has."""

OWN_FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    "mood": (
        Field("value", values.whole_fault, None),
        Field("scale", values.scale_fault),
        Field("energy", values.energy_fault, None),
        Field("feelings", values.labels_fault, []),
        Field("note", text.fault, None),
    ),
    "pattern": (
        Field("label", text.label_fault),
        Field("with", values.labels_fault, []),
        Field("wish", text.fault, None),
        Field("other", text.fault, None),
        Field("self", text.fault, None),
        Field("note", text.fault, None),
    ),
    "answer": (
        Field("prompt", values.prompt_fault),
        Field("prompt_text", text.fault),
        Field("text", text.fault),
    ),
    "offer": (
        Field("prompt", values.prompt_fault),
        Field("prompt_text", text.fault),
        Field("theme", values.slug_fault),
        Field("class", values.class_fault),
    ),
    "pass": (Field("prompt", values.prompt_fault),),
    "note": (Field("text", text.fault),),
    "session": (Field("note", text.fault, None),),
}
"""The fields of each kind beside the envelope."""

FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {kind: ENVELOPE + own for kind, own in OWN_FIELDS.items()}
WRITTEN: Final = tuple(kind for kind in KINDS if kind not in ("offer", "pass"))
"""The kinds that a person writes; the others the program keeps for the choice of prompts."""

WORDS: Final = ("text", "note", "wish", "other", "self")
"""The fields that hold a person's own words."""
EDITABLE: Final[Mapping[str, tuple[str, ...]]] = {
    kind: tuple(field.name for field in own if field.name != "scale")
    if kind in ("mood", "pattern", "session")
    else ("text",)
    if kind in ("answer", "note")
    else ()
    for kind, own in OWN_FIELDS.items()
}
"""The fields of each kind that a person can edit, beside `at` and `private`."""


def words_field(kind: str) -> str:
    """Return the field that holds the words of a kind of entry: the one that the editor opens.

    Raises:
        ImpossibleValueError: this kind holds no words.
    """
    for field in ("text", "note"):
        if field in EDITABLE[kind]:
            return field
    raise ImpossibleValueError(f"there is nothing to edit in an entry of the kind {kind}")


_EMPTY = {kind: {field.name: None for field in fields} for kind, fields in FIELDS.items()}
_FAULTS = {kind: {field.name: field.fault for field in fields} for kind, fields in FIELDS.items()}
_TEXT_FAULTS = {
    kind: {field.name: values.LOOKED_UP.get(field.fault, field.fault) for field in fields}
    for kind, fields in FIELDS.items()
}
_NEEDED = {kind: tuple(field.name for field in fields if field.empty is ...) for kind, fields in FIELDS.items()}
_OF_NEEDED = {kind: itemgetter(*names) for kind, names in _NEEDED.items()}
_FILLED = {
    kind: tuple((field.name, type(field.empty)) for field in fields if field.empty not in (..., None))
    for kind, fields in FIELDS.items()
}
# `FIELDS` taken apart for `read`, which goes through all of ten years: by what an entry has, not by what it could have.


def read(raw: object) -> Entry:
    """Return the entry that `raw` is, with the fields that were left out filled in and unknown ones kept.

    Raises:
        FieldError: a field is missing or is not what it should be.
    """
    if not isinstance(raw, dict):
        raise FieldError("entry", "is no object")
    kind = raw.get("kind")
    if not isinstance(kind, str) or kind not in FIELDS:
        raise FieldError("kind", "is none of " + ", ".join(KINDS))
    faults, text_faults = _FAULTS[kind], _TEXT_FAULTS[kind]
    entry: dict[str, Any] = {**_EMPTY[kind], **raw}
    for name, value in raw.items():
        if value is None:
            continue
        fault = (text_faults if type(value) is str else faults).get(name, values.loose_fault)
        if wrong := fault(value):
            raise FieldError(_shown(name), wrong)
    if len(entry) > len(faults):
        _check_unknown(name for name in raw if name not in faults)
    _fill(entry)
    return cast("Entry", entry)


def _fill(entry: dict[str, Any]) -> None:
    """Put in what stands where there is no value, and refuse an entry that lacks what it needs."""
    kind = entry["kind"]
    if None in _OF_NEEDED[kind](entry):
        name = next(name for name in _NEEDED[kind] if entry[name] is None)
        raise FieldError(name, "is missing")
    for name, empty in _FILLED[kind]:
        if entry[name] is None:
            entry[name] = empty()
    if kind == "mood":
        _check_mood(entry)


def _check_unknown(names: Iterable[str]) -> None:
    for name in names:
        if wrong := values.loose_fault(name):
            raise FieldError(_shown(name), wrong)


def _shown(name: str) -> str:
    """Return the name of a field as a sentence can hold it: of one that is not known it may be anything."""
    return text.visible_line(str(name)[: text.LONGEST_LABEL])


def _check_mood(mood: dict[str, Any]) -> None:
    low, high = mood["scale"]
    if mood["value"] is not None and not low <= mood["value"] <= high:
        raise FieldError("value", f"is not on its scale, {low} to {high}")
    if mood["value"] is None and mood["energy"] is None and not mood["feelings"] and mood["note"] is None:
        raise FieldError("value", "is missing, and so are energy, feelings and note")


def compact(entry: Entry) -> dict[str, Any]:
    """Return `entry` as it stands in a month file: known fields without a value left out."""
    known = _FAULTS[entry["kind"]]
    return {name: value for name, value in entry.items() if name not in known or value not in (None, [], {})}


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries by day, then time as an instant, then id."""
    found = list(entries)
    if len({entry["at"][_OFFSET:] for entry in found}) > 1:
        return sorted(found, key=order)
    # With one offset these are texts of one length each, which have the order of what they say.
    return sorted(found, key=lambda entry: entry["day"] + entry["at"] + entry["id"])


def order(entry: Entry) -> tuple[str, datetime, str]:
    """Return the sort key of entries: day, then time as an instant, then id."""
    return entry["day"], datetime.fromisoformat(entry["at"]), entry["id"]
