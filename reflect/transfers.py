"""The part of `Journal` for files in and out: export, import, and the schemas of what is printed as JSON."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from reflect import actions
from reflect.arguments import checks_arguments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from os import PathLike
    from typing import BinaryIO, SupportsIndex

    from reflect.actions.exporting import ExportResult, PerDayResult
    from reflect.actions.importing import ImportResult
    from reflect.arguments import StrPath
    from reflect.model.choices import ExportFormat, ImportFormat, Keep, Kind, SchemaName
    from reflect.model.when import When
    from reflect.store.store import Store


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
            from reflect.summary.schema import summary_schema

            return summary_schema()
        from reflect.formats import json_schema

        return json_schema.output_schema(name)
