"""A summary as blocks, made once for every writer: the head, the picture, what came back by itself, texts, the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reflect.render import Shown
from reflect.render.blocks import BLANK, Block, DatedText, Heading, Notes, Sentence, Texts
from reflect.render.catalogue import View, counted, joined, say
from reflect.render.dates import MONTH_NAMES, DaysOfSpan, bare_ends, ends, with_weekday
from reflect.render.picture import MAX_COUNT, Picture
from reflect.render.same import episode_table, parts, people, phrases, weeks
from reflect.render.timeline import MAX_DAYS, MAX_WEEK_DAYS

if TYPE_CHECKING:
    from reflect.summary.shape import AnswerText, NoteText, Summary

_WITH_TEXT = "--with-text "


def summary_blocks(summary: Summary, view: View) -> list[Block]:
    """Return the blocks of a summary, without empty ones."""
    span = summary["span"]
    entries = counted(span["entries"], "entry")
    share = entries
    if is_calendar(summary):
        elapsed = counted(span["elapsed"], "day")
        share = say("share.days", some=span["days_with_entries"], days=elapsed, entries=entries)
    heading = Heading(_title(summary, view), BLANK if view.on_paper else share)
    blocks = list(_blocks(summary, view)) if span["entries"] else []
    if not blocks or (view.on_paper and isinstance(blocks[0], Notes)):  # of texts left out, a page says nothing
        return [heading, Sentence(_nothing(summary, view))]
    return [heading, *blocks]


def is_calendar(summary: Summary) -> bool:
    """Return whether a summary is of one label or person, through a time of which each month is a line."""
    names = summary["filter"]
    days = summary["span"]["days"]
    return len(names["labels"]) + len(names["with"]) == 1 and MAX_DAYS < days <= MAX_WEEK_DAYS


def filter_name(summary: Summary, view: View) -> Shown:
    """Return the names in force that a summary is narrowed to: `withdrawal with Sam`; a blank text for none."""
    labels = joined(map(view.shown, summary["filter"]["labels"]))
    persons = joined(map(view.shown, summary["filter"]["with"]))
    if labels and persons:
        return say("filter.both", labels=labels, people=persons)
    return say("with", person=persons) if persons else labels


def _title(summary: Summary, view: View) -> Shown:
    span = summary["span"]
    named = filter_name(summary, view)
    if span["kind"] in ("month", "year"):
        month = MONTH_NAMES[int(span["from"][5:7]) - 1]
        title = Shown(f"{month} {span['from'][:4]}" if span["kind"] == "month" else span["from"][:4])
        return say("filtered", filter=named, title=title) if named else title
    first, last = ends(span["from"], span["to"])
    if named:
        return say(f"filtered.{span['kind']}", filter=named, first=first, last=last)
    return say(f"title.{span['kind']}", first=first, last=last)


def _nothing(summary: Summary, view: View) -> Shown:
    first, last = bare_ends(summary["span"]["from"], summary["span"]["to"])
    if view.on_paper:
        return say("nothing", first=first, last=last)
    named = filter_name(summary, view)
    if named:
        return say("empty.filtered", filter=named, first=first, last=last)
    return say("empty", first=first, last=last)


def _blocks(summary: Summary, view: View) -> Iterator[Block]:
    """Yield the blocks below the heading."""
    picture = Picture(summary, view)
    measured, patterns, feelings = picture.measured(), picture.patterns(), picture.feelings()
    grids = [measured, patterns, feelings]
    tables = [people(picture)]
    if view.on_paper:  # what repeated is seen first
        grids, tables = [patterns, measured, feelings, picture.people()], []
    if is_calendar(summary):
        yield picture.calendar()
    yield from (grid for grid in grids if grid.rows or grid.once or grid.held)
    yield from (table for table in tables if table.rows)
    episodes = episode_table(picture)
    if episodes.rows:
        yield episodes
    yield from (table for table in (*parts(picture), phrases(picture)) if table.rows)
    noted = weeks(picture)
    if noted.rows:
        yield noted
    yield from _texts(summary, view, picture.days)
    yield _notes(summary, view, has_many=picture.has_many, has_marks=not picture.time.has_counts)


def _texts(summary: Summary, view: View, days: DaysOfSpan) -> Iterator[Texts]:
    if "answers" in view.text_kinds and summary["answers"]:
        yield Texts(say("answers"), [_answer(answer, view, days.year) for answer in summary["answers"]])
    if "notes" in view.text_kinds and summary["notes"]:
        notes = [
            _dated(say("note", day=with_weekday(note["day"], days.year), kind=Shown(note["kind"])), note, view)
            for note in summary["notes"]
        ]
        yield Texts(say("notes"), notes)


def _answer(answer: AnswerText, view: View, year: str) -> DatedText:
    prompt = view.shown(answer["prompt_text"])
    return _dated(say("answer", day=with_weekday(answer["day"], year), prompt=prompt), answer, view)


def _dated(head: Shown, text: AnswerText | NoteText, view: View) -> DatedText:
    if text["later"] and not view.on_paper:
        head = say("later", said=head)
    return DatedText(view.with_ids(head, [text["id"]]), view.block(text["text"]))


def _notes(summary: Summary, view: View, *, has_many: bool, has_marks: bool) -> Notes:
    counts = {"answer": len(summary["answers"]), "note": len(summary["notes"])}
    counts = {noun: n for noun, n in counts.items() if n and f"{noun}s" not in view.text_kinds}
    held = BLANK
    if counts and not view.on_paper:
        what = joined(counted(n, noun) for noun, n in counts.items())
        held = say("held", what=what, option=Shown(_WITH_TEXT + ",".join(f"{noun}s" for noun in counts)))
    mark = say("sign.some", sign=view.mark) if has_marks and view.on_paper else BLANK
    if has_many:
        mark = say("sign.many", sign=view.mark, n=MAX_COUNT + 1)
    has_later = any(mood["later"] for moods in summary["mood"]["days"].values() for mood in moods)
    return Notes(
        held,
        say("sign.none", sign=view.dot),
        say("sign.later", sign=Shown("+")) if has_later and not view.on_paper else BLANK,
        mark,
    )
