"""Many writers at once, and writers that are killed at any time."""

import json
import os
import random
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.program import Reflect

WRITERS = 16


def test_sixteen_writers_at_once_lose_nothing(reflect: Reflect) -> None:
    """On no store yet: they also make it together."""
    for turn in range(2):
        days = ["2026-11-20", "2026-10-20"]
        running = [reflect.started("note", f"{turn} {n}", "--at", days[n % 2]) for n in range(WRITERS)]
        while any(writer.poll() is None for writer in running):
            reflect("export")  # a reader never waits and never sees half
        assert [writer.wait() for writer in running] == [0] * WRITERS
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
        running = [(command, stack.enter_context(reflect.process(*command, out=True))) for command in commands]
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
        running = {}
        for n in range(4):
            name, path = f"{turn} {n}", Path(reflect.home, f"{turn}-{n}.jsonl")
            rows = [{"kind": "note", "day": f"2026-{month}-05", "text": name} for month in ("09", "10")]
            path.write_text("\n".join(map(json.dumps, rows)) + "\n")
            running[name] = reflect.started(*(("import", path.name) if n % 2 else ("note", name)))
        time.sleep(usual * chance.uniform(0.5, 3))
        for writer in list(running.values())[: chance.randint(2, 4)]:
            writer.kill()
        codes = {name: writer.wait() for name, writer in running.items()}
        found = [entry["text"] for entry in reflect.entries()]
        for name, code in codes.items():
            whole = 2 if int(name[-1]) % 2 else 1
            assert code in (0, -9), (name, code)
            assert found.count(name) in ((whole,) if code == 0 else (0, whole)), (name, code)
    reflect("note", "last")
    assert {"first", "last"} <= {entry["text"] for entry in reflect.entries()}
    assert not list((reflect.store / "staged").glob("*"))


@pytest.mark.thorough
def test_check_and_repair_beside_writers_never_fail_for_a_file_that_went(reflect: Reflect) -> None:
    """Months, steps, marks and temporary files come and go while everything is read."""
    reflect("note", "first", "--at", "2026-09-05")
    reflect("pattern", "anger")
    for turn in range(3):
        running = []
        for n in range(8):
            at = f"2026-{n + 1:02}-0{turn + 1}"
            running.append(reflect.started("note", f"{turn} {n}", "--at", at))
        running += [reflect.started("undo", "--yes") for _ in range(4)]
        while any(writer.poll() is None for writer in running):
            assert reflect("store", "check", "--json", code=None).json["ok"] is True
            repaired = reflect("store", "repair", "--yes", "--json", code=None)
            assert (repaired.code, repaired.json["put_aside"]) == (0, []), repaired.err
        assert {writer.wait() for writer in running} <= {0, 3, 4}
    assert reflect("store", "check", "--json").json["ok"] is True
