"""`reflect import`."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reflect.cli.context import DASH, AppContext
from reflect.cli.input import input_file, input_name
from reflect.cli.output import patience
from reflect.cli.params import Json
from reflect.errors import BadFileError, ImpossibleValueError
from reflect.model.choices import ImportFormat, Keep
from reflect.model.text import some_of, visible_name, visible_path

if TYPE_CHECKING:
    from reflect import ImportResult

_COUNTS = ("read", "added", "updated", "known", "kept_here", "skipped", "by_kind")
_RARE = ("same_minute", "not_taken")
_MAX_NAMES = 3
"""Names of files on one line."""


def command(
    app: AppContext,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file; - reads standard input.")],
    *,
    format_name: Annotated[
        ImportFormat | None,
        typer.Option(
            "--format", metavar="FORMAT", help="The format, as listed above; otherwise detected from the content."
        ),
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option("--zone", metavar="IANA", help="The time zone of times without an offset: Europe/London."),
    ] = None,
    moods: Annotated[
        str | None,
        typer.Option(
            "--mood-map",
            metavar="NAME=N,…",
            help="Values for mood names: 1 to 5 for Daylio, on your own scale for How We Feel.",
        ),
    ] = None,
    keep: Annotated[
        Keep | None,
        typer.Option(
            "--keep", metavar="ours|theirs", help="Which version to keep if an id is already here with other content."
        ),
    ] = None,
    skip_faulty: Annotated[
        str | None, typer.Option("--skip-faulty", metavar="FILE", help="Skip faulty rows, and write them to FILE.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Let --skip-faulty overwrite an existing file.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and count, but change nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Add the entries of a file.

    It adds all of them or none. The same file again adds nothing; a later export from the same program adds what is new
    and updates what changed there. Formats: jsonl, json and csv, where a row needs `kind`, `day` or `at`, and the
    fields of its kind; and exports from daylio, howwefeel, jrnl and dayone. What has no field here is saved in `extra`.
    """
    where = input_name(file)
    if skip_faulty == DASH:
        raise ImpossibleValueError("--skip-faulty must be a file, not standard output")
    try:
        with patience(sys.stderr, "Reading the file"):
            journal = app.journal_to_read if dry_run else app.journal
            taken = journal.import_(
                input_file(file),
                where,
                format=format_name,
                zone=zone,
                mood_map=moods,
                keep=keep,
                skip_faulty=skip_faulty,
                force=force,
                dry_run=dry_run,
            )
    except BadFileError as error:  # no row was read
        if dry_run and as_json:
            of_file = {"line": error.line or 0, "message": error.problem}
            app.out_json({**dict.fromkeys(_COUNTS, 0), "by_kind": {}, "errors": [of_file]})
        raise
    refusal = taken.refusal(where)
    if as_json:
        app.out_json(_as_object(taken))
    else:
        _say(app, taken, where, dry_run=dry_run, skip_faulty=skip_faulty)
    if refusal:
        raise refusal


def _as_object(taken: "ImportResult") -> dict[str, Any]:
    """Return the result as JSON has it: what few imports have is there where it is so."""
    fields = {name: value for name, value in taken._asdict().items() if name in _COUNTS or (name in _RARE and value)}
    errors = [
        {"line": error.line, "message": error.message, **({"date": error.date} if error.date else {})}
        for error in taken.errors
    ]
    return {**fields, "errors": errors}


def _say(app: AppContext, taken: "ImportResult", where: str, *, dry_run: bool, skip_faulty: str | None) -> None:
    if taken.not_taken:
        app.say(f"Not read in {where}: {some_of(list(map(visible_name, taken.not_taken)), _MAX_NAMES)}.")
    for kind in taken.faults if len(taken.errors) > 1 else ():
        app.say(f"{where}: {kind.line()}")
    if taken.errors and not taken.skippable:
        return
    by_kind = ", ".join(f"{kind} {count}" for kind, count in sorted(taken.by_kind.items()))
    done = "added" if not dry_run else "without these lines would add" if taken.errors else "would add"
    count = taken.without_faulty if taken.errors else taken.added
    parts = [f"read {taken.read}: {done} {count}" + (f" ({by_kind})" if by_kind else "")]
    parts += [f"{'would update' if dry_run else 'updated'} {taken.updated}"] if taken.updated else []
    parts += [f"already here {taken.known}"]
    parts += [f"kept ours {taken.kept_here}"] if taken.kept_here else []
    parts += [f"skipped {taken.skipped}"] if taken.skipped else []
    app.out(", ".join(parts))
    if taken.same_minute and dry_run:
        count = taken.same_minute
        app.say(
            f"{count} of these have the time of an entry here but other words: an entry edited in jrnl counts as new."
        )
    if taken.skipped:
        app.say(f"{visible_path(str(skip_faulty))} has what was skipped; fix it and import it.")
