"""The week on a terminal: the plain text, with bold, and nothing read as markup."""

import re

import pytest
from hypothesis import given

from reflect.model.schema import Entry
from reflect.render import terminal
from reflect.render.catalogue import View
from reflect.render.columns import Line
from reflect.summary.shape import Summary
from tests.render.said import as_text
from tests.summary.diaries import MONDAY, diaries, entry, pattern, pictured, summed

BOTH = frozenset({"answers", "notes"})


def bold(summary: Summary, width: int, *, ids: bool = False) -> str:
    view = View(width, ids, BOTH, bold=True)
    return "\n".join(terminal.drawn(terminal.lines_of(summary, view), view))


def test_headings_are_bold_and_nothing_else() -> None:
    written = bold(summed(pictured()), 80)
    found = [found.strip() for found in re.findall(r"\x1b\[1m(.*?)\x1b\[0m", written)]
    assert [heading.split("  ")[0] for heading in found] == [
        "Week from Mon 16 to Sun 22 Nov 2026",
        "Mon 16",
        "Patterns on 2 days or more",
        "Feelings on 2 days or more",
        "People",
        "Weeks noted, of 8 weeks from 28 Sep",
    ]
    assert set(re.findall(r"\x1b\[[0-9;]*m", written)) == {"\x1b[1m", "\x1b[0m"}
    assert re.sub(r"\x1b\[\d*m", "", written) == as_text(summed(pictured()), width=80)


def test_nothing_is_read_as_markup_emoji_or_highlight() -> None:
    label = "[bold red]:smile: 3.14 'x' https://example.org[/]"
    diary = [
        *(pattern(MONDAY.replace(day=day), label) for day in (16, 17)),
        entry("note", MONDAY, text="[link=x]y[/link] :warning: \\[b] \x1b[31m" + "x" * 200),
    ]
    written = re.sub(r"\x1b\[[01]m", "", bold(summed(diary), 80))
    assert written == as_text(summed(diary), width=80, text_kinds=BOTH)
    assert label in written


@given(diaries())
def test_its_text_is_the_plain_text(diary: list[Entry]) -> None:
    for width in (30, 80):
        written = re.sub(r"\x1b\[[01]m", "", bold(summed(diary), width, ids=True))
        assert written == as_text(summed(diary), width=width, ids=True, text_kinds=BOTH)


def test_the_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"COLUMNS": "40", "NO_COLOR": "1", "FORCE_COLOR": "1", "TERM": "dumb"}.items():
        monkeypatch.setenv(name, value)
    assert list(terminal.drawn([], View(80))) == []
    assert list(terminal.drawn([Line("a"), Line("b", bold=True)], View(80, bold=True))) == ["a", "\x1b[1mb\x1b[0m"]
    assert list(terminal.drawn([Line("a"), Line("b", bold=True)], View(80))) == ["a", "b"]
