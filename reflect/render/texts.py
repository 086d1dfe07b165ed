"""The dated texts of a summary, in the person's own words: an indented block below its date, line ends as written."""

import re
from collections.abc import Iterator

from reflect.render.catalogue import Shown, say
from reflect.render.cells import flow, wrapped
from reflect.render.dates import with_weekday, year_of
from reflect.render.view import Line, View
from reflect.repetition.shape import AnswerText, NoteText, Summary

_INDENT = "    "
_HANG = "      "
"""Before what goes on from the line above: a line end that the person wrote begins at `_INDENT`."""
_WORD = re.compile(r"( *)([^ ]+)")


def lines(summary: Summary, width: int, view: View) -> list[Line]:
    """Return the answers and the notes that `view` asks for, oldest first."""
    year = year_of(summary["span"]["from"], summary["span"]["to"])
    found: list[str] = []
    if "answers" in view.text_kinds and summary["answers"]:
        found += ["", say("answers")]
        for answer in summary["answers"]:
            found += _dated(_head_of_answer(answer, year, view), answer, width, view)
    if "notes" in view.text_kinds and summary["notes"]:
        found += ["", say("notes")]
        for note in summary["notes"]:
            head = say("note", day=with_weekday(note["day"], year), kind=Shown(note["kind"]))
            found += _dated(head, note, width, view)
    return [Line(text) for text in found]


def _head_of_answer(answer: AnswerText, year: str, view: View) -> Shown:
    return say("answer", day=with_weekday(answer["day"], year), prompt=view.shown(answer["prompt_text"]))


def _dated(head: Shown, text: AnswerText | NoteText, width: int, view: View) -> Iterator[str]:
    if text["later"]:
        head = say("later", said=head)
    yield from wrapped(view.with_ids(head, [text["id"]]), width)
    for line in view.block(text["text"]):
        words = [found.groups() for found in _WORD.finditer(line)]
        # What a line begins with is the person's too, as far as there is room for it.
        begins = " " * min(len(words[0][0]), width // 4) if words else ""
        yield from flow(((gap, word) for gap, word in words), width, _INDENT + begins, _HANG)
