"""The journal: one class with every verb of the command line, documented here once.

Each verb calls one function in `reflect.actions`, loaded when it is first needed. Every error is a `ReflectError`,
wrong types included, and changed nothing unless it is a `ChangedAndThenError`. Every verb raises `StoreError` when the
store cannot be used: damaged, of a newer format, locked for 10 seconds, not writable; it is named below only where
there is more to say. Times and days are written as on the command line (`yesterday 21:30`, `2w`, ISO 8601), or a
`date` or `datetime`; without a zone it is local wall time. A verb that needs a day refuses a time.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from reflect import actions
from reflect.arguments import checks_arguments
from reflect.clock import Clock
from reflect.store import paths
from reflect.store.store import Store
from reflect.summaries import Summaries, Transfers
from reflect.upkeep import Syncing, Upkeep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from contextlib import AbstractContextManager
    from datetime import date
    from typing import SupportsIndex

    from reflect.actions.create import Saved
    from reflect.actions.edit import DeleteResult
    from reflect.actions.prompt_of_day import Answered, Today
    from reflect.actions.undo import UndoPlan
    from reflect.arguments import StrPath
    from reflect.encryption import Encryption
    from reflect.model.choices import Kind, LabelKind
    from reflect.model.labels import LabelNames, NewLabel, Operation
    from reflect.model.schema import Entry
    from reflect.model.when import When
    from reflect.store.change import Changed


@checks_arguments
class Journal(Summaries, Transfers, Syncing, Upkeep):
    """A journal in a store. Writing creates the store if there is none; reading creates nothing."""

    @classmethod
    def open(
        cls,
        store: StrPath | None = None,
        *,
        environ: Mapping[str, str] | None = None,
        source: str = "api",
        new_store: Callable[[str], None] | None = None,
        say_waiting: Callable[[], None] | None = None,
    ) -> Journal:
        """Return the journal in the folder `store`, else in `$REFLECT_STORE`, else in the user's data folder.

        Args:
            store: the folder of the store.
            environ: the environment of `$REFLECT_STORE`, `$REFLECT_NOW` and `$TZ` (None: `os.environ`).
            source: the source of new entries.
            new_store: called with the path of a new store.
            say_waiting: called when another writer was waited for two seconds.

        Raises:
            ImpossibleValueError: `$TZ` or `$REFLECT_NOW` cannot be read.
            StoreError: no folder was named, and there is no home folder.
        """
        found = os.environ if environ is None else environ
        path, clock = paths.find(store, found), Clock.from_environment(found)
        return cls(Store(path, clock, source=source, new_store=new_store, say_waiting=say_waiting, environ=found))

    @property
    def path(self) -> str:
        """The absolute path of the store."""
        return self._store.path

    @property
    def clock(self) -> Clock:
        """The current time and the time zone."""
        return self._store.clock

    @property
    def warnings(self) -> list[str]:
        """Warnings collected so far, in order, without duplicates."""
        return list(self._store.warnings)

    @property
    def scale(self) -> tuple[int, int]:
        """The lowest and the highest mood of new entries."""
        return self._store.settings.scale

    @property
    def week_starts(self) -> int:
        """The first day of a week: 0 for Monday to 6 for Sunday."""
        return self._store.settings.week_starts

    @property
    def encryption(self) -> Encryption:
        """Encrypting this journal, unlocking and locking it."""
        from reflect.encryption import Encryption

        return Encryption(self._store)

    def unlock(self, *, again: bool = False, to_record: bool = False) -> bool:
        """Look for the key of an encrypted journal, before anything is asked; return whether it is open.

        Args:
            again: also where the key was found before.
            to_record: for an entry given whole, which a locked journal takes too where it was open before.

        Raises:
            LockedError: there is none here that opens it.
        """
        if again:
            self._store.files.forget_key()
        if to_record:
            return not actions.create.is_locked(self._store)
        self._store.files.unlock()
        return True

    def exists(self) -> bool:
        """Return whether there is a store yet."""
        return self._store.exists()

    def day(self) -> date:
        """Return the local day now; a day begins at the hour `day_starts` (its boundary), not at midnight."""
        return self._store.today()

    def batch(self) -> AbstractContextManager[None]:
        """Gather the changes of a `with` block: nothing is written until it ends, and an exception writes nothing.

        Reads inside the block see its changes, and `undo` takes all of them back at once.
        """
        return self._store.batch()

    # Record: where the journal is locked, and this machine opened it before, the entry is encrypted and added later

    def mood(
        self,
        value: SupportsIndex | None = None,
        *,
        note: str | None = None,
        energy: SupportsIndex | None = None,
        feelings: Iterable[str] = (),
        at: When | None = None,
        private: bool = False,
    ) -> Saved:
        """Record a mood: a value (checked against the scale), an energy from 1 to 7, feelings, a note; at least one.

        Raises:
            ImpossibleValueError: a value is not valid, or there is nothing to save.
        """
        return actions.create.record_mood(self._store, value, energy, feelings, note, at=at, private=private)

    def pattern(
        self,
        label: str,
        *,
        people: Iterable[str] = (),
        wish: str | None = None,
        other: str | None = None,
        self_: str | None = None,
        note: str | None = None,
        at: When | None = None,
        private: bool = False,
    ) -> Saved:
        """Record a relational pattern, with whom, and the parts of the episode: wish, what they did, what you did.

        Raises:
            ImpossibleValueError: a label, a text or a time is not valid.
        """
        parts = {"wish": wish, "other": other, "self": self_, "note": note}
        return actions.create.record_pattern(self._store, label, people, parts, at=at, private=private)

    def note(self, text: str, *, at: When | None = None, private: bool = False) -> Saved:
        """Record free text.

        Raises:
            ImpossibleValueError: a text or a time that cannot be.
        """
        return actions.create.record_note(self._store, text, at=at, private=private)

    def session(self, note: str | None = None, *, at: When | None = None, private: bool = False) -> Saved:
        """Record a therapy session.

        Raises:
            ImpossibleValueError: the note or the time is not valid.
        """
        return actions.create.record_session(self._store, note, at=at, private=private)

    # The prompt of the day

    def today(self, *, peek: bool = False) -> Today:
        """Return today's prompt, the same until it is passed; the first call saves the offer, unless `peek`."""
        return actions.prompt_of_day.todays_prompt(self._store, peek=peek)

    def prompt_to_answer(self) -> Today:
        """Return today's prompt for a person who is about to answer it.

        Raises:
            NotFoundError: the prompt was passed, or there is none today.
        """
        return actions.prompt_of_day.prompt_to_answer(self._store)

    def answer(self, text: str, *, shown: Today | None = None, private: bool = False) -> Answered:
        """Save an answer to today's prompt; the first call saves the offer.

        `shown` is the prompt the person saw while writing: a new day may have begun since.

        Raises:
            ImpossibleValueError: the text is not valid.
            NotFoundError: the prompt was passed, or there is none today.
        """
        return actions.prompt_of_day.answer_prompt(self._store, text, shown=shown, private=private)

    def earlier(self) -> list[Entry]:
        """Return earlier answers to today's prompt, oldest first, once it is answered today.

        Raises:
            NotFoundError: there is no prompt today, or it is not answered yet.
        """
        return actions.prompt_of_day.earlier(self._store)

    def pass_prompt(self, *, shown: Today | None = None, retire: bool = False, private: bool = False) -> Entry:
        """Pass today's prompt and return the saved pass; a second call writes nothing.

        `shown` is as for `answer`. With `retire` the prompt is not offered again until it is brought back.

        Raises:
            NotFoundError: there is no prompt to pass.
        """
        return actions.prompt_of_day.pass_prompt(self._store, shown=shown, retire=retire, private=private)

    # Look back

    def entries(
        self,
        *,
        kinds: Iterable[Kind] | None = None,
        since: When | None = None,
        until: When | None = None,
        labels: Iterable[str] = (),
        people: Iterable[str] = (),
        grep: str | None = None,
        limit: SupportsIndex | None = None,
    ) -> list[Entry]:
        """Return entries in the order of day, time, id, with their names as written; different filters narrow together.

        Args:
            kinds: entries of these kinds (None: all but offers and passes, whatever the other filters).
            since: the first day.
            until: the last day, included.
            labels: entries with one of these pattern or feeling labels.
            people: patterns with one of these people.
            grep: entries with these words.
            limit: only the latest, 1 or more.

        Raises:
            ImpossibleValueError: a span or a number is not valid.
            NotFoundError: a label or a person was never used, or there is no such session.
        """
        wanted = actions.query.Filter(kinds, since, until, tuple(labels), tuple(people), grep)
        return actions.query.filter_entries(self._store, wanted, limit)

    def find(self, entry_id: str) -> Entry:
        """Return the entry whose id starts with `entry_id`, 4 characters or more.

        Raises:
            ImpossibleValueError: it is not an id, or several ids start with it.
            NotFoundError: there is no such entry.
        """
        from reflect.store.lookup import find

        return find(self._store, entry_id)

    def names(self, entry: Entry) -> Entry:
        """Return an entry with the names in force of its labels, people and feelings, each once."""
        return actions.labels.with_current_names(self._store, entry)

    def label_names(self) -> LabelNames:
        """Return the names in force of all labels, people and feelings, for many entries that are read next."""
        return actions.labels.names_in_force(self._store)

    def is_ambiguous(self, at: When) -> bool:
        """Return whether the wall clock shows this time twice, so that an entry gets the first of the two."""
        return self._store.moment(at).twice

    def info(self) -> dict[str, Any]:
        """Return what `reflect store info --json` prints, without its format version."""
        return actions.query.store_info(self._store)

    # Corrections

    def edit(self, entry_id: str, changes: Mapping[str, object], *, found: Entry | None = None) -> Changed:
        """Change fields of an entry, named as in the entry.

        `found` is the entry as the person began to edit it; the edit is refused if it has changed since.

        Raises:
            ImpossibleValueError: this kind has no such field, or a value is not valid.
            NotFoundError: there is no such entry.
        """
        return actions.edit.edit(self._store, entry_id, changes, found)

    def deletable(self, entry_ids: Iterable[str], *, forever: bool = False) -> dict[str, Entry]:
        """Return what `delete` would delete, by id; `forever`: the undo log's too. Errors are those of `delete`."""
        return actions.edit.deletable(self._store, entry_ids, forever=forever)

    def names_left_by(self, found: Mapping[str, Entry]) -> list[str]:
        """Return the names that `labels.json` alone would hold once these entries are deleted."""
        return actions.edit.names_left_by(self._store, found)

    def delete(
        self, entry_ids: Iterable[str] | Mapping[str, Entry], *, forever: bool = False, names: bool = False
    ) -> DeleteResult:
        """Delete entries (or what `deletable` found), all or none; `forever` beyond `undo`, `names` left by them too.

        Raises:
            ImpossibleValueError: an id names several entries.
            NotFoundError: an entry does not exist.
        """
        return actions.edit.delete(self._store, entry_ids, forever=forever, names=names)

    def undoable(self) -> UndoPlan:
        """Return what `undo` would do now to the latest change. Errors are those of `undo`."""
        return actions.undo.undoable(self._store)

    def undo(self, seen: UndoPlan | None = None) -> UndoPlan:
        """Undo the latest change in the undo log and return what was done.

        `seen` is the result of `undoable` that the person confirmed; `undo` refuses if it has changed since.

        Raises:
            NotFoundError: there is none.
            StoreError: a later change touched the same data, or the undo log is damaged.
        """
        return actions.undo.undo(self._store, seen)

    # Labels, `of` patterns, people or feelings

    def labels(self) -> list[dict[str, Any]]:
        """Return every label as `reflect label list --json` does: patterns, people, feelings, most entries first."""
        return actions.labels.list_labels(self._store)

    def split_names(self, typed: Iterable[str], *, of: LabelKind) -> list[str]:
        """Return the names in texts with commas between them; a known name that has a comma is one name."""
        return actions.labels.split_names(self._store, of, typed)

    def new_labels(self, typed: Iterable[str], *, of: LabelKind) -> tuple[NewLabel, ...]:
        """Return which of these names would make a new label, each with a known one that is a slip away."""
        return actions.labels.new_labels(self._store, of, typed)

    def rename_label(self, old: str, new: str, *, of: LabelKind = "pattern") -> Operation | None:
        """Rename a label; entries stay as written. None if it has that name already.

        Raises:
            ImpossibleValueError: the name belongs to another label, or is not valid.
            NotFoundError: there is no such label.
        """
        return actions.labels.change_label(self._store, of, "rename", old, new)

    def merge_labels(self, label: str, into: str, *, of: LabelKind = "pattern") -> Operation | None:
        """Count a label as another one. None if it already is; errors are those of `rename_label`."""
        return actions.labels.change_label(self._store, of, "merge", label, into)

    def unmerge_label(self, label: str, *, of: LabelKind = "pattern") -> Operation | None:
        """Undo a merge: count a label by itself again. Errors are those of `rename_label`."""
        return actions.labels.change_label(self._store, of, "unmerge", label)

    def retire_label(self, label: str, *, of: LabelKind = "pattern") -> Operation | None:
        """Stop proposing a label. Errors are those of `rename_label`."""
        return actions.labels.change_label(self._store, of, "retire", label)

    def bring_back_label(self, label: str, *, of: LabelKind = "pattern") -> Operation | None:
        """Propose a retired label again. Errors are those of `rename_label`."""
        return actions.labels.change_label(self._store, of, "bring-back", label)
