"""The program, installed as a person has it, and what a process of it uses."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent


class Used(NamedTuple):
    """What one process used."""

    processor: float
    """Milliseconds, user and system."""
    waited: float
    """Milliseconds from start to end."""
    memory: int
    """KiB at the most."""


def used(command: Sequence[str], env: Mapping[str, str]) -> Used:
    """Run a command that prints to nowhere, and return what it used; one that fails ends the measurement."""
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    begun = time.monotonic()
    process = subprocess.Popen(command, env={**clean, **env}, stdout=subprocess.DEVNULL)
    _, status, found = os.wait4(process.pid, 0)
    waited = time.monotonic() - begun
    process.returncode = status
    if status:
        sys.exit(f"{command} failed")
    return Used((found.ru_utime + found.ru_stime) * 1000, waited * 1000, found.ru_maxrss)


def installed(work: Path) -> tuple[str, str]:
    """Install this checkout into an environment of its own, compiled and not editable; return Python and program."""
    subprocess.run([sys.executable, "-m", "venv", work / "venv"], check=True)
    python = str(work / "venv" / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", str(ROOT)], check=True)
    subprocess.run([python, "-m", "compileall", "-q", str(work / "venv" / "lib")], check=False)
    return python, str(work / "venv" / "bin" / "reflect")
