"""The page for therapists: its pack is one, its commands print what it shows, and a client sees what it says."""

import re
from pathlib import Path

import pexpect
import pytest

from reflect.actions import packs
from tests.docs.examples import ROOT, blocks, run_examples
from tests.program import Reflect
from tests.terminal.spawned import spawn

PAGE = (ROOT / "docs" / "for-therapists.md").read_text(encoding="utf-8")
RULES = (ROOT / "docs" / "prompts.md").read_text(encoding="utf-8")


@pytest.fixture
def tuesday(tmp_path: Path) -> Path:
    (block,) = blocks(PAGE, "toml")
    file = tmp_path / "tuesday.toml"
    file.write_text(block, encoding="utf-8")
    return file


def test_it_says_first_what_it_is_not() -> None:
    assert PAGE.split("\n")[2].startswith("This is not a diary card.")


def test_every_example_prints_what_the_page_shows(shell: dict[str, str], tmp_path: Path, tuesday: Path) -> None:
    assert run_examples(PAGE, shell, tmp_path) == 2


def test_the_client_sees_every_prompt_before_taking_the_pack(tmp_path: Path, reflect: Reflect, tuesday: Path) -> None:
    (block,) = blocks(PAGE, "handed-over")
    shown = re.split(r"^\$ reflect ", block, flags=re.MULTILINE)[1:]
    assert len(shown) == 3
    for example in shown:
        command, *lines = example.splitlines()
        child = spawn(reflect, *command.split(), env={"TERM": "dumb"}, cwd=tmp_path, rows=40)
        for line in lines:
            question, asks, answer = line.partition("[y/N] ")
            child.expect_exact(question + asks)
            if asks:
                child.sendline(answer)
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == 0
    assert "Practice: 020 7946 0000" in reflect("care").out


def test_the_packs_of_the_pages_are_packs_that_no_rule_finds_anything_in() -> None:
    for page in (PAGE, RULES):
        (block,) = blocks(page, "toml")
        assert packs.read_pack(block.encode(), "tuesday.toml").findings == []


def test_what_the_page_promises_can_be_run(reflect: Reflect, tuesday: Path) -> None:
    for command in re.findall(r"`reflect ([^`]+)`", PAGE.replace("\n", " ")):
        words = command.split()
        known = reflect(*words[: 2 if words[0] in ("pack", "config", "store") else 1], "--help").out
        for option in (word for word in words if word.startswith("--")):
            assert option in known, command
