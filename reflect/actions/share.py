"""Share a page, and the entries on it: one age file with a ZIP inside, for whoever has a key.

What leaves is what the page shows. Of an entry that is the fields of its kind under the names of the page, and those of
its texts that were named; one of which nothing is on the page stays. No trace of a share is left in the store.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from reflect.actions.exporting import Page, check_target, page_file
from reflect.actions.query import span_bounds
from reflect.actions.recipients import Recipient, encrypted
from reflect.errors import ImpossibleValueError, NotFoundError
from reflect.model.choices import SpanKind, TextKind
from reflect.model.schema import FIELDS, WRITTEN, Entry
from reflect.store import backup
from reflect.store.store import Store

if TYPE_CHECKING:
    from reflect.model.when import When
    from reflect.summary.shape import Summary

ENDING: Final = ".zip.age"
LEFT_OUT: Final = frozenset({"recorded_at", "edited_at", "source", "extra"})
"""Fields that tell when and how somebody wrote, not what."""
_TEXTS: Final[Mapping[str, TextKind]] = {
    "text": "notes",
    "note": "notes",
    "wish": "episodes",
    "other": "episodes",
    "self": "episodes",
}
"""The fields with words, by the kind of text that they are; an answer's `text` is the one other."""
_WEEK, _MONTH = 7, 31
_DEFAULT_SPAN: Final = "4w"
_READ_ME: Final = """\
This is a page from somebody's journal, made by the person who writes it.

  page.html      open it in any browser; it needs no network, and can be printed
{entries}
What is on it was chosen by that person. What is not on it says nothing: private
entries and texts that were not chosen are left out.

It is a copy. It does not change when the journal does, and whoever has it can
read it: keep it as you keep other papers about a person, and delete it when it
is no longer needed.
"""
_READ_ENTRIES: Final = """\
  entries.csv    the entries behind the page as a table, for a spreadsheet
  entries.jsonl  the same for programs, one entry a line, as JSON
"""


class ShareContents(NamedTuple):
    """What leaves with a share."""

    page: Page
    kinds: tuple[str, ...]
    """`counts`, `names` or `letters`, kinds of texts, `entries`; nothing of an empty page."""
    entries: tuple[dict[str, Any], ...]
    """The entries that are on the page, as they leave."""
    private: int
    """How many private entries of the span are left out."""

    @property
    def summary(self) -> "Summary":
        """What the page shows."""
        return cast("Summary", self.page.summary)


class SharePlan(NamedTuple):
    """What is shared, with whom, in which file."""

    file: str
    recipients: tuple[Recipient, ...]
    contents: ShareContents

    def as_json(self) -> dict[str, Any]:
        """Return it as `reflect share --json` prints it."""
        span = self.contents.summary["span"]
        return {
            "format": 1,
            "file": self.file,
            "from": span["from"],
            "to": span["to"],
            "entries": len(self.contents.entries),
            "recipients": [recipient.text for recipient in self.recipients],
            "contains": list(self.contents.kinds),
        }


def span_of_share(
    store: Store, of: "When | None", since: "When | None", until: "When | None"
) -> tuple[SpanKind, "When | None", "When | None"]:
    """Return the kind, the day and the last day of the span, as `Journal.page` takes them.

    Without any it goes from the last session that is marked and not private, else four weeks back.

    Raises:
        ImpossibleValueError: one is not valid, or they are of two spans.
        NotFoundError: there is no such session.
    """
    bounds = ("--since", "--until")
    if of is None:
        first, last = span_bounds(store, since, until, options=bounds, leaving=True)
        return "since", first or _default_first(store), last
    if since is not None or until is not None:
        raise ImpossibleValueError("--of names a whole span; use it without --since and --until")
    if isinstance(of, str) and of.strip().lower() == "last":
        return "week", of, None
    first, last = span_bounds(store, of, of, options=("--of", "--of"), leaving=True)
    days = (cast("date", last) - cast("date", first)).days + 1
    if days > _MONTH:
        raise ImpossibleValueError("--of names a week or a month", "use --since and --until for a longer span")
    return "month" if days > _WEEK else "week", first, None


def _default_first(store: Store) -> "When":
    try:
        first, _ = span_bounds(store, "session", None, leaving=True)
    except NotFoundError:
        return _DEFAULT_SPAN
    return cast("date", first)


def contents_of(
    store: Store, page: Page, kinds: Iterable[str], texts: frozenset[TextKind], *, entries: bool
) -> ShareContents:
    """Return what leaves with a page of these `kinds` of things, the `texts` among them; with `entries`, those too."""
    summary = cast("Summary", page.summary)
    in_span = store.entries(*(date.fromisoformat(summary["span"][end]) for end in ("from", "to")))
    private = sum(entry["private"] and entry["kind"] in WRITTEN for entry in in_span)
    leaving = tuple(_as_it_leaves(cast("list[dict[str, Any]]", in_span), summary, texts))
    return ShareContents(page, (*kinds, *(["entries"] if entries and leaving else [])), leaving, private)


def _as_it_leaves(
    entries: Iterable[dict[str, Any]], summary: "Summary", texts: frozenset[TextKind]
) -> Iterator[dict[str, Any]]:
    named = (summary["patterns"], summary["feelings"], summary["people"])
    patterns, feelings, people = (_names_by_entry(rows) for rows in named)
    there = {*patterns, *feelings}
    there.update(value["id"] for values in summary["mood"]["days"].values() for value in values)
    there.update(session["id"] for session in summary["sessions"])
    there.update(row["id"] for kind in ("answers", "notes") if kind in texts for row in summary[kind])
    for entry in entries:
        if entry["id"] not in there or entry["private"]:
            continue
        own = {field.name: entry[field.name] for field in FIELDS[entry["kind"]] if field.name not in LEFT_OUT}
        own |= {name: None for name in own if name in _TEXTS and _kind_of_text(entry, name) not in texts}
        if entry["kind"] == "pattern":
            own |= {"label": patterns[entry["id"]][0], "with": people.get(entry["id"], [])}
        elif entry["kind"] == "mood":
            own["feelings"] = feelings.get(entry["id"], [])
        yield own


def _names_by_entry(rows: Iterable[Any]) -> dict[str, list[str]]:
    """Return the names of the page by the id of the entries that have them, in the order of the page."""
    found: dict[str, list[str]] = {}
    for row in rows:
        for entry_id in row["ids"]:
            found.setdefault(entry_id, []).append(row["label"])
    return found


def _kind_of_text(entry: Mapping[str, Any], field: str) -> TextKind:
    return "answers" if entry["kind"] == "answer" else _TEXTS[field]


def share_target(store: Store, file: str, *, force: bool) -> str:
    """Return the name of the file to write: one that decrypting leaves as a ZIP file.

    Raises:
        ImpossibleValueError: it cannot be written.
    """
    if file == "-":
        raise ImpossibleValueError("an age file is binary; give a file name")
    name = file if not file or file.endswith(".age") else file.removesuffix(".zip") + ENDING
    check_target(store, name, force=force)
    return name


def share_file(store: Store, plan: SharePlan, *, force: bool) -> None:
    """Write what is shared, once the letters of its page are given."""
    data = encrypted(backup.zipped(_members(plan.contents)), plan.recipients)
    page_file(store, plan.file, plan.contents.page, data, force=force)


def _members(contents: ShareContents) -> Iterator[tuple[str, bytes]]:
    with_entries = "entries" in contents.kinds
    read_me = _READ_ME.format(entries=_READ_ENTRIES if with_entries else "")
    yield "READ-ME.txt", read_me.replace("\n", "\r\n").encode()
    yield "page.html", contents.page.text.encode()
    if with_entries:
        from reflect.formats import csv_file, jsonl
        from reflect.formats.tables import COLUMNS

        leaving = cast("tuple[Entry, ...]", contents.entries)
        fields = {field.name for kind in WRITTEN for field in FIELDS[kind]} - LEFT_OUT
        columns = {name: form for name, form in COLUMNS.items() if name in fields}
        yield "entries.csv", b"".join([b"\xef\xbb\xbf", *csv_file.write(leaving, columns)])
        yield "entries.jsonl", b"".join(jsonl.write(leaving))
