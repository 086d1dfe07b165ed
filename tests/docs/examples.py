"""The examples of a page: its blocks, and what they print when they are run."""

import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from reflect.actions.packs import core_pack
from tests.forking import shared

ROOT = Path(__file__).parents[2]
ID = re.compile(r"\([0-9a-z]{6}\)")
A_PROMPT = re.compile("|".join(re.escape(prompt.text) for prompt in core_pack().prompts))
"""A prompt that ships: a fresh store begins with any of them."""


def blocks(page: str, kind: str) -> list[str]:
    """Return the blocks of a kind, such as `console`."""
    return re.findall(rf"^```{kind}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def examples(page: str) -> Iterator[tuple[str, str]]:
    """Give each command that a page shows, with what it shows as its output."""
    for block in blocks(page, "console"):
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = example.partition("\n")
            yield command, output


def run_examples(page: str, shell: Mapping[str, str], folder: Path) -> int:
    """Run each example in `folder`, hold that it prints what the page shows, and return how many there are."""
    shown, before = list(examples(page)), ""
    for command, output in shown:
        line = command.replace("/tmp/example", str(folder / "example"))  # noqa: S108 - the page's, not the test's
        line = f"{before}; {line}" if command == "echo $?" else line
        out, err = _run(line, shell, folder)
        printed = out + re.sub(r"(?:New|No) store(?:: (?:.*\n){4}| at .*\n)", "", err)
        if command == "echo $?":
            printed = out
        assert _same(printed) == _same(output), command
        before = line
    return len(shown)


def _run(line: str, shell: Mapping[str, str], folder: Path) -> tuple[str, str]:
    """Run a line, in a shell unless it is nothing but the program and its arguments; return what it prints."""
    if line.startswith("reflect ") and not set(line) & set("|<>;&$`*?~\\\n"):
        _, out, err = shared().run(shlex.split(line)[1:], None, shell, folder)
        return out.decode(), err.decode()
    done = subprocess.run(
        ["sh", "-c", line], env=shell, cwd=folder, capture_output=True, text=True, timeout=30, check=False
    )
    return done.stdout, done.stderr


def _same(text: str) -> list[str]:
    """Return lines as they are compared: ids and the prompts of a fresh store differ from run to run, and blanks
    at the end of a line do not count.
    """
    return [A_PROMPT.sub("(a prompt?)", ID.sub("(......)", line.rstrip())) for line in text.strip().splitlines()]
