"""The page about other programs: its files are read, and become what it says."""

import re
from pathlib import Path
from typing import Any

import pytest

from reflect.model.choices import IMPORT_FORMATS
from tests.docs.examples import ROOT, blocks, run_examples
from tests.formats.foreign import mapped
from tests.program import Reflect

PAGE = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
FILES = {"daylio": "daylio.csv", "howwefeel": "howwefeel.csv", "jrnl": "journal.txt", "dayone": "Journal.json"}


@pytest.fixture(autouse=True)
def _files(tmp_path: Path) -> None:
    for name, file in FILES.items():
        (block,) = blocks(PAGE, name)
        (tmp_path / file).write_text(block, encoding="utf-8")


def test_every_example_prints_what_the_page_shows(shell: dict[str, str], tmp_path: Path) -> None:
    assert run_examples(PAGE, shell, tmp_path) == 7


def test_the_page_has_every_program_that_is_read(reflect: Reflect) -> None:
    assert set(FILES) <= set(IMPORT_FORMATS)
    assert set(IMPORT_FORMATS) - set(FILES) <= {"jsonl", "json", "csv"}
    known = reflect("import", "--help").out
    options = set(re.findall(r"(?<![-\w])--[a-z][a-z-]+", PAGE)) - {"--export"}  # jrnl's
    assert all(option in known for option in options)


def _become(reflect: Reflect) -> dict[str, list[dict[str, Any]]]:
    for file in FILES.values():
        reflect("import", file, *(("--mood-map", "ok=3") if file == "daylio.csv" else ()))
    entries = reflect.entries()
    return {name: [entry for entry in entries if entry["source"] == f"import:{name}"] for name in FILES}


def test_the_files_become_what_the_table_says(reflect: Reflect) -> None:
    became = _become(reflect)
    assert [
        (entry["kind"], entry["value"], entry["scale"], entry["note"], mapped(entry)) for entry in became["daylio"]
    ] == [
        ("mood", 3, [1, 5], "Long day", {"mood": "ok", "activities": ["work"], "scales": ["sleep: 6"]}),
        (
            "mood",
            5,
            [1, 5],
            "By the river\nuntil dark",
            {"mood": "rad", "activities": ["walk", "music"], "note": "By the river<br>until dark"},
        ),
    ]
    (feeling,) = became["howwefeel"]
    assert (feeling["value"], feeling["feelings"], feeling["note"]) == (None, ["down"], "A full note")
    assert mapped(feeling) == {"locale": "en", "people": ["By Myself"], "places": ["Home"], "events": ["Resting"]}
    first, second = became["jrnl"]
    assert (first["text"], mapped(first)) == ("Met @sam by the river. We said little.", {})
    assert second["text"].splitlines()[0] == "Wrote a letter"
    assert second["text"].count("\n") == 2
    assert mapped(second) == {"starred": True}
    (note,) = became["dayone"]
    assert (note["at"], note["day"], note["text"]) == ("2026-11-18T23:30:00+01:00", "2026-11-18", "By the river.")
    assert sorted(mapped(note)) == ["modifiedDate", "starred", "tags", "text", "uuid"]
