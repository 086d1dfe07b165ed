"""Machines with a journal each, and a remote between them, for the tests of `sync`."""

import json
import os
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from reflect import Journal, SyncResult

NOW = datetime.fromisoformat("2026-11-23T12:00:00+00:00")
SYNCED = ("labels.json", "deleted.json", "care.txt")


class Machine:
    """One store, whose clock is off by some days."""

    def __init__(self, home: Path, name: str, days_off: int = 0) -> None:
        self.path = home / name
        self.now = NOW + timedelta(days=days_off)

    @property
    def journal(self) -> Journal:
        """The journal, as a process of its own opens it, a minute later than the last one."""
        self.now += timedelta(minutes=1)
        return Journal.open(self.path, environ={"REFLECT_NOW": self.now.isoformat(), "TZ": "UTC"}, source="cli")

    def init(self, remote: Path | str) -> SyncResult:
        return self.journal.init_sync(remote)

    def sync(self) -> SyncResult:
        return self.journal.sync()

    def entries(self) -> dict[str, Any]:
        """Return the entries by id."""
        return {entry["id"]: entry for entry in self.journal.entries()}

    def shared(self) -> dict[str, bytes]:
        """Return the files that have to be the same on all machines."""
        found = [path for folder in ("entries", "packs") for path in (self.path / folder).glob("*")]
        found += [self.path / name for name in SYNCED]
        return {str(path.relative_to(self.path)): path.read_bytes() for path in found if path.exists()}

    def aside(self) -> list[Any]:
        """Return the versions of entries that syncs set aside."""
        names = [str(path.relative_to(self.path)) for path in self.path.glob("backups/aside-*/sync.jsonl")]
        return [json.loads(line) for name in sorted(names) for line in self.opened(name).decode().split("\n") if line]

    def opened(self, name: str) -> bytes:
        """Return what a file of the store holds; nothing where there is none."""
        return self.journal._store.files.read(name) or b""

    def holds(self, words: bytes) -> list[str]:
        """Return the files in the store with these words, also in the objects of git."""
        plain = [path for path in self.path.rglob("*") if path.is_file() and words in path.read_bytes()]
        return sorted(map(str, plain)) + (["sync"] if words in objects(self.path / "sync") else [])


def remote(home: Path, *options: str) -> Path:
    """Return a new bare repository."""
    git("init", "-q", "--bare", *options, str(home / "remote.git"))
    return home / "remote.git"


def git(*args: str, given: bytes | None = None, folder: Path | None = None) -> bytes:
    """Run git, away from anybody's settings."""
    env = {"PATH": os.environ["PATH"], "HOME": "/nowhere", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
    env |= {f"GIT_{role}_{part}": "x" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    env |= {"GIT_DIR": str(folder)} if folder else {}
    return subprocess.run(["git", *args], input=given, capture_output=True, env=env, check=True).stdout


def refs(folder: Path) -> dict[str, str]:
    """Return the commits of all refs of a repository."""
    listed = git("for-each-ref", "--format=%(refname) %(objectname)", folder=folder).decode()
    return dict(line.split(" ") for line in listed.splitlines())


def objects(folder: Path) -> bytes:
    """Return all objects of a repository, those that no ref reaches among them, one after the other."""
    return git("cat-file", "--batch", "--batch-all-objects", "--unordered", folder=folder)


def put(folder: Path, ref: str, raw: bytes, *, name: str = "f", mode: str = "100644") -> str:
    """Put a file at a remote, as one might who does not run this program."""
    blob = git("hash-object", "-w", "--stdin", given=raw, folder=folder).decode().strip()
    return put_tree(folder, ref, f"{mode} blob {blob}\t{name}\n".encode())


def put_tree(folder: Path, ref: str, rows: bytes) -> str:
    """Put a commit of such a tree at a remote."""
    tree = git("mktree", "--missing", given=rows, folder=folder).decode().strip()
    commit = git("commit-tree", tree, "-m", "x", folder=folder).decode().strip()
    git("update-ref", f"refs/reflect/{ref}", commit, folder=folder)
    return commit
