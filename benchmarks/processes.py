"""Programs, installed as a person has them, and what a process of one uses."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
_LAUNCH = Path(__file__).with_name("launch.py")


class Used(NamedTuple):
    """What one process used."""

    processor: float
    """Milliseconds, user and system."""
    waited: float
    """Milliseconds from start to end."""
    memory: int
    """KiB at the most."""


def used(command: Sequence[str], env: Mapping[str, str], typed: str = "", output: str = os.devnull) -> Used:
    """Run a command that reads what is `typed`, and return what it used; one that fails ends the measurement."""
    # How this machine runs its Python (unbuffered, without bytecode) is not how a person has a program.
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    launch = [sys.executable, "-I", "-S", str(_LAUNCH), output, *command]
    done = subprocess.run(launch, env={**clean, **env}, input=typed.encode(), capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{command} failed: {done.stderr.decode()}")
    processor, waited, memory = done.stdout.split()
    return Used(float(processor), float(waited), int(memory))


def environment(folder: Path, requirement: str) -> Path:
    """Install what `requirement` names into a virtual environment, compiled; return where its programs are.

    One that is there already is taken as it is.
    """
    programs = folder / "bin"
    complete = folder / "complete"
    if not complete.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [str(programs / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, requirement], check=True)
        subprocess.run([programs / "python", "-m", "compileall", "-q", folder / "lib"], check=False)
        complete.touch()
    return programs


def installed(work: Path) -> tuple[str, str]:
    """Install this checkout into an environment of its own, compiled and not editable; return Python and program."""
    programs = environment(work / "venv", str(ROOT))
    return str(programs / "python"), str(programs / "reflect")
