"""What an encrypted store costs: processor time as a ratio to the same store in plain, of ten years.

    python benchmarks/encryption.py [--rounds N] [--check] [--before PYTHON_ENVIRONMENT]

The cases run in turn. A ratio is that of the least of all rounds, or the median of those of each round where that is
lower: the least of one may be of a moment when the machine was quicker, and a round is of one moment. `--before` names
the folder of an environment with an earlier version of the program, whose plain store is compared only then. `--check`
exits 1 when a ratio is over its limit.
"""

import argparse
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path
from statistics import median
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.diary import lines
from benchmarks.marks import environ
from benchmarks.processes import ROOT, environment, used

PASSPHRASE = "a passphrase"  # noqa: S105 - of a store that is thrown away
SEAM = 1.02
"""The most that a plain store may cost, as a ratio to before."""


class Case(NamedTuple):
    """One command, with the most it may cost in an encrypted store, as a ratio to a plain one."""

    args: tuple[str, ...]
    most: float


CASES = (
    Case(("mood", "4"), 1.08),
    Case(("today",), 1.08),
    Case(("week", "--json"), 1.10),
    Case(("export",), 1.20),
)


def main() -> int:
    """Measure, print and judge."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=20)
    options.add_argument("--check", action="store_true")
    options.add_argument("--before", type=Path)
    given = options.parse_args()
    work = Path(tempfile.mkdtemp(prefix="reflect-encryption-"))
    try:
        program = str(environment(work / "venv", f"{ROOT}[age]") / "reflect")
        before = None if given.before is None else str(given.before / "bin" / "reflect")
        taken = _measured(work, program, before, given.rounds)
    finally:
        shutil.rmtree(work)
    return _judged(taken, check=given.check)


def _measured(work: Path, program: str, before: str | None, rounds: int) -> dict[tuple[str, str], list[float]]:
    """Return the processor time of each round, by what was run and where."""
    programs = {"plain": program, "encrypted": program} | ({"before": before} if before else {})
    stores = {name: work / name / "store" for name in (*programs, "locked")}
    rows = lines(3653, date(2026, 11, 22))
    for name, store in stores.items():
        store.parent.mkdir()
        used([program, "import", "-", "--format", "jsonl"], environ(store), rows)
        used([program, "today"], environ(store))
        if name in ("encrypted", "locked"):
            keep = ["--keep"] if name == "encrypted" else []
            command = [program, "store", "encrypt", "--yes", *keep, "--passphrase-file", "-", "--paper"]
            spent = used([*command, str(store.parent / "key.txt")], environ(store), PASSPHRASE)
            print(
                f"encrypt: {spent.waited:.0f} ms, {spent.processor:.0f} ms of processor time, the passphrase included"
            )
        if name != "locked":  # leaves a cache, as any day does: `encrypt` removes it
            used([program, "mood", "4", "--at", "2026-10-05"], environ(store))
    taken: dict[tuple[str, str], list[float]] = {}
    for _ in range(rounds):
        for case in CASES:
            for name, tried in programs.items():
                spent = used([tried, *case.args], environ(stores[name]))
                taken.setdefault((" ".join(case.args), name), []).append(spent.processor)
        refusal = ["/bin/sh", "-c", '"$0" list 2>/dev/null; test $? = 6', program]
        for what, command in (("refused", refusal), ("mood 4", [program, "mood", "4"])):
            spent = used(command, environ(stores["locked"]))
            taken.setdefault((what, "locked"), []).append(spent.processor)
    return taken


def _ratio(one: list[float], other: list[float]) -> float:
    return min(min(one) / min(other), median(a / b for a, b in zip(one, other, strict=True)))


def _judged(taken: dict[tuple[str, str], list[float]], *, check: bool) -> int:
    over = 0
    names = {" ".join(args): most for args, most in CASES}
    rows = [(f"{name}: encrypted ÷ plain", (name, "encrypted"), (name, "plain"), most) for name, most in names.items()]
    rows += [(f"{name}: plain ÷ before", (name, "plain"), (name, "before"), SEAM) for name in names]
    rows += [
        (f"{what}: locked ÷ a plain mood", (what, "locked"), ("mood 4", "plain"), most)
        for what, most in (("refused", 1.0), ("mood 4", 1.08))
    ]
    for row, one, other, most in rows:
        if other in taken:  # without `--before` there is none
            ratio = _ratio(taken[one], taken[other])
            over += ratio > most
            print(f"{row:<34}{ratio:>8.3f}  at most {most:.2f}")
    return int(check and over > 0)


if __name__ == "__main__":
    sys.exit(main())
