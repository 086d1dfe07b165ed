"""`reflect sync`.

No line of progress: git and ssh may ask on the terminal, and it would overwrite their questions.
"""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from reflect.cli.app import Group
from reflect.cli.context import AppContext
from reflect.cli.params import Json, Yes
from reflect.errors import PassphraseNeededError
from reflect.model.text import counted, visible_line
from reflect.render import messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from reflect import SyncPlan, SyncResult

PassphraseFile = Annotated[
    str | None, typer.Option(metavar="FILE", help="Read the passphrase of an encrypted remote from a file.")
]

_IN_A_FOLDER = (
    "The journal is not encrypted: whoever can open that folder can read it (`reflect store encrypt`).",
    "What you delete stays there for a while; with --forever it is gone after the next sync.",
)
_AT_A_SERVER = (
    "The journal is not encrypted: whoever runs that machine can read it (`reflect store encrypt`).",
    "What you delete stays there until that machine cleans up; a hosting service may keep it for good.",
)
"""Who can read what is sent, and how long it stays."""
_ENCRYPTS_TOO = "its passphrase encrypts this one too"

command = Group("Sync the journal with another computer, through git.")


@command.callback(invoke_without_command=True, no_args_is_help=False)
def sync(ctx: typer.Context, *, passphrase_file: PassphraseFile = None, as_json: Json = False) -> None:
    """Sync now, without a subcommand."""
    if ctx.invoked_subcommand is None:
        app: AppContext = ctx.obj
        _show_result(app, _synced(app, app.journal.sync, passphrase_file), as_json=as_json)


@command.command()
def init(
    app: AppContext,
    remote: Annotated[str, typer.Argument(metavar="REMOTE", help="A path, or a URL of git.")],
    *,
    passphrase_file: PassphraseFile = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Set the remote, and sync with it for the first time.

    It shows what is on both sides and asks. A journal that is there already is merged with the one here.

    \b
    Examples:
      reflect sync init /media/stick/journal.git
      reflect sync init alice@home.example:journal.git
    """
    app.check_can_ask(yes=yes)
    plan = app.journal.plan_sync(remote)
    question = _say_plan(app, plan)
    if app.confirmed(question, yes=yes):
        init_sync = partial(app.journal.init_sync, plan)
        done = _synced(app, init_sync, passphrase_file, joins=plan.remote if plan.needs_passphrase else None)
        _show_result(app, done, as_json=as_json)


def _say_plan(app: AppContext, plan: "SyncPlan") -> str:
    """Say what is on both sides and who can read it, and return the question to ask."""
    shown = visible_line(plan.remote)
    here = f"{counted(plan.here)} of {counted(plan.months, 'month', 'months')}"
    theirs = "an encrypted journal" if plan.there is None else f"a journal of {counted(plan.there)}"
    if plan.is_empty and plan.here:
        go = "goes" if plan.here == 1 else "go"
        app.say(f"{shown} is empty. {here} {go} there now, and with every sync whatever is new.")
    elif plan.is_empty:
        app.say(f"{shown} is empty, and there are no entries here yet. Every sync sends whatever is new.")
    elif plan.here:
        app.say(f"{shown} has {theirs}. It is merged with the {here} here.")
    else:
        app.say(f"{shown} has {theirs}. It comes here; there are no entries here yet.")
    readable, kept = _IN_A_FOLDER if plan.is_folder else _AT_A_SERVER
    if not plan.is_encrypted and not plan.needs_passphrase:
        app.say(readable)
    app.say(kept)
    if plan.is_empty:
        return "Send it?" if plan.here else "Set it up?"
    return "Merge them?" if plan.here else "Copy it here?"


@command.command()
def status(
    app: AppContext,
    *,
    remote: Annotated[bool, typer.Option("--remote", help="Ask the remote too.")] = False,
    as_json: Json = False,
) -> None:
    """Show the remote, the latest sync, and what changed since."""
    found = app.journal_to_read.sync_status(remote=remote)
    if as_json:
        asked = {} if found.waiting is None else {"waiting": found.waiting}
        app.out_json({"format": 1, "remote": found.remote, "last": found.last, "pending": found.pending, **asked})
        return
    last = f"last {found.last[:16].replace('T', ' ')}" if found.last else "not synced yet"
    there = "" if found.waiting is None else f"; {found.waiting} changed there"
    app.out(f"{found.remote}, {last}; {counted(found.pending)} changed here since{there}.")


def _synced(
    app: AppContext,
    sync: "Callable[[str | None], SyncResult]",
    passphrase_file: str | None,
    *,
    joins: str | None = None,
) -> "SyncResult":
    """Sync, and ask for the passphrase where the other side is encrypted: at once where it is known to be (`joins`)."""
    try:
        if joins is None:
            return sync(None)
        needed = PassphraseNeededError(f"the journal at {visible_line(joins)} is encrypted", _ENCRYPTS_TOO)
    except PassphraseNeededError as error:
        needed = error
    if passphrase_file is None and not app.is_terminal:
        needed.hint = f"add --passphrase-file FILE; {_ENCRYPTS_TOO}"
        raise needed
    from reflect.cli.encrypting import passphrase_of

    app.say(f"{str(needed)[:1].upper()}{str(needed)[1:]}")
    return sync(passphrase_of(app, passphrase_file))


def _show_result(app: AppContext, result: "SyncResult", *, as_json: bool) -> None:
    numbers = {"in": len(result.came), "out": len(result.sent), "deleted": len(result.gone)}
    if as_json:
        rows = [{"id": row.id, "kind": row.kind, "file": row.file} for row in result.aside]
        copies = {"copies": result.copies} if result.copies else {}
        found = {"remote": result.remote, **numbers, "aside": rows, "attempts": result.attempts}
        app.out_json({"format": 1, **found, **copies})
    else:
        app.out(messages.synced(numbers, result.others))
        for row in result.aside:
            app.out(messages.aside(row.id, row.kind, row.edited_at, row.file))
    if result.copies:
        app.say(messages.copies_left(result.copies))
    if result.was_plain:
        app.say(f"What was sent before, unencrypted, may still be at {result.remote}; nothing from here can remove it.")
    elif result.may_remain:
        app.say(f"Older copies may remain at {result.remote}; nothing from here can remove them.")
