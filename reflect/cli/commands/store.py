"""`reflect store`."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from reflect.cli import encrypting
from reflect.cli.app import Group
from reflect.cli.context import DASH, AppContext, from_home
from reflect.cli.input import input_file, input_name
from reflect.cli.output import draw, patience, refuse_binary
from reflect.cli.params import Force, Json, Yes
from reflect.errors import ImpossibleValueError, LockedError, StoreError
from reflect.model.text import counted, some_of, visible_line, visible_path

if TYPE_CHECKING:
    from reflect import Finding, StoreContents

command = Group("Check, repair, back up, restore, encrypt and erase the store.")
_NAMED = 100
"""Remaining files that are named."""


@command.command()
def info(app: AppContext, *, as_json: Json = False) -> None:
    """Show where the store is and what is in it."""
    journal = app.journal_to_check
    _ = journal.scale  # as every command that reads does: it reports invalid settings
    about = journal.info()
    about["path"] = visible_path(about["path"])
    if as_json:
        app.out_json({"format": 1, **about})
        return
    from reflect.render.tables import store_info

    draw(app, [store_info(about, from_home(journal.path), app.view)])


@command.command()
def check(app: AppContext, *, as_json: Json = False) -> None:
    """Read everything in the store and report what is wrong.

    It changes nothing. Damage means that something cannot be read; a note is something you may want to know.
    """
    try:
        with patience(sys.stderr, "Reading the store"):
            found = app.journal_to_check.check()
    except LockedError as error:
        app.say(f"reflect: {error}")
        raise typer.Exit(error.exit_code) from None
    _show(app, found, (), as_json=as_json)


@command.command()
def repair(app: AppContext, *, yes: Yes = False, as_json: Json = False) -> None:
    """Repair the store without losing anything.

    It moves every readable entry to where it belongs, and merges the copies that a sync tool left. It first sets aside
    each file it changes, as it was, in the folder backups.
    """
    journal = app.journal_to_check
    with patience(sys.stderr, "Reading the store"):
        plan = journal.plan_repair()
    if plan.is_empty:
        if not as_json:
            app.out("Nothing to repair.")
        _show(app, journal.check(), (), as_json=as_json)
        return
    app.check_can_ask(yes=yes)
    if not as_json:
        from reflect.render.tables import repair_list

        draw(app, repair_list(plan.files, plan.aside, plan.entries, plan.lost, app.view))
    if not app.confirmed("Repair the store?", yes=yes):
        return
    with patience(sys.stderr, "Repairing the store"):
        repaired = journal.repair()
    _show(app, repaired.findings, repaired.put_aside, as_json=as_json)


@command.command()
def backup(
    app: AppContext,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The backup, a ZIP file; - is standard output.")],
    *,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Back up the whole store to one file.

    The file is readable only by you, and encrypted only if the store is: then it opens with the passphrase of now.
    It has every entry, private ones too, with your packs, labels, contacts and settings. `reflect store restore` reads
    it, here or on another computer.

    \b
    Examples:
      reflect store backup reflect-2026-11.zip
    """
    if file != DASH:
        with patience(sys.stderr, "Writing the backup"):
            held = app.any_journal.backup_file(file, force=force)
    elif as_json:
        raise ImpossibleValueError("--json and the backup cannot both be standard output", "give a file name")
    else:
        refuse_binary("a backup")
        archive, held = app.any_journal.backup()
        sys.stdout.buffer.write(archive)
    if as_json:
        app.out_json(_of_backup(visible_path(file), held))
    else:
        to = "standard output" if file == DASH else from_home(file)
        how = "encrypted; it opens with the passphrase of now" if held.encrypted else "not encrypted"
        app.say(f"written: {_held(held)} to {to}, {how}")
    for name in sorted(held.faults):
        app.say(f"{name} is damaged; the backup has it as it is.")


@command.command()
def restore(
    app: AppContext,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A backup; - reads standard input.")],
    *,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Replace the store with a backup.

    It restores all of it or nothing. If the store has something that the backup does not, it asks first, and saves the
    store as it was in its folder backups. You cannot undo earlier changes after it.

    \b
    Examples:
      reflect store restore reflect-2026-11.zip
      reflect --store ~/copy store restore reflect-2026-11.zip
    """
    with patience(sys.stderr, "Reading the backup"):
        plan = app.journal.plan_restore(input_file(file), input_name(file))
    lost = [counted(plan.lost)] if plan.lost else []
    lost += [f"another {name}" for name in plan.other]
    question = f"The store has {', '.join(lost)} that the backup does not have. Replace it with the backup?"
    if lost and not app.confirmed(question, yes=yes):
        return
    with patience(sys.stderr, "Writing the store"):
        kept = app.journal.restore(plan)
    if as_json:
        app.out_json(_of_backup(visible_path(file), plan.held))
    else:
        app.out(f"restored: {_held(plan.held)}")
    for name in sorted(plan.held.faults):
        app.say(f"{name} is damaged in the backup, and now in the store.")
    if kept:
        app.say(f"The store as it was before is in {from_home(kept)}")


@command.command()
def erase(app: AppContext, *, yes: Yes = False) -> None:
    """Remove the store and everything in it.

    It shows what that is, and you type the word erase. Files in the folder that are not part of the store stay.
    """
    journal = app.any_journal
    path, plan = journal.path, journal.plan_erase()
    if plan is None:
        app.say(f"No store at {from_home(path)} yet.")
        return
    app.check_can_ask(yes=yes)
    months = counted(plan.months, "month", "months")
    held = f"{months}, locked" if plan.entries is None else _entries(plan.entries, plan.months)
    unread = f", {plan.unreadable} of which cannot be read" if plan.unreadable else ""
    waiting = f", {counted(plan.waiting)} saved while it was locked" if plan.waiting else ""
    copies = f", {counted(plan.backups, 'backup', 'backups')} in its folder" if plan.backups else ""
    app.say(
        f"The store {from_home(path)} will be removed: {held}{unread}{waiting}{copies}.\n"
        "Anything elsewhere stays: backups, exports and pages, and copies in snapshots or\n"
        "synced folders."
    )
    if not yes and input("Type erase to remove it: ").strip() != "erase":
        app.say("Nothing was changed.")
        return
    left = journal.erase()
    app.out(f"erased: {held}")
    if left:
        named = some_of(list(map(from_home, left)), _NAMED)
        app.say(f"In {from_home(path)} some files are not part of the store and stay: {named}")


for _encrypting in (encrypting.encrypt, encrypting.decrypt, encrypting.unlock, encrypting.lock):
    command.command()(_encrypting)


def _show(app: AppContext, found: "Sequence[Finding]", put_aside: Sequence[str], *, as_json: bool) -> None:
    """Print the findings, and exit with the code for damage if there is any."""
    sound = all(finding.severity != "damage" for finding in found)
    if as_json:
        rows = [finding._asdict() for finding in found]
        app.out_json({"format": 1, "ok": sound, "findings": rows, "put_aside": list(put_aside)})
    else:
        from reflect.render.tables import finding_list

        for path in put_aside:
            app.out(f"set aside: {visible_line(path)}")
        draw(app, finding_list(found, app.view))
    if not sound:
        raise typer.Exit(StoreError.exit_code)


def _held(held: "StoreContents") -> str:
    months = counted(held.months, "month", "months")
    return months if held.entries is None else _entries(len(held.entries), held.months)


def _of_backup(file: str, held: "StoreContents") -> dict[str, object]:
    entries = None if held.entries is None else len(held.entries)
    return {"format": 1, "file": file, "entries": entries, "months": held.months, "encrypted": held.encrypted}


def _entries(entries: int, months: int) -> str:
    return f"{counted(entries)} of {counted(months, 'month', 'months')}"
