"""What `week`, `month`, `year` and `since` print with `--json`, as JSON Schema (2020-12), made of its types."""

from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from reflect.summary import shape

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
ID: Final = "urn:reflect-journal:summary:1"
_PLAIN: Final[dict[Any, str]] = {str: "string", int: "integer", bool: "boolean", NoneType: "null"}
_NULLABLE: Final = ("label", "with")
"""Where a person stands, who goes by letters and has none yet."""


def summary_schema() -> dict[str, Any]:
    """Return the schema of a summary. Keys may be added; one that changes meaning gets a new `format`."""
    found = _of(shape.Summary)
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
