"""`reflect pattern`."""

from typing import Annotated, Any

import typer

from reflect.cli.context import DASH, AppContext
from reflect.cli.output import print_saved
from reflect.cli.params import At, Json, Note, Private, With, names, shipped_labels
from reflect.errors import ImpossibleValueError
from reflect.model.ids import short
from reflect.model.text import label_fault

_MAX_NAME_WORDS = 2
"""Words of a note that may be the name of a person."""


def command(
    ctx: typer.Context,
    label: Annotated[
        str | None,
        typer.Argument(
            metavar="[LABEL]", autocompletion=shipped_labels, help="The pattern: withdrawal, or a label of your own."
        ),
    ] = None,
    words: Annotated[
        str | None, typer.Argument(metavar="[NOTE]", help="A note with it; - reads standard input.")
    ] = None,
    *,
    note: Note = None,
    people: With = None,
    wish: Annotated[str | None, typer.Option("--wish", metavar="TEXT", help="What you wanted.")] = None,
    other: Annotated[str | None, typer.Option("--other", metavar="TEXT", help="What they did.")] = None,
    self_: Annotated[str | None, typer.Option("--self", metavar="TEXT", help="What you did.")] = None,
    at: At = None,
    private: Private = False,
    as_json: Json = False,
) -> None:
    """Record a relational pattern, and with whom.

    With no label, it asks on a terminal. A name you have not used before becomes a new label, and the line says so.
    `reflect label list` shows the labels in use.

    \b
    Examples:
      reflect pattern withdrawal --with Sam,Ines
      reflect pattern withdrawal --wish "to be asked" --self "went quiet"
    """
    app: AppContext = ctx.obj
    if label is None and not app.is_terminal:
        raise ImpossibleValueError("the label is missing: give it as an argument")
    journal = app.journal if label is None else app.journal_to_record
    given: dict[str, Any] = {
        "people": names(app, people, "person"),
        "wish": app.text(wish, "the wish"),
        "other": app.text(other, "what they did"),
        "self_": app.text(self_, "what you did"),
        "note": app.text_of(words, note, "the note"),
        "at": at,
        "private": private,
    }
    if label is None:
        from reflect.cli.questions import ask

        ask(app, "pattern", as_json=as_json, **given)
        return
    is_name = words is not None and journal.unlock(to_record=True) and _is_person(app, words)
    saved = journal.pattern(label, **given)
    print_saved(app, saved, as_json=as_json)
    if is_name:
        edit = f"reflect edit {short(saved.entry['id'])} --no-note --with NAME"
        app.say(f"The note is the name of a person; if you meant with whom: `{edit}`")


def _is_person(app: AppContext, words: str) -> bool:
    """Return whether a note typed as an argument is the name of a known person, so that --with may have been meant."""
    if words == DASH or len(words.split()) > _MAX_NAME_WORDS or label_fault(words) or not app.journal.exists():
        return False
    is_known = not app.journal.new_labels([words], of="person")
    return is_known and not app.journal.warnings  # where a month was skipped, nobody knows
