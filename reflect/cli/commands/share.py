"""`reflect share`."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reflect.cli.context import AppContext, from_home
from reflect.cli.output import draw, patience
from reflect.cli.params import Force, Json, PeopleAs, Since, Until, Yes, text_kinds
from reflect.model.choices import SPAN_KINDS, TEXT_KINDS, TextKind

if TYPE_CHECKING:
    from reflect import ShareContents, SharePlan


def command(
    app: AppContext,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The name of the file to write; .zip.age is added to it.")
    ],
    *,
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            metavar="RECIPIENT",
            help="Who can read it: age1…, a line of ssh-ed25519 or ssh-rsa, @FILE with one a line; can be repeated.",
        ),
    ] = None,
    of: Annotated[
        str | None, typer.Option("--of", metavar="WHEN", help="A month, or the week of a day: 2026-10, 2026-W47, last.")
    ] = None,
    since: Since = None,
    until: Until = None,
    people: PeopleAs = "full",
    with_text: Annotated[
        frozenset[TextKind] | None, text_kinds("Also your words: answers,notes,episodes,phrases.")
    ] = None,
    entries: Annotated[bool, typer.Option("--entries", help="Also the entries on the page, as CSV and JSON.")] = False,
    yes: Yes = False,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Encrypt a page for someone who has a key.

    It writes one file that only the owner of the key can open, with age (age-encryption.org): a ZIP file with the page
    that `reflect week --html` makes, without private entries. FILE is its name and says nothing about the days: without
    --of, --since and --until these start on the day of the last session you marked, or else four weeks ago. To hand
    over a page on paper, or to someone without a key, use `reflect week --html`.

    \b
    Examples:
      reflect share for-ines --to age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p
      reflect share october --of 2026-10 --to @practice.txt --people initials
    """
    given: dict[str, Any] = {"of": of, "since": since, "until": until, "people": people, "entries": entries}
    given |= {"with_text": with_text or frozenset(), "force": force}
    journal = app.journal_to_read
    if file in SPAN_KINDS and (of, since, until) == (None, None, None):
        app.say(f"{file} is the name of the file; for other days add --of or --since.")
    while True:
        with patience(sys.stderr, "Reading the journal"):
            plan = journal.plan_share(file, to or (), **given)
        if not _is_agreed(app, plan, people, given["with_text"], yes=yes):
            return
        if journal.give_letters(plan.contents.page):
            break  # else somebody else got a letter of this page meanwhile: it is shown as it is now
    journal.share(plan, force=force)
    if as_json:
        app.out_json(plan.as_json())
        return
    from reflect.render.share import shared_line

    contents, to_whom, year = plan.contents, len(plan.recipients), str(journal.day().year)
    app.out(shared_line(contents.summary, from_home(plan.file), len(contents.entries), to_whom, year))


def _is_agreed(app: AppContext, plan: "SharePlan", people: str, asked: frozenset[str], *, yes: bool) -> bool:
    """Show what is shared and with whom, on a terminal, and ask; `s` shows the page first."""
    app.check_can_ask(yes=yes)
    if yes:
        return True
    from reflect.render.share import consent_lines, nothing_of

    recipients = [recipient.short for recipient in plan.recipients]
    contents = plan.contents
    numbers = len(contents.entries), contents.private
    lines = consent_lines(contents.summary, recipients, contents.kinds, numbers, people)
    app.say("\n".join([*lines, *nothing_of(asked, contents.kinds)]))
    question = f"Write it to {from_home(plan.file)}? [y/N, s to see the page first] "
    while (typed := input(question).strip().lower()) in ("s", "show"):
        _show_page(app, contents)
    if typed not in ("y", "yes"):
        app.say("Nothing was written.")
    return typed in ("y", "yes")


def _show_page(app: AppContext, contents: "ShareContents") -> None:
    from reflect.render.terminal import lines_of

    kinds = frozenset(kind for kind in TEXT_KINDS if kind in contents.kinds)
    draw(app, lines_of(contents.summary, app.view._replace(text_kinds=kinds, on_paper=True)))
    sys.stdout.flush()
