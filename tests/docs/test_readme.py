"""The README shows the real thing: its examples are run, and what they print is compared with what it shows."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.program import NOW, Reflect

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
_ID = re.compile(r"\([0-9a-z]{6}\)")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def same(text: str) -> list[str]:
    """Return lines as they are compared: ids differ from run to run, and blanks at the end of a line do not count."""
    return [_ID.sub("(......)", line.rstrip()) for line in text.strip().splitlines()]


def examples() -> Iterator[tuple[str, str]]:
    for block in blocks("console"):
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = example.partition("\n")
            yield command, output


@pytest.fixture
def shell(tmp_path: Path, reflect: Reflect) -> dict[str, str]:
    """An environment in which `reflect` is the program under test."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "reflect"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m reflect "$@"\n')
    program.chmod(0o755)
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "example-week.jsonl", tmp_path / "docs")
    return {**reflect.env, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def test_every_example_prints_what_the_readme_shows(shell: dict[str, str], tmp_path: Path) -> None:
    shown = list(examples())
    assert len(shown) > 10
    before = ""
    for command, output in shown:
        line = command.replace("/tmp/example", str(tmp_path / "example"))  # noqa: S108 - the README's, not the test's
        line = f"{before}; {line}" if command == "echo $?" else line
        done = subprocess.run(
            ["sh", "-c", line], env=shell, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False
        )
        printed = done.stdout + re.sub(r"New store: (?:.*\n){4}", "", done.stderr)
        if command == "echo $?":
            printed = done.stdout
        assert same(printed) == same(output), command
        before = line


def test_the_first_day_happens_as_it_is_shown(tmp_path: Path, reflect: Reflect) -> None:
    (block,) = blocks("first-day")
    program, *rest = reflect.command
    env = {key: value for key, value in reflect.env.items() if key != "REFLECT_STORE"}
    child: pexpect.spawn[str] = pexpect.spawn(
        program,
        rest,
        env={**env, "REFLECT_NOW": NOW, "TERM": "dumb"},
        cwd=str(tmp_path),
        encoding="utf-8",
        dimensions=(24, 80),
        timeout=10,
    )
    lines = block.splitlines()[1:]
    for line in lines:
        asked = re.match(r"(?:  (?:with|wish|other|self) )?> ?", line)
        if asked:
            child.expect_exact(asked[0].rstrip() + " ")
            child.sendline(line[asked.end() :])
        elif line:
            child.expect(r"\([0-9a-z]{6}\)".join(map(re.escape, _ID.split(line))))
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_the_two_commands_of_set_up_are_the_ones_that_are_run() -> None:
    install, test = (command.strip() for command in blocks("sh"))
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
