"""`reflect answer`."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from reflect.cli.context import DASH, PIPE_WIDTH, AppContext
from reflect.cli.input import check_source, text_from
from reflect.cli.output import print_passed, say_unset_clock
from reflect.cli.params import Edit, Json, Private, TextWords, joined
from reflect.cli.questions import ANSWER, ANSWER_HELP
from reflect.model.text import HEADING_END, visible_line

if TYPE_CHECKING:
    from reflect import Today


def command(
    ctx: typer.Context,
    words: TextWords = None,
    *,
    edit: Edit = False,
    earlier: Annotated[
        bool, typer.Option("--earlier", help="Show earlier answers to this prompt, once today's is written.")
    ] = False,
    private: Private = False,
    as_json: Json = False,
) -> None:
    """Answer the prompt of the day.

    With no text, it asks on a terminal, and what you write stays out of your shell's history.
    """
    app: AppContext = ctx.obj
    text = joined(words)
    if earlier:
        _show_earlier(app, as_json=as_json)
        return
    check_source(app, text, "the answer", edit=edit)  # first: without an answer no prompt is offered
    shown = app.journal.prompt_to_answer() if edit or (text is None and app.is_terminal) else None
    question = "" if shown is None else _question(shown, app.width)
    heading = _heading(shown) if edit and shown else ""
    if heading:
        app.out(question.rpartition("\n\n")[0])
        sys.stdout.flush()
    with text_from(app, text, "the answer", question, edit=edit, heading=heading, help_text=ANSWER_HELP) as given:
        if given is None:
            return
        if given == DASH and question and not edit:
            print_passed(app, app.journal.pass_prompt(shown=shown), as_json=as_json)
            return
        answered = app.journal.answer(given, shown=shown, private=private)
    say_unset_clock(app)
    if as_json:
        app.out_json(answered.entry)
        return
    from reflect.render import messages

    today, before = app.journal.day(), answered.earlier
    line = messages.saved_line(answered.entry, today)
    app.out(line + (f"   {messages.earlier(before.days, before.number, today)}" if before.number else ""))


def _question(shown: "Today", width: int) -> str:
    from reflect.render.messages import prompt

    prompt_text = prompt(shown.day, shown.prompt_text or "", shown.answers, width)
    return f"{prompt_text}\n\n{ANSWER}"


def _heading(shown: "Today") -> str:
    """Return the prompt as lines at the top of the editor's file; they are taken out again."""
    from reflect.render.columns import wrap

    lines = wrap(visible_line(shown.prompt_text or ""), PIPE_WIDTH, "# ", "# ")
    return "\n".join([*lines, "#", HEADING_END, ""])


def _show_earlier(app: AppContext, *, as_json: bool) -> None:
    found = app.journal.earlier()
    if as_json:
        app.out_json({"format": 1, "entries": found})
        return
    if not found:
        app.out("No earlier answers to this prompt.")
        return
    from reflect.cli.output import draw
    from reflect.render.entries import entry_list

    draw(app, entry_list(found, app.view))
