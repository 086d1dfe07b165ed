"""The same wish, other and self, and the same words: what came back in the person's own words, with its days."""

from collections.abc import Iterator, Sequence

from reflect.render.catalogue import Shown, counted, say
from reflect.render.cells import column_of, flow, joined, left, width_of, wrapped
from reflect.render.dates import DaysOfSpan, in_year, year_of
from reflect.render.view import Line, View
from reflect.summary.phrases import token_runs
from reflect.summary.shape import Episode, Phrase, Summary

MOST = 7
"""Phrases on a screen; the others are counted."""
_WORDS = 12
"""Words of a phrase on a screen."""
_GAP = 3
_ALL = Shown("--json")

Item = tuple[Shown, list[Shown]]
"""What came back, and the lines that tell of it."""


def lines(summary: Summary, width: int, view: View) -> list[Line]:
    """Return the episodes and the first phrases of a summary, each under its heading; nothing where there is none."""
    found: list[str] = []
    if summary["episodes"]:
        found += [*wrapped(say("episodes"), width), *_rows(episodes(summary, view), width)]
    number = len(summary["phrases"])
    if number:
        heading = say("phrases.held", shown=MOST, all=number, option=_ALL) if number > MOST else say("phrases")
        found += [*wrapped(heading, width), *_rows(phrases(summary, view), width)]
    return [Line(text) for text in found]


def episodes(summary: Summary, view: View) -> list[Item]:
    """Return each same wish, other and self."""
    days = DaysOfSpan.of(summary)
    return [_episode(episode, days, view) for episode in summary["episodes"]]


def phrases(summary: Summary, view: View) -> list[Item]:
    """Return the first phrases."""
    back, days = summary["lookback"], DaysOfSpan.of(summary)
    since = in_year(back["from"], year_of(back["from"], summary["span"]["to"]))
    return [_phrase(phrase, since, days, view) for phrase in summary["phrases"][:MOST]]


def _episode(episode: Episode, days: DaysOfSpan, view: View) -> Item:
    parts = {"wish": episode["wish"], "other": episode["other"], "self": episode["self"]}
    said = [say(f"part.{part}", text=view.shown(text)) for part, text in parts.items() if text is not None]
    return Shown(", ".join(said)), [_told(episode, days, view)]


def _phrase(phrase: Phrase, since: Shown, days: DaysOfSpan, view: View) -> Item:
    (words,) = token_runs(phrase["text"])
    cut = phrase["text"]
    if len(words) > _WORDS:
        cut = f"{cut[: words[_WORDS - 1].end]} {'...' if view.ascii_only else '…'}"
    before = say("phrase.before", days=counted(phrase["lookback_days"], "day"), first=since)
    return say("phrase", text=view.shown(cut)), [_told(phrase, days, view), before]


def _told(told: Episode | Phrase, days: DaysOfSpan, view: View) -> Shown:
    said = say(
        "back",
        entries=counted(told["entries"], "entry"),
        days=counted(len(told["days"]), "day"),
        dates=Shown(", ".join(days.several(told["days"]))),
    )
    return view.with_ids(said, told["ids"])


def _rows(items: Sequence[Item], width: int) -> Iterator[str]:
    """Give the items in two columns; what is too wide for its column stands on lines of its own."""
    names = column_of((name for name, _ in items), _GAP, width // 2)
    for name, told in items:
        first = left(name, names)
        if width_of(name) + _GAP > names:
            yield from flow(joined(name.split(" "), " "), width)
            first = " " * names
        for said in told:
            yield from flow(joined(said.split(" "), " "), width, first, " " * names)
            first = " " * names
