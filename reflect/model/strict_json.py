"""Strict JSON: no key twice in an object, no NaN, and no character in the output that a terminal would obey."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from json.encoder import encode_basestring, encode_basestring_ascii
from math import isinf
from typing import Any, NoReturn

from reflect.model.text import escape_json, visible_line

_MAX_SHOWN_LENGTH = 40
"""Characters of a key that an error names."""


class FaultyJSONError(ValueError):
    """The document is not acceptable JSON; `str()` is the end of a sentence: "is nested too deep"."""

    def __init__(self, fault: str, line: int | None = None) -> None:
        super().__init__(fault)
        self.line = line


def loads(document: str) -> Any:
    """Return the value of a document.

    Raises:
        FaultyJSONError: it is not valid JSON, has a key twice in one object, NaN or Infinity, or is nested too deep.
    """
    try:
        return _DECODER.decode(document)
    except json.JSONDecodeError as error:
        ends = error.pos >= len(document.rstrip()) or error.msg.startswith("Unterminated string")
        raise FaultyJSONError("ends in the middle of an entry" if ends else "is not valid JSON", error.lineno) from None
    except RecursionError:
        raise FaultyJSONError("is nested too deep") from None
    except FaultyJSONError:
        raise
    except ValueError:  # Python refuses to read a number of more than 4,300 digits
        raise FaultyJSONError("contains a number that is too long") from None


def peek(document: str) -> Any:
    """As `loads`, and keep the value for the next `peek` or `take` of this document: to recognise it is to parse it."""
    global _peeked  # noqa: PLW0603 - the one document that is being imported
    if _peeked is None or _peeked[0] is not document:
        _peeked = None
        _peeked = document, loads(document)
    return _peeked[1]


def take(document: str) -> Any:
    """As `peek`, and keep the value no longer: it is several times as large as the document."""
    global _peeked
    value, _peeked = peek(document), None
    return value


def first(document: str) -> tuple[Any, int]:
    """Return the value that the document begins with, and where it ends.

    Raises:
        ValueError: it does not begin with a value that `loads` would accept.
    """
    try:
        return _DECODER.raw_decode(document)
    except RecursionError:
        raise FaultyJSONError("is nested too deep") from None


def dump_line(value: object) -> str:
    """Return `value` as JSON on one line, with characters as they are but for controls and direction characters."""
    return escape_json(_encode(value))


def dump_page(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return `value` as JSON with sorted keys and indent 2, as in the files of the store."""
    return escape_json(_laid_out(value, "\n")) + "\n"


def dump_inside(value: Mapping[str, Any], line: str) -> str:
    """As `dump_page`, of a value inside such a page; `line` is the line end with the indent before its last brace."""
    return escape_json(_laid_out(value, line))


def _laid_out(value: Any, line: str) -> str:
    """Return an object or a list as `json.dumps` does with keys sorted and indent 2, in a third of the time.

    `line` is the line end before what follows it, with the indent. Keys are texts.
    """
    if not value or not isinstance(value, dict | list | tuple):
        return _encode(value)
    inside = line + "  "
    is_object = isinstance(value, dict)
    places: Iterable[Any] = sorted(value) if is_object else range(len(value))
    parts = []
    for name in places:
        part = value[name]
        kind = type(part)
        if kind is str:
            text = encode_basestring(part)
        elif kind is int:
            text = repr(part)
        else:
            text = _laid_out(part, inside)
        parts.append(f"{encode_basestring(name)}: {text}" if is_object else text)
    begin, end = "{}" if is_object else "[]"
    return f"{begin}{inside}{f',{inside}'.join(parts)}{line}{end}"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        from collections import Counter

        ((twice, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise FaultyJSONError(f"has `{visible_line(twice[:_MAX_SHOWN_LENGTH])}` twice in one object")
    return found


def _finite(digits: str) -> float:
    number = float(digits)
    if isinf(number):
        raise FaultyJSONError("contains a number that is too large")
    return number


def _no_constant(name: str) -> NoReturn:
    raise FaultyJSONError(f"contains {name}, which is not a number in JSON")


_peeked: tuple[str, Any] | None = None
_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite)


def encoder(*, ascii_only: bool = False, spaces: bool = True, sort_keys: bool = True) -> Callable[[object], str]:
    """Return what encodes a value as `json.dumps` does, made once: `json` makes its C encoder anew for every value.

    No cycles are looked for, since the values came out of JSON; NaN is refused.
    """
    item, key = (", ", ": ") if spaces else (",", ":")
    plain = json.JSONEncoder(
        ensure_ascii=ascii_only, allow_nan=False, check_circular=False, sort_keys=sort_keys, separators=(item, key)
    )
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:  # a Python without it
        return plain.encode
    of_text = encode_basestring_ascii if ascii_only else encode_basestring
    pieces = make(None, plain.default, of_text, None, key, item, sort_keys, False, False)  # noqa: FBT003 - skipkeys, allow_nan
    return lambda value: "".join(pieces(value, 0))


_encode = encoder(sort_keys=False)
