"""The prompt of the day on a screen."""

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from reflect.render.messages import prompt

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize("text", ["今天谁先开口" * 15, "a" * 90, "\U0001f1e9\U0001f1ea" * 45, "words " * 40])
@given(width=st.integers(20, 120))
def test_a_prompt_is_no_wider_than_the_screen_and_loses_nothing(text: str, width: int) -> None:
    day, blank, *lines = prompt(MONDAY, text, [], width).split("\n")
    assert (day, blank) == ("Monday 23 November", "")
    assert all(line.startswith("  ") and wcswidth(line) <= width for line in lines)
    assert "".join(map(str.strip, lines)).replace(" ", "") == text.replace(" ", "")


def test_a_prompt_in_latin_letters_needs_neither_rich_nor_the_tables_of_widths() -> None:
    program = (
        "import sys\nfrom datetime import date\nfrom reflect.render.messages import prompt\n"
        "prompt(date(2026, 11, 23), 'Wer hat heute \u00fcber Dich gelacht? ' * 5, [], 80)\n"
        "print(sorted({'rich', 'wcwidth'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ran.stdout.strip(), ran.stderr) == ("[]", "")
