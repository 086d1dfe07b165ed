"""What 10,000 marks of deleted entries cost: processor time as a ratio to the same journal without them.

    python benchmarks/marks.py [--rounds N] [--check]

Both stores hold ten years. The cases run in turn, and the least of all rounds counts, as in `startup.py`. `--check`
exits 1 when a ratio is over 1.05.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.diary import lines
from benchmarks.processes import installed, used

MARKS = 10_000
MOST = 1.05
CASES = (("mood", "4"), ("today",), ("note", "words"), ("week", "--json"))


def main() -> int:
    """Measure, print and judge."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=30)
    options.add_argument("--check", action="store_true")
    given = options.parse_args()
    work = Path(tempfile.mkdtemp(prefix="reflect-marks-"))
    try:
        _, program = installed(work)
        stores = made(program, work)
        ratios = {" ".join(case): measured(program, stores, case, given.rounds) for case in CASES}
    finally:
        shutil.rmtree(work)
    print("\n".join(f"{name:12} {ratio:.3f}" for name, ratio in ratios.items()))
    return int(given.check and max(ratios.values()) > MOST)


def environ(store: Path) -> dict[str, str]:
    """Return the environment of a run on this store."""
    return {"REFLECT_STORE": str(store), "REFLECT_NOW": "2026-11-23T21:40:00", "TZ": "UTC", "HOME": str(store.parent)}


def made(program: str, work: Path) -> tuple[Path, Path]:
    """Make the two stores, each with the offer of the day, and settled by a writer."""
    plain, marked = work / "plain", work / "marked"
    rows = lines(3653, date(2026, 11, 22))
    for store in (plain, marked):
        used([program, "import", "-", "--format", "jsonl"], environ(store), rows)
        (store / "deleted.json").unlink(missing_ok=True)
    ids = (f"{number:012d}" for number in range(MARKS))
    undone = {"at": "2026-11-01T10:00:00+00:00", "undone": True}
    (marked / "deleted.json").write_text(json.dumps({one: undone if int(one) % 2 else undone["at"] for one in ids}))
    for store in (plain, marked):
        os.chmod(store, 0o700)
        used([program, "today"], environ(store))
        used([program, "mood", "4"], environ(store))
    return plain, marked


def measured(program: str, stores: tuple[Path, Path], case: tuple[str, ...], rounds: int) -> float:
    """Return how many times as much a case costs with marks."""
    least = [1e9, 1e9]
    for _ in range(rounds):
        for which, store in enumerate(stores):
            least[which] = min(least[which], used([program, *case], environ(store)).processor)
    return least[1] / least[0]


if __name__ == "__main__":
    sys.exit(main())
