"""A store that is damaged and repaired in this process, for the tests of `store check` and `store repair`."""

from pathlib import Path

from reflect.actions.doctor import RepairResult
from reflect.store.inspection import Finding
from tests.store.samples import at


def check(store: Path) -> list[Finding]:
    """Return what is wrong in a store."""
    return at(store).check()


def damage(store: Path) -> list[tuple[str, str | None, str | None]]:
    """Return file, entry and field of what is damaged in a store."""
    return [(one.file, one.entry, one.field) for one in check(store) if one.severity == "damage"]


def repair(store: Path) -> RepairResult:
    """Repair a store."""
    return at(store).repair()


def is_settled(store: Path) -> bool:
    """Tell whether a repair finds nothing to do."""
    return at(store).plan_repair().is_empty


def file(store: Path, name: str, data: bytes = b"") -> Path:
    """Write a file of a store, for the owner alone."""
    path = store / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(0o600)
    return path
