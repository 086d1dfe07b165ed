"""Completion, in the shells themselves: names, fixed choices and labels that ship, and nothing that a person wrote."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests import commands
from tests.needed import needed
from tests.program import Reflect

SHELLS = ("bash", "zsh", "fish")
OFFERED = {
    "reflect mo": {"mood", "month"},
    "reflect pattern --wi": {"--with", "--wish"},
    "reflect label re": {"rename", "retire"},
    "reflect pattern ": {"withdrawal", "hope", "reassurance"},
    "reflect pattern wi": {"withdrawal"},
    "reflect edit k3f9 --label dis": {"disappointment", "distance"},
    "reflect label retire s": {"staying", "silence", "sameness"},
    "reflect label merge hope re": {"relief", "reassurance"},
    "reflect pack show ": {"core"},
    "reflect list --label anger,h": {"anger,hope"},
    "reflect list --kind ": {"mood", "pattern", "answer", "offer", "pass", "note", "session"},
    "reflect schema ": {"mood", "pattern", "answer", "offer", "pass", "note", "session"},
    "reflect export --format ": {"json"},
    "reflect import x --keep ": {"ours", "theirs"},
    "reflect week --people ": {"full", "initials", "letters"},
    "reflect week --with-text answers,": {"answers,notes", "answers,episodes", "answers,phrases"},
    "reflect config get prompts.": {"prompts.themes_off", "prompts.retired", "prompts.ladder", "prompts.pass_rest"},
    "reflect config set week_starts ": {"monday", "sunday"},
    "reflect config set prompts.themes_off anger,ho": {"anger,hope", "anger,holding"},
    "reflect pack write --theme re": {"repetition", "reassurance"},
    "reflect remind ": {"cron", "systemd", "launchd"},
}
PRIVATE = (
    "reflect pattern ",
    "reflect pattern hope ",
    "reflect pattern q",
    "reflect pattern x --with ",
    "reflect mood 3 --feel ",
    "reflect list --label ",
    "reflect show ",
    "reflect edit q",
    "reflect delete ",
    "reflect mood ",
    "reflect note ",
    "reflect week --of ",
    "reflect label rename hope ",
    "reflect label retire --feelings ",
    "reflect label rename --people M",
    "reflect pack show ",
    "reflect pack remove ",
    "reflect pack bring-back ",
    "reflect config set phrases.ignore ",
)
"""Where nothing is offered but what ships: neither the person's words nor a file."""
FILES = (
    "reflect import quince",
    "reflect pack add ",
    "reflect pack preview quince",
    "reflect export -o quince",
    "reflect store backup ",
    "reflect --store ",
)
FREE = {"ID", "LABEL", "NOTE", "TEXT", "N", "PERSON", "P", "NEW", "NAME", "NAME|FILE", "DAY", "VALUE", "COMMAND"}
FREE |= {"NAME=N,…", "WHEN", "HH:MM", "FILE", "DIR", "IANA", "SHARE", "S", "T", "RECIPIENT"}
"""What a person writes, or what has no list."""
WORDS = ("quince", "medlar", "damson", "sloe")
ESCAPES = re.compile(r"\x1b(?:\[[0-9;?<>=]*[A-Za-z]|\][^\x07]*\x07|[=>()][0B]?)|[\x00-\x08\x0e\x0f]")


class Shell:
    """A shell of a person for whom completion is set up."""

    def __init__(self, name: str, reflect: Reflect) -> None:
        self.name, self.home = name, reflect.home / "somebody"
        programs = self.home / "bin"
        programs.mkdir(parents=True)
        (programs / "reflect").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m reflect "$@"\n')
        (programs / "reflect").chmod(0o755)
        path = f"{programs}{os.pathsep}{os.environ['PATH']}"
        self.env = {**reflect.env, "HOME": str(self.home), "PATH": path, "TERM": "xterm"}
        self("reflect --install-completion; true")
        for file in (".bashrc", ".zshrc"):
            with (self.home / file).open("a") as lines:
                lines.write("\nPS1='ready> '\n")

    def __call__(self, line: str) -> str:
        done = subprocess.run(
            [self.name, "-c", line], env=self.env, cwd=self.home, capture_output=True, text=True, timeout=40, check=True
        )
        return done.stdout

    def offered(self, *lines: str) -> list[str]:
        """Return what is shown when Tab is pressed after each of the lines."""
        if self.name == "fish":  # asks its own engine, as Tab does
            return [self(f"complete -C '{line}'") for line in lines]
        child: pexpect.spawn[str] = pexpect.spawn(
            self.name, ["-i"], env=self.env, cwd=str(self.home), encoding="utf-8", dimensions=(60, 200)
        )
        try:
            self._tab(child, "reflect mo")  # at the first Tab of a session zsh but loads what Typer wrote for it
            return [self._tab(child, line) for line in lines]
        finally:
            child.close(force=True)

    def _tab(self, child: Any, line: str) -> str:
        # Bash lists at the second Tab, and zsh begins to choose there. Ctrl-U takes the line away again. The quotes
        # tell what is typed from what is printed.
        tabs = "\t\t" if self.name == "bash" else "\t"
        child.expect("ready> ", timeout=10)
        child.send(f"{line}{tabs}\x15echo en''ded\r")
        child.expect("ended\r", timeout=10)
        return ESCAPES.sub("", child.before)


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest, reflect: Reflect) -> Shell:
    needed(request.param)
    return Shell(request.param, reflect)


@pytest.mark.thorough
def test_names_options_and_fixed_choices_are_offered(shell: Shell) -> None:
    for (line, offers), shown in zip(OFFERED.items(), shell.offered(*OFFERED), strict=True):
        words = set(re.findall(r"[\w.,-]+", shown))
        assert offers <= words, (line, shown)


@pytest.mark.thorough
def test_nothing_that_a_person_wrote_is_offered(shell: Shell, reflect: Reflect) -> None:
    fill(reflect)
    (shell.home / "quince-file").touch()
    before = reflect.tree()
    for line, shown in zip(PRIVATE, shell.offered(*PRIVATE), strict=True):
        assert not [word for word in WORDS if word in shown.lower()], (line, shown)
    assert reflect.tree() == before


@pytest.mark.thorough
def test_files_are_offered_where_a_file_belongs(shell: Shell) -> None:
    (shell.home / "quince-file").touch()
    (shell.home / "quince-folder").mkdir()
    for line, shown in zip(FILES, shell.offered(*FILES), strict=True):
        assert "quince-f" in shown, (line, shown)


def test_every_place_for_a_label_of_patterns_offers_those_that_ship() -> None:
    places = {
        (*words, parameter.name)
        for words, command in commands.every().items()
        for parameter in command.params
        if parameter.name in ("label", "labels", "old", "into") and not _has_list(parameter)
    }
    assert places == set()


def fill(reflect: Reflect) -> None:
    reflect("pattern", "quince", "--with", "Medlar", "--note", "damson sloe")
    reflect("mood", "4", "--feel", "damson")
    reflect("pack", "write", "What was sloe today, if anything?", "--pack", "quince")
    reflect("config", "set", "phrases.ignore", "damson damson damson")


@pytest.mark.parametrize("line", ["reflect pattern ", "reflect config get ", "reflect pack write --theme "])
def test_the_store_is_not_opened(reflect: Reflect, line: str) -> None:
    fill(reflect)
    program = (
        "import os, sys\n"
        "def told(event, args):\n"
        "    if args and isinstance(args[0], str) and args[0].startswith(os.environ['REFLECT_STORE']):\n"
        "        os.write(2, f'{event} {args[0]}'.encode())\n"
        "sys.addaudithook(told)\n"
        "from reflect.cli.app import main\n"
        "main()"
    )
    asking = {"_REFLECT_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    usual = ["list"]
    for args, env, opened in (([], asking, False), (usual, {}, True)):
        done = subprocess.run(
            [sys.executable, "-c", program, *args], env={**reflect.env, **env}, capture_output=True, check=False
        )
        assert (str(reflect.store).encode() in done.stderr) == opened, done


def test_each_value_is_of_a_fixed_list_or_known_to_have_none() -> None:
    named = {
        str(parameter.metavar).strip("[].")
        for command in commands.every().values()
        for parameter in command.params
        if not getattr(parameter, "is_flag", False) and not _has_list(parameter)
    }
    assert named | {"DIR"} == FREE


def _has_list(parameter: Any) -> bool:
    return hasattr(parameter.type, "choices") or parameter._custom_shell_complete is not None


def test_what_is_offered_is_taken(reflect: Reflect, tmp_path: Path) -> None:
    """No list says more than the program knows: each value of each is used once."""
    (tmp_path / "in.jsonl").write_text("")
    for line in ("list --kind", "export --format", "week --people", "week --with-text", "schema", "config get"):
        asking = {
            "_REFLECT_COMPLETE": "complete_bash",
            "COMP_WORDS": f"reflect {line} ",
            "COMP_CWORD": str(line.count(" ") + 2),
        }
        for value in reflect(env=asking).out.split():
            reflect(*line.split(), value)
