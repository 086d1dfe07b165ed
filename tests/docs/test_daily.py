"""The page about writing daily: its commands print what it shows."""

import re
from pathlib import Path

from tests.docs.examples import ROOT, run_examples

PAGE = (ROOT / "docs" / "daily.md").read_text(encoding="utf-8")


def test_every_example_prints_what_the_page_shows(shell: dict[str, str], tmp_path: Path) -> None:
    assert run_examples(PAGE, shell, tmp_path) == 17


def test_its_times_are_read(shell: dict[str, str], tmp_path: Path) -> None:
    listed = re.findall(r"`([^`-]+|2026-[^`]+)`", PAGE.split("`--at` takes", 1)[1].split("If it", 1)[0])
    assert len(listed) == 8
    page = "".join(
        f'```console\n$ reflect note x --at "{when}" --json > out; echo done\ndone\n```\n' for when in listed
    )
    assert run_examples(page, shell, tmp_path) == 8
