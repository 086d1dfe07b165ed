"""The week on a terminal: the plain text, with bold, and nothing read as markup."""

import io
import re

import pytest
from hypothesis import given
from rich.text import Text

from reflect.model.schema import Entry
from reflect.render import plain, screen
from reflect.render.view import Line
from tests.summary.diaries import MONDAY, diaries, entry, pattern, pictured, summed

BOTH = frozenset({"answers", "notes"})


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "40")
    return Terminal()


def test_rows_of_several_days_are_bold_and_nothing_else(terminal: Terminal) -> None:
    screen.write(screen.summary(summed(pictured()), width=80), terminal)
    written = terminal.getvalue()
    assert [found.split()[0] for found in re.findall(r"\x1b\[1m(.*?)\x1b\[0m", written)] == [
        "tired",
        "withdrawal",
        "with",
        "pleasing",
    ]
    assert set(re.findall(r"\x1b\[[0-9;]*m", written)) == {"\x1b[1m", "\x1b[0m"}
    assert re.sub(r"\x1b\[\d*m", "", written) == plain.summary(summed(pictured()), width=80) + "\n"


def test_nothing_is_read_as_markup_emoji_or_highlight(terminal: Terminal) -> None:
    label = "[bold red]:smile: 3.14 'x' https://example.org[/]"
    diary = [
        pattern(MONDAY, label),
        entry("note", MONDAY, text="[link=x]y[/link] :warning: \\[b] \x1b[31m" + "x" * 200),
    ]
    screen.write(screen.summary(summed(diary), width=80, text_kinds=BOTH), terminal)
    assert terminal.getvalue() == plain.summary(summed(diary), width=80, text_kinds=BOTH) + "\n"
    assert label in terminal.getvalue()


@given(diaries())
def test_its_text_is_the_plain_text(diary: list[Entry]) -> None:
    for width in (30, 80):
        text = screen.summary(summed(diary), width=width, ids=True, text_kinds=BOTH)
        assert isinstance(text, Text)
        assert text.plain == plain.summary(summed(diary), width=width, ids=True, text_kinds=BOTH)


def test_without_lines_it_is_empty() -> None:
    assert screen.styled([]).plain == ""
    assert screen.styled([Line("a"), Line("b", bold=True)]).markup == "a\n[bold]b[/bold]"
