"""What a command imports is what it costs: modules are counted, not milliseconds."""

import importlib
import subprocess
import sys
from functools import cache

import pytest
import typer

from reflect.cli.app import LazyGroup
from reflect.cli.commands import SPECS
from tests.program import Reflect

HEAVY = {
    *("rich", "dateutil", "tomlkit", "platformdirs", "zoneinfo", "wcwidth", "hashlib", "tempfile", "secrets"),
    *("dataclasses", "unicodedata", "importlib.metadata", "importlib.resources", "logging", "asyncio", "socket", "ssl"),
    *("reflect.summary.summary", "reflect.formats.detect", "reflect.render.terminal"),
}


def modules(reflect: Reflect, *args: str) -> set[str]:
    program = (
        "import os, sys\nos._exit = sys.exit\nfrom reflect.cli.app import main\nsys.argv[1:] = "
        + repr(list(args))
        + "\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=reflect.env, cwd=reflect.home, capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


@cache
def bare() -> set[str]:
    """Return what Python and Typer load by themselves."""
    program = "import sys, typer\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("args", "most"), [(["mood", "4"], 55), (["today"], 49), (["--help"], 11), (["--version"], 11)]
)
def test_a_daily_command_loads_little_and_nothing_of_the_others(reflect: Reflect, args: list[str], most: int) -> None:
    reflect("today")
    reflect("mood", "4")
    loaded = modules(reflect, *args) - bare()
    assert not {name for name in loaded if name in HEAVY or name.split(".")[0] in HEAVY}
    assert len(loaded) <= most, sorted(loaded)
    commands = {name for name in loaded if name.startswith("reflect.cli.commands.")}
    assert commands == {f"reflect.cli.commands.{spec.module}" for spec in SPECS if spec.name == args[0]}


def test_the_line_of_each_stub_is_the_first_of_its_command() -> None:
    group = typer.main.get_group(typer.Typer(cls=LazyGroup, callback=lambda: None))
    assert isinstance(group, LazyGroup)
    for spec in SPECS:
        module = importlib.import_module(f"reflect.cli.commands.{spec.module}")
        target = getattr(module, spec.function)
        shown = target.info.help if isinstance(target, typer.Typer) else target.__doc__.split("\n")[0]
        assert shown == spec.line
        assert group.load(spec.name).name == spec.name
    assert len({spec.name for spec in SPECS}) == len(SPECS)


def test_help_lists_every_command_and_each_has_help_of_its_own(reflect: Reflect) -> None:
    listed = reflect("--help").out
    for spec in SPECS:
        assert f"  {spec.name:8} {spec.line}\n" in listed
        told = reflect(spec.name, "--help").out
        assert spec.line.rstrip(".") in told.replace("\n", " ")
        assert not [line for line in told.splitlines() if line.startswith("  ") and line.endswith("...")]  # cut
    assert reflect("-h").out == listed
    assert max(map(len, listed.splitlines())) <= 80


def test_a_group_without_a_command_shows_what_it_has(reflect: Reflect) -> None:
    assert "info" in reflect("store", code=2).err


def test_completion_names_commands_and_options(reflect: Reflect) -> None:
    env = {"_REFLECT_COMPLETE": "complete_bash", "COMP_WORDS": "reflect moo", "COMP_CWORD": "1"}
    assert reflect(env=env).out.split() == ["mood"]
    env = {"_REFLECT_COMPLETE": "complete_bash", "COMP_WORDS": "reflect pattern --w", "COMP_CWORD": "2"}
    assert set(reflect(env=env).out.split()) == {"--with", "--wish"}


def test_ctrl_c_while_the_program_is_imported_is_quiet() -> None:
    program = "import os, signal\nimport reflect.cli\nos.kill(os.getpid(), signal.SIGINT)\nimport typer"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
