"""`reflect pack`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from reflect.cli.app import Group
from reflect.cli.context import DASH, AppContext
from reflect.cli.input import input_file, input_name, text_from
from reflect.cli.output import draw, page_target, write_page
from reflect.cli.params import Edit, Force, Html, Json, NoPager, Pdf, Yes, completing, share, whole_number
from reflect.errors import BadFileError, ImpossibleValueError
from reflect.model.choices import PREVIEW_DAYS, SHEET_DAYS, THEMES
from reflect.model.text import counted

if TYPE_CHECKING:
    from reflect import PackDifference, PackFile

CORE = "core"
_QUESTION = "Prompt   Enter to skip · ? for help"
_HELP = "One question or invitation, on one line: Who spoke first today? Enter alone skips."
command = Group("Show, add, write and preview prompt packs.")
Name = Annotated[
    str, typer.Argument(metavar="NAME", autocompletion=completing((CORE,)), help="The name, as in `reflect pack list`.")
]
OwnName = Annotated[str, typer.Argument(metavar="NAME", help="The name, as in `reflect pack list`.")]
File = Annotated[str, typer.Argument(metavar="FILE", help="A pack as TOML; - reads standard input.")]


@command.command("list")
def list_packs(app: AppContext, *, as_json: Json = False) -> None:
    """List the packs, with the prompts you retired."""
    rows = app.journal_to_read.packs()
    if as_json:
        app.out_json({"format": 1, "packs": rows})
        return
    from reflect.render.packs import pack_list

    draw(app, [pack_list(rows, app.view)])


@command.command()
def show(app: AppContext, name: Name, *, no_pager: NoPager = False, as_json: Json = False) -> None:
    """Show every prompt of a pack."""
    _show_pack(app, app.journal_to_read.pack(name), as_json=as_json, pager=not no_pager)


@command.command()
def sheet(
    app: AppContext,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A pack; without one, the sheet has no prompts.")
    ] = None,
    *,
    html: Html = None,
    pdf: Pdf = None,
    days: Annotated[
        int,
        typer.Option(
            "--days", metavar="N", parser=whole_number(*SHEET_DAYS), show_default=False, help="Days; 7 by default."
        ),
    ] = 7,
    force: Force = False,
) -> None:
    """Write a sheet to fill in by hand.

    It has the prompts of a pack, with lines to write on, and a row a day: the scale to circle, and columns for pattern,
    with, wish, other and self. It has nothing that you wrote.

    \b
    Examples:
      reflect pack sheet tuesday --html sheet.html
      reflect pack sheet --pdf sheet.pdf
    """
    target = page_target(html, pdf)
    if target is None:
        raise ImpossibleValueError("there is no file to write to", "add --html FILE or --pdf FILE")
    write_page(app, target, app.journal_to_read.sheet(name, days=days), is_pdf=html is None, force=force)


@command.command()
def check(app: AppContext, file: File, *, as_json: Json = False) -> None:
    """Check the file of a pack.

    It shows every prompt, what the rules for prompts find, and what only a reader can tell; docs/prompts.md explains
    each rule. The findings are advice: you can use a pack of your own as it is.

    \b
    Examples:
      reflect pack check tuesday.toml
    """
    found = app.any_journal.check_pack(input_file(file), input_name(file))
    findings = found.findings
    _show_pack(app, found, as_json=as_json)
    if not as_json:
        from reflect.render.packs import pack_checked

        app.out("")
        draw(app, pack_checked(input_name(file), findings, found.rules, app.view))
    if findings and found.pack.name == "core":
        raise BadFileError("the pack that ships must follow every rule", path=input_name(file), line=findings[0].line)


@command.command()
def add(app: AppContext, file: File, *, yes: Yes = False, as_json: Json = False) -> None:
    """Add a pack that someone gave you. It shows every prompt before it asks.

    The file is copied. Contacts that it suggests for `reflect care` are added only if you agree. Adding a pack again
    replaces it with the newer file, and shows the differences first.

    \b
    Examples:
      reflect pack add tuesday.toml
      reflect pack focus tuesday --until 4w
    """
    plan = app.journal.plan_pack(input_file(file), input_name(file))
    found, before, contacts, difference = plan
    pack = f"pack {found.pack.name}, {counted(len(found.pack.prompts), 'prompt', 'prompts')}"
    is_new = before != found.raw
    if not is_new and not contacts:
        app.result(found.document(), f"already here: {pack}", as_json=as_json)
        return
    app.check_can_ask(yes=yes)
    if not as_json:
        _show_pack(app, found, as_json=False)
        app.out("")
    if found.findings:
        from reflect.render.packs import pack_findings

        app.say("\n".join(line.text for line in pack_findings(input_name(file), found.findings, app.view)))
    name = found.pack.name
    changes = _differing(difference) if is_new and difference else []
    if changes and not yes:
        app.say("\n".join(["What differs from the pack here:", *changes]))
    question = f"Add the pack {name}?" if before is None else f"Replace the pack {name}?"
    if is_new and not app.confirmed(question, yes=yes):
        return
    contacts = contacts and app.confirmed(
        "Add its contacts to yours, for `reflect care`?", yes=yes, if_not="Your contacts stay as they are."
    )
    if is_new or contacts:
        app.journal.add_pack(plan, contacts=contacts)
        done = "replaced" if before is not None and is_new else "added"
        line = f"{done}: {pack}" + (", and its contacts" if contacts else "")
        app.result(found.document(), "\n".join([line, *(changes if yes else [])]), as_json=as_json)
        _say_if_over(app, found)
    elif as_json:
        app.out_json(found.document())


@command.command()
def write(
    app: AppContext,
    text: Annotated[str | None, typer.Argument(metavar="[TEXT]", help="The prompt; - reads standard input.")] = None,
    *,
    pack: Annotated[str, typer.Option("--pack", metavar="NAME", help="The pack of your own to add it to.")] = "mine",
    theme: Annotated[
        str | None,
        typer.Option(
            "--theme",
            metavar="THEME",
            autocompletion=completing(THEMES),
            help="Its theme: hope, anger, or a word of your own.",
        ),
    ] = None,
    edit: Edit = False,
    as_json: Json = False,
) -> None:
    """Write a prompt of your own, or one dictated in a session.

    It is added to the pack `mine`, or to another pack of yours.

    \b
    Examples:
      reflect pack write
      reflect pack write "Who spoke first today?" --pack tuesday --theme timing
    """
    with text_from(app, text, "the prompt", _QUESTION, edit=edit, one_line=True, help_text=_HELP) as given:
        if given is None:
            return
        prompt, written = app.journal.write_prompt(given, pack=pack, theme=theme)
    for finding in written.findings:
        if finding.prompt == prompt.id:
            app.say(f"{prompt.id}: {finding.message} ({finding.rule})")
    _say_if_over(app, written)
    app.result(written.document(), f"saved: prompt {prompt.id}", as_json=as_json)


@command.command()
def remove(app: AppContext, name: OwnName, *, yes: Yes = False, as_json: Json = False) -> None:
    """Remove a pack. Your answers to its prompts stay.

    If you added its contacts to yours, it names them and asks whether to remove them too. --yes removes them; your own
    contacts stay.
    """
    seen = app.journal.removable_pack(name)
    held = f", {counted(len(seen.pack.prompts), 'prompt', 'prompts')}" if seen.pack else ""
    if not app.confirmed(f"Remove the pack {name}{held}?", yes=yes):
        return
    contacts = bool(seen.contacts)
    if contacts:
        app.say("\n  ".join(["Contacts it brought:", *map(app.view.shown, seen.contacts)]))
        contacts = app.confirmed(
            "Remove these contacts from `reflect care` too?", yes=yes, if_not="Your contacts stay as they are."
        )
    app.journal.remove_pack(name, seen=seen, contacts=contacts)
    what = f"pack {name}{held}" + (", and its contacts" if contacts else "")
    _print_change(app, f"removed: {what}", as_json=as_json)


@command.command()
def focus(
    app: AppContext,
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", autocompletion=completing((CORE,)), help="The pack to offer first."),
    ] = None,
    *,
    until: Annotated[
        str | None, typer.Option("--until", metavar="WHEN", help="The last day: 4w, friday, 2026-12-24.")
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="Stop offering a pack first.")] = False,
    as_json: Json = False,
) -> None:
    """Offer the prompts of one pack first, for a while.

    It lasts up to and including a day, or until you turn it off. Today's prompt stays the same.

    \b
    Examples:
      reflect pack focus tuesday --until 4w
      reflect pack focus --off
    """
    if (name is None) != off or (off and until is not None):
        raise ImpossibleValueError("name the pack to offer first, or give --off")
    last = app.journal.focus_pack(name, until=until)
    from reflect.render.dates import with_weekday

    ending = f", until {with_weekday(str(last), '')}." if last else "."
    _print_change(app, f"{name} comes first{ending}" if name else "No pack comes first.", as_json=as_json)


@command.command("bring-back")
def bring_back(
    app: AppContext,
    prompt: Annotated[str, typer.Argument(metavar="ID", help="The prompt: pack/name.")],
    *,
    as_json: Json = False,
) -> None:
    """Offer a retired prompt again.

    `reflect pass --retire` retires one; `reflect config get prompts.retired` shows them, of every pack.
    """
    done = app.journal.bring_back_prompt(prompt)
    _print_change(app, f"brought back: {prompt}" if done else f"{prompt} is not retired.", as_json=as_json)


@command.command()
def preview(
    app: AppContext,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME|FILE]", help="A pack to offer first, or the file of one.")
    ] = None,
    *,
    days: Annotated[
        int, typer.Option("--days", metavar="N", parser=whole_number(*PREVIEW_DAYS), help="How many days.")
    ] = 28,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="The first day; without it, today.")
    ] = None,
    passed: Annotated[
        float,
        typer.Option("--pass", metavar="SHARE", parser=share, help="The share of prompts that are passed: 0.2 or 20%."),
    ] = 0,
    opened: Annotated[
        float,
        typer.Option("--open", metavar="SHARE", parser=share, help="The share of days on which you look: 0.6 or 60%."),
    ] = 1,
    seed: Annotated[str, typer.Option("--seed", metavar="S", help="A seed for choosing those days.")] = "0",
    as_json: Json = False,
) -> None:
    """Show which prompt would come on which day. Nothing is saved.

    It continues from the prompts offered so far. A pack that you name is offered first on all these days.

    \b
    Examples:
      reflect pack preview
      reflect pack preview tuesday --days 28
      reflect pack preview tuesday.toml --open 60% --pass 20%
    """
    journal = app.journal_to_read
    pack = journal.check_pack(input_file(name), input_name(name)).pack if name is not None and _is_file(name) else name
    found = journal.preview_prompts(pack, first=first, days=days, opened=opened, passed=passed, seed=seed)
    rows: list[dict[str, Any]] = [
        {"day": str(row.day), "prompt": row.prompt, "theme": row.theme, "class": row.kind, "outcome": row.outcome}
        for row in found.rows
    ]
    if as_json:
        app.out_json(rows)
        return
    from reflect.render.columns import Line, wrap
    from reflect.render.packs import calendar

    texts = {prompt.id: prompt.text for one in found.packs for prompt in one.prompts}
    draw(app, calendar(rows, texts, found.focus, journal.week_starts, app.view))
    if opened < 1 or passed:
        shares = f"opened on {opened:.0%} of days, {passed:.0%} of prompts passed"
        shares += f", seed {app.view.shown(seed)}"
        draw(app, map(Line, ["", *wrap(shares, app.view.columns, "", "  ")]))


def _differing(found: "PackDifference") -> list[str]:
    """Return a line for each kind of difference between a pack and its newer version."""
    parts = {"new": found.new, "changed": found.changed, "removed": found.removed, "also changed": found.others}
    return [f"  {what}: {', '.join(which)}" for what, which in parts.items() if which] or ["  no prompt differs"]


def _print_change(app: AppContext, line: str, *, as_json: bool) -> None:
    """Print the change, or every pack as JSON."""
    if as_json:
        app.out_json({"format": 1, "packs": app.journal_to_read.packs()})
    else:
        app.out(line)


def _show_pack(app: AppContext, found: "PackFile", *, as_json: bool, pager: bool = False) -> None:
    if as_json:
        app.out_json(found.document())
        return
    from reflect.render.packs import pack_in_full

    draw(app, pack_in_full(found.document(), app.view), pager=pager)


def _say_if_over(app: AppContext, found: "PackFile") -> None:
    if found.pack.is_over(app.journal.day()):
        app.say(f"The pack {found.pack.name} ended on {found.pack.until}: its prompts are not offered.")


def _is_file(name: str) -> bool:
    """Return whether this is a file: the name of a pack has no dot and no slash."""
    return name == DASH or "." in name or "/" in name
