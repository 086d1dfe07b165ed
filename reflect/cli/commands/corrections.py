"""`reflect edit`, `delete` and `undo`: the commands that correct what was saved."""

from contextlib import nullcontext
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final, cast

import typer

from reflect.cli import params
from reflect.cli.context import AppContext
from reflect.cli.params import names, scale_value, shipped_labels, whole_number
from reflect.errors import ImpossibleValueError
from reflect.model.choices import LabelKind
from reflect.model.ids import MIN_PREFIX_LENGTH, short
from reflect.model.schema import ENERGY_SCALE, Entry
from reflect.model.text import visible_line
from reflect.render import messages

if TYPE_CHECKING:
    from reflect import NewLabel

_REMOVABLE = {
    "value": "the value", "energy": "the energy", "feel": "the feelings", "with": "the people",
    "wish": "what you wanted", "other": "what they did", "self": "what you did", "note": "the note",
}  # fmt: skip
"""The fields that `--no-NAME` takes out, by the name of their option."""
_NAMES: Final[dict[str, LabelKind]] = {"label": "pattern", "with": "person", "feelings": "feeling"}
"""What the names in a field are of."""
_NOT_IN_EDITOR = {"mood": "--value N --energy N --feel LABEL", "pattern": "--label LABEL --with PERSON"}
"""The options for what the editor does not have, by kind."""
_SYNC = "sync"
"""The cache of `sync` in the store."""
EntryIds = Annotated[
    list[str], typer.Argument(metavar="ID...", help="The ids, their first 4 characters or more, or last.")
]


def _no(name: str) -> Any:
    return typer.Option(f"--no-{name}", help=f"Remove {_REMOVABLE[name]}.")


def edit(
    app: AppContext,
    entry_ids: EntryIds,
    *,
    text: Annotated[
        str | None,
        typer.Option("--text", metavar="TEXT", help="The text of an answer or a note; - reads standard input."),
    ] = None,
    value: Annotated[
        str | None, typer.Option("--value", metavar="N", help="The value of a mood, on its own scale.")
    ] = None,
    energy: Annotated[
        int | None,
        typer.Option(
            "-e", "--energy", metavar="N", parser=whole_number(*ENERGY_SCALE), help="The energy of a mood, 1 to 7."
        ),
    ] = None,
    feel: params.Feel = None,
    label: Annotated[
        str | None,
        typer.Option("--label", metavar="LABEL", autocompletion=shipped_labels, help="The label of a pattern."),
    ] = None,
    people: params.With = None,
    wish: params.Wish = None,
    other: params.Other = None,
    self_: params.Self = None,
    note: params.Note = None,
    no_value: Annotated[bool, _no("value")] = False,
    no_energy: Annotated[bool, _no("energy")] = False,
    no_feel: Annotated[bool, _no("feel")] = False,
    no_with: Annotated[bool, _no("with")] = False,
    no_wish: Annotated[bool, _no("wish")] = False,
    no_other: Annotated[bool, _no("other")] = False,
    no_self: Annotated[bool, _no("self")] = False,
    no_note: Annotated[bool, _no("note")] = False,
    at: params.At = None,
    private: Annotated[
        bool | None, typer.Option("--private/--no-private", help="Mark it private, or not private.")
    ] = None,
    as_json: params.Json = False,
) -> None:
    """Change an entry.

    With several ids, the same fields of each entry change, as one change. With no field, all texts of the entry open in
    your editor; what is not text, such as a label, needs its option. Everything else stays as it is.

    \b
    Examples:
      reflect edit last
      reflect edit last --label withdrawal
      reflect edit k3f9ab --value 3
      reflect edit k3f9ab --at "yesterday 21:30"
      reflect edit k3f9ab p0v8zt --with Sam,Ines
    """
    journal = app.journal_to_read
    day, is_ambiguous = journal.day(), at is not None and journal.is_ambiguous(at)  # nothing is read after the change
    given: dict[str, Any] = {
        "text": app.text(text, "the text"),
        "value": value,
        "energy": energy,
        "feelings": names(app, feel, "feeling") or None,
        "label": label,
        "with": names(app, people, "person") or None,
        "wish": app.text(wish, "the wish"),
        "other": app.text(other, "what they did"),
        "self": app.text(self_, "what you did"),
        "note": app.text(note, "the note"),
        "at": at,
        "private": private,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    out = {"value": no_value, "energy": no_energy, "feelings": no_feel, "with": no_with, "wish": no_wish}
    out |= {"other": no_other, "self": no_self, "note": no_note}
    for name in (name for name, is_out in out.items() if is_out):
        if name in changes:
            raise ImpossibleValueError(f"{name} is both given and removed")
        changes[name] = [] if name in ("feelings", "with") else None
    if not changes and len(entry_ids) > 1:
        raise ImpossibleValueError(_several(entry_ids))
    new: list[NewLabel] = []
    if changes:
        for field, of in _NAMES.items():  # before the change, which makes them known
            typed = changes.get(field) or ()
            new += journal.new_labels([typed] if isinstance(typed, str) else typed, of=of)
        with journal.batch() if len(entry_ids) > 1 else nullcontext():
            changed = [journal.edit(entry_id, _with_number(app, entry_id, changes)) for entry_id in entry_ids]
    else:
        changed = [_in_editor(app, entry_ids[0])]
    if is_ambiguous:
        app.say_ambiguous_time(cast("Entry", changed[0].after))
    _report(app, changed, day, new, as_json=as_json)


def delete(
    app: AppContext,
    entry_ids: EntryIds,
    *,
    forever: Annotated[
        bool, typer.Option("--forever", help="Also remove it from the undo log; this cannot be undone.")
    ] = False,
    yes: params.Yes = False,
    as_json: params.Json = False,
) -> None:
    """Delete entries.

    All the entries you name, or none of them. `reflect undo` brings them back; after --forever nothing does. --forever
    also works on an entry that is already deleted. If renames or merges still hold a name that no other entry has, it
    asks whether to remove that too, and it names the backups and sync copies in the store that still have the entries.
    It does not look anywhere else.

    \b
    Examples:
      reflect delete last
      reflect delete k3f9ab p0v8zt
    """
    found = app.journal_to_read.deletable(entry_ids, forever=forever)
    day = app.journal.day()
    names = ", ".join(messages.named(entry, day) for entry in found.values())
    asked = ", ".join(messages.with_first_words(messages.undone(entry, day), entry) for entry in found.values())
    if not app.confirmed(f"Delete {asked}{' forever' if forever else ''}?", yes=yes):
        return
    held = visible_line(", ".join(app.journal.names_left_by(found))) if forever else ""
    question = f"No other entry has {held}. Remove from labels.json too?"
    take_out = bool(held) and app.confirmed(question, yes=yes, if_not=f"Still in labels.json: {held}.")
    deleted, copies, left = app.journal.delete(found, forever=forever, names=take_out)
    if as_json:
        more = {"copies": copies, **({"names": left} if left else {})} if forever else {}
        app.out_json({"changed": [change._asdict() for change in deleted], **more})
        return
    app.out(f"deleted{' forever' if forever else ''}: {names}")
    if left and take_out:
        app.say(f"Removed from labels.json: {visible_line(', '.join(left))}.")
    if _SYNC in copies:
        app.say("Copies that were synced stay until the next `reflect sync`, and may stay at the remote after it.")
    if left_in := [name for name in copies if name != _SYNC]:
        app.say(messages.copies_left(left_in))


def undo(app: AppContext, *, yes: params.Yes = False, as_json: params.Json = False) -> None:
    """Take back the latest change, then the one before.

    A change is everything that one command did: an entry, an import, a renamed label. It shows the change and asks.
    The last 20 changes of the last 30 days can be taken back, but not settings and not `delete --forever`.
    """
    names, day = app.journal_to_read.label_names(), app.journal.day()  # first: it may be refused

    def description(undoing: Any, *, words: bool = False) -> str:
        turns = [  # of an edit the names as written: those in force may be the same for both
            [here, then] if here and then else [entry and names.with_current_names(entry) for entry in (here, then)]
            for _, here, then in undoing.changed
        ]

        def said(entry: Entry) -> str:
            line = messages.undone(entry, day)
            return messages.with_first_words(line, entry) if words else line

        return messages.described(turns, undoing.operations, undoing.files, undoing.settings, said)

    seen = None if yes else app.journal.undoable()
    if seen and not app.confirmed(f"Take back {description(seen, words=True)}?", yes=yes):
        return
    done = app.journal.undo(seen)
    if as_json:
        app.out_json({"changed": [change._asdict() for change in done.changed]})
        return
    app.out(f"taken back: {description(done)}")


def _several(typed: list[str]) -> str:
    if values := [one for one in typed if one.isdecimal() and len(one) < MIN_PREFIX_LENGTH]:
        return f"{values[0]} is too short for an id; a new value goes after its option: --value {values[0]}"
    return "several entries cannot be edited in an editor; name the fields to change"


def _with_number(app: AppContext, entry_id: str, changes: dict[str, Any]) -> dict[str, Any]:
    """Return the changes with the value as a number on the scale of that entry."""
    if not isinstance(changes.get("value"), str):
        return changes
    entry: Any = app.journal.find(entry_id)
    return {**changes, "value": scale_value(changes["value"], entry.get("scale", app.journal.scale))}


def _report(app: AppContext, changed: list[Any], day: date, new: "list[NewLabel]", *, as_json: bool) -> None:
    differing = [change for change in changed if change.after != change.before]
    if as_json:
        app.out_json({"changed": [change._asdict() for change in differing]})
        return
    for change in changed:
        app.out(messages.changed_line(change.before, change.after, day, new))


def _in_editor(app: AppContext, entry_id: str) -> Any:
    from reflect.cli.editor import draft, fields_of, words_file
    from reflect.model.schema import editable_words

    entry: Any = app.journal.find(entry_id)
    fields = editable_words(entry["kind"])
    if options := _NOT_IN_EDITOR.get(entry["kind"]):
        app.say(f"The editor has the words only; for the rest: `reflect edit {short(entry['id'])} {options}`")
    before = words_file({field: entry[field] or "" for field in fields})
    with draft(app.journal, before) as written:
        # A text left as it was is not a change, whatever the editor does to the end of the file.
        earlier, now = fields_of(before.removesuffix("\n"), fields), fields_of(written, fields)
        changes = {field: text or None for field, text in now.items() if text != earlier[field]}
        return app.journal.edit(entry["id"], changes, found=entry)
