"""A disk that is really full: a small tmpfs, where the machine allows to mount one."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.program import Reflect
from tests.store.breaking import tree

BLOCK = 4096
LEFT = (0, 1, 2, 4, 8, 16, 24, 32, 48, 256)
"""Blocks that are free when the command begins."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    if not sys.platform.startswith("linux") or not shutil.which("mount"):
        pytest.skip("no tmpfs on this system")
    mounted = tmp_path / "disk"
    mounted.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(mounted)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no tmpfs can be mounted: {done.stderr.strip()}")
    try:
        yield mounted
    finally:
        subprocess.run(["umount", "-l", str(mounted)], check=True)


def fill(disk: Path, blocks: int) -> Path:
    """Leave that many blocks free on a disk; return the file that takes the others."""
    found, path = os.statvfs(disk), disk / "fill"
    path.write_bytes(b"x" * max(0, found.f_bavail * found.f_frsize - blocks * BLOCK))
    return path


def state(disk: Path) -> dict[str, bytes | None]:
    """Return what is on a disk; the cache, which is made anew whenever it is not there, does not count."""
    return {
        name: raw
        for name, raw in tree(disk).items()
        if name not in ("fill", "store/lock") and not name.startswith("store/cache")
    }


@pytest.mark.thorough
@pytest.mark.parametrize("command", ["repair", "restore", "restore-new", "mood", "import", "delete", "today"])
def test_what_fails_on_a_full_disk_leaves_nothing(reflect: Reflect, disk: Path, command: str) -> None:
    rows = [
        {"kind": "note", "day": f"2026-{month:02}-{day:02}", "text": "words " * 200}
        for month in range(5, 11)
        for day in range(1, 15)
    ]
    (reflect.home / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    reflect.env["REFLECT_STORE"] = str(disk / "store")
    reflect("import", "rows.jsonl")
    reflect("store", "backup", "good.zip")
    for month in range(5, 8):
        reflect("note", "since then", "--at", f"2026-{month:02}-20")
    entry_id = reflect("list", "--json").json["entries"][0]["id"]
    (reflect.home / "more.jsonl").write_text("\n".join(json.dumps({**row, "text": "more " * 99}) for row in rows))
    if command == "repair":
        for month in range(5, 9):
            path = disk / f"store/entries/2026-{month:02}.json"
            path.write_bytes(path.read_bytes()[:-60])
    elif command == "restore-new":
        shutil.rmtree(disk / "store")
    arguments = {
        "repair": ("store", "repair", "--yes"),
        "mood": ("mood", "4"),
        "today": ("today",),
        "import": ("import", "more.jsonl"),
        "delete": ("delete", entry_id, "--yes"),
    }.get(command, ("store", "restore", "good.zip", "--yes"))
    kept = reflect.home / "kept"
    if (disk / "store").exists():
        shutil.copytree(disk / "store", kept)
    codes = []
    for blocks in LEFT:
        shutil.rmtree(disk / "store", ignore_errors=True)
        if kept.exists():
            shutil.copytree(kept, disk / "store")
        filled = fill(disk, blocks)
        before = state(disk)
        ran = reflect(*arguments, code=None)
        codes.append(ran.code)
        if ran.code == 4:
            assert "No space left on device" in ran.err
            assert state(disk) == before, (blocks, ran.err)
        filled.unlink()
        assert reflect("store", "check", code=None).code == (4 if command == "repair" and ran.code else 0)
    assert set(codes) == {0, 4}
