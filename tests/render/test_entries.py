"""Entries on a screen: whole, in their order, and no wider than it is."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reflect.model.schema import Entry
from reflect.model.text import visible
from reflect.render.catalogue import View
from reflect.render.columns import width_of
from reflect.render.entries import entry_in_full, entry_list
from reflect.render.terminal import drawn
from tests.formats.rows_made import diaries
from tests.summary.diaries import MONDAY, entry

LONG = "a long line that has to be broken somewhere, since it has more than eighty columns\n  set in\n\nand a last one"


@given(diaries, st.integers(20, 120), st.booleans())
def test_no_line_is_wider_than_the_screen(diary: list[Entry], width: int, ascii_only: bool) -> None:
    view = View(width, ascii_only=ascii_only)
    lines = list(drawn([*entry_list(diary, view), *(part for one in diary for part in entry_in_full(one, view))], view))
    assert all(width_of(line) <= width for line in lines)
    assert all("\t" not in line and visible(line) == line for line in lines)
    assert not ascii_only or "".join(lines).isascii()


@given(diaries, st.integers(20, 120))
def test_what_is_broken_is_all_there(diary: list[Entry], width: int) -> None:
    for one in diary:
        narrow, wide = (
            "".join("".join(drawn(entry_in_full(one, View(columns)), View(columns))).split())
            for columns in (width, 1 << 12)
        )
        assert narrow == wide


def test_what_goes_on_from_a_line_is_set_in_and_line_ends_stay() -> None:
    assert [line.text for line in entry_list([entry("note", MONDAY, text=LONG)], View(60))][2:] == [
        "         a long line that has to be broken somewhere, since",
        "          it has more than eighty columns",
        "           set in",
        "",
        "         and a last one",
    ]


def test_the_head_of_an_entry_does_not_name_the_texts_below_it() -> None:
    fields: Any = {"with": ["Sam"], "wish": "x", "other": None, "self": None, "note": "y"}
    rows = [
        entry("mood", MONDAY, value=4, scale=[1, 7], energy=None, feelings=["tired", "sad"], note="flat"),
        entry("pattern", MONDAY, label="anger", **fields),
    ]
    shown = "\n".join(drawn(entry_list(rows, View(80)), View(80)))
    assert "mood 4, tired, sad  (" in shown
    assert "pattern anger with Sam  (" in shown
