"""What a sync costs, in processor time beside `git ls-remote`, and in objects and bytes; and a real server of ssh."""

import resource
import subprocess
import time
from datetime import date
from pathlib import Path

import pytest

from benchmarks import diary
from tests.program import Reflect
from tests.sync import ssh
from tests.sync.machines import Machine, git, remote

LAST = date(2026, 11, 22)
NOTHING_NEW, ONE_MOOD = 8, 14
"""Times `git ls-remote`, beyond the start of the program."""
ROUNDS = 9


def used(command: list[str], env: dict[str, str]) -> float:
    """Return the processor time of a command and its children, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=env, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.speed
@pytest.mark.parametrize("years", [1, 10])
def test_what_it_costs(reflect: Reflect, years: int) -> None:
    place = reflect.home / "r.git"
    git("init", "-q", "--bare", str(place))
    (reflect.home / "rows.jsonl").write_text(diary.lines(365 * years, LAST))
    reflect("import", "rows.jsonl")
    reflect("sync", "init", "r.git", "--yes")
    costs: dict[str, list[float]] = {"ls": [], "start": [], "nothing": [], "mood": []}
    for _ in range(ROUNDS):  # one after the other, so that other work on the machine meets all alike
        costs["ls"].append(used(["git", "ls-remote", str(place)], reflect.env))
        costs["start"].append(used([*reflect.command, "sync", "--help"], reflect.env))
        costs["nothing"].append(used([*reflect.command, "sync"], reflect.env))
        reflect("mood", "4")
        costs["mood"].append(used([*reflect.command, "sync"], reflect.env))
    ls, start, nothing, mood = map(min, costs.values())  # other work on the machine can only add to a figure
    assert (nothing - start) / ls <= NOTHING_NEW
    assert (mood - start) / ls <= ONE_MOOD


@pytest.mark.speed
def test_a_folder_that_is_gone_is_told_within_a_second_and_the_store_stays_as_it_is(reflect: Reflect) -> None:
    git("init", "-q", "--bare", str(reflect.home / "r.git"))
    reflect("note", "words")
    reflect("sync", "init", "r.git", "--yes")
    (reflect.home / "r.git").rename(reflect.home / "away")
    before, seconds = reflect.tree(), list[float]()
    for _ in range(ROUNDS):
        start = time.monotonic()
        done = subprocess.run([*reflect.command, "sync"], env=reflect.env, capture_output=True, check=False)
        seconds.append(time.monotonic() - start)
        assert done.returncode == 7
        assert reflect.tree() == before
    assert min(seconds) < 1


@pytest.mark.thorough
@pytest.mark.parametrize("years", [1, 10])
def test_one_mood_is_three_objects_and_no_more_than_its_month(tmp_path: Path, years: int) -> None:
    machine, place = Machine(tmp_path, "a"), remote(tmp_path)
    machine.journal.import_(diary.lines(365 * years, LAST))
    machine.init(place)
    machine.journal.mood(4)
    before = sizes(place)
    machine.sync()
    new = {path: size for path, size in sizes(place).items() if path not in before}
    month = (machine.path / "entries/2026-11.json").stat().st_size
    assert len(new) == 3
    assert git("fsck", "--strict", "--no-dangling", folder=place) == b""
    assert sum(new.values()) <= month + 2048


def sizes(place: Path) -> dict[str, int]:
    return {str(path): path.stat().st_size for path in (place / "objects").rglob("*") if path.is_file()}


@pytest.mark.thorough
def test_a_real_server_of_ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_SSH_COMMAND", ssh.command(tmp_path / "ssh"))
    place, one, other = remote(tmp_path), Machine(tmp_path, "one"), Machine(tmp_path, "other", 1)
    entry = one.journal.note("words of one").entry["id"]
    one.init(f"localhost:{place}")
    other.init(f"ssh://localhost{place}")
    other.journal.note("words of the other")
    other.journal.delete([entry], forever=True)
    assert other.sync().may_remain
    one.sync()
    assert one.shared() == other.shared()
    assert [value["text"] for value in one.entries().values()] == ["words of the other"]
