"""The verbs as a script in Python calls them: what cannot be is refused, and never taken for something else."""

from pathlib import Path
from typing import Any

import pytest

from reflect.errors import ImpossibleValueError
from reflect.journal import Journal


def test_a_text_in_the_place_of_a_list_is_refused(tmp_path: Path) -> None:
    journal = Journal.open(str(tmp_path / "store"))
    with pytest.raises(ImpossibleValueError, match="in a list"):
        journal.mood(4, feelings="tired")
    with pytest.raises(ImpossibleValueError, match="in a list"):
        journal.pattern("withdrawal", people="Sam")
    assert journal.entries() == []


@pytest.mark.parametrize("kind", ["nope", "Week", ""])
def test_a_summary_of_no_span_is_refused(tmp_path: Path, kind: Any) -> None:
    with pytest.raises(ImpossibleValueError, match="week, month, year, since"):
        Journal.open(str(tmp_path / "store")).summary(kind)
