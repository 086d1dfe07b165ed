"""One run of the program with one of its system calls broken, by strace.

Never with `--seccomp-bpf`: there strace 6.1 drops injected signals in silence; so each injection is sought in the log.
"""

import atexit
import functools
import json
import os
import re
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from reflect.errors import NotFoundError
from reflect.journal import Journal
from reflect.model.schema import Entry
from reflect.store import settings_file
from tests.cli.given import TUESDAY
from tests.program import NOW, Reflect

STRACE = shutil.which("strace")
USABLE = STRACE is not None and subprocess.run([STRACE, "-qq", "-o", os.devnull, "true"], check=False).returncode == 0
CALLS = (
    "openat,read,write,fsync,?rename,?renameat,?renameat2,?unlink,?unlinkat,?mkdir,?rmdir,?mkdirat,flock,?newfstatat"
)
ENTRY = "k3f9ab2m7q0x"
COMMANDS: dict[str, tuple[str, ...]] = {
    "note": ("note", "new words"),
    "mood": ("mood", "3", "new words", "--feel", "tired"),
    "answer": ("answer", "new words"),
    "edit": ("edit", ENTRY, "--text", "other words"),
    "delete": ("delete", ENTRY, "--yes"),
    "import": ("import", "rows.jsonl"),
    "config": ("config", "set", "mood.scale", "0-10"),
    "pass": ("pass", "--retire"),
    "pack": ("pack", "add", "tuesday.toml", "--yes"),
    "label": ("label", "rename", "anger", "other words"),
    "undo": ("undo", "--yes"),
    "forever": ("delete", ENTRY, "--forever", "--yes"),
}
OF_THE_STORE: dict[str, tuple[str, ...]] = {
    "restore": ("store", "restore", "b.zip", "--yes"),
    "erase": ("store", "erase", "--yes"),
}
_LINE = re.compile(r"(?:\d+ +)?(\w+)\((.*)")


class Point(NamedTuple):
    """A system call of the run on the store: its name, the how manieth of the name it is, on which file."""

    call: str
    number: int
    told: str


@functools.cache
def _seed() -> Path:
    base = tempfile.mkdtemp(prefix="reflect-faults-")
    atexit.register(shutil.rmtree, base, ignore_errors=True)
    home = Path(base) / "home"
    home.mkdir()
    rows: list[dict[str, Any]] = [
        {"id": ENTRY, "kind": "note", "day": "2026-11-20", "text": "old words"},
        {"kind": "mood", "day": "2026-11-21", "value": 4, "later": {"field": 1}},
        {"kind": "note", "day": "2026-10-05", "text": "old words"},
        {"kind": "pattern", "day": "2025-11-05", "label": "anger", "with": ["Sam"]},
    ]
    reflect = Reflect(home)
    reflect("import", "-", stdin="\n".join(map(json.dumps, [*rows[:1], {**rows[2], "text": "oldest words"}])) + "\n")
    reflect("store", "backup", "b.zip")
    reflect("store", "erase", "--yes")
    reflect("import", "-", stdin="\n".join(map(json.dumps, rows)) + "\n")
    reflect("label", "retire", "anger")
    reflect("today")
    rows = [{"kind": "note", "day": day, "text": "imported"} for day in ("2026-10-02", "2026-11-02")]
    (home / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n")
    (home / "tuesday.toml").write_text(TUESDAY)
    return home


def journal(reflect: Reflect) -> Journal:
    """Return the notebook, read in this process."""
    return Journal.open(str(reflect.store), environ={"REFLECT_NOW": NOW, "TZ": "UTC"})


def view(reflect: Reflect) -> str:
    """Return all that a reader sees and what `undo` would take back, whatever the ids of new entries are."""
    diary = journal(reflect)._store
    entries = sorted(map(_without_new_id, diary.entries()), key=str)
    operations: list[Any] = [{**operation, "id": "new"} for operation in diary.operations()]
    files = {name: str(diary.files.read(name)) for name in ("care.txt", *sorted(diary.files.names("packs")))}
    told = [
        entries,
        diary.deleted(),
        operations,
        settings_file.values(diary.files.read("reflect.toml")),
        files,
        _undoable(reflect),
    ]
    return json.dumps(told, sort_keys=True)


def _undoable(reflect: Reflect) -> list[Any]:
    try:
        undoing = journal(reflect).undoable()
    except NotFoundError:
        return []
    changed = [[_without_new_id(entry) for entry in (here, then)] for _, here, then in undoing.changed]
    return [changed, str(undoing.files), undoing.settings]


def _without_new_id(entry: Entry | None) -> Any:
    return entry and {**entry, "id": entry["id"] if entry["source"] != "cli" else "new"}


@functools.cache
def probed(command: str) -> tuple[list[Point], str, str]:
    """Run the command unbroken; return every call it makes on the store, and the store before and after."""
    with trial() as reflect:  # compiled first, into a folder of this process: what is read from it is counted too
        reflect.env["PYTHONDONTWRITEBYTECODE"] = ""
        traced(reflect, command)
    with trial() as reflect:
        before = view(reflect)
        code, log, _ = traced(reflect, command)
        assert code == 0, log
        return list(_points(log, reflect.store)), before, view(reflect)


@contextmanager
def trial() -> Iterator[Reflect]:
    """Give the program on a store with entries in three months, and take the store away again."""
    home = _seed().parent / "trial"  # the same for all: sets of paths come in the order of their hashes
    shutil.copytree(_seed(), home)
    reflect = Reflect(home)
    reflect.env |= {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    reflect.env |= {"PYTHONPYCACHEPREFIX": str(home.parent / "compiled")}
    try:
        yield reflect
    finally:
        shutil.rmtree(home)


def _points(log: str, store: Path) -> Iterator[Point]:
    counted: dict[str, int] = {}
    for line in log.splitlines():
        if found := _LINE.match(line):
            call, told = found[1], found[2]
            counted[call] = counted.get(call, 0) + 1
            if str(store) in told or call == "exit_group":
                yield Point(call, counted[call], _plain(told, store))


def _plain(told: str, store: Path) -> str:
    """Return what a call was told without what differs from run to run: the file in the store, and if it is made."""
    found = re.search(rf"{re.escape(str(store))}([^\">]*)", told)
    return f"{found[1] or '/'}{' O_CREAT' if 'O_CREAT' in told else ''}" if found else ""


def traced(reflect: Reflect, command: str, inject: str = "") -> tuple[int, str, str]:
    """Run a command under strace; return the exit code, the log, and what it said on standard error."""
    assert STRACE is not None
    log = reflect.home / "log"
    options = ["-f", "-qq", "-y", "-s", "8", "-e", f"trace={CALLS},exit_group", "-e", "signal=none", "-o", str(log)]
    done = subprocess.run(
        [
            STRACE,
            *options,
            *(["-e", f"inject={inject}"] if inject else []),
            *reflect.command,
            *(COMMANDS | OF_THE_STORE)[command],
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=reflect.env,
        cwd=reflect.home,
        timeout=50,
        check=False,
    )
    return done.returncode, log.read_text(), done.stderr.decode()


def unsynced(log: str) -> set[Path]:
    """Return the files that were written and not synced by the end of the log: a power cut may take what is in them."""
    found: set[str] = set()
    for line in log.splitlines():
        told = _LINE.match(line)
        at = re.match(r"\d+<([^>]*)>", told[2]) if told else None
        if told and at and told[1] == "write":
            found.add(at[1])
        elif told and at and told[1] == "fsync" and told[2].endswith(" = 0"):
            found.discard(at[1])
        elif told and told[1].startswith("rename") and " = 0" in told[2]:
            old, new = re.findall(r'"([^"]*)"', told[2])[:2]
            if old in found:
                found.add(new)
            found.discard(old)
    return {Path(name) for name in found if Path(name).is_file()}


def full_at(reflect: Reflect, command: str, size: int) -> tuple[int, str]:
    """Run a command that can write files of so many bytes at the most: the write before the limit is cut short."""
    done = subprocess.run(
        [*reflect.command, *COMMANDS[command]],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=reflect.env,
        cwd=reflect.home,
        timeout=50,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )
    return done.returncode, done.stderr.decode()


def broken(command: str, point: Point, fault: str, *, power: bool = False) -> None:
    """Break one call and hold what the program promises: `fault` is SIGKILL or the name of an error.

    With `power` the files that were not synced when the program was killed are NULs of their size.
    """
    _, before, after = probed(command)
    killed = fault == "SIGKILL"
    with trial() as reflect:
        how = f"signal={fault}" if killed else f"error={fault}"
        code, log, said = traced(reflect, command, f"{point.call}:{how}:when={point.number}")
        hit = list(_points(log.replace("(INJECTED)", ""), reflect.store))
        assert point in hit, f"the injection hit another call than {point}: {hit[-1:]}"
        assert ("SIGKILL" in log or code == -9) if killed else "(INJECTED)" in log, f"not injected: {point}"
        assert not killed or hit[-1] == point
        for file in unsynced(log) if power else ():
            if reflect.store in file.parents:
                file.write_bytes(bytes(file.stat().st_size))
        found = view(reflect)
        assert "Traceback" not in said
        assert "words" not in said
        if killed:
            assert found in (before, after), point
        elif code == 0 or "and then the disk reported" in said:
            assert found == after, (point, said)
        else:
            assert found == before, (point, said)
        assert killed or code in (0, 4), (point, code, said)
        entry = journal(reflect).note("the next", at="2026-11-01").entry
        with journal(reflect)._store.writing(undoable=False) as change:
            change.month("2026-11").remove(entry["id"])
        assert view(reflect) == found
        for path in reflect.store.rglob("*"):
            assert path.stat().st_mode & 0o077 == 0, path
            # Of the settings, the cache and the backups one may stay, until they are next written.
            may_stay = [reflect.store / name for name in ("", "cache", "backups")]
            assert path.suffix != ".tmp" or path.parent in may_stay, path
            assert path.parent.name != "staged", path
