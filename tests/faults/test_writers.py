"""Many writers at once, and writers that are killed at any time."""

import json
import os
import random
import subprocess
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.program import Reflect

WRITERS = 16


def started(reflect: Reflect, *arguments: str, out: bool = False) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*reflect.command, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if out else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=reflect.env,
        cwd=reflect.home,
    )


def test_sixteen_writers_at_once_lose_nothing(reflect: Reflect) -> None:
    """On no store yet: they also make it together."""
    for turn in range(2):
        with ExitStack() as stack:
            names = [f"{turn} {n}" for n in range(WRITERS)]
            days = ["2026-11-20", "2026-10-20"]
            running = [
                stack.enter_context(started(reflect, "note", name, "--at", days[n % 2])) for n, name in enumerate(names)
            ]
            while any(writer.poll() is None for writer in running):
                reflect("export")  # a reader never waits and never sees half
            assert [writer.returncode for writer in running] == [0] * WRITERS
    assert sorted(entry["text"] for entry in reflect.entries()) == sorted(
        f"{turn} {n}" for turn in range(2) for n in range(WRITERS)
    )
    assert sorted(os.listdir(reflect.store / "entries")) == ["2026-10.json", "2026-11.json"]


@pytest.mark.thorough
@pytest.mark.timeout(300)
def test_24_writers_with_repairs_checks_backups_and_undos_among_them(reflect: Reflect) -> None:
    """What was acknowledged and not undone is there, every backup is whole, and the store is clean."""
    reflect("note", "first")
    others = [("store", "repair", "--yes"), ("store", "check"), ("undo", "--yes", "--json")]
    commands: list[tuple[str, ...]] = []
    for n in range(8):
        rows = [{"kind": "note", "day": f"2026-{month}-05", "text": f"import {n}"} for month in ("09", "10")]
        Path(reflect.home, f"{n}.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n")
        commands += [("note", f"note {n}", "--json"), ("import", f"{n}.jsonl", "--json"), ("mood", "4", f"mood {n}")]
        commands += [*others[: 3 if n % 2 else 2], ("store", "backup", f"{n}.zip")]
    with ExitStack() as stack:
        running = [(command, stack.enter_context(started(reflect, *command, out=True))) for command in commands]
        done = [(command, *process.communicate(timeout=200), process.returncode) for command, process in running]
    assert [(command, code, err) for command, _, err, code in done if code] == []
    found = Counter(str(entry.get("text") or entry.get("note")) for entry in reflect.entries())
    undone = [change for command, out, *_ in done if command[0] == "undo" for change in json.loads(out)["changed"]]
    gone = Counter(str(change["before"].get("text") or change["before"].get("note")) for change in undone)
    expected = Counter({"first": 1})
    for n in range(8):
        expected += Counter({f"note {n}": 1, f"mood {n}": 1, f"import {n}": 2})
    assert found + gone == expected
    assert reflect("store", "check", "--json").json["findings"] == []
    for n in range(8):
        restored = Reflect(reflect.home / f"restored-{n}")
        restored.home.mkdir()
        restored("store", "restore", str(reflect.home / f"{n}.zip"), "--yes")
        restored("store", "check")


def test_a_storm_of_kills(reflect: Reflect) -> None:
    """Notes, and imports over two months; what was acknowledged is there, the rest whole or absent."""
    chance = random.Random(2026)
    reflect("note", "first")
    began = time.monotonic()
    reflect("export")
    usual = time.monotonic() - began
    for turn in range(4):
        with ExitStack() as stack:
            running: dict[str, subprocess.Popen[bytes]] = {}
            for n in range(4):
                name, path = f"{turn} {n}", Path(reflect.home, f"{turn}-{n}.jsonl")
                rows = [{"kind": "note", "day": f"2026-{month}-05", "text": name} for month in ("09", "10")]
                path.write_text("\n".join(map(json.dumps, rows)) + "\n")
                arguments = ("import", path.name) if n % 2 else ("note", name)
                running[name] = stack.enter_context(started(reflect, *arguments))
            time.sleep(usual * chance.uniform(0.5, 3))
            for writer in list(running.values())[: chance.randint(2, 4)]:
                writer.kill()
            codes = {name: writer.wait(timeout=30) for name, writer in running.items()}
        found = [entry["text"] for entry in reflect.entries()]
        for name, code in codes.items():
            whole = 2 if int(name[-1]) % 2 else 1
            assert code in (0, -9), (name, code)
            assert found.count(name) in ((whole,) if code == 0 else (0, whole)), (name, code)
    reflect("note", "last")
    assert {"first", "last"} <= {entry["text"] for entry in reflect.entries()}
    assert not list((reflect.store / "staged").glob("*"))
