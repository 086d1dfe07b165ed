"""The parts of `Journal` for summaries and pages, and for import and export, documented as `reflect.journal` says."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from reflect import actions
from reflect.arguments import checks_arguments
from reflect.model.choices import SHEET_DAYS
from reflect.model.schema import checked_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from os import PathLike
    from typing import BinaryIO, SupportsIndex

    from reflect.actions.exporting import ExportResult, Page, PerDayResult
    from reflect.actions.importing import ImportResult
    from reflect.actions.share import SharePlan
    from reflect.arguments import StrPath
    from reflect.model.choices import ExportFormat, ImportFormat, Keep, Kind, PeopleMode, SchemaName, SpanKind, TextKind
    from reflect.model.when import When
    from reflect.store.store import Store
    from reflect.summary.shape import Summary


@checks_arguments
class Summaries:
    """Summaries of spans, and pages to print."""

    _store: Store

    def summary(
        self,
        kind: SpanKind = "week",
        when: When | None = None,
        *,
        until: When | None = None,
        weeks: SupportsIndex = 8,
        people: PeopleMode = "full",
        labelled: Iterable[str] = (),
        with_people: Iterable[str] = (),
        leaving: bool = False,
    ) -> Summary:
        """Return the summary of a span, as `reflect week --json` prints it.

        Args:
            kind: the week, month or year of a day, or `since` it.
            when: the day (None: today).
            until: for `since`, the last day (None: today).
            weeks: weeks to look back, 1 to 520; a longer span looks back over all of its own.
            people: how people are named: `full`, `initials`, `letters`.
            labelled: only entries with one of these pattern or feeling labels.
            with_people: only patterns with one of these people.
            leaving: for somebody else to read: without private entries.

        Raises:
            ImpossibleValueError: an argument is not valid.
            NotFoundError: there is no such session, label or person.
        """
        query = actions.query.SummaryQuery(kind, when, until, weeks, people, labelled, with_people, leaving)
        return actions.query.summarise(self._store, query)

    @staticmethod
    def summary_schema() -> dict[str, Any]:
        """Return the JSON Schema (2020-12) of what `summary` returns."""
        from reflect.summary.shape import summary_schema

        return summary_schema()

    def page(  # noqa: D417 - the others are those of `summary`
        self,
        kind: SpanKind = "week",
        when: When | None = None,
        *,
        until: When | None = None,
        weeks: SupportsIndex = 8,
        people: PeopleMode = "full",
        labelled: Iterable[str] = (),
        with_people: Iterable[str] = (),
        ids: bool = False,
        with_text: Iterable[TextKind] = (),
    ) -> Page:
        """Return a summary as an HTML page to print, for somebody else to read: without private entries.

        Errors and other arguments are those of `summary`; `page_file` writes the page, and gives its letters.

        Args:
            ids: show short ids of the entries on each line.
            with_text: which of the person's words to include: `answers`, `notes`, `episodes`, `phrases`.
        """
        from reflect.render import page

        query = actions.query.SummaryQuery(kind, when, until, weeks, people, labelled, with_people, leaving=True)
        found, letters = actions.exporting.summary_to_leave(self._store, query)
        kinds = frozenset(with_text)
        text = page.as_html(found, ids=ids, text_kinds=kinds, people_as=people)
        return actions.exporting.Page(text, page.contains(found, kinds, people), found, letters)

    def sheet(self, pack: str | None = None, *, days: SupportsIndex = 7) -> Page:
        """Return a sheet to fill in by hand: a row a day, 1 to 31, and the prompts of a pack (None: without).

        Raises:
            ImpossibleValueError: `days` is not valid.
            NotFoundError: there is no such pack.
        """
        from reflect.render.sheet import as_sheet

        found = None if pack is None else actions.packs.find_pack(self._store, pack).pack
        number = checked_whole(days, SHEET_DAYS, "--days")
        prompts = [prompt.text for prompt in found.prompts] if found else []
        title = found.title if found else None
        return actions.exporting.Page(as_sheet(title, prompts, number, self._store.settings.scale))

    def give_letters(self, page: Page) -> bool:
        """Keep the letters that a page gives to people; False, and nothing kept, if they are no longer those to give.

        It writes nothing for a page that gives none, and is not undone.
        """
        return actions.exporting.give_letters(self._store, page.letters)

    def page_file(self, file: StrPath, page: Page, *, pdf: bool = False, force: bool = False) -> None:
        """Write a page to a file, 0600, as HTML or PDF, once its letters are given; overwrite a file only with `force`.

        Raises:
            ImpossibleValueError: the file cannot be written, or a PDF not made here; nothing was written.
        """
        from reflect.render.pdf import as_pdf

        data = as_pdf(page.text) if pdf else page.text.encode()
        actions.exporting.page_file(self._store, os.fspath(file), page, data, force=force)

    def plan_share(
        self,
        file: StrPath,
        to: str | Iterable[str],
        *,
        of: When | None = None,
        since: When | None = None,
        until: When | None = None,
        people: PeopleMode = "full",
        with_text: Iterable[TextKind] = (),
        entries: bool = False,
        force: bool = False,
    ) -> SharePlan:
        """Return what `share` would write, for the person to agree to.

        Args:
            file: its name; `.zip.age` is added unless it ends with `.age`.
            to: who can read it, each as `--to` takes it: `age1…`, a line of SSH, or `@FILE` with one a line.
            of: a month, or the week of a day.
            since: the first day (None, without `of`: the last marked session, else four weeks ago).
            until: the last day (None: today).
            people: how people are named: `full`, `initials`, `letters`.
            with_text: which of the person's words to include: `answers`, `notes`, `episodes`, `phrases`.
            entries: include the entries on the page, too.
            force: overwrite a file.

        Raises:
            ImpossibleValueError: an argument is not valid, the file cannot be written, or pyrage is not installed.
            NotFoundError: there is no such session.
        """
        from reflect.actions.recipients import parse_recipients
        from reflect.render import page

        recipients, texts = parse_recipients([to] if isinstance(to, str) else to), frozenset(with_text)
        target = actions.share.share_target(self._store, os.fspath(file), force=force)
        kind, when, last = actions.share.span_of_share(self._store, of, since, until)
        made = self.page(kind, when, until=last, people=people, with_text=texts)
        contains = page.kinds_on(made.summary, texts, people) if made.summary else ()
        contents = actions.share.contents_of(self._store, made, contains, texts, entries=entries)
        return actions.share.SharePlan(target, tuple(recipients), contents)

    def share(  # noqa: D417 - the others are those of `plan_share`
        self,
        file: StrPath | SharePlan,
        to: str | Iterable[str] = (),
        *,
        of: When | None = None,
        since: When | None = None,
        until: When | None = None,
        people: PeopleMode = "full",
        with_text: Iterable[TextKind] = (),
        entries: bool = False,
        force: bool = False,
    ) -> SharePlan:
        """Write a page for whoever has a key, 0600: an age file with a ZIP inside; return what was shared.

        The letters of the page are given; nothing else is written to the store. Errors are those of `plan_share`.

        Args:
            file: its name, as `plan_share` takes it; or a plan, without the arguments that it was made of.
            force: overwrite a file.
        """
        if isinstance(file, actions.share.SharePlan):
            plan = file
        else:
            plan = self.plan_share(
                file,
                to,
                of=of,
                since=since,
                until=until,
                people=people,
                with_text=with_text,
                entries=entries,
                force=force,
            )
        actions.share.share_file(self._store, plan, force=force)
        return plan


@checks_arguments
class Transfers:
    """Import and export."""

    _store: Store

    def export(
        self,
        format: ExportFormat = "jsonl",  # noqa: A002 - named as the option is
        *,
        kinds: Iterable[Kind] | None = None,
        since: When | None = None,
        until: When | None = None,
        labels: Iterable[str] = (),
        people: Iterable[str] = (),
        grep: str | None = None,
        private: bool = True,
    ) -> Iterator[bytes]:
        """Yield the entries in a format of `reflect export`, piece by piece; jsonl and csv read a month at a time.

        The filters are those of `entries`, but that without `kinds` offers and passes come too.

        Args:
            format: `jsonl`, `json` or `csv`, with the names as written; `md` or `sqlite`, with those in force.
            kinds: entries of these kinds (None: all).
            since: the first day.
            until: the last day, included.
            labels: entries with one of these pattern or feeling labels.
            people: patterns with one of these people.
            grep: entries with these words.
            private: private entries too.

        Raises:
            ImpossibleValueError: the span is not valid.
            NotFoundError: a label or a person was never used, or there is no such session.
            StoreError: a month cannot be read; the pieces before it were yielded.
        """
        wanted = actions.query.Filter(kinds, since, until, tuple(labels), tuple(people), grep, private)
        return actions.exporting.export_pieces(self._store, format, wanted)

    def export_file(
        self,
        file: StrPath,
        format: ExportFormat = "jsonl",  # noqa: A002 - named as the option is
        *,
        kinds: Iterable[Kind] | None = None,
        since: When | None = None,
        until: When | None = None,
        labels: Iterable[str] = (),
        people: Iterable[str] = (),
        grep: str | None = None,
        private: bool = True,
        force: bool = False,
    ) -> ExportResult:
        """Write an export to a file, atomically, 0600; overwrite a file only with `force`.

        Raises:
            ReflectError: as for `export`, or the file cannot be written.
        """
        wanted = actions.query.Filter(kinds, since, until, tuple(labels), tuple(people), grep, private)
        return actions.exporting.export_file(self._store, os.fspath(file), format, wanted, force=force)

    def export_per_day(
        self, folder: StrPath, *, since: When | None = None, until: When | None = None, private: bool = True
    ) -> PerDayResult:
        """Write Markdown, a file a day, into a folder that may have other files, such as an Obsidian vault.

        Files that an earlier export made and nobody changed since are replaced or, of days of the span without entries,
        removed. All others are left alone, and named in the result.

        Raises:
            ImpossibleValueError: the span is not valid, or the folder cannot be written; nothing was changed.
        """
        wanted = actions.query.Filter(None, since, until, private=private)
        return actions.exporting.export_per_day(self._store, os.fspath(folder), wanted)

    def check_target(self, file: StrPath, *, force: bool = False) -> None:
        """Raise the error that `export_file`, `page_file` or `backup_file` would raise, before any work is done.

        Raises:
            ImpossibleValueError: it is in the store, is not a regular file, or exists and `force` is not set.
        """
        actions.exporting.check_target(self._store, os.fspath(file), force=force)

    def import_(
        self,
        document: str | bytes | PathLike[str] | BinaryIO,
        where: str | None = None,
        *,
        format: ImportFormat | None = None,  # noqa: A002 - named as the option is
        zone: str | None = None,
        mood_map: Mapping[str, SupportsIndex] | str | None = None,
        keep: Keep | None = None,
        skip_faulty: StrPath | None = None,
        force: bool = False,
        dry_run: bool = False,
    ) -> ImportResult:
        """Add the entries of a file as `reflect import` does, all or none, and update those that changed there.

        Args:
            document: the content, as text or bytes, or the file itself, as a Path (also of jrnl's folder) or open.
            where: the name of the file in errors.
            format: the format (None: detected from the content).
            zone: the IANA zone of times without an offset (None: the local one).
            mood_map: values for the names of moods in another program.
            keep: `ours` or `theirs`, for an id that is already here with other content.
            skip_faulty: the file for faulty rows, which are left out.
            force: overwrite that file.
            dry_run: read and count without changing anything.

        Raises:
            ReflectError: a row or an argument is not valid, or an id is here with other content.
        """
        options = actions.importing.Options(format, zone, mood_map, keep, skip_faulty, force, dry_run)
        return actions.importing.import_document(self._store, document, where, options)

    @staticmethod
    def entry_schema(kind: Kind | None = None) -> dict[str, Any]:
        """Return the JSON Schema (2020-12) of an entry as `export` writes it, of one kind or of all."""
        from reflect.formats import json_schema

        return json_schema.entry_schema(kind)

    @staticmethod
    def schema(name: SchemaName) -> dict[str, Any]:
        """Return the JSON Schema of a kind of entries, or of what a command prints with `--json`: `today`, `list`."""
        if name == "week":
            from reflect.summary.shape import summary_schema

            return summary_schema()
        from reflect.formats import json_schema

        return json_schema.output_schema(name)
