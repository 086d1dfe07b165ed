"""The pages of the store are as Python's own writer lays JSON out."""

import json

from hypothesis import given
from hypothesis import strategies as st

from reflect.model.strict_json import dump_page
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
