"""`reflect today`, `answer` and `pass`: the prompt of the day."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reflect.cli.context import DASH, PIPE_WIDTH, AppContext
from reflect.cli.params import Edit, Json, Private, TextWords, joined
from reflect.model.text import HEADING_END, visible_line

if TYPE_CHECKING:
    from reflect import Today


def today(
    app: AppContext,
    *,
    peek: Annotated[bool, typer.Option("--peek", help="Write nothing, for status bars.")] = False,
    as_json: Json = False,
) -> None:
    """Show the prompt of the day.

    There is one prompt a day. It stays the same until you pass it.
    """
    shown = (app.journal_to_read if peek else app.journal).today(peek=peek)
    if not peek:
        app.say_unset_clock()
    if as_json:
        app.out_json(
            {
                "format": 1,
                "day": str(shown.day),
                "prompt": shown.prompt,
                "prompt_text": shown.prompt_text,
                "theme": shown.theme,
                "class": shown.kind,
                "state": shown.state,
                "answers": [entry["id"] for entry in shown.answers],
            }
        )
        return
    from reflect.render.messages import NONE_TODAY

    app.out(NONE_TODAY if shown.prompt_text is None else _sentence(app, shown))


def answer(
    app: AppContext,
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
    from reflect.cli.input import check_source, text_from
    from reflect.cli.questions import ANSWER, ANSWER_HELP

    text = joined(words)
    if earlier:
        _show_earlier(app, as_json=as_json)
        return
    check_source(app, text, "the answer", edit=edit)  # first: without an answer no prompt is offered
    shown = app.journal.prompt_to_answer() if edit or (text is None and app.is_terminal) else None
    sentence = "" if shown is None else _sentence(app, shown)
    heading = _heading(shown) if edit and shown else ""
    if heading:
        app.out(sentence)
        sys.stdout.flush()
    question = sentence and f"{sentence}\n\n{ANSWER}"
    with text_from(app, text, "the answer", question, edit=edit, heading=heading, help_text=ANSWER_HELP) as given:
        if given is None:
            return
        if given == DASH and question and not edit:
            _print_passed(app, app.journal.pass_prompt(shown=shown), as_json=as_json)
            return
        answered = app.journal.answer(given, shown=shown, private=private)
    app.say_unset_clock()
    if as_json:
        app.out_json(answered.entry)
        return
    from reflect.render import messages

    day, before = app.journal.day(), answered.earlier
    line = messages.saved_line(answered.entry, day)
    app.out(line + (f"   {messages.earlier(before.days, before.number, day)}" if before.number else ""))


def pass_(
    app: AppContext,
    *,
    retire: Annotated[bool, typer.Option("--retire", help="Do not offer it again until you bring it back.")] = False,
    private: Private = False,
    as_json: Json = False,
) -> None:
    """Pass today's prompt.

    You give no reason. There are no more prompts today, and this one rests for a while.
    """
    _print_passed(app, app.journal.pass_prompt(retire=retire, private=private), as_json=as_json, retire=retire)


def _print_passed(app: AppContext, passed: Any, *, as_json: bool, retire: bool = False) -> None:
    app.say_unset_clock()
    if as_json:
        app.out_json(passed)
        return
    from reflect.render.messages import PASSED, retired

    app.out(retired(passed["prompt"]) if retire else PASSED)


def _sentence(app: AppContext, shown: "Today") -> str:
    from reflect.render.messages import prompt

    return prompt(shown.day, shown.prompt_text or "", shown.answers, app.width)


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
