"""`reflect edit`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from reflect.cli.context import AppContext
from reflect.cli.output import say_ambiguous_time
from reflect.cli.params import At, Json, Note, mood_value, shipped_labels, whole_number
from reflect.model.schema import ENERGY_SCALE

if TYPE_CHECKING:
    from reflect import Changed


def command(
    ctx: typer.Context,
    entry_id: Annotated[str, typer.Argument(metavar="ID", help="The id, or its first 4 characters or more.")],
    *,
    text: Annotated[
        str | None, typer.Option("--text", metavar="T", help="Of an answer or a note; - reads stdin.")
    ] = None,
    value: Annotated[str | None, typer.Option("--value", metavar="N", help="Of a mood, on its own scale.")] = None,
    energy: Annotated[
        int | None, typer.Option("--energy", metavar="N", parser=whole_number(*ENERGY_SCALE), help="Of a mood, 1 to 7.")
    ] = None,
    feel: Annotated[
        list[str] | None, typer.Option("-f", "--feel", metavar="LABEL", help="Feelings, all of them.")
    ] = None,
    label: Annotated[
        str | None, typer.Option("--label", metavar="LABEL", autocompletion=shipped_labels, help="Of a pattern.")
    ] = None,
    people: Annotated[
        list[str] | None, typer.Option("-w", "--with", metavar="PERSON", help="People, all of them.")
    ] = None,
    wish: Annotated[str | None, typer.Option("--wish", metavar="TEXT", help="Of a pattern.")] = None,
    other: Annotated[str | None, typer.Option("--other", metavar="TEXT", help="Of a pattern.")] = None,
    self_: Annotated[str | None, typer.Option("--self", metavar="TEXT", help="Of a pattern.")] = None,
    note: Note = None,
    at: At = None,
    private: Annotated[bool | None, typer.Option("--private/--no-private", help="Mark it private, or not.")] = None,
    as_json: Json = False,
) -> None:
    """Change an entry.

    With no field named, its text or its note opens in your editor. What is not named stays as it is.

    \b
    Examples:
      reflect edit k3f9ab
      reflect edit k3f9ab --value 3
      reflect edit k3f9ab --at "yesterday 21:30"
    """
    app: AppContext = ctx.obj
    day = app.journal_to_read.day()
    changes: dict[str, Any] = {
        "text": app.text(text, "the text"),
        "value": None if value is None else _value(app, entry_id, value),
        "energy": energy,
        "feelings": feel or None,
        "label": label,
        "with": people or None,
        "wish": app.text(wish, "the wish"),
        "other": app.text(other, "the response of the other"),
        "self": app.text(self_, "the response of the self"),
        "note": app.text(note, "the note"),
        "at": at,
        "private": private,
    }
    changes = {name: value for name, value in changes.items() if value is not None}
    changed = app.journal.edit(entry_id, changes) if changes else _in_editor(app, entry_id)
    entry: Any = changed.after  # there is one: an edit takes nothing out
    is_other = entry != changed.before
    if at is not None and app.journal.is_ambiguous(at):
        say_ambiguous_time(app, entry)
    if as_json:
        app.out_json({"changed": [changed._asdict()] if is_other else []})
        return
    from reflect.render.messages import named

    app.out(f"{'changed' if is_other else 'as it was'}: {named(entry, day)}")


def _value(app: AppContext, entry_id: str, typed: str) -> int:
    entry: Any = app.journal.find(entry_id)
    return mood_value(typed, entry.get("scale", app.journal.scale))


def _in_editor(app: AppContext, entry_id: str) -> "Changed":
    from reflect.cli.editor import draft
    from reflect.model.schema import words_field

    entry: Any = app.journal.find(entry_id)
    field = words_field(entry["kind"])
    before = entry[field] or ""
    with draft(app.journal, before and before + "\n") as written:
        return app.journal.edit(entry["id"], {field: written} if written != before else {}, found=entry)
