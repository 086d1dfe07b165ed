"""`reflect mood`, `pattern`, `note` and `session`: the commands that record an entry."""

import re
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reflect.cli import params
from reflect.cli.context import DASH, AppContext
from reflect.cli.params import joined, names, scale_value, shipped_labels, whole_number
from reflect.errors import ImpossibleValueError, NotFoundError
from reflect.model.ids import short
from reflect.model.schema import ENERGY_SCALE
from reflect.model.text import label_fault, visible_path

if TYPE_CHECKING:
    from reflect import Journal, Saved

_HINT = "give words alone with --note, a feeling with --feel"
_MAX_NAME_WORDS = 2
"""Words of a note that may be the name of a person."""
_QUESTION = "Note   Enter to skip · an empty line to finish · ? for help"
_HELP = (
    "Write as many lines as you like; an empty line saves them. Enter alone skips the question. If you leave with"
    " Ctrl-C, the lines you have finished are saved as a draft."
)


def mood(
    app: AppContext,
    value: Annotated[
        str | None, typer.Argument(metavar="[VALUE]", help="1 very unpleasant … 4 neutral … 7 very pleasant.")
    ] = None,
    words: params.Words = None,
    *,
    note: params.Note = None,
    energy: Annotated[
        int | None,
        typer.Option("-e", "--energy", metavar="N", parser=whole_number(*ENERGY_SCALE), help="Energy, 1 to 7."),
    ] = None,
    feel: params.Feel = None,
    at: params.At = None,
    private: params.Private = False,
    as_json: params.Json = False,
) -> None:
    """Record a mood: a number, then words if you like.

    With nothing given, it asks on a terminal. Words need no quotes.

    \b
    Examples:
      reflect mood 4
      reflect mood 4 flat since the call
      reflect mood 3 - < note.txt
      reflect mood --feel tired --at yesterday
    """
    # Words may be in quotes together with the number.
    if value and not value.isdecimal() and (quoted := re.fullmatch(r"(-?\d+)\s+(\S.*)", value, re.DOTALL)):
        value, words = quoted[1], [quoted[2], *(words or ())]
    if value is None and not (words or note or energy or feel):
        if not app.is_terminal:
            raise ImpossibleValueError("the mood is missing", "give a number, --feel, --energy or --note")
        from reflect.cli.questions import ask

        ask(app, "mood", partial(_print, app, as_json=as_json), at=at, private=private)
        return
    journal = app.journal_to_record
    saved = journal.mood(
        None if value is None else scale_value(value, journal.scale, hint=_HINT),
        note=app.text_of(joined(words), note, "the note"),
        energy=energy,
        feelings=names(app, feel, "feeling"),
        at=at,
        private=private,
    )
    _print(app, saved, as_json=as_json)


def pattern(
    app: AppContext,
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
    note: params.Note = None,
    people: params.With = None,
    wish: params.Wish = None,
    other: params.Other = None,
    self_: params.Self = None,
    at: params.At = None,
    private: params.Private = False,
    as_json: params.Json = False,
) -> None:
    """Record a relational pattern, and with whom.

    With no label, it asks on a terminal. A name you have not used before becomes a new label, and the line says so.
    `reflect label list` shows the labels in use.

    \b
    Examples:
      reflect pattern withdrawal --with Sam,Ines
      reflect pattern withdrawal --wish "to be asked" --self "went quiet"
    """
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

        ask(app, "pattern", partial(_print, app, as_json=as_json), **given)
        return
    is_name = words is not None and journal.unlock(to_record=True) and _is_person(app, words)
    saved = journal.pattern(label, **given)
    _print(app, saved, as_json=as_json)
    if is_name:
        edit = f"reflect edit {short(saved.entry['id'])} --no-note --with NAME"
        app.say(f"The note is the name of a person; if you meant with whom: `{edit}`")


def note(
    app: AppContext,
    words: params.TextWords = None,
    *,
    edit: params.Edit = False,
    draft: Annotated[bool, typer.Option("--draft", help="Open the latest draft in your editor.")] = False,
    at: params.At = None,
    private: params.Private = False,
    as_json: params.Json = False,
) -> None:
    """Record a note.

    With no words, it asks on a terminal, and what you write stays out of your shell's history. Words after the command
    need no quotes, but your shell reads characters such as ' ( ) * ? and ! first.

    \b
    Examples:
      reflect note
      reflect note --edit
      reflect note - < letter.txt
    """
    from reflect.cli.input import text_from

    text = joined(words)
    is_whole = text is not None and not (edit or draft)
    path = _draft(app, app.journal_to_record if is_whole else app.journal, opening=draft)
    with text_from(
        app, text, "the text of the note", _QUESTION, edit=edit or draft, path=path, help_text=_HELP
    ) as given:
        if given is None:
            return
        saved = app.any_journal.note(given, at=at, private=private)
    _print(app, saved, as_json=as_json)


def session(
    app: AppContext,
    *,
    note: params.Note = None,
    at: params.At = None,
    private: params.Private = False,
    as_json: params.Json = False,
) -> None:
    """Mark a therapy session.

    `reflect since session` and `reflect list --since session` then start on that day.

    \b
    Examples:
      reflect session
      reflect session --at "thursday 17:00"
    """
    saved = app.journal_to_record.session(app.text(note, "the note"), at=at, private=private)
    _print(app, saved, as_json=as_json)


def _print(app: AppContext, saved: "Saved", *, as_json: bool) -> None:
    """Print the one line of a saved entry, or the entry as JSON."""
    app.say_unset_clock()
    if saved.is_ambiguous:
        app.say_ambiguous_time(saved.entry)
    if as_json:
        app.out_json({**saved.entry, "locked": True} if saved.is_locked else saved.entry)
    else:
        from reflect.render.messages import saved_line

        line = saved_line(saved.shown, app.any_journal.day(), saved.new_labels)
        app.out(f"{line}, locked until the journal is opened" if saved.is_locked else line)


def _is_person(app: AppContext, words: str) -> bool:
    """Return whether a note typed as an argument is the name of a known person, so that --with may have been meant."""
    if words == DASH or len(words.split()) > _MAX_NAME_WORDS or label_fault(words) or not app.journal.exists():
        return False
    is_known = not app.journal.new_labels([words], of="person")
    return is_known and not app.journal.warnings  # where a month was skipped, nobody knows


def _draft(app: AppContext, journal: "Journal", *, opening: bool) -> str | None:
    """Return the path of the latest draft if it is to be opened; else name it, if there is one."""
    drafts = journal.drafts()
    if not drafts and opening:
        raise NotFoundError("there is no draft")
    if drafts and not opening:
        app.say(f"There is a draft: {visible_path(drafts[-1])} · `reflect note --draft` opens it.")
    return drafts[-1] if opening else None
