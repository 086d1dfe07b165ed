"""Values for the names of moods, as they are typed."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import ImpossibleValueError
from reflect.formats.mood_map import check_mood_map, mood_map_option, parse_mood_map
from reflect.model.text import fold

names = st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" =,'$\"\\"), min_size=1, max_size=12)
telling = names.map(str.strip).filter(bool).filter(lambda name: "," not in name or not name[-1].isdigit())


def test_names_are_folded_and_may_hold_what_separates() -> None:
    assert parse_mood_map("ok=3, So   SO = 2 ,a=b=1,x, y=5") == {"ok": 3, "so so": 2, "a=b": 1, "x, y": 5}


@given(st.dictionaries(telling.filter(lambda name: "=" not in name), st.integers(0, 100), min_size=1, max_size=5))
def test_what_is_typed_is_what_is_meant(given_: dict[str, int]) -> None:
    folded = {fold(name): value for name, value in given_.items()}
    assert parse_mood_map(",".join(f"{name}={value}" for name, value in folded.items())) == folded


@given(st.lists(telling.filter(lambda name: "=" not in name), min_size=1, max_size=5, unique_by=fold))
def test_what_is_asked_for_can_be_copied_and_filled_in(asked: list[str]) -> None:
    option, given_ = shlex.split(mood_map_option(asked))
    assert option == "--mood-map"
    assert parse_mood_map(given_.replace("=?", "=3")) == {fold(name): 3 for name in asked}


@pytest.mark.parametrize(
    "typed", ["", " ", "ok", "ok=", "=3", " =3", "ok=x", "ok=3,", "ok=3,,", "ok=-1", "ok=3.5", "ok=3;"]
)
def test_what_cannot_be_read_is_refused_with_a_form_that_works(typed: str) -> None:
    if typed.endswith("3,"):
        assert parse_mood_map(typed) == {"ok": 3}
        return
    with pytest.raises(ImpossibleValueError, match="ok=3"):
        parse_mood_map(typed)


def test_two_values_for_a_name_are_refused() -> None:
    with pytest.raises(ImpossibleValueError, match="two values"):
        parse_mood_map("ok=3,OK=2")


@pytest.mark.parametrize("value", [0, 6])
def test_a_value_that_is_not_on_the_scale_is_refused(value: int) -> None:
    check_mood_map({"ok": 5}, (1, 5))
    with pytest.raises(ImpossibleValueError, match="1 to 5"):
        check_mood_map({"ok": value}, (1, 5))


def test_many_names_are_cut_and_counted() -> None:
    assert "(and 970 more)" in mood_map_option(f"n{number}" for number in range(1000))
