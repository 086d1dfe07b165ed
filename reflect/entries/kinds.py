"""The kinds of entries: what each holds, and when it can be kept.

An entry is the dictionary that stands in the month file, with every field of its kind present; a field of a newer
version of the program stays in it untouched. One table, `FIELDS`, says what each field may be: entries are read,
written, imported and described by it.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final, Literal, NamedTuple, TypedDict, cast

from reflect.entries import ids, text
from reflect.entries.day import FIRST_DAY

Kind = Literal["mood", "pattern", "answer", "offer", "pass", "note", "session"]


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

ENERGY: Final = (1, 7)
CLASSES: Final = ("new", "returning", "early")
WIDEST_SCALE: Final = 100
"""The highest value a scale may have."""

_IN_SLUGS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
_LONGEST_SLUG = 64
_IN_ZONES = _IN_SLUGS | frozenset("/_+")
_HOLDERS = (list, dict)
_DEEPEST = 50
"""How deep what is not known may be nested; Python's own limit is somewhere below 1,000 and moves."""
_FIRST_DAY = str(FIRST_DAY)
_DAY_LENGTH = len("2026-11-23")
_AT_LENGTHS = (len("2026-11-23T21:40:00+01:00"), len("1890-01-01T12:00:00+00:53:28"))


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


def is_slug(value: object) -> bool:
    """Tell whether `value` is a name of small letters, digits and -, at most 64, not beginning with -."""
    return (
        isinstance(value, str) and 0 < len(value) <= _LONGEST_SLUG and value[0] != "-" and _IN_SLUGS.issuperset(value)
    )


def is_prompt_id(value: object) -> bool:
    """Tell whether `value` is the full id of a prompt, `pack/slug`."""
    return isinstance(value, str) and value.count("/") == 1 and all(map(is_slug, value.split("/")))


def _prompt_fault(value: object) -> str | None:
    return None if is_prompt_id(value) else "is no prompt id (pack/name)"


def _slug_fault(value: object) -> str | None:
    return None if is_slug(value) else "is no name of small letters, digits and -"


def _class_fault(value: object) -> str | None:
    return None if value in CLASSES else "is none of " + ", ".join(CLASSES)


def _id_fault(value: object) -> str | None:
    return None if ids.is_id(value) else "is no entry id"


def day_fault(value: object) -> str | None:
    """Say why `value` is no day that can be kept, or return None."""
    # `fromisoformat` takes other forms too: 20261123, 2026-W47-1. One form is kept.
    if not isinstance(value, str) or len(value) != _DAY_LENGTH or value[4::3] != "--":
        return "is no day (YYYY-MM-DD)"
    try:
        date.fromisoformat(value)
    except ValueError:
        return "is no day of the calendar"
    return None if value >= _FIRST_DAY else f"is before {_FIRST_DAY}"  # in this form, texts have the order of days


def _has_at_form(value: str) -> bool:
    fixed = len(value) in _AT_LENGTHS and value[4:10:3] == "--" and value[10:17:3] == "T::"
    return fixed and value[19] in "+-" and value[11:13] < "24"


def at_fault(value: object) -> str | None:
    """Say why `value` is no time that can be kept, or return None."""
    if not isinstance(value, str) or not _has_at_form(value):
        return "is no time with offset (2026-11-23T21:40:00+01:00)"
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return "is no time of the calendar"
    return None if value >= _FIRST_DAY else f"is before {_FIRST_DAY}"  # in this form, texts have the order of days


def _flag_fault(value: object) -> str | None:
    return None if isinstance(value, bool) else "is neither true nor false"


def _object_fault(value: object) -> str | None:
    return loose_fault(value) if isinstance(value, dict) else "is no object"


def loose_fault(value: object, depth: int = 0) -> str | None:
    """Say why a value that this program does not know cannot be kept, or return None."""
    if depth > _DEEPEST:
        return f"is nested more than {_DEEPEST} deep"
    if isinstance(value, str):
        return None if value.isascii() or _is_utf8(value) else "holds half of a character (a lone surrogate)"
    if isinstance(value, dict):
        value = [*value, *value.values()]
    faults = (loose_fault(item, depth + 1) for item in value) if isinstance(value, list) else ()
    return next(filter(None, faults), None)


def _is_utf8(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _zone_fault(value: object) -> str | None:
    """Say why `value` has not the form of an IANA name; whether there is such a zone depends on the machine."""
    fits = isinstance(value, str) and 0 < len(value) <= _LONGEST_SLUG and value[0].isalpha() and value.isascii()
    return None if fits and _IN_ZONES.issuperset(str(value).lower()) else "is no time zone's name (Europe/London)"


def _labels_fault(value: object) -> str | None:
    if not isinstance(value, list):
        return "is no list"
    return next((fault for fault in map(text.label_fault, value) if fault), None)


def is_whole(value: object) -> bool:
    """Tell whether `value` is a whole number (in Python True is one too; here it is not)."""
    return isinstance(value, int) and not isinstance(value, bool)


def _energy_fault(value: object) -> str | None:
    low, high = ENERGY
    return None if is_whole(value) and low <= cast("int", value) <= high else f"is no whole number from {low} to {high}"


def _whole_fault(value: object) -> str | None:
    return None if is_whole(value) else "is no whole number"


def scale_fault(value: object) -> str | None:
    """Say why `value` is no scale [lowest, highest], or return None."""
    match value:
        case [int(low), int(high)] if is_whole(low) and is_whole(high) and 0 <= low < high <= WIDEST_SCALE:
            return None
        case _:
            return f"is no scale: two whole numbers, the lower first, from 0 to {WIDEST_SCALE}"


ENVELOPE: Final = (
    Field("id", _id_fault),
    Field("kind", lambda _: None),
    Field("day", day_fault),
    Field("at", at_fault),
    Field("zone", _zone_fault, None),
    Field("recorded_at", at_fault),
    Field("edited_at", at_fault, None),
    Field("source", text.label_fault),
    Field("private", _flag_fault, empty=False),
    Field("extra", _object_fault, {}),
)
"""The fields that every entry has."""

OWN_FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    "mood": (
        Field("value", _whole_fault, None),
        Field("scale", scale_fault),
        Field("energy", _energy_fault, None),
        Field("feelings", _labels_fault, []),
        Field("note", text.fault, None),
    ),
    "pattern": (
        Field("label", text.label_fault),
        Field("with", _labels_fault, []),
        Field("wish", text.fault, None),
        Field("other", text.fault, None),
        Field("self", text.fault, None),
        Field("note", text.fault, None),
    ),
    "answer": (Field("prompt", _prompt_fault), Field("prompt_text", text.fault), Field("text", text.fault)),
    "offer": (
        Field("prompt", _prompt_fault),
        Field("prompt_text", text.fault),
        Field("theme", _slug_fault),
        Field("class", _class_fault),
    ),
    "pass": (Field("prompt", _prompt_fault),),
    "note": (Field("text", text.fault),),
    "session": (Field("note", text.fault, None),),
}
"""The fields of each kind beside the envelope."""

FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {kind: ENVELOPE + own for kind, own in OWN_FIELDS.items()}
_PLAIN = {kind: tuple((name, fault, empty) for name, fault, empty in fields) for kind, fields in FIELDS.items()}
"""The same for `read`, which goes through all of ten years: Python takes plain tuples apart faster than named ones."""
KINDS: Final = tuple(OWN_FIELDS)
WRITTEN: Final = tuple(kind for kind in KINDS if kind not in ("offer", "pass"))
"""The kinds that a person writes; the others the program keeps for the choice of prompts."""


def read(raw: object) -> Entry:
    """Return the entry that `raw` is, with the fields that were left out filled in and unknown ones kept.

    Raises:
        FieldError: a field is missing or is not what it should be.
    """
    if not isinstance(raw, dict):
        raise FieldError("entry", "is no object")
    kind = raw.get("kind")
    fields = _PLAIN.get(kind) if isinstance(kind, str) else None
    if fields is None:
        raise FieldError("kind", "is none of " + ", ".join(KINDS))
    entry: dict[str, Any] = {}
    for name, fault, empty in fields:
        value = entry[name] = raw.get(name)
        if value is None:
            if empty is ...:
                raise FieldError(name, "is missing")
            entry[name] = empty.copy() if isinstance(empty, _HOLDERS) else empty
        elif wrong := fault(value):
            raise FieldError(name, wrong)
    unknown = set() if raw.keys() <= entry.keys() else raw.keys() - entry.keys()
    for name in unknown:
        if wrong := loose_fault(name) or loose_fault(raw[name]):
            raise FieldError(text.visible_line(str(name)[: text.LONGEST_LABEL]), wrong)
    if entry["kind"] == "mood":
        _check_mood(entry)
    return cast("Entry", {**entry, **raw, **entry} if unknown else entry)


def _check_mood(mood: dict[str, Any]) -> None:
    low, high = mood["scale"]
    if mood["value"] is not None and not low <= mood["value"] <= high:
        raise FieldError("value", f"is not on its scale, {low} to {high}")
    if mood["value"] is None and mood["energy"] is None and not mood["feelings"] and mood["note"] is None:
        raise FieldError("value", "is missing, and so are energy, feelings and note")


def compact(entry: Entry) -> dict[str, Any]:
    """Return `entry` as it stands in a month file: known fields without a value left out."""
    known = {name for name, _, _ in FIELDS[entry["kind"]]}
    return {name: value for name, value in entry.items() if name not in known or value not in (None, [], {})}


def order(entry: Entry) -> tuple[str, datetime, str]:
    """Return the sort key of entries: day, then time as an instant, then id."""
    return entry["day"], datetime.fromisoformat(entry["at"]), entry["id"]
