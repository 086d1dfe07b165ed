"""What came back by itself: the same wish and responses, the same words, people, and the weeks of a label."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from reflect.model.text import fold
from reflect.render import Shown
from reflect.render.blocks import BLANK, EpisodeRow, Episodes, Table, TableRow, WeekRow, Weeks
from reflect.render.catalogue import View, counted, joined, listed, more, say
from reflect.render.dates import DaysOfSpan, in_year, shared_year, with_weekday
from reflect.render.picture import ALL, Picture, held_back, kept_of, patterns_of
from reflect.render.timeline import MAX_DAYS
from reflect.summary.episodes import PARTS
from reflect.summary.phrases import token_runs

if TYPE_CHECKING:
    from reflect.summary.shape import Counted, Episode, EpisodeEntry, Part, Phrase

MAX_PARTS: Final = 3
"""Wishes and responses that are shown of each; the others are counted."""
MAX_PHRASES: Final = 7
MAX_PHRASE_WORDS: Final = 12
MAX_WEEK_ROWS: Final = 7
_EPISODE_HEADS: Final = ("day", "pattern", "with", *PARTS)


def people(picture: Picture) -> Table:
    """Return each person with the patterns in which they were there."""
    every, view = picture.summary["people"], picture.view
    number = kept_of(len(every), picture.most) if view.holds_back else len(every)
    rows = [
        TableRow(view.shown(person["label"]), [listed(patterns_of(person, view))], view.short_ids(person["ids"]))
        for person in every[:number]
    ]
    held = held_back(more(len(every) - number, "people")) if number < len(every) else BLANK
    return Table(say("people"), rows, held=held)


def parts(picture: Picture) -> Iterator[Table]:
    """Yield the same wish, the same response of the other, and of the self, each by itself; then all three."""
    summary, view = picture.summary, picture.view
    if view.on_paper and "episodes" not in view.text_kinds:
        return
    by_part: Mapping[str, Sequence[Part]] = summary["parts"]  # type: ignore[assignment]
    for part, found in by_part.items():
        named = [say("quoted", text=view.shown(one["text"])) for one in found]
        yield _table(picture, f"same.{part}", named, found)
    named = [_episode_name(episode, view) for episode in summary["episodes"]]
    yield _table(picture, "same.all", named, summary["episodes"])


def _table(picture: Picture, heading: str, names: Sequence[Shown], found: Sequence[Part | Episode]) -> Table:
    view, days = picture.view, picture.days
    number = MAX_PARTS if view.holds_back else len(found)
    cells = slice(None)
    if not view.holds_back:  # on as many lines as it takes
        cells = slice(1) if days.number <= MAX_DAYS or view.everything else slice(1, None)
    rows = [
        TableRow(name, _backs(one, days)[cells], view.short_ids(one["ids"]))
        for name, one in zip(names[:number], found[:number], strict=True)
    ]
    held = held_back(say("more.same", n=len(found) - number)) if number < len(found) else BLANK
    return Table(say(heading), rows, one_line=view.holds_back, held=held)


def _episode_name(episode: Episode, view: View) -> Shown:
    return joined(say(f"part.{part}", text=view.shown(episode[part])) for part in PARTS if episode[part] is not None)


def _backs(repeat: Part | Episode | Phrase, days: DaysOfSpan) -> list[list[Shown]]:
    """Return how often something came back, with its days and without."""
    figures = {"entries": counted(repeat["entries"], "entry"), "days": counted(len(repeat["days"]), "day")}
    dates = joined(days.several(repeat["days"]))
    return [_split(say("back.dates", **figures, dates=dates)), _split(say("back", **figures))]


def phrases(picture: Picture) -> Table:
    """Return the same words, cut at twelve."""
    view, days, every = picture.view, picture.days, picture.summary["phrases"]
    if view.on_paper and "phrases" not in view.text_kinds:
        every = []
    number = MAX_PHRASES if view.holds_back else len(every)
    heading = say("phrases")
    if number < len(every):
        heading = say("phrases.some", shown=number, all=len(every), option=ALL)
    back = picture.summary["lookback"]
    since = in_year(back["from"], shared_year(back["from"], days.last))
    rows = [
        TableRow(_phrase_name(phrase, view), _phrase_cells(phrase, since, days), view.short_ids(phrase["ids"]))
        for phrase in every[:number]
    ]
    return Table(heading, rows)


def _phrase_cells(phrase: Phrase, since: Shown, days: DaysOfSpan) -> list[list[Shown]]:
    """Return how often words came back: in a week on which days too; in the look-back where that is more."""
    before = _split(say("phrase.before", days=counted(phrase["lookback_days"], "day"), first=since))
    with_dates, without = _backs(phrase, days)
    if days.is_short:
        return [with_dates, before]
    return [without, before] if phrase["lookback_days"] > len(phrase["days"]) else [without]


def _phrase_name(phrase: Phrase, view: View) -> Shown:
    (words,) = token_runs(phrase["text"])
    cut = phrase["text"]
    if len(words) > MAX_PHRASE_WORDS and view.holds_back:
        cut = f"{cut[: words[MAX_PHRASE_WORDS - 1].end]} {view.cut}"
    return say("quoted", text=view.shown(cut))


def weeks(picture: Picture) -> Weeks:
    """Return the weeks of the labels in the picture: a mark for each week of the look-back, oldest first."""
    summary, view, back = picture.summary, picture.view, picture.summary["lookback"]
    every = picture.shown_labels if picture.days.number <= MAX_DAYS else []
    both = {fold(label["label"]) for label in summary["patterns"]} & {fold(one["label"]) for one in summary["feelings"]}
    number = min(MAX_WEEK_ROWS, len(every)) if view.holds_back else len(every)
    year = shared_year(back["from"], back["to"])
    rows = []
    counts = {"pattern": len(summary["patterns"]), "feeling": len(summary["feelings"])}
    for noun, label in every[:number]:
        name = view.shown(label["label"])
        rows.append(_week_row(picture, say(noun, label=name) if fold(label["label"]) in both else name, label, year))
        counts[noun] -= 1
    held = [more(n, noun) for noun, n in counts.items() if n]
    return Weeks(
        say("weeks", weeks=counted(back["weeks"], "week"), first=in_year(back["from"], year)),
        rows,
        held_back(joined(held)) if held and rows and view.holds_back else BLANK,
    )


def _week_row(picture: Picture, name: Shown, label: Counted, year: str) -> WeekRow:
    view, back = picture.view, picture.summary["lookback"]
    start = date.fromisoformat(back["from"])
    weeks = [str(start + timedelta(weeks=step)) for step in range(back["weeks"])]
    noted, before = label["weeks"], label.get("before")  # type: ignore[typeddict-item]
    # The first week of a calendar may begin before its first day.
    marks = [view.mark if week in noted else BLANK if picture.time.today < week else view.dot for week in weeks]
    return WeekRow(name, marks, say("weeks.before", day=with_weekday(before, year)) if before else BLANK)  # type: ignore[arg-type]


def episode_table(picture: Picture) -> Episodes:
    """Return every pattern entry that has a part, oldest first, if it is asked for."""
    view, days = picture.view, picture.days
    every: Iterable[EpisodeEntry] = picture.summary["episode_list"] if "episodes" in view.text_kinds else ()
    return Episodes(
        say("episodes"),
        tuple(say(f"head.{head}") for head in _EPISODE_HEADS),
        [
            EpisodeRow(
                view.with_ids(days.one(entry["day"]), [entry["id"]]),
                view.shown(entry["label"]),
                joined(view.shown(person) for person in entry["with"]),
                [BLANK if entry[part] is None else view.shown(entry[part]) for part in PARTS],
            )
            for entry in every
        ],
    )


def _split(said: Shown) -> list[Shown]:
    return [Shown(word) for word in said.split(" ")]
