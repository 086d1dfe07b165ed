"""The page about summaries shows the real thing, in as many lines as a screen or two have."""

import shutil
from pathlib import Path

from tests.docs.examples import ROOT, examples, run_examples

PAGE = (ROOT / "docs" / "looking-back.md").read_text(encoding="utf-8")


def test_every_example_prints_what_the_page_shows(shell: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "example-year.jsonl", tmp_path / "docs")
    assert run_examples(PAGE, shell, tmp_path) == 5


def test_a_month_of_a_daily_writer_has_60_lines_at_most_and_a_year_90() -> None:
    lines = {command.split()[3]: output.strip().splitlines() for command, output in examples(PAGE)}
    assert len(lines["month"]) <= 60
    assert len(lines["year"]) <= 90
    blanks = [number for number, line in enumerate(lines["week"]) if not line]
    assert blanks[2] <= 24  # the title, the moods and the patterns are above it, on one screen


def test_its_pictures_are_there() -> None:
    for name in ("page", "month", "year", "sheet"):
        picture = ROOT / "docs" / f"example-{name}.png"
        assert picture.name in PAGE
        assert picture.stat().st_size < 60_000
