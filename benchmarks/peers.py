"""What a command costs beside the programs that a person would take instead, on the same ten years of entries.

    python benchmarks/peers.py [--rounds N] [--check] [--cache DIR]

Each program is installed from the package index into an environment of its own, kept under `--cache` (`build/peers`),
this checkout into a new one each time. Every round runs every command of every program once, in an order that turns
from round to round, on stores that are put back to the same state; a command that did not do its work ends it. A ratio
is the median of those of the rounds. `--check` exits 1 when one is over its limit, from start to end or in memory.
"""

import argparse
import shutil
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from benchmarks import diary  # noqa: E402 - run as a script, the folder above has to be named first
from benchmarks.processes import Used, environment, used  # noqa: E402
from benchmarks.programs import ADD, EXPORT, OPERATIONS, PROGRAMS, WEEK, Offered, Program, Reflect  # noqa: E402

DAYS = 3653
_IN_WEEK = 7 * 3 + 1
"""Entries of the last week: three a day, and the one of the first run."""


class Limit(NamedTuple):
    """The most that reflect may cost, as a ratio to another program."""

    operation: str
    peer: str
    of: str
    """A field of `Used`."""
    most: float


LIMITS = (
    Limit(ADD, "Watson", "waited", 0.25),
    Limit(ADD, "feels", "waited", 1.0),
    Limit(ADD, "Watson", "memory", 0.6),
    Limit(WEEK, "Watson", "waited", 0.4),
    Limit(WEEK, "feels", "waited", 1.3),
    Limit(EXPORT, "Watson", "waited", 0.4),
    Limit(EXPORT, "feels", "waited", 1.1),
)

Runs = dict[tuple[str, str], list[Used]]
"""Of a program's name and an operation, a run a round."""


class Store:
    """A program with its ten years, and how its home folder was before the first round."""

    def __init__(self, kind: type[Program], work: Path, cache: Path, last: date) -> None:
        """Install the program, make its store, and see that it reads it."""
        home = work / kind.name
        home.mkdir()
        folder = work / kind.__name__ if issubclass(kind, Reflect) else cache / kind.requirement.replace("==", "-")
        self.program = kind(environment(folder, kind.requirement), home, last)
        rows = list(diary.rows(DAYS, last))
        # An offer is a prompt that reflect showed that day; the others have none.
        written = [row for row in rows if row["kind"] != "offer"]
        self.program.make(rows if kind is Offered else written)
        self._entries = len(written)
        self._output = work / "output"
        for operation in OPERATIONS:
            self.run(operation)  # what a program makes on its first run, a cache or a newer form, is there from here on
            self._entries = self.program.kept()
        self._before = {path: path.read_bytes() for path in self._files()}

    def run(self, operation: str) -> Used:
        """Run an operation, see that it was done, and return what it used."""
        program = self.program
        typed = program.typed(operation)
        found = used(program.command(operation), program.env, typed, str(self._output))
        kept, added = program.kept(), operation == ADD
        told = kept if added else program.told(operation, self._output.read_text())
        meant = _IN_WEEK if operation == WEEK and not program.week_counts_all else kept
        if kept != self._entries + added or told != meant:
            sys.exit(f"{program.name}: {operation} is about {told} of {meant} entries, and {kept} are kept")
        return found

    def put_back(self) -> None:
        """Make the home folder as it was; a file that did not change is not touched."""
        for path in self._files() - self._before.keys():
            path.unlink()
        for path, data in self._before.items():
            if not path.exists() or path.read_bytes() != data:
                path.write_bytes(data)

    def _files(self) -> set[Path]:
        return {path for path in self.program.home.rglob("*") if path.is_file()}


def main() -> int:
    """Measure, print the tables, and return the exit code."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=10)
    options.add_argument("--check", action="store_true")
    options.add_argument("--cache", type=Path, default=ROOT / "build" / "peers")
    chosen = options.parse_args()
    work = Path(tempfile.mkdtemp(prefix="reflect-bench-"))
    try:
        runs = _measured(work, chosen.cache, chosen.rounds)
    finally:
        shutil.rmtree(work)
    _print_costs(runs)
    over = _print_limits(runs)
    return int(over and chosen.check)


def _measured(work: Path, cache: Path, rounds: int) -> Runs:
    today = datetime.now(UTC).date()
    last = today - timedelta(days=today.isoweekday())  # a Sunday, since the week that reflect sums up is a calendar's
    cache.mkdir(parents=True, exist_ok=True)
    stores = [Store(kind, work, cache, last) for kind in PROGRAMS]
    runs: Runs = {}
    for number in range(rounds):
        for operation in OPERATIONS:
            for store in stores[:: -1 if number % 2 else 1]:
                store.put_back()
                runs.setdefault((store.program.name, operation), []).append(store.run(operation))
    return runs


def _print_costs(runs: Runs) -> None:
    print(f"| ms from start to end (processor), MiB | {' | '.join(OPERATIONS)} |")
    print(f"|---|{'---|' * len(OPERATIONS)}")
    for kind in PROGRAMS:
        cells = []
        for operation in OPERATIONS:
            waited, processor, memory = (
                median(getattr(run, of) for run in runs[kind.name, operation])
                for of in ("waited", "processor", "memory")
            )
            cells.append(f"{waited:,.0f} ({processor:,.0f}), {memory / 1024:.0f}")
        print(f"| {kind.name} | {' | '.join(cells)} |")
    print()
    for kind in PROGRAMS:
        print(f"- {kind.name}: {kind.does}.")
    print()


def _print_limits(runs: Runs) -> bool:
    print("| reflect to | ratio | processor | most |")
    print("|---|---|---|---|")
    over = False
    for operation, peer, of, most in LIMITS:
        ratio = _ratio(runs, operation, peer, of)
        processor = f"{_ratio(runs, operation, peer, 'processor'):.2f}" if of == "waited" else ""
        what = "memory of " if of == "memory" else ""
        print(f"| {what}{peer}, {operation} | {ratio:.2f} | {processor} | {most:.2f} |")
        over |= ratio > most
    return over


def _ratio(runs: Runs, operation: str, peer: str, of: str) -> float:
    pairs = zip(runs[Reflect.name, operation], runs[peer, operation], strict=True)
    return median(float(getattr(own, of)) / float(getattr(other, of)) for own, other in pairs)


if __name__ == "__main__":
    sys.exit(main())
