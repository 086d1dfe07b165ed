"""The README shows the real thing: its examples are run, and what they print is compared with what it shows."""

import re
import shutil
from pathlib import Path

import pexpect

from tests.docs.examples import A_PROMPT, ID, ROOT, blocks, run_examples
from tests.program import Reflect
from tests.terminal.spawned import spawn

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_example_prints_what_the_readme_shows(shell: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "example-week.jsonl", tmp_path / "docs")
    assert run_examples(README, shell, tmp_path) > 10


def test_the_first_day_happens_as_it_is_shown(tmp_path: Path, reflect: Reflect) -> None:
    (block,) = blocks(README, "first-day")
    child = spawn(reflect, env={"REFLECT_STORE": "unset", "TERM": "dumb"}, cwd=tmp_path)
    lines = block.splitlines()[1:]
    for line in lines:
        asked = re.match(r"(?:  (?:with|feelings|energy|what \w+ \w+) )?> ?", line)
        if asked:
            child.expect_exact(asked[0].rstrip() + " ")
            child.sendline(line[asked.end() :])
        elif line:
            anything = A_PROMPT.sub("(a prompt)", ID.sub("(an id)", line))
            child.expect(
                re.escape(anything).replace(r"\(an\ id\)", ID.pattern).replace(r"\(a\ prompt\)", A_PROMPT.pattern)
            )
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_the_two_commands_of_set_up_are_the_ones_that_are_run() -> None:
    install, test = (command.strip() for command in blocks(README, "sh"))
    assert install == "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/reflect"
    assert test.startswith("python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/python -m pytest")
    assert "README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_exit_codes_are_those_of_the_program() -> None:
    from reflect import errors

    told = set(map(int, re.findall(r"^\| (\d+) \|", README, re.MULTILINE)))
    family = {cls.exit_code for cls in vars(errors).values() if isinstance(cls, type) and hasattr(cls, "exit_code")}
    assert told == family | {0, 130}


def test_links_lead_somewhere() -> None:
    for page in ROOT.glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), (page.name, target)
