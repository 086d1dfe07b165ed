"""What an entry is, as JSON Schema (2020-12): for those who check or make entries with programs of their own.

An entry as the program writes it out: every field is there, and without a value it is null, [] or {}. A row of an
import needs less. What a schema cannot say stands in the descriptions: that a mood's value lies on its own scale, how
many bytes a text has. `entries/kinds` decides; tests hold this page to it.
"""

from typing import Any, Final

from reflect.model import ids, schema, text, values
from reflect.model.choices import KINDS, OFFER_CLASSES

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
ID: Final = "urn:reflect-journal:entry:1"
"""Names the schema; its last part is raised when a field changes meaning."""

_SLUG = "[a-z0-9][a-z0-9-]{0,63}"
_TWO = "[0-9]{2}"
_OFFSET = "(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
_DAY = {"type": "string", "format": "date", "pattern": f"^[0-9]{{4}}-{_TWO}-{_TWO}$"}
_TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_AT = {"type": "string", "pattern": f"^[0-9]{{4}}-{_TWO}-{_TWO}T{_TIME}[+-]{_OFFSET}$"}
_TEXT = {"type": "string", "minLength": 1, "maxLength": text.LONGEST_TEXT, "pattern": "^[^\\u0000]*$"}
_LABEL = {"type": "string", "minLength": 1, "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]*$"}
_LABELS = {"type": "array", "items": _LABEL}
_PROMPT = {"type": "string", "pattern": f"^{_SLUG}/{_SLUG}$"}
_LOW, _HIGH = values.ENERGY


def _or_null(value: dict[str, Any]) -> dict[str, Any]:
    return {**value, "type": [value["type"], "null"]}


_FIELDS: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "id": (
        {"type": "string", "pattern": f"^[{ids.ALPHABET}]{{12}}$"},
        "60 random bits in Crockford's base 32, small letters. The same for good.",
    ),
    "day": (_DAY, "The local day it belongs to. It turns at the setting `day_starts`, and is never computed anew."),
    "at": (_AT, "When it happened: ISO 8601 with offset, to the second."),
    "zone": (
        _or_null({"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9/_+-]{0,63}$"}),
        "The IANA name of the zone it was written in.",
    ),
    "recorded_at": (_AT, "When it was written down."),
    "edited_at": (_or_null(_AT), "When it was last edited."),
    "source": (_LABEL, "Where it comes from: `cli`, `api`, or `import:` and the format."),
    "private": ({"type": "boolean"}, "Left out of what somebody else may read."),
    "extra": ({"type": "object"}, "What an import could not map."),
    "value": (
        {"type": ["integer", "null"], "minimum": 0, "maximum": values.WIDEST_SCALE},
        "The mood, on the scale of this entry: from its lowest to its highest.",
    ),
    "scale": (
        {
            "type": "array",
            "items": {"type": "integer", "minimum": 0, "maximum": values.WIDEST_SCALE},
            "minItems": 2,
            "maxItems": 2,
        },
        "The lowest and the highest value as they were when it was written, the lower first.",
    ),
    "energy": ({"type": ["integer", "null"], "minimum": _LOW, "maximum": _HIGH}, "From low to high."),
    "feelings": (_LABELS, "Labels, each as it was written."),
    "label": (_LABEL, "The name of the pattern, as it was written."),
    "with": (_LABELS, "People, each as written."),
    "wish": (_or_null(_TEXT), "What was wished for, in the person's own words."),
    "other": (_or_null(_TEXT), "What the other did."),
    "self": (_or_null(_TEXT), "What the person did."),
    "note": (_or_null(_TEXT), "Words beside it."),
    "text": (_TEXT, "The words, exactly as given: at most 1 MiB, and not of white space alone."),
    "prompt": (_PROMPT, "The prompt: its pack and its name there."),
    "prompt_text": (_TEXT, "The prompt's words, as they were shown."),
    "theme": ({"type": "string", "pattern": f"^{_SLUG}$"}, "The theme of the prompt."),
    "class": (
        {"enum": list(OFFER_CLASSES)},
        "Why it was offered: never shown before, shown before, or before its time.",
    ),
}
_TITLES: Final = {
    "mood": "A mood: a value, an energy, feelings, words; one of them at least",
    "pattern": "A relational pattern, noted once, with the parts of its episode",
    "answer": "An answer to a prompt",
    "offer": "A prompt was first shown on that day",
    "pass": "The prompt of that day was put back",
    "note": "A note",
    "session": "A therapy session took place",
}


def of(kind: str | None = None) -> dict[str, Any]:
    """Return the schema of an entry of this kind; None: of any.

    Raises:
        KeyError: there is no such kind.
    """
    if kind is not None:
        return {"$schema": DRAFT, "$id": f"{ID}:{kind}", **_of_kind(kind)}
    return {
        "$schema": DRAFT,
        "$id": ID,
        "title": "An entry",
        "oneOf": [{"$ref": f"#/$defs/{each}"} for each in KINDS],
        "$defs": {each: _of_kind(each) for each in KINDS},
    }


def _of_kind(kind: str) -> dict[str, Any]:
    names = [field.name for field in schema.FIELDS[kind]]
    found: dict[str, Any] = {
        "title": _TITLES[kind],
        "type": "object",
        "properties": {name: {"const": kind} if name == "kind" else _property(name) for name in names},
        "required": names,
    }
    if kind == "mood":
        there = [{"properties": {name: {"not": {"type": "null"}}}} for name in ("value", "energy", "note")]
        found["anyOf"] = [*there, {"properties": {"feelings": {"minItems": 1}}}]
    return found


def _property(name: str) -> dict[str, Any]:
    value, description = _FIELDS[name]
    return {**value, "description": description}
