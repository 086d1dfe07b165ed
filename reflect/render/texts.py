"""The dated texts of a summary, in the person's own words: an indented block below its date, line ends as written."""

from collections.abc import Iterator
from typing import NamedTuple

from reflect.render.catalogue import Shown, say
from reflect.render.cells import as_written, wrapped
from reflect.render.dates import DaysOfSpan, with_weekday
from reflect.render.view import Line, View
from reflect.summary.shape import AnswerText, NoteText, Summary

_INDENT = "    "
_HANG = "      "
"""Before what goes on from the line above: a line end that the person wrote begins at `_INDENT`."""


class Dated(NamedTuple):
    """A text below its date."""

    head: Shown
    lines: list[Shown]


def lines(summary: Summary, width: int, view: View) -> list[Line]:
    """Return the answers and the notes that `view` asks for, oldest first."""
    found: list[str] = []
    for kind, texts in (("answers", answers(summary, view)), ("notes", notes(summary, view))):
        if kind in view.text_kinds and texts:
            found += ["", say(kind)]
            for text in texts:
                found += _laid_out(text, width)
    return [Line(text) for text in found]


def answers(summary: Summary, view: View) -> list[Dated]:
    """Return the answers, each below its day and the prompt as it was shown."""
    year = DaysOfSpan.of(summary).year
    return [_dated(_head_of_answer(answer, year, view), answer, view) for answer in summary["answers"]]


def notes(summary: Summary, view: View) -> list[Dated]:
    """Return the notes, each below its day and what it is a note of."""
    year = DaysOfSpan.of(summary).year
    return [
        _dated(say("note", day=with_weekday(note["day"], year), kind=Shown(note["kind"])), note, view)
        for note in summary["notes"]
    ]


def _head_of_answer(answer: AnswerText, year: str, view: View) -> Shown:
    return say("answer", day=with_weekday(answer["day"], year), prompt=view.shown(answer["prompt_text"]))


def _dated(head: Shown, text: AnswerText | NoteText, view: View) -> Dated:
    if text["later"]:
        head = say("later", said=head)
    return Dated(view.with_ids(head, [text["id"]]), view.block(text["text"]))


def _laid_out(text: Dated, width: int) -> Iterator[str]:
    yield from wrapped(text.head, width)
    for line in text.lines:
        yield from as_written(line, width, _INDENT, _HANG)
