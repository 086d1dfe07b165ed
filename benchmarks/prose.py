"""What phrases cost in a diary of much prose: a week with its look-back, a year, and longer spans.

    python benchmarks/prose.py [--rounds N] [--check]

The diary is made up: 350 words a day, a few thousand different ones, each as rare as its rank has it (Zipf), and habits
of speech that come back. `--check` exits 1 when a week takes half a second or more, or a year three seconds.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from benchmarks.processes import Used, installed, used  # noqa: E402 - run as a script, the folder above comes first

YEARS = 10
LAST = date(2026, 11, 22)
WORDS = 350
_FUNCTION_WORDS = (ROOT / "reflect" / "summary" / "words" / "function_words_en.txt").read_text().split()
_LIMITS = {"week": 500, "1 year": 3000}
"""Milliseconds from start to end."""


def rows(days: int) -> Iterator[dict[str, str]]:
    """Give a note a day, the latest on `LAST`."""
    chance = random.Random(11)  # noqa: S311 - a diary, no secret
    words = _FUNCTION_WORDS + ["".join(chance.choices("aeiourstlnmdh", k=chance.randint(3, 9))) for _ in range(4000)]
    weights = [1 / (rank + 3) for rank in range(len(words))]
    habits = [" ".join(chance.choices(words, weights, k=chance.randint(3, 7))) for _ in range(200)]
    often = [1 / (rank + 1) for rank in range(len(habits))]
    for number in range(days):
        sentences: list[str] = []
        while sum(map(len, map(str.split, sentences))) < WORDS:
            habit = chance.choices(habits, often) if chance.random() < 0.5 else []
            sentences.append(" ".join([*chance.choices(words, weights, k=chance.randint(4, 16)), *habit]))
        yield {"kind": "note", "day": str(LAST - timedelta(days=days - 1 - number)), "text": ". ".join(sentences) + "."}


def main() -> int:
    """Measure, print the table, and return the exit code."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--check", action="store_true")
    chosen = options.parse_args()
    work = Path(tempfile.mkdtemp(prefix="reflect-bench-"))
    try:
        return _measure(work, chosen.rounds, check=chosen.check)
    finally:
        shutil.rmtree(work)


def _measure(work: Path, rounds: int, *, check: bool) -> int:
    _, program = installed(work)
    env = {"REFLECT_STORE": str(work / "store"), "REFLECT_NOW": f"{LAST}T23:00:00+00:00", "TZ": "UTC"}
    diary = "".join(json.dumps(row) + "\n" for row in rows(YEARS * 365))
    subprocess.run(
        [program, "import", "-"], input=diary.encode(), env={**os.environ, **env}, check=True, capture_output=True
    )
    spans = {"week": ("week",), "1 year": ("since", "52w")}
    spans |= {f"{years} years": ("since", f"{years * 52}w") for years in (2, 5, YEARS)}
    print(f"{'span':<10}{'processor ms':>14}{'from start to end':>20}{'memory MiB':>12}")
    over = False
    for name, command in spans.items():
        runs: list[Used] = [used([program, *command, "--json"], env) for _ in range(rounds if name in _LIMITS else 1)]
        least = min(runs, key=lambda run: run.waited)
        print(f"{name:<10}{least.processor:>14.0f}{least.waited:>20.0f}{least.memory / 1024:>12.0f}")
        over |= least.waited >= _LIMITS.get(name, float("inf"))
    return int(over) if check else 0


if __name__ == "__main__":
    sys.exit(main())
