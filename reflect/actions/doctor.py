"""Checking the store, and putting it right where it is damaged."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from reflect.actions import packs
from reflect.errors import NotFoundError, StoreError
from reflect.prompts import schedule
from reflect.store import check, plan, repair
from reflect.store.check import DAMAGE, NOTE, Finding
from reflect.store.paths import pack_file
from reflect.store.plan import Plan

if TYPE_CHECKING:
    from reflect.journal import Journal


class Repaired(NamedTuple):
    """What a repair did, and what a person should know after it."""

    done: Plan
    put_aside: tuple[str, ...]
    """The paths in the store of what was put aside."""
    findings: tuple[Finding, ...]
    """What is in the files put aside alone, and what is still to be found."""


def findings(journal: "Journal") -> list[Finding]:
    """Return what is wrong in the store, whatever is wrong in it.

    Raises:
        StoreError: what stands at its path is no store.
    """
    latest = journal.clock.now().date() + timedelta(days=schedule.AHEAD)
    return check.findings(journal.diary, str(latest), lambda name: _pack_fault(journal, name))


def is_sound(found: Iterable[Finding]) -> bool:
    """Tell whether none of the findings is damage."""
    return all(finding.severity != DAMAGE for finding in found)


def planned(journal: "Journal") -> Plan:
    """Return what a repair would do now.

    Raises:
        StoreError: it cannot be put right: of a newer format, or no store.
    """
    if not journal.diary.exists():
        return Plan()
    return journal.diary.undisturbed(lambda: plan.planned(journal.diary, _faulty_packs(journal)))


def put_right(journal: "Journal") -> Repaired:
    """Put the store right.

    Raises:
        StoreError: it cannot be put right, or not written; its files stand as they were.
    """
    done, put_aside = repair.repair(journal.diary, journal.clock.now(), lambda: _faulty_packs(journal))
    journal.forget_settings()
    where = dict(zip(done.aside, put_aside, strict=True))
    lost = (Finding(where.get(one.file, one.file), one.entry, None, one.why, NOTE) for one in done.lost)
    return Repaired(done, put_aside, (*lost, *findings(journal)))


def _faulty_packs(journal: "Journal") -> list[str]:
    try:
        return [pack_file(name) for name in journal.diary.packs() if _pack_fault(journal, name)]
    except StoreError:  # the folder is a link, or a change cannot be told: the check says so
        return []


def _pack_fault(journal: "Journal", name: str) -> str | None:
    try:
        packs.stored(journal, name)
    except NotFoundError:  # taken out by another command since
        return None
    except StoreError as error:
        return str(error).removeprefix(f"{pack_file(name)} ")
    return None
