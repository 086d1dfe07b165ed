"""Check, repair and erase the store."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from reflect.actions import packs
from reflect.errors import StoreError
from reflect.prompts import schedule
from reflect.store import erase as erasing
from reflect.store import inspection
from reflect.store import repair as repairing
from reflect.store.inspection import DAMAGE, NOTE, Finding, Inspection
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
    found = store.read_consistently(lambda: _inspect(store))
    if found.encrypted and is_sound(found.findings):
        raise found.encrypted
    return list(found.findings)


def is_sound(found: Iterable[Finding]) -> bool:
    """Return whether none of the findings is damage."""
    return all(finding.severity != DAMAGE for finding in found)


def plan(store: Store) -> RepairPlan:
    """As `Journal.plan_repair`."""
    return store.read_consistently(lambda: _plan(store))


def repair(store: Store) -> RepairResult:
    """As `Journal.repair`."""
    store.refuse_in_batch("repair")
    done, put_aside = repairing.repair(store, store.clock.now(), lambda: _plan(store))
    store.forget_settings()
    where = dict(zip(done.aside, put_aside, strict=True))
    lost = (Finding(where.get(one.file, one.file), one.entry, None, one.why, NOTE) for one in done.lost)
    return RepairResult(done, put_aside, (*lost, *store.read_consistently(lambda: _inspect(store)).findings))


def _inspect(store: Store) -> Inspection:
    latest = store.clock.now().date() + timedelta(days=schedule.AHEAD)
    return inspection.inspect(store, str(latest), _pack_fault)


def _plan(store: Store) -> RepairPlan:
    found = _inspect(store)
    if found.refusal:
        raise found.refusal
    return found.plan


def _pack_fault(name: str, raw: bytes) -> str | None:
    try:
        packs.read_own_pack(raw, name)
    except StoreError as error:
        return inspection.message(error, pack_file(name))
    return None


def plan_erase(store: Store) -> erasing.ErasePlan | None:
    """As `Journal.plan_erase`."""
    return erasing.plan(store.path)


def erase(store: Store) -> tuple[str, ...]:
    """As `Journal.erase`."""
    store.refuse_in_batch("erase")
    return erasing.erase(store.path, store.say_waiting)
