"""The journal: one class with every verb of the command line, documented here once.

Each verb is one call of a function in `reflect.actions`, which is loaded when it is first needed. What is refused is a
`ReflectError`, and a verb that is refused has changed nothing. Every writing verb raises `StoreError` where the store
cannot be used: damaged, newer, locked, not writable; it is named below only where something more is to be said.
"""

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, SupportsIndex

from reflect import actions
from reflect.clock import Clock
from reflect.model.schema import Entry
from reflect.store import paths
from reflect.store.store import Store
from reflect.upkeep import Upkeep

if TYPE_CHECKING:
    from datetime import date

    from reflect.actions.create import Saved
    from reflect.actions.edit import DeleteResult
    from reflect.actions.prompt_of_day import Answered, Today
    from reflect.actions.undo import UndoPlan
    from reflect.model.labels import Of, Operation
    from reflect.model.when import When
    from reflect.store.change import Changed
    from reflect.summary.shape import Summary

SpanKind = Literal["week", "month", "year", "since"]


class Journal(Upkeep):
    """A journal at a store. Writing makes the store where there is none; reading makes nothing."""

    @classmethod
    def open(
        cls,
        store: str | Path | None = None,
        *,
        environ: Mapping[str, str] | None = None,
        source: str = "api",
        new_store: Callable[[str], None] = lambda _: None,
    ) -> "Journal":
        """Return the journal in the folder `store`, else in `$REFLECT_STORE`, else in the user's data folder.

        Args:
            store: the folder of the store.
            environ: the environment that `$REFLECT_STORE`, `$REFLECT_NOW` and `$TZ` are looked up in; the process's own.
            source: what new entries name as their source.
            new_store: called with the path when a new store was made.

        Raises:
            ImpossibleValueError: `$TZ` or `$REFLECT_NOW` cannot be read.
            StoreError: no folder is named, and there is no home folder to look in.
        """
        found = os.environ if environ is None else environ
        return cls(Store(paths.find(store, found), Clock.from_environment(found), source=source, new_store=new_store))

    # The store it is at

    @property
    def path(self) -> str:
        """The absolute path of the store."""
        return self._store.path

    @property
    def clock(self) -> Clock:
        """What time it is, and in which zone."""
        return self._store.clock

    @property
    def warnings(self) -> Iterable[str]:
        """Warnings collected during the run, in order, without duplicates."""
        return self._store.warnings

    @property
    def scale(self) -> tuple[int, int]:
        """The lowest and the highest mood of new entries."""
        return self._store.settings.scale

    @property
    def week_starts(self) -> int:
        """The first day of a week: 0 for Monday to 6 for Sunday."""
        return self._store.settings.week_starts

    def exists(self) -> bool:
        """Tell whether there is a store yet.

        Raises:
            StoreError: something that cannot be a store is at its path.
        """
        return self._store.exists()

    def day(self) -> "date":
        """Return the running local day, which turns at the setting `day_starts`."""
        return self._store.today()

    def batch(self) -> AbstractContextManager[None]:
        """Gather the changes of a `with` block: nothing is written until it ends, and an exception writes nothing.

        Reads inside the block see its changes, and `undo` takes all of them back at once.
        """
        return self._store.batch()

    # Record

    def mood(
        self,
        value: SupportsIndex | None = None,
        *,
        note: str | None = None,
        energy: SupportsIndex | None = None,
        feelings: Sequence[str] = (),
        at: "When | None" = None,
        private: bool = False,
    ) -> "Saved":
        """Record a mood: a value on the scale, an energy from 1 to 7, feelings, a note; at least one of them.

        Raises:
            ImpossibleValueError: a value that cannot be, or nothing to save.
        """
        return actions.create.mood(self._store, value, energy, feelings, note, at=at, private=private)

    def pattern(
        self,
        label: str,
        *,
        people: Sequence[str] = (),
        wish: str | None = None,
        other: str | None = None,
        self_: str | None = None,
        note: str | None = None,
        at: "When | None" = None,
        private: bool = False,
    ) -> "Saved":
        """Record a relational pattern, with whom, and the parts of the episode: wish, what they did, what you did.

        Raises:
            ImpossibleValueError: a label or a text that cannot be.
        """
        parts = {"wish": wish, "other": other, "self": self_, "note": note}
        return actions.create.pattern(self._store, label, people, parts, at=at, private=private)

    def note(self, text: str, *, at: "When | None" = None, private: bool = False) -> "Saved":
        """Record free text.

        Raises:
            ImpossibleValueError: a text or a time that cannot be.
        """
        return actions.create.note(self._store, text, at=at, private=private)

    def session(self, note: str | None = None, *, at: "When | None" = None, private: bool = False) -> "Saved":
        """Mark that a therapy session took place.

        Raises:
            ImpossibleValueError: a note or a time that cannot be.
        """
        return actions.create.session(self._store, note, at=at, private=private)

    # The prompt of the day

    def today(self, *, peek: bool = False) -> "Today":
        """Return the prompt of the running day, the same until it is passed; the first time its offer is saved.

        With `peek` nothing is written.
        """
        return actions.prompt_of_day.today(self._store, peek=peek)

    def prompt_to_answer(self) -> "Today":
        """Return the prompt of the day, to be shown to a person who is about to answer it.

        Raises:
            NotFoundError: the prompt was passed, or there is none today.
        """
        return actions.prompt_of_day.prompt_to_answer(self._store)

    def answer(self, text: str, *, shown: "Today | None" = None, private: bool = False) -> "Answered":
        """Save an answer to the prompt of the day, which is offered first where it was not shown yet.

        `shown` is the prompt that the person was shown while writing: the day may have turned since.

        Raises:
            ImpossibleValueError: a text that cannot be.
            NotFoundError: the prompt was passed, or there is none today.
        """
        return actions.prompt_of_day.answer(self._store, text, shown=shown, private=private)

    def earlier(self) -> list[Entry]:
        """Return the answers of earlier days to the prompt of the day, oldest first, once today's is written.

        Raises:
            NotFoundError: there is no prompt today, or it is not answered yet.
        """
        return actions.prompt_of_day.earlier(self._store)

    def pass_prompt(self, *, shown: "Today | None" = None, retire: bool = False, private: bool = False) -> Entry:
        """Pass the prompt of the day and return the pass that was saved; a second time writes nothing.

        `shown` is as for `answer`. With `retire` the prompt is not offered again until it is brought back.

        Raises:
            NotFoundError: there is no prompt to pass.
        """
        return actions.prompt_of_day.pass_prompt(self._store, shown=shown, retire=retire, private=private)

    # Look back

    def summary(
        self,
        kind: SpanKind = "week",
        when: "When | None" = None,
        *,
        until: "When | None" = None,
        weeks: SupportsIndex = 8,
        people: str = "full",
        leaving: bool = False,
    ) -> "Summary":
        """Return what was recorded in a span, with a look-back of so many weeks.

        Args:
            kind: the week, month or year that holds the day `when` (None: today), or `since` that day.
            when: a day.
            until: for `since`, the last day (None: today).
            weeks: how many weeks to look back, 1 to 520; a long span takes as many as it has.
            people: how people are named: `full`, `initials`, `letters`.
            leaving: summarise what somebody else may read: as if there were no private entries.

        Raises:
            ImpossibleValueError: one of the arguments cannot be.
            NotFoundError: it names a session that is not marked.
        """
        return actions.query.summary(self._store, kind, when, until, weeks=weeks, people=people, leaving=leaving)

    def entries(
        self,
        *,
        kinds: Sequence[str] | None = None,
        since: "When | None" = None,
        until: "When | None" = None,
        labels: Sequence[str] = (),
        people: Sequence[str] = (),
        grep: str | None = None,
        limit: SupportsIndex | None = None,
    ) -> list[Entry]:
        """Return entries in the order of day, time, id, with their names as written; different filters narrow together.

        Args:
            kinds: entries of these kinds (None: all but offers and passes).
            since: the first day.
            until: the last day, included.
            labels: entries that carry these labels of patterns or feelings.
            people: patterns with these people.
            grep: entries with these words.
            limit: so many of the latest.

        Raises:
            ImpossibleValueError: a kind, a span or a number that cannot be.
            NotFoundError: a label or a person that was never used.
        """
        found = actions.query.Filter(kinds, since, until, tuple(labels), tuple(people), grep)
        return actions.query.entries(self._store, found, limit)

    def find(self, typed_id: str) -> Entry:
        """Return the entry whose id begins so, with at least 4 characters.

        Raises:
            ImpossibleValueError: it is not an id, or begins those of several entries.
            NotFoundError: there is no such entry.
        """
        from reflect.store.lookup import find

        return find(self._store, typed_id)

    def is_ambiguous(self, at: "When") -> bool:
        """Tell whether the wall clock shows the time of an entry twice, so that the first of the two was taken."""
        return self._store.moment(at).twice

    def names(self, entry: Entry) -> Entry:
        """Return an entry with the names of its labels, people and feelings that are in force now, each once."""
        return self._store.names().with_current_names(entry)

    def info(self) -> dict[str, Any]:
        """Return what `reflect store info --json` prints, beside its format."""
        return actions.query.info(self._store)

    # Corrections

    def edit(self, typed_id: str, changes: Mapping[str, object], *, found: Entry | None = None) -> "Changed":
        """Change fields of an entry, named as in the entry.

        `found` is the entry as it was when the person began to change it: when it is another by now, that is refused.

        Raises:
            ImpossibleValueError: a field that this kind does not have, or a value that cannot be.
            NotFoundError: there is no such entry.
        """
        return actions.edit.edit(self._store, typed_id, changes, found)

    def deletable(self, typed_ids: Collection[str], *, forever: bool = False) -> dict[str, Entry]:
        """Return the entries that `delete` would delete, by id; with `forever` deleted ones that `undo` has, too.

        Raises:
            ImpossibleValueError: an id names several entries.
            NotFoundError: one of them is not there.
        """
        return actions.edit.deletable(self._store, typed_ids, forever=forever)

    def delete(self, typed_ids: Collection[str], *, forever: bool = False) -> "DeleteResult":
        """Delete entries, all or none; with `forever` from the undo log and the cache too, so that `undo` has none.

        `typed_ids` are ids, or what `deletable` has found.

        Raises:
            ImpossibleValueError: an id names several entries.
            NotFoundError: one of them is not there.
        """
        return actions.edit.delete(self._store, typed_ids, forever=forever)

    def undoable(self) -> "UndoPlan":
        """Return the latest change that can be undone, as it would be undone now.

        Raises:
            NotFoundError: there is none.
            StoreError: something is no longer as that change left it, or the undo log is damaged.
        """
        return actions.undo.undoable(self._store)

    def undo(self, seen: "UndoPlan | None" = None) -> "UndoPlan":
        """Undo the latest change and return what was done.

        `seen` is the change as the person saw it when they agreed: when another is the latest by now, that is refused.

        Raises:
            NotFoundError: there is none.
            StoreError: as `undoable`.
        """
        return actions.undo.undo(self._store, seen)

    # Labels

    def labels(self) -> list[dict[str, Any]]:
        """Return every label as `reflect label list --json` has it: patterns, people, feelings, most entries first."""
        return actions.labels.rows(self._store)

    def proposed_labels(self) -> list[str]:
        """Return the pattern labels that a person can choose from: in force, and not retired."""
        return actions.labels.proposed(self._store)

    def rename_label(self, old: str, new: str, *, of: "Of" = "pattern") -> "Operation | None":
        """Give a label another name; entries stay as written. None where it has that name already.

        Raises:
            ImpossibleValueError: the name is another label's, or cannot be one.
            NotFoundError: there is no such label.
        """
        return actions.labels.apply(self._store, of, "rename", old, new)

    def merge_labels(self, label: str, into: str, *, of: "Of" = "pattern") -> "Operation | None":
        """Count a label as another one. None where it counts so already; errors are those of `rename_label`."""
        return actions.labels.apply(self._store, of, "merge", label, into)

    def unmerge_label(self, label: str, *, of: "Of" = "pattern") -> "Operation | None":
        """Undo a merge: count a label by itself again. Errors are those of `rename_label`."""
        return actions.labels.apply(self._store, of, "unmerge", label)

    def retire_label(self, label: str, *, of: "Of" = "pattern") -> "Operation | None":
        """Leave a label out of what is proposed. Errors are those of `rename_label`."""
        return actions.labels.apply(self._store, of, "retire", label)

    def bring_back_label(self, label: str, *, of: "Of" = "pattern") -> "Operation | None":
        """Propose a retired label again. Errors are those of `rename_label`."""
        return actions.labels.apply(self._store, of, "bring-back", label)
