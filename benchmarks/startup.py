"""What a command costs: processor time as a ratio to a bare one-command Typer program, all in one interleaved run.

    python benchmarks/startup.py [--rounds N] [--check]

It installs this checkout into a virtual environment of its own (not editable, bytecode compiled), makes one diary of
ten weeks and one of ten years, and runs every case once a round; the least of all rounds counts, since other work on
the machine can only add. `--check` exits 1 when a ratio is over its limit.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from benchmarks.diary import lines  # noqa: E402 - run as a script, the folder above has to be named first
from benchmarks.processes import installed, used  # noqa: E402

FIRST = date(2026, 11, 22)
"""The last day of both diaries."""
LENGTHS = {"ten weeks": 70, "ten years": 3653}
_BARE = """\
import typer
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
@app.command()
def main(value: int) -> None:
    typer.echo(value)
app()
"""


class Case(NamedTuple):
    """One command, with the most it may cost."""

    name: str
    args: tuple[str, ...]
    most: float
    """Times a bare Typer program, at ten years."""
    growth: float | None
    """Times itself, from ten weeks to ten years."""
    new_day: bool = False
    """Each run is on a day of its own."""


CASES = (
    Case("--version", ("--version",), 0.95, None),
    Case("mood 4", ("mood", "4"), 1.20, 1.15),
    Case("today", ("today",), 1.18, 1.15),
    Case("first today", ("today",), 1.40, 1.25, new_day=True),
    Case("week --json", ("week", "--json"), 1.28, 1.25),
)


def main() -> int:
    """Measure, print the table, and return the exit code."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=40)
    options.add_argument("--check", action="store_true")
    chosen = options.parse_args()
    work = Path(tempfile.mkdtemp(prefix="reflect-bench-"))
    try:
        return _measure(work, chosen.rounds, check=chosen.check)
    finally:
        shutil.rmtree(work)


def _measure(work: Path, rounds: int, *, check: bool) -> int:
    python, program = installed(work)
    bare = work / "bare.py"
    bare.write_text(_BARE)
    # New days have a store of their own: there no other command edits a month that is past by then.
    stores = {
        (length, new): _store(work / f"{length}-{new}".replace(" ", "-"), program, days)
        for length, days in LENGTHS.items()
        for new in (False, True)
    }
    least: dict[tuple[str, str], float] = {}
    for number in range(rounds):
        _note(least, ("bare", ""), used([python, str(bare), "4"], {}).processor)
        for length in LENGTHS:
            for case in CASES:
                store, day = stores[length, case.new_day], FIRST + timedelta(days=1 + number * case.new_day)
                now = {"REFLECT_STORE": str(store), "REFLECT_NOW": f"{day}T12:00:00+00:00", "TZ": "UTC"}
                _note(least, (case.name, length), used([program, *case.args], now).processor)
    return _table(least, check=check)


def _table(least: dict[tuple[str, str], float], *, check: bool) -> int:
    bare = least["bare", ""]
    weeks, years = LENGTHS
    print(f"bare Typer program: {bare:.1f} ms of processor time")
    print(f"{'command':<14}{weeks:>12}{years:>12}{'most':>8}{'growth':>10}{'most':>8}")
    over = 0
    for case in CASES:
        short, long = least[case.name, weeks], least[case.name, years]
        over += long / bare > case.most or (case.growth is not None and long / short > case.growth)
        grown = f"{case.growth:>8.2f}" if case.growth else f"{'':>8}"
        print(f"{case.name:<14}{short / bare:>12.2f}{long / bare:>12.2f}{case.most:>8.2f}{long / short:>10.2f}{grown}")
    return int(bool(over)) if check else 0


def _note(least: dict[tuple[str, str], float], case: tuple[str, str], seconds: float) -> None:
    least[case] = min(least.get(case, seconds), seconds)


def _store(path: Path, program: str, days: int) -> Path:
    env = {**os.environ, "REFLECT_STORE": str(path), "REFLECT_NOW": "2026-11-22T23:00:00+00:00", "TZ": "UTC"}
    subprocess.run(
        [program, "import", "-"], input=lines(days, FIRST).encode(), env=env, check=True, capture_output=True
    )
    return path


if __name__ == "__main__":
    sys.exit(main())
