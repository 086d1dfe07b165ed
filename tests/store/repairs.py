"""A store that is damaged and repaired in this process, for the tests of `store check` and `store repair`."""

from pathlib import Path

from reflect.actions.doctor import RepairResult
from reflect.journal import Journal
from reflect.store.inspection import Finding

NOW = "2026-11-23T21:40:00+00:00"


def journal(store: Path, now: str = NOW) -> Journal:
    """Return the journal in a folder, on a Monday evening."""
    return Journal.open(str(store), environ={"REFLECT_NOW": now, "TZ": "UTC"})


def check(store: Path) -> list[Finding]:
    """Return what is wrong in a store."""
    return journal(store).check()


def damage(store: Path) -> list[tuple[str, str | None, str | None]]:
    """Return file, entry and field of what is damaged in a store."""
    return [(one.file, one.entry, one.field) for one in check(store) if one.severity == "damage"]


def repair(store: Path) -> RepairResult:
    """Repair a store."""
    return journal(store).repair()


def is_settled(store: Path) -> bool:
    """Tell whether a repair finds nothing to do."""
    return journal(store).plan_repair().is_empty


def file(store: Path, name: str, data: bytes = b"") -> Path:
    """Write a file of a store, for the owner alone."""
    path = store / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(0o600)
    return path
