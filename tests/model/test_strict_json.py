"""The pages of the store are as Python's own writer lays JSON out."""

import json

from hypothesis import given
from hypothesis import strategies as st

from reflect.model.strict_json import dump_page, encoder, peek, take
from reflect.model.text import escape_json

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.lists(inner).map(tuple),
    max_leaves=30,
)


@given(st.dictionaries(st.text(), _VALUES) | st.lists(_VALUES))
def test_a_page_is_what_json_makes_with_sorted_keys_and_an_indent_of_two(
    value: dict[str, object] | list[object],
) -> None:
    plain = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2, sort_keys=True)
    assert dump_page(value) == escape_json(plain) + "\n"


@given(value=_VALUES, ascii_only=st.booleans(), spaces=st.booleans(), sort_keys=st.booleans())
def test_an_encoder_that_is_made_once_writes_what_json_writes(
    value: object, *, ascii_only: bool, spaces: bool, sort_keys: bool
) -> None:
    separators = (", ", ": ") if spaces else (",", ":")
    written = json.dumps(value, ensure_ascii=ascii_only, separators=separators, sort_keys=sort_keys)
    assert encoder(ascii_only=ascii_only, spaces=spaces, sort_keys=sort_keys)(value) == written


def test_a_document_is_parsed_once_and_its_value_is_not_kept_by_who_takes_it() -> None:
    document = '{"a": [1]}'
    value = peek(document)
    assert peek(document) is value
    assert take(document) is value
    assert take(document) is not value
