"""What the program does, in verbs; here the rooms below are joined."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from reflect.actions import create
from reflect.actions.create import Kept
from reflect.actions.notebook import Notebook
from reflect.clock import Clock
from reflect.model.schema import Entry
from reflect.model.text import checked, checked_label, checked_or_none, distinct_labels
from reflect.store import paths
from reflect.store.store import Diary

SpanKind = Literal["week", "month", "year", "since"]

if TYPE_CHECKING:
    from reflect.actions.edit import Gone
    from reflect.actions.exporting import Leaving
    from reflect.actions.importing import Taken
    from reflect.actions.prompt_of_day import Answered, Today
    from reflect.actions.query import Sought
    from reflect.actions.undo import Undoing
    from reflect.store.change import Changed
    from reflect.summary.summary import Summary


class Journal(Notebook):
    """A person's notebook. Writing makes the store where there is none; reading makes nothing."""

    @classmethod
    def open(
        cls,
        store: str | None = None,
        *,
        environ: Mapping[str, str] = os.environ,
        source: str = "api",
        new_store: Callable[[str], None] = lambda _: None,
    ) -> "Journal":
        """Return the notebook in the folder `store`, else in `$REFLECT_STORE`, else in the user's data folder.

        `new_store` is called with the path when a new store was made.

        Raises:
            ImpossibleValueError: `$TZ` or `$REFLECT_NOW` cannot be read.
        """
        diary = Diary(paths.find(store, environ), new_store)
        return cls(diary, Clock.from_environment(environ), source=source)

    # Writing

    def mood(
        self,
        value: int | None = None,
        *,
        note: str | None = None,
        energy: int | None = None,
        feelings: Sequence[str] = (),
        at: str | None = None,
        private: bool = False,
    ) -> Kept:
        """Keep a mood: a value on the scale, an energy from 1 to 7, feelings, a note; at least one of them.

        Raises:
            ImpossibleValueError: a value that cannot be, or nothing to keep.
            StoreError: the store cannot be used; nothing was changed.
        """
        own = create.mood(self.settings.scale, value, energy, feelings, note)
        return create.keep(self, "mood", own, at, private=private)

    def pattern(
        self,
        label: str,
        *,
        people: Sequence[str] = (),
        wish: str | None = None,
        other: str | None = None,
        self_: str | None = None,
        note: str | None = None,
        at: str | None = None,
        private: bool = False,
    ) -> Kept:
        """Keep a relational pattern, with whom, and the parts of the episode: wish, what the other did, what I did.

        Raises:
            ImpossibleValueError: a label or a text that cannot be.
            StoreError: the store cannot be used; nothing was changed.
        """
        own = {
            "label": checked_label(label, "the label"),
            "with": distinct_labels(people, "the name of a person"),
            "wish": checked_or_none(wish, "the wish"),
            "other": checked_or_none(other, "the response of the other"),
            "self": checked_or_none(self_, "the response of the self"),
            "note": checked_or_none(note, "the note"),
        }
        return create.keep(self, "pattern", own, at, private=private)

    def note(self, text: str, *, at: str | None = None, private: bool = False) -> Kept:
        """Keep free text.

        Raises:
            ImpossibleValueError: a text or a time that cannot be.
            StoreError: the store cannot be used; nothing was changed.
        """
        return create.keep(self, "note", {"text": checked(text, "the text")}, at, private=private)

    def session(self, note: str | None = None, *, at: str | None = None, private: bool = False) -> Kept:
        """Mark that a therapy session took place.

        Raises:
            ImpossibleValueError: a note or a time that cannot be.
            StoreError: the store cannot be used; nothing was changed.
        """
        return create.keep(self, "session", {"note": checked_or_none(note, "the note")}, at, private=private)

    # The prompt of the day

    def today(self, *, peek: bool = False) -> "Today":
        """Return the prompt of the running day, the same until it is put back; the first time it is kept as offered.

        With `peek` nothing is written.

        Raises:
            StoreError: the store cannot be used; nothing was changed.
        """
        from reflect.actions import prompt_of_day

        return prompt_of_day.today(self, peek=peek)

    def answerable(self) -> "Today":
        """Return the prompt of the day as `today`, to be shown to a person who is about to answer it.

        Raises:
            NotFoundError: the prompt was put back, or there is none today.
            StoreError: the store cannot be used; nothing was changed.
        """
        from reflect.actions import prompt_of_day

        return prompt_of_day.answerable(self)

    def answer(self, text: str, *, shown: "Today | None" = None, private: bool = False) -> "Answered":
        """Keep an answer to the prompt of the day, offered first where it was not shown yet.

        `shown` is the prompt that the person was shown while writing: the day may have turned since.

        Raises:
            ImpossibleValueError: a text that cannot be.
            NotFoundError: the prompt was put back, or there is none today.
            StoreError: the store cannot be used; nothing was changed.
        """
        from reflect.actions import prompt_of_day

        return prompt_of_day.answer(self, checked(text, "the answer"), shown=shown, private=private)

    def earlier(self) -> list[Entry]:
        """Return the answers of earlier days to the prompt of the day, oldest first, once today's is written.

        Raises:
            NotFoundError: there is no prompt today, or it is not answered yet.
        """
        from reflect.actions import prompt_of_day

        return prompt_of_day.earlier(self)

    def put_back(self, *, shown: "Today | None" = None, retire: bool = False, private: bool = False) -> Entry:
        """Put the prompt of the day back and return the pass that was kept; a second time writes nothing.

        `shown` is as for `answer`. With `retire` the prompt is not offered again until it is brought back.

        Raises:
            NotFoundError: there is no prompt to put back.
            StoreError: the store cannot be used; nothing was changed.
        """
        from reflect.actions import prompt_of_day

        return prompt_of_day.put_back(self, shown=shown, retire=retire, private=private)

    # Looking back

    def summary(
        self,
        kind: SpanKind = "week",
        when: str | None = None,
        *,
        until: str | None = None,
        weeks: int = 8,
        people: str = "full",
        leaving: bool = False,
    ) -> "Summary":
        """Return what came back in a span, with a look-back of so many weeks.

        Args:
            kind: the week, month or year that holds the day `when` (None: today), or `since` that day.
            when: a day as it is typed.
            until: for `since`, the last day as it is typed (None: today).
            weeks: how many weeks to look back, 1 to 520; a long span takes as many as it has.
            people: how people are named: `full`, `initials`, `letters`.
            leaving: tell what somebody else may read: as if there were no private entries.

        Raises:
            ImpossibleValueError: one of the arguments cannot be.
            NotFoundError: it names a session that is not marked.
            StoreError: a month of the span or of the look-back cannot be read.
        """
        from reflect.actions import query

        return query.summed(self, kind, when, until, weeks=weeks, people=people, leaving=leaving)

    def entries(self, sought: "Sought | None" = None) -> list[Entry]:
        """Return entries in the order of day, at, id: all of them, or those sought.

        Raises:
            ImpossibleValueError: a span that cannot be.
            NotFoundError: a label or a person that was never used.
            StoreError: a month cannot be read.
        """
        from reflect.actions import query

        return self.diary.entries() if sought is None else query.entries(self, sought)

    def find(self, typed_id: str) -> Entry:
        """Return the entry whose id begins with what was typed, at least 4 characters.

        Raises:
            ImpossibleValueError: it is no id, or begins those of several entries.
            NotFoundError: there is no such entry.
            StoreError: it may stand in a month that cannot be read.
        """
        return self.diary.find(typed_id)

    # In and out

    def export(self, format_name: str = "jsonl", leaving: "Leaving | None" = None) -> Iterator[bytes]:
        """Give all entries, or those that `leaving` names, in a format of `reflect export`, piece by piece.

        jsonl and csv read no month before its turn.

        Raises:
            ImpossibleValueError: there is no such format, kind or span.
            StoreError: a month cannot be read; what was given before it stands.
        """
        from reflect.actions import exporting
        from reflect.formats import detect

        return detect.written(format_name).write(exporting.entries(self, leaving or exporting.Leaving()))

    def take_in(
        self,
        document: str,
        where: str = "the document",
        *,
        format_name: str | None = None,
        zone: str | None = None,
        moods: Mapping[str, int] | None = None,
        keep: str | None = None,
        dry_run: bool = False,
    ) -> "Taken":
        """Add the entries of a document as `reflect import` does, all or none; `taking_in.take_in` has the arguments.

        Raises:
            BadFileError: a row cannot be taken, or its id is here with other content; nothing was changed.
            ImpossibleValueError: one of the arguments cannot be.
            StoreError: the store cannot be used; nothing was changed.
        """
        from reflect.actions import importing

        return importing.take_in(
            self, document, where, format_name=format_name, zone=zone, moods=moods, keep=keep, dry_run=dry_run
        )

    # Putting right

    def edit(self, typed_id: str, changes: Mapping[str, object], *, found: Entry | None = None) -> "Changed":
        """Change fields of an entry; `at` is a time as it is typed, the others are named as in the entry.

        `found` is the entry as it was when the person began to change it: when it is another by now, that is refused.

        Raises:
            ImpossibleValueError: a field that this kind does not have, or a value that cannot be.
            NotFoundError: there is no such entry.
        """
        from reflect.actions import edit

        return edit.edit(self, typed_id, changes, found)

    def undoable(self) -> "Undoing":
        """Return the latest change that can be taken back, as it would be taken back now.

        Raises:
            NotFoundError: there is none.
            StoreError: something is no longer as that change left it, or the undo log is damaged.
        """
        from reflect.actions import undo

        return undo.undoable(self)

    def undo(self, seen: "Undoing | None" = None) -> "Undoing":
        """Take the latest change back and return what was done.

        `seen` is the change as the person saw it when they agreed: when another is the latest by now, that is refused.

        Raises:
            NotFoundError: there is none.
            StoreError: as `undoable`, or the store cannot be written; nothing was changed.
        """
        from reflect.actions import undo

        return undo.take_back(self, seen)

    def delete(self, typed_ids: Sequence[str]) -> list["Changed"]:
        """Take entries out, all or none.

        Raises:
            ImpossibleValueError: an id names several entries.
            NotFoundError: one of them is not there.
        """
        from reflect.actions import edit

        return edit.delete(self, typed_ids)

    def delete_forever(self, typed_ids: Sequence[str]) -> "Gone":
        """Take entries out, all or none, out of the undo log and the cache too; `undo` cannot bring them back.

        Raises:
            ImpossibleValueError: an id names several entries.
            NotFoundError: one of them is not there.
            StoreError: a step of the undo log cannot be read, or the store cannot be written.
        """
        from reflect.actions import edit

        return edit.delete_forever(self, typed_ids)

    # The store

    def info(self) -> dict[str, Any]:
        """Return what `store info --json` prints, beside its format.

        Raises:
            StoreError: a month cannot be read.
        """
        from reflect.actions import query

        return query.info(self)
