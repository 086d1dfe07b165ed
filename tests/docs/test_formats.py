"""The page on formats: its commands print what it shows, and its lists are those of the program."""

import re
import shutil
from pathlib import Path

from reflect.formats.tables import COLUMNS
from reflect.model.choices import EXPORT_FORMATS, IMPORT_FORMATS, KINDS
from tests.docs.examples import ROOT, run_examples

PAGE = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")


def test_every_example_prints_what_the_page_shows(shell: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "example-week.jsonl", tmp_path / "docs")
    assert run_examples(PAGE, shell, tmp_path) == 13


def test_its_formats_are_those_that_there_are() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| (\w+)[^|]* \|$", PAGE, re.MULTILINE))
    assert list(rows) == list(EXPORT_FORMATS)
    assert {name for name, back in rows.items() if back == "yes"} == set(EXPORT_FORMATS) & set(IMPORT_FORMATS)


def test_its_columns_and_views_are_those_that_there_are() -> None:
    listed = PAGE.split("in this order: ", 1)[1].split(". The last", 1)[0]
    assert re.findall(r"`(\w+)`", listed) == list(COLUMNS)
    views = PAGE.split("the fields that it has: ", 1)[1].split(".", 1)[0]
    assert re.findall(r"`(\w+)`", views) == list(KINDS)
