"""Through a pipe no line is wider than 80 columns, whatever it is written in."""

import pytest
from wcwidth import wcswidth

from tests.program import Reflect

PROMPT = "今天有哪一刻你没有把想说的话说出来而对方也没有再问下去" * 3 + "如果有的话当时谁先开口？"
WORDS = "quince " * 30


@pytest.fixture
def written(reflect: Reflect) -> Reflect:
    reflect("pack", "write", PROMPT)
    reflect("pack", "focus", "mine")
    reflect("note", PROMPT)
    reflect("note", WORDS)
    reflect("answer", PROMPT)
    return reflect


@pytest.mark.parametrize(
    "args", [("today",), ("pack", "show", "mine"), ("pack", "preview", "mine", "--days", "3"), ("list",)]
)
def test_a_prompt_of_90_chinese_characters_is_at_most_80_columns_wide(written: Reflect, args: tuple[str, ...]) -> None:
    assert len(PROMPT) >= 90
    shown = written(*args, env={"COLUMNS": "200"}).out
    assert max(map(wcswidth, shown.splitlines())) <= 80
    assert PROMPT in "".join(shown.split())
