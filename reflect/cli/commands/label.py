"""`reflect label`."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from reflect.cli.app import Group
from reflect.cli.context import AppContext
from reflect.cli.output import draw
from reflect.cli.params import Json, shipped_labels
from reflect.errors import ImpossibleValueError
from reflect.model.choices import LabelKind
from reflect.model.text import visible_line

if TYPE_CHECKING:
    from reflect import Operation

command = Group("List, rename, merge and retire labels.")
Label = Annotated[
    str, typer.Argument(metavar="LABEL", autocompletion=shipped_labels, help="Any name the label has or had.")
]


class Options(NamedTuple):
    """The options that every command for labels has."""

    people: Annotated[bool, typer.Option("--people", help="Work on people instead of patterns.")] = False
    feelings: Annotated[bool, typer.Option("--feelings", help="Work on feelings instead of patterns.")] = False
    as_json: Json = False

    @property
    def of(self) -> LabelKind:
        """What the label is of.

        Raises:
            ImpossibleValueError: both lists are named.
        """
        if self.people and self.feelings:
            raise ImpossibleValueError("--people and --feelings cannot be combined; give one of them")
        return "person" if self.people else "feeling" if self.feelings else "pattern"


@command.command("list")
def list_labels(app: AppContext, *, options: Options) -> None:
    """List the labels, with how many entries have each.

    Labels that ship with reflect are listed too, used or not.

    \b
    Examples:
      reflect label list
      reflect label list --people --json
    """
    asked = options.of if options.people or options.feelings else None
    found = [row for row in app.journal_to_read.labels() if asked in (None, row["of"])]
    if options.as_json:
        app.out_json({"format": 1, "labels": found})
        return
    if not found:
        app.say("No labels.")
        return
    from reflect.render.tables import label_list

    draw(app, label_list(found, app.view))


@command.command()
def rename(
    app: AppContext,
    old: Annotated[
        str, typer.Argument(metavar="OLD", autocompletion=shipped_labels, help="Any name the label has or had.")
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="A name no other label has.")],
    *,
    options: Options,
) -> None:
    """Rename a label wherever it is shown.

    Entries stay as you wrote them. Typing the old name still means this label.

    \b
    Examples:
      reflect label rename sulking "going quiet"
      reflect label rename --people sam Samuel
    """
    noted = app.journal.rename_label(old, new, of=options.of)
    _print(app, noted, f"renamed: {options.of} {old} is {new}", options)


@command.command()
def merge(
    app: AppContext,
    label: Annotated[str, typer.Argument(metavar="A", autocompletion=shipped_labels, help="The label to merge.")],
    into: Annotated[
        str, typer.Argument(metavar="INTO", autocompletion=shipped_labels, help="The label to merge it into.")
    ],
    *,
    options: Options,
) -> None:
    """Merge a label into another one.

    Entries stay as you wrote them; `reflect label unmerge` undoes it.

    \b
    Examples:
      reflect label merge sulking withdrawal
      reflect label merge --feelings weary tired
    """
    noted = app.journal.merge_labels(label, into, of=options.of)
    _print(app, noted, f"merged: {options.of} {label} counts as {into}", options)


@command.command()
def unmerge(app: AppContext, label: Label, *, options: Options) -> None:
    """Undo a merge.

    \b
    Example:
      reflect label unmerge sulking
    """
    noted = app.journal.unmerge_label(label, of=options.of)
    _print(app, noted, f"unmerged: {options.of} {label} counts by itself", options)


@command.command()
def retire(app: AppContext, label: Label, *, options: Options) -> None:
    """Leave a label out of the list that `?` shows in the check-in.

    Entries with it still count.

    \b
    Example:
      reflect label retire feedback
    """
    noted = app.journal.retire_label(label, of=options.of)
    _print(app, noted, f"retired: {options.of} {label}", options)


@command.command("bring-back")
def bring_back(app: AppContext, label: Label, *, options: Options) -> None:
    """List a retired label again.

    \b
    Example:
      reflect label bring-back feedback
    """
    noted = app.journal.bring_back_label(label, of=options.of)
    _print(app, noted, f"brought back: {options.of} {label}", options)


def _print(app: AppContext, operation: "Operation | None", line: str, options: Options) -> None:
    app.result(operation, visible_line(line), as_json=options.as_json)
