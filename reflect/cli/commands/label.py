"""`reflect label`."""

from typing import Annotated

import typer

from reflect.cli.context import AppContext
from reflect.cli.lazy import Command, group
from reflect.cli.params import Json
from reflect.errors import ImpossibleValueError
from reflect.model.choices import LabelKind
from reflect.model.labels import Op
from reflect.model.text import visible_line

command = group("List, rename, merge and retire labels.")

People = Annotated[bool, typer.Option("--people", help="Of people.")]
Feelings = Annotated[bool, typer.Option("--feelings", help="Of feelings.")]
Label = Annotated[str, typer.Argument(metavar="LABEL", help="Any name that the label has or had.")]


@command.command("list", cls=Command)
def list_labels(
    ctx: typer.Context, *, people: People = False, feelings: Feelings = False, as_json: Json = False
) -> None:
    """List the labels, with how many entries have each.

    Those that are there from the beginning are listed too, used or not.

    \b
    Examples:
      reflect label list
      reflect label list --people --json
    """
    app: AppContext = ctx.obj
    asked = _of(people=people, feelings=feelings) if people or feelings else None
    found = [row for row in app.journal_to_read.labels() if asked in (None, row["of"])]
    if as_json:
        app.out_json({"format": 1, "labels": found})
        return
    if not found:
        app.say("No labels.")
        return
    from reflect.cli.output import draw
    from reflect.render.tables import label_list

    draw(app, label_list(found, app.view))


@command.command(cls=Command)
def rename(
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help="Any name that the label has or had.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="A name that no other label has.")],
    *,
    people: People = False,
    feelings: Feelings = False,
    as_json: Json = False,
) -> None:
    """Give a label another name, in all that is shown from now on.

    Entries stay as they are written, and the old name still means this label when you type it.

    \b
    Examples:
      reflect label rename sulking "going quiet"
      reflect label rename --people sam Samuel
    """
    _operate(ctx.obj, "rename", old, new, people=people, feelings=feelings, as_json=as_json)


@command.command(cls=Command)
def merge(
    ctx: typer.Context,
    label: Annotated[str, typer.Argument(metavar="A", help="The label that is put under the other.")],
    into: Annotated[str, typer.Argument(metavar="INTO", help="The label whose name stays.")],
    *,
    people: People = False,
    feelings: Feelings = False,
    as_json: Json = False,
) -> None:
    """Count a label as another one.

    Entries stay as they are written; `reflect label unmerge` takes the two apart again.

    \b
    Examples:
      reflect label merge sulking withdrawal
      reflect label merge --feelings weary tired
    """
    _operate(ctx.obj, "merge", label, into, people=people, feelings=feelings, as_json=as_json)


@command.command(cls=Command)
def unmerge(
    ctx: typer.Context, label: Label, *, people: People = False, feelings: Feelings = False, as_json: Json = False
) -> None:
    """Count a label that was merged by itself again.

    \b
    Example:
      reflect label unmerge sulking
    """
    _operate(ctx.obj, "unmerge", label, people=people, feelings=feelings, as_json=as_json)


@command.command(cls=Command)
def retire(
    ctx: typer.Context, label: Label, *, people: People = False, feelings: Feelings = False, as_json: Json = False
) -> None:
    """Leave a label out of what `?` lists in the check-in.

    Entries that have it still count.

    \b
    Example:
      reflect label retire smoothing
    """
    _operate(ctx.obj, "retire", label, people=people, feelings=feelings, as_json=as_json)


@command.command("bring-back", cls=Command)
def bring_back(
    ctx: typer.Context, label: Label, *, people: People = False, feelings: Feelings = False, as_json: Json = False
) -> None:
    """List a label again that was retired.

    \b
    Example:
      reflect label bring-back smoothing
    """
    _operate(ctx.obj, "bring-back", label, people=people, feelings=feelings, as_json=as_json)


def _operate(
    app: AppContext, op: Op, label: str, to: str | None = None, *, people: bool, feelings: bool, as_json: bool
) -> None:
    of = _of(people=people, feelings=feelings)
    journal = app.journal
    noted = {
        "rename": lambda: journal.rename_label(label, to or "", of=of),
        "merge": lambda: journal.merge_labels(label, to or "", of=of),
        "unmerge": lambda: journal.unmerge_label(label, of=of),
        "retire": lambda: journal.retire_label(label, of=of),
        "bring-back": lambda: journal.bring_back_label(label, of=of),
    }[op]()
    if as_json:
        app.out_json(noted)
        return
    name, other = visible_line(label), visible_line(to or "")
    app.out(
        {
            "rename": f"renamed: {of} {name} is {other}",
            "merge": f"merged: {of} {name} counts as {other}",
            "unmerge": f"unmerged: {of} {name} counts by itself",
            "retire": f"retired: {of} {name}",
            "bring-back": f"brought back: {of} {name}",
        }[op]
    )


def _of(*, people: bool, feelings: bool) -> LabelKind:
    if people and feelings:
        raise ImpossibleValueError("--people and --feelings are two lists; name one of them")
    return "person" if people else "feeling" if feelings else "pattern"
