"""What an import costs: processor time beside that of a bare start, and memory beside the size of the file."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.formats import large
from tests.program import Reflect

ROWS = 10_000
SECONDS = 1
"""Of processor time for 10,000 rows, the start included: from 0.57 (jsonl) to 0.9 (How We Feel)."""
ROUNDS = 8
BYTES = 40_000_000
_MOST_MEMORY = 10 * BYTES + 100_000_000
WORDS = 300
"""Characters of the words of a row."""
FEW_WORDS = {"jsonl": 30, "csv": 70, "daylio": 100, "howwefeel": 100, "jrnl": 100, "dayone": 20}
"""As above, where rows are short: of these, what is held beside the words is the most."""
FEW_BYTES = 1_200_000
"""Enough to see what each byte of a file adds."""
SHORT_ROWS = 60_000
MANY_SHORT_ROWS = 100_000
pytestmark = pytest.mark.timeout(300)


class _Cost(NamedTuple):
    seconds: float
    """Of processor time, the system's included."""
    bytes: int
    """The most memory held at once."""


_MEASURE = """\
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)
"""
"""Run by a small process of its own: the memory of who starts a process counts as the most that it held."""


def _cost(reflect: Reflect, *args: str) -> _Cost:
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, *reflect.command, *args],
        env={**reflect.env, "TZ": "Europe/Berlin"},
        cwd=reflect.home,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, most = done.stdout.split()
    return _Cost(float(seconds), int(most))


@pytest.mark.speed
@pytest.mark.parametrize("name", large.FORMATS)
def test_ten_thousand_rows_take_less_than_a_second(reflect: Reflect, tmp_path: Path, name: str) -> None:
    file = tmp_path / "file"
    file.write_text(large.document(name, ROWS))
    reflect.env.pop("PYTHONDONTWRITEBYTECODE", None)
    least = float("inf")
    for number in range(ROUNDS):  # other work on the machine can only add to a figure
        reflect.env["REFLECT_STORE"] = str(tmp_path / str(number))
        least = min(least, _cost(reflect, "import", str(file)).seconds)
        if least < SECONDS:
            break
    assert least < SECONDS


@pytest.mark.thorough
@pytest.mark.parametrize("name", large.FORMATS)
def test_forty_megabytes_are_held_in_ten_times_the_file_and_100_mb(reflect: Reflect, tmp_path: Path, name: str) -> None:
    sample = len(large.document(name, 1_000, WORDS).encode()) / 1_000
    file = tmp_path / "file"
    file.write_text(large.document(name, int(BYTES / sample), WORDS))
    size = file.stat().st_size
    assert abs(size - BYTES) < BYTES / 50
    assert _cost(reflect, "import", str(file)).bytes < _MOST_MEMORY * size / BYTES


@pytest.mark.thorough
@pytest.mark.parametrize("name", large.FORMATS)
def test_forty_megabytes_of_short_rows_would_be_held_in_as_much(reflect: Reflect, tmp_path: Path, name: str) -> None:
    few = len(large.document(name, 1_000, FEW_WORDS[name]).encode()) / 1_000
    sizes, most = [], []
    for number, rows in enumerate((100, int(FEW_BYTES / few))):
        file = tmp_path / "file"
        file.write_text(large.document(name, rows, FEW_WORDS[name]))
        reflect.env["REFLECT_STORE"] = str(tmp_path / str(number))
        sizes.append(file.stat().st_size)
        most.append(_cost(reflect, "import", str(file)).bytes)
    a_byte = (most[1] - most[0]) / (sizes[1] - sizes[0])
    assert most[0] + a_byte * BYTES < _MOST_MEMORY


SHORTEST = {
    "jsonl": ("", '{"kind":"note","day":"2026-11-%02d","text":"%d"}\n'),
    "csv": ("kind,day,value\n", "mood,2026-11-%02d,%.1s\n"),
    "jrnl": ("", "[2026-11-%02d 09:00] %d\n"),
    "howwefeel": ("Date,Mood,Tags (People),Notes\n", "2026-11-%02d 09:00,%d,,\n"),
}
"""The shortest rows, the days of one month in turn: a month is written as a whole."""


@pytest.mark.thorough
@pytest.mark.parametrize("name", SHORTEST)
def test_a_month_of_the_shortest_rows_is_held_in_as_much(reflect: Reflect, tmp_path: Path, name: str) -> None:
    header, row = SHORTEST[name]
    file = tmp_path / "file"
    file.write_text(header + "".join(row % (number % 20 + 1, number % 7 + 1) for number in range(SHORT_ROWS)))
    assert _cost(reflect, "import", str(file)).bytes < 10 * file.stat().st_size + 100_000_000


@pytest.mark.thorough
def test_ten_years_of_the_shortest_rows_are_held_in_as_much(reflect: Reflect, tmp_path: Path) -> None:
    days = [date(2016, 11, 1) + timedelta(number % 3650) for number in range(MANY_SHORT_ROWS)]
    file = tmp_path / "file"
    file.write_text("kind,day,value\n" + "".join(f"mood,{day},{day.day % 7 + 1}\n" for day in days))
    assert _cost(reflect, "import", str(file)).bytes < 10 * file.stat().st_size + 100_000_000
    saved = (month.read_text().count('"kind": "mood"') for month in (reflect.store / "entries").iterdir())
    assert sum(saved) == MANY_SHORT_ROWS
