"""Signals while something is written outside the store: nothing of it is left, wherever the signal comes."""

import random
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest

from reflect import signals
from tests.faults.injected import STRACE, USABLE
from tests.program import Reflect

WORDS = "vanishing words"
ENTRIES = 2000
DAYS = {(n % 10 + 1, n % 28 + 1) for n in range(ENTRIES)}
CALLS = "?openat,?write,?fchmod,?fsync,?sync,?link,?linkat,?rename,?renameat,?unlink,?unlinkat,?mkdir,?rmdir,?close"
COMMANDS: dict[str, tuple[str, ...]] = {
    "jsonl": ("export", "-o", "out/target"),
    "json": ("export", "--format", "json", "-o", "out/target"),
    "csv": ("export", "--format", "csv", "-o", "out/target"),
    "md": ("export", "--format", "md", "-o", "out/target"),
    "sqlite": ("export", "--format", "sqlite", "-o", "out/target"),
    "per day": ("export", "--per-day", "out/target"),
    "per day, into a folder": ("export", "--per-day", "out"),
    "over a file": ("export", "-o", "out/old", "--force"),
    "backup": ("store", "backup", "out/target"),
    "page": ("year", "--html", "out/target", "--with-text", "notes", "--yes"),
}
BEFORE_IT_IS_LOADED = (1, -signal.SIGINT)
"""How Python itself ends with Ctrl-C."""
CODES = {signal.SIGINT: 130, signal.SIGTERM: -15, signal.SIGHUP: -1}


def journal(reflect: Reflect) -> None:
    rows = (
        f'{{"kind": "note", "day": "2026-{n % 10 + 1:02}-{n % 28 + 1:02}", "text": "{WORDS} {n}"}}\n'
        for n in range(ENTRIES)
    )
    reflect("import", "-", stdin="".join(rows))
    anew(reflect)


def anew(reflect: Reflect) -> None:
    """Make the folder of the targets as it is before."""
    shutil.rmtree(reflect.home / "out", ignore_errors=True)
    (reflect.home / "out").mkdir()
    (reflect.home / "out/old").write_text("mine")


def left(reflect: Reflect) -> set[str]:
    """Return what lies outside the store and is no target, by its path in the home folder."""
    found = {
        str(path.relative_to(reflect.home)) for path in reflect.home.rglob("*") if reflect.store not in path.parents
    }
    targets = {name for name in found if name.startswith(("out/target", "out/2026-"))}
    return found - targets - {"store", "out", "out/old"}


def holds_all_or_nothing(reflect: Reflect, name: str) -> None:
    """Hold that a target is whole or absent, and a file that was to be replaced the old one or the new."""
    old, target = (reflect.home / "out/old").read_text(), reflect.home / "out/target"
    assert old == "mine" or (name == "over a file" and old.count(WORDS) == ENTRIES)
    if target.is_file() and name in ("jsonl", "json", "csv", "md"):
        assert target.read_text().count(WORDS) == ENTRIES
    if name.startswith("per day"):
        assert len(list((reflect.home / "out").rglob("*.md"))) in (0, len(DAYS))


@pytest.mark.thorough
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_signal_at_any_moment_leaves_nothing(reflect: Reflect, name: str) -> None:
    journal(reflect)
    began = time.monotonic()
    with reflect.process(*COMMANDS[name]) as running:
        running.wait(timeout=30)
    usual = time.monotonic() - began
    chance = random.Random(name)
    ended = set()
    for number in (*CODES, *CODES, *CODES, *CODES):
        anew(reflect)
        with reflect.process(*COMMANDS[name]) as running:
            time.sleep(chance.uniform(0.2, 1.3) * usual)
            running.send_signal(number)
            code = running.wait(timeout=30)
        assert code in (0, CODES[number], *BEFORE_IT_IS_LOADED), (number, code)
        assert left(reflect) == set(), (number, code)
        holds_all_or_nothing(reflect, name)
        ended.add(code)
    assert ended - {0}, "no signal came in time"


@pytest.mark.thorough
@pytest.mark.timeout(300)
@pytest.mark.skipif(not USABLE, reason="strace is not installed, or may not trace here")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_signal_within_any_call_on_the_files_leaves_nothing(reflect: Reflect, name: str) -> None:
    """From outside, at the calls that make, fill and move them: the moments that a random one seldom hits."""
    journal(reflect)
    reflect.env |= {"PYTHONHASHSEED": "0"}
    traced(reflect, name)  # compiled
    anew(reflect)
    points = list(points_in(traced(reflect, name), str(reflect.home / "out")))
    assert {"openat", "write", "close"} <= {call for call, _ in points}
    hit = 0
    for (call, number), ending in zip(points[:: max(1, len(points) // 24)], cycle(("SIGTERM", "SIGHUP"))):
        anew(reflect)
        hit += f"--- {ending}" in traced(reflect, name, f"inject={call}:signal={ending}:when={number}")
        assert left(reflect) == set(), (call, number)
        holds_all_or_nothing(reflect, name)
    assert hit


def traced(reflect: Reflect, name: str, inject: str = "") -> str:
    """Run a command under strace, and return its log."""
    assert STRACE
    log = reflect.store / "log"
    options = [
        "-f",
        "-qq",
        "-y",
        "-s",
        "8",
        "-o",
        str(log),
        "-e",
        f"trace={CALLS}",
        *(["-e", inject] if inject else []),
    ]
    command = [STRACE, *options, *reflect.command, *COMMANDS[name]]
    subprocess.run(command, env=reflect.env, cwd=reflect.home, capture_output=True, timeout=50, check=False)
    return log.read_text()


def points_in(log: str, folder: str) -> Iterator[tuple[str, int]]:
    """Yield the calls on files in a folder, each with the how manieth of its name it is."""
    counted: Counter[str] = Counter()
    for call, told in re.findall(r"^(?:[0-9]+ +)?([a-z0-9_]+)\((.*)", log, re.MULTILINE):
        counted[call] += 1
        if folder in told:
            yield call, counted[call]


def test_signals_wait_and_are_seen_to_wait() -> None:
    seen: list[int] = []

    def interrupted() -> None:
        with signals.waiting():
            signal.raise_signal(signal.SIGINT)
            seen.extend(signals.until_one_waits(range(3)))

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert seen == []


def test_a_signal_that_a_program_handles_itself_ends_nothing() -> None:
    came: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: came.append(number))
    try:
        with signals.waiting():
            signal.raise_signal(signal.SIGTERM)
            assert list(signals.until_one_waits(range(3))) == [0, 1, 2]
            assert came == []
            with signals.arriving():
                assert came == [signal.SIGTERM]
    finally:
        signal.signal(signal.SIGTERM, before)


def test_what_was_blocked_before_stays_blocked() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        with signals.waiting(), signals.arriving():
            assert signal.SIGTERM in signal.pthread_sigmask(signal.SIG_BLOCK, set())
            assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, set())
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def test_what_a_killed_export_leaves_is_seen(tmp_path: Path) -> None:
    """The tests above would see a file that is left."""
    reflect = Reflect(tmp_path)
    reflect("note", WORDS)
    (reflect.home / "out").mkdir()
    (reflect.home / "out/old").write_text("mine")
    (reflect.home / "out/.reflect-0123456789abcdef.tmp").write_text(WORDS)
    assert left(reflect) == {"out/.reflect-0123456789abcdef.tmp"}
