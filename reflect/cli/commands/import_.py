"""`reflect import`."""

import sys
from typing import Annotated, Any

import typer

from reflect.cli.context import AppContext
from reflect.cli.params import Json
from reflect.model.choices import ImportFormat, Keep


def command(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file; - reads standard input.")],
    *,
    format_name: Annotated[
        ImportFormat | None,
        typer.Option("--format", metavar="FORMAT", help="Of the file, as listed above; else found from the content."),
    ] = None,
    zone: Annotated[
        str | None, typer.Option("--zone", metavar="IANA", help="For times without an offset: Europe/London.")
    ] = None,
    moods: Annotated[
        str | None,
        typer.Option(
            "--mood-map",
            metavar="NAME=N,…",
            help="Values for names of moods: for Daylio from 1 to 5, for How We Feel on your own scale.",
        ),
    ] = None,
    keep: Annotated[
        Keep | None, typer.Option("--keep", metavar="ours|theirs", help="Where an id is here with other content.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and count; change nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Add the entries of a file.

    All or none. The same file again adds nothing. Formats: jsonl, json and csv, where a row needs `kind`, `day` or
    `at`, and the fields of its kind; and the exports of daylio, howwefeel, jrnl and dayone. What has no place here is
    kept in `extra`.
    """
    from reflect.cli.input import input_file
    from reflect.cli.output import patience
    from reflect.model.text import visible_path

    app: AppContext = ctx.obj
    where = visible_path(file)
    with patience(sys.stderr, "Reading the file"):
        journal = app.journal_to_read if dry_run else app.journal
        taken = journal.import_(
            input_file(file),
            where,
            format=format_name,
            zone=zone,
            mood_map=moods,
            keep=keep,
            dry_run=dry_run,
        )
    if as_json:
        errors: list[dict[str, Any]] = [error._asdict() for error in taken.errors]
        app.out_json({**taken._asdict(), "errors": errors})
        return
    for error in taken.errors:
        app.say(f"{where} line {error.line}: {error.message}" + (f"; {error.hint}" if error.hint else ""))
    by_kind = ", ".join(f"{kind} {count}" for kind, count in sorted(taken.by_kind.items()))
    replaced = f", replaced {taken.replaced}" if taken.replaced else ""
    done = "added" if not dry_run else "without these lines would add" if taken.errors else "would add"
    added = f"{taken.added} ({by_kind})" if by_kind else taken.added
    app.out(f"read {taken.read}, {done} {added}, here before {taken.known}{replaced}")
    if taken.errors:
        app.say("As it is, none of the file is added.")
