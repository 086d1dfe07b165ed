"""Entries, and what commands print as JSON, as JSON Schema (2020-12): for programs that check or make them.

An entry as the program writes it: every field is there, and without a value it is null, [] or {}. A row of an import
needs less. What a schema cannot say is in the descriptions: that a mood's value is on its own scale, how many bytes a
text has. `model/schema.py` decides; tests hold this schema to it.
"""

from collections.abc import Callable
from typing import Any, Final

from reflect.model import ids, schema
from reflect.model.choices import KINDS, LABEL_KINDS, OFFER_CLASSES
from reflect.model.dates import at_fault, day_fault, zone_fault
from reflect.model.labels import NAMED
from reflect.model.schema import Field
from reflect.model.text import MAX_TEXT_BYTES, label_fault, text_fault

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
ID: Final = "urn:reflect-journal:entry:1"
"""Names the schema; its last part is raised when a field changes meaning."""

_SLUG = "[a-z0-9][a-z0-9-]{0,63}"
_TWO = "[0-9]{2}"
_OFFSET = "(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
_TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_LABEL = {"type": "string", "minLength": 1, "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]*$"}
_ON_SCALE = {"type": "integer", "minimum": 0, "maximum": schema.MAX_SCALE}
_LOW, _HIGH = schema.ENERGY_SCALE

_VALUES: Final[dict[Callable[[object], str | None], dict[str, Any]]] = {
    ids.id_fault: {"type": "string", "pattern": f"^[{ids.ALPHABET}]{{12}}$"},
    day_fault: {"type": "string", "format": "date", "pattern": f"^[0-9]{{4}}-{_TWO}-{_TWO}$"},
    at_fault: {"type": "string", "pattern": f"^[0-9]{{4}}-{_TWO}-{_TWO}T{_TIME}[+-]{_OFFSET}$"},
    zone_fault: {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9/_+-]{0,63}$"},
    label_fault: _LABEL,
    schema.flag_fault: {"type": "boolean"},
    schema.object_fault: {"type": "object"},
    schema.whole_fault: _ON_SCALE,
    schema.scale_fault: {"type": "array", "items": _ON_SCALE, "minItems": 2, "maxItems": 2},
    schema.energy_fault: {"type": "integer", "minimum": _LOW, "maximum": _HIGH},
    schema.labels_fault: {"type": "array", "items": _LABEL},
    text_fault: {"type": "string", "minLength": 1, "maxLength": MAX_TEXT_BYTES, "pattern": "^[^\\u0000]*$"},
    ids.prompt_fault: {"type": "string", "pattern": f"^{_SLUG}/{_SLUG}$"},
    ids.slug_fault: {"type": "string", "pattern": f"^{_SLUG}$"},
    schema.class_fault: {"enum": list(OFFER_CLASSES)},
}
"""By the check of a field: what a schema says of its values."""

_DESCRIPTIONS: Final = {
    "id": "60 random bits in Crockford's base 32, small letters. It never changes.",
    "day": "The local day it belongs to. It turns at the setting `day_starts`, and is never computed again.",
    "at": "When it happened: ISO 8601 with offset, to the second.",
    "zone": "The IANA name of the zone it was written in.",
    "recorded_at": "When it was written down.",
    "edited_at": "When it was last edited.",
    "source": "Where it comes from: `cli`, `api`, or `import:` and the format.",
    "private": "Left out of everything that others may read.",
    "extra": "What an import could not map.",
    "value": "The mood, on the scale of this entry: from its lowest to its highest.",
    "scale": "The lowest and the highest value as they were when it was written, the lower first.",
    "energy": "From low to high.",
    "feelings": "Labels, each as it was written.",
    "label": "The name of the pattern, as it was written.",
    "with": "People, each as written.",
    "wish": "What was wished for, in the person's own words.",
    "other": "What the other did.",
    "self": "What the person did.",
    "note": "A note with it.",
    "text": "The words, exactly as given: at most 1 MiB, and not of white space alone.",
    "prompt": "The prompt: its pack and its name there.",
    "prompt_text": "The prompt's words, as they were shown.",
    "theme": "The theme of the prompt.",
    "class": "Why it was offered: never shown before, shown before, or before its time.",
}
_TITLES: Final = {
    "mood": "A mood: a value, an energy, feelings, words; one of them at least",
    "pattern": "A relational pattern, noted once, with the parts of its episode",
    "answer": "An answer to a prompt",
    "offer": "A prompt was first shown on that day",
    "pass": "The prompt of that day was passed",
    "note": "A note",
    "session": "A therapy session took place",
}


def entry_schema(kind: str | None = None) -> dict[str, Any]:
    """Return the schema of an entry of this kind; None: of any."""
    if kind is not None:
        return {"$schema": DRAFT, "$id": f"{ID}:{kind}", **_of_kind(kind)}
    return {
        "$schema": DRAFT,
        "$id": ID,
        "title": "An entry",
        "oneOf": [{"$ref": f"#/$defs/{each}"} for each in KINDS],
        "$defs": {each: _of_kind(each) for each in KINDS},
    }


def output_schema(name: str) -> dict[str, Any]:
    """Return the schema of what a command prints with `--json`, or of the kind of entries of that name.

    Keys may be added to an output; one that changes meaning gets a new `format`.

    Raises:
        KeyError: there is no such command or kind.
    """
    if name in KINDS:
        return entry_schema(name)
    return {"$schema": DRAFT, "$id": f"urn:reflect-journal:{name}:1", **_OUTPUTS[name]()}


def _object(fields: dict[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": [name for name in fields if name not in optional]}


def _document(fields: dict[str, Any]) -> dict[str, Any]:
    return _object({"format": {"const": 1}, **fields})


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _or_null(value: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [value, _NULL]}


_NULL: Final = {"type": "null"}
_TEXT: Final = {"type": "string"}
_COUNT: Final = {"type": "integer", "minimum": 0}
_FLAG: Final = {"type": "boolean"}
_DAY: Final = _VALUES[day_fault]
_ID: Final = _VALUES[ids.id_fault]
_COUNTS: Final = {"type": "object", "additionalProperties": _COUNT}


def _today() -> dict[str, Any]:
    fields = {
        "prompt": _VALUES[ids.prompt_fault],
        "prompt_text": _TEXT,
        "theme": _TEXT,
        "class": _VALUES[schema.class_fault],
    }
    states = {"enum": ["open", "answered", "passed", "none"]}
    prompt = {name: _or_null(value) for name, value in fields.items()}
    return _document({"day": _DAY, **prompt, "state": states, "answers": _list(_ID)})


def _list_output() -> dict[str, Any]:
    kinds = []
    for kind in KINDS:
        found, names = _of_kind(kind), NAMED.get(kind, ())
        found["properties"] |= {f"{name}_now": found["properties"][name] for name in names}
        found["required"] += [f"{name}_now" for name in names]
        kinds.append(found)
    return _document({"entries": _list({"oneOf": kinds})})


def _labels() -> dict[str, Any]:
    names = _list(_object({"name": _LABEL, "from": _or_null(_DAY)}))
    label = {"of": {"enum": list(LABEL_KINDS)}, "label": _LABEL, "names": names, "merged_into": _or_null(_LABEL)}
    more = {"retired": _FLAG, "entries": _COUNT, "gloss": _or_null(_TEXT), "letter": _or_null(_TEXT)}
    return _document({"labels": _list(_object({**label, **more}))})


def _packs() -> dict[str, Any]:
    focus = _or_null(_object({"until": _or_null(_DAY)}))
    pack = {"name": _TEXT, "title": _TEXT, "prompts": _COUNT, "retired": _list(_TEXT), "focus": focus, "shipped": _FLAG}
    prompts = _list(_object({"id": _TEXT, "theme": _TEXT, "text": _TEXT}))
    finding = {"rule": _TEXT, "line": {"type": ["integer", "null"]}, "prompt": _or_null(_TEXT), "message": _TEXT}
    shown = {"name": _TEXT, "title": _TEXT, "prompts": prompts, "findings": _list(_object(finding))}
    outcome = {"enum": ["shown", "passed", None]}
    row = {"day": _DAY, **{name: _or_null(_TEXT) for name in ("prompt", "theme", "class")}, "outcome": outcome}
    return {"anyOf": [_document({"packs": _list(_object(pack))}), _document(shown), _list(_object(row))]}


def _stores() -> dict[str, Any]:
    texts = {name: _or_null(_TEXT) for name in ("file", "entry", "field")}
    finding = _object({**texts, "message": _TEXT, "severity": {"enum": ["damage", "note"]}})
    found = {"ok": _FLAG, "findings": _list(finding), "put_aside": _list(_TEXT)}
    key = {"encrypted": _FLAG, "locked": _FLAG, "recipient": _or_null(_TEXT), "until": _or_null(_TEXT)}
    held = {"path": _TEXT, "store_format": _COUNT, **key, "entries": _or_null(_COUNTS), "months": _COUNT}
    days = {"from": _or_null(_DAY), "to": _or_null(_DAY)}
    info = _object({"format": {"const": 1}, **held, **days, "inbox": _COUNT}, optional=("inbox",))
    backup = _document({"file": _TEXT, "entries": _or_null(_COUNT), "months": _COUNT, "encrypted": _FLAG})
    return {"anyOf": [info, _document(found), backup]}


def _imported() -> dict[str, Any]:
    counts = dict.fromkeys(("read", "added", "updated", "known", "kept_here", "skipped"), _COUNT)
    error = _object({"line": _COUNT, "message": _TEXT, "date": _TEXT}, optional=("date",))
    rare = {"same_minute": _COUNT, "not_taken": _list(_TEXT)}
    return _object({**counts, "by_kind": _COUNTS, "errors": _list(error), **rare}, optional=tuple(rare))


_OUTPUTS: Final[dict[str, Callable[[], dict[str, Any]]]] = {
    "today": _today,
    "list": _list_output,
    "label": _labels,
    "pack": _packs,
    "store": _stores,
    "import": _imported,
}


def _of_kind(kind: str) -> dict[str, Any]:
    fields = schema.FIELDS[kind]
    found: dict[str, Any] = {
        "title": _TITLES[kind],
        "type": "object",
        "properties": {each.name: {"const": kind} if each.name == "kind" else _property(each) for each in fields},
        "required": [each.name for each in fields],
    }
    if kind == "mood":
        there = [{"properties": {name: {"not": {"type": "null"}}}} for name in ("value", "energy", "note")]
        found["anyOf"] = [*there, {"properties": {"feelings": {"minItems": 1}}}]
    return found


def _property(field: Field) -> dict[str, Any]:
    value = _VALUES[field.fault]
    if field.empty is None:
        value = {**value, "type": [value["type"], "null"]}
    return {**value, "description": _DESCRIPTIONS[field.name]}
