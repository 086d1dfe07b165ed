"""Check, repair and erase the store."""

import contextlib
import os
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from reflect.actions import packs
from reflect.errors import LockedError, StoreError
from reflect.prompts import schedule
from reflect.store import erase as erasing
from reflect.store import folder, inspection
from reflect.store import repair as repairing
from reflect.store.inspection import DAMAGE, NOTE, Finding, Inspection
from reflect.store.paths import KEY, is_encrypted, month_in, pack_file
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
    try:
        found = store.read_consistently(lambda: _inspect(store))
    except LockedError:
        return _locked_findings(store)
    if found.locked and is_sound(found.findings):
        raise found.locked
    return list(found.findings)


def _locked_findings(store: Store) -> list[Finding]:
    """Return the damage that names, sizes and first bytes tell of a locked store; raise a LockedError if it is none."""
    plain = folder.not_encrypted(store.files)
    own = folder.own_files(store.path).own
    empty = [name for name in own if month_in(name) and not os.path.getsize(store.files.path(name))]
    if not empty:
        what, hint = "names, sizes and headers are as they should be", "`reflect store unlock` opens the journal"
        if not is_encrypted(store.files.path(KEY)):
            what, hint = (
                f"{KEY} is missing or damaged",
                "the key on paper opens the journal: `reflect store unlock --key -`",
            )
        elif plain:
            more = f" and {len(plain) - 1} more are" if plain[1:] else " is"
            what = f"{plain[0]}{more} not encrypted yet, and `reflect store encrypt` goes on"
        raise LockedError(f"locked: {what}; contents not looked at", hint)
    notes = [Finding(name, None, None, "is not encrypted yet; `reflect store encrypt` goes on", NOTE) for name in plain]
    return [*notes, *(Finding(name, None, None, "is empty", DAMAGE) for name in empty)]


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
    return erasing.plan(store.files)


def erase(store: Store) -> tuple[str, ...]:
    """As `Journal.erase`."""
    store.refuse_in_batch("erase")
    encryption = None
    with contextlib.suppress(StoreError):  # what cannot be read can be erased
        encryption = store.files.encryption()
    left = erasing.erase(store.path, store.say_waiting)
    if encryption is not None:
        store.files.seal.keys.forget(encryption.recipient)
        store.files.seal.keys.remember(None, store.path)
    return left
