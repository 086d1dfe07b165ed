"""A disk that is really full: a small tmpfs in a namespace of its own, where the machine allows one."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.docs.examples import ROOT
from tests.program import Reflect

INSIDE = ["unshare", "--user", "--map-root-user", "--mount"]
SIZE = 1 << 20
MOUNTED = 'mount -t tmpfs -o size=$1 none "$2" && shift 2 && exec "$@"'
COMMANDS = (
    ("note", "new words " * 400), ("mood", "4", "new words"), ("pattern", "anger", "--with", "Sam"), ("today",),
    ("import", "rows.jsonl"), ("edit", "k3f9ab2m7q0x", "--text", "other words " * 400), ("undo", "--yes"),
    ("delete", "k3f9ab2m7q0x", "--yes"), ("label", "rename", "anger", "rage"),
    ("config", "set", "week_starts", "sunday"), ("export", "-o", "out"), ("export", "--format", "sqlite", "-o", "out"),
    ("export", "--per-day", "out"),
    ("store", "backup", "out"), ("year", "--html", "out", "--with-text", "notes", "--yes"),
)  # fmt: skip


def _mounts() -> bool:
    try:
        command = [*INSIDE, "sh", "-c", MOUNTED, "sh", str(SIZE), "/mnt", "true"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.thorough
@pytest.mark.timeout(300)
@pytest.mark.skipif(not _mounts(), reason="no tmpfs can be mounted here")
def test_a_full_disk_is_said_and_nothing_is_changed_or_left(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.faults.test_full_disk", str(tmp_path)]
    done = subprocess.run(
        [*INSIDE, "sh", "-c", MOUNTED, "sh", str(SIZE), str(tmp_path), *command],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    trials: list[dict[str, Any]] = json.loads(done.stdout)
    assert {trial["code"] for trial in trials} > {0, 4}
    for trial in trials:
        assert trial["code"] in (0, 2, 4), trial
        assert trial["code"] == 0 or "No space left on device" in trial["said"], trial
        assert "words" not in trial["said"], trial
        assert trial["code"] == 0 or not trial["changed"], trial
        assert not trial["left"], trial
        assert trial["after"] == 0, trial


def trials(home: Path) -> list[dict[str, Any]]:
    """Run every command with a few kilobytes left, and tell what came of it."""
    reflect = Reflect(home)
    rows = [{"kind": "note", "day": f"2026-{n % 10 + 1:02}-05", "text": f"old words {n}"} for n in range(60)]
    rows += [{"id": "k3f9ab2m7q0x", "kind": "note", "day": "2026-11-05", "text": "old words"}]
    (home / "rows.jsonl").write_text("\n".join(json.dumps({**row, "text": "more words"}) for row in rows[:30]) + "\n")
    (home / "first.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n")
    _run(reflect, "import", "first.jsonl")
    _run(reflect, "pattern", "anger")
    found = []
    with tempfile.TemporaryDirectory() as kept:
        for command, free in product(COMMANDS, (0, 4, 12, 28, 60)):
            shutil.copytree(reflect.store, f"{kept}/store", dirs_exist_ok=True)
            before, there = reflect.content(), _names(home)
            ballast = home / "ballast"
            ballast.write_bytes(bytes(max(0, _free(home) - free * 1024)))
            ran = _run(reflect, *command)
            ballast.unlink()
            left = {name for name in _names(home) - there if ran.returncode or not name.startswith("out")}
            changed = reflect.content() != before
            after = _run(reflect, "note", "next").returncode
            trial = {"command": command[:2], "free": free, "code": ran.returncode, "said": ran.stderr}
            found.append({**trial, "changed": changed, "left": sorted(left), "after": after})
            shutil.rmtree(reflect.store)
            shutil.move(f"{kept}/store", reflect.store)
            _remove(home / "out")
    return found


def _run(reflect: Reflect, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*reflect.command, *arguments],
        env={**reflect.env, "PYTHONPATH": str(ROOT)},
        cwd=reflect.home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def _names(home: Path) -> set[str]:
    """Return what lies beside the store, and the files of the store that no command finds again."""
    return {path.name for path in home.iterdir()} | {path.name for path in (home / "store/entries").glob(".*")}


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def _free(home: Path) -> int:
    found = os.statvfs(home)
    return found.f_bavail * found.f_frsize


if __name__ == "__main__":
    sys.stdout.write(json.dumps(trials(Path(sys.argv[1]))))
