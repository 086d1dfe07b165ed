"""The page about two computers: its commands print what it shows."""

import re
from pathlib import Path

from reflect import Journal
from reflect.cli.commands import sync
from tests.docs.examples import ROOT, run_examples

PAGE = (ROOT / "docs" / "sync.md").read_text(encoding="utf-8")


def test_every_example_prints_what_the_page_shows(shell: dict[str, str], tmp_path: Path) -> None:
    assert run_examples(PAGE, shell, tmp_path) == 14


def test_the_line_for_cron_is_quiet_only_where_the_other_side_is_out_of_reach(
    shell: dict[str, str], tmp_path: Path
) -> None:
    (line,) = re.findall(r"^17 \* \* \* \* (.*)$", PAGE, re.MULTILINE)
    (shown,) = re.findall(r"^# 17 \* \* \* \* (.*)$", Journal.reminder("cron", "21:30").text, re.MULTILINE)
    assert shown.endswith(line)
    page = f"```console\n$ git init -q --bare r.git\n$ reflect sync init r.git --yes >/dev/null 2>&1\n$ {line}\n"
    page += f"$ mv r.git away\n$ {line}\n$ mv away r.git\n$ echo x >> store/reflect.toml\n"
    page += f"$ {line.replace('cat', 'wc -l <')}\n1\n```\n"
    assert run_examples(page, shell, tmp_path) == 8


def test_the_questions_are_those_of_the_program() -> None:
    source = Path(sync.__file__).read_text(encoding="utf-8")
    shown = re.search(r"^home\.example:journal\.git is empty\.(.*?)^synced", PAGE, re.MULTILINE | re.DOTALL)
    assert shown
    for line in shown[1].splitlines()[1:3]:
        assert line in source
