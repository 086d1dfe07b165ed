"""Check, repair and erase the store."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from reflect.actions import packs
from reflect.errors import NotFoundError, StoreError
from reflect.prompts import schedule
from reflect.store import check
from reflect.store import erase as erasing
from reflect.store import repair as repairing
from reflect.store.check import DAMAGE, NOTE, Finding
from reflect.store.paths import pack_file
from reflect.store.repair import RepairPlan
from reflect.store.store import Store


class RepairResult(NamedTuple):
    """The result of a repair, with the findings after it."""

    done: RepairPlan
    put_aside: tuple[str, ...]
    """The paths in the store of the files set aside."""
    findings: tuple[Finding, ...]
    """Versions that are only in the files set aside, and the remaining problems."""


def findings(store: Store) -> list[Finding]:
    """As `Journal.check`."""
    latest = store.clock.now().date() + timedelta(days=schedule.AHEAD)
    return check.findings(store, str(latest), lambda name: _pack_fault(store, name))


def is_sound(found: Iterable[Finding]) -> bool:
    """Return whether none of the findings is damage."""
    return all(finding.severity != DAMAGE for finding in found)


def plan(store: Store) -> RepairPlan:
    """As `Journal.plan_repair`."""
    if not store.exists():
        return RepairPlan()
    return store.read_consistently(lambda: repairing.plan(store, _faulty_packs(store)))


def repair(store: Store) -> RepairResult:
    """As `Journal.repair`."""
    store.refuse_in_batch("repair")
    done, put_aside = repairing.repair(store, store.clock.now(), lambda: _faulty_packs(store))
    store.forget_settings()
    where = dict(zip(done.aside, put_aside, strict=True))
    lost = (Finding(where.get(one.file, one.file), one.entry, None, one.why, NOTE) for one in done.lost)
    return RepairResult(done, put_aside, (*lost, *findings(store)))


def _faulty_packs(store: Store) -> list[str]:
    try:
        return [pack_file(name) for name in store.packs() if _pack_fault(store, name)]
    except StoreError:  # the folder is a link, or its state is unknown: the check says so
        return []


def _pack_fault(store: Store, name: str) -> str | None:
    try:
        packs.own_pack(store, name)
    except NotFoundError:  # removed by another command since
        return None
    except StoreError as error:
        return check.message(error, pack_file(name))
    return None


def plan_erase(store: Store) -> erasing.ErasePlan | None:
    """As `Journal.plan_erase`."""
    return erasing.plan(store.path)


def erase(store: Store) -> tuple[str, ...]:
    """As `Journal.erase`."""
    store.refuse_in_batch("erase")
    return erasing.erase(store.path, store.say_waiting)
