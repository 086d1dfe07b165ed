"""The line that a writing command prints (kind, day, short id; never the text), and the prompt of the day."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

from reflect.model.ids import short
from reflect.model.schema import EDITABLE, WORDS, Entry
from reflect.model.text import merge_command, visible_line, visible_path
from reflect.render import dates

if TYPE_CHECKING:
    from reflect.model.labels import NewLabel, Operation


def saved_line(entry: Entry, today: date, new_labels: "Sequence[NewLabel]" = (), *, brief: bool = False) -> str:
    """Return `saved: mood 4, Mon 23 Nov 21:40 (7m2x4q)`; with `brief`, for the current day, only the clock time.

    `today`, the running day, decides whether the year is named and whether the entry is added on a later day. A new
    label that is a slip away from a known one is named with it.
    """
    parts = [what(entry, [label.name for label in new_labels]), *(["private"] if entry["private"] else [])]
    parts.append(moment(entry, today, brief=brief))
    if entry["day"] < str(today):
        parts.append("added later")
    return "   ".join([f"saved: {', '.join(parts)} ({short(entry['id'])})", *_slips(new_labels)])


def _slips(new_labels: "Iterable[NewLabel]") -> list[str]:
    """Return what to type if one of two names is a slip; both ways where nothing says which one it is."""
    slips = []
    for label in new_labels:
        if label.close_to:
            merge = merge_command(label.of, label.name, label.close_to)
            other = "" if label.is_slip else f", or {merge_command(label.of, label.close_to, label.name)}"
            slips.append(f"close to {visible_line(label.close_to)}: {merge}{other}")
    return slips


def what(entry: Entry, new_labels: Iterable[str] = (), *, texts: bool = True) -> str:
    """Return the parts of an entry: `mood 3 and a note`, `pattern anger with Sam, wish`.

    The texts are never in it; without `texts` not even that they are there.
    """
    new = frozenset(new_labels)

    def label(name: str) -> str:
        return visible_line(name) + (" (new label)" if name in new else "")

    parts: list[str] = [entry["kind"]]
    if entry["kind"] == "mood":
        parts = [] if entry["value"] is None else [f"mood {entry['value']}"]
        parts += [] if entry["energy"] is None else [f"energy {entry['energy']}"]
        parts += map(label, entry["feelings"])
        if entry["value"] is None:
            parts.insert(0, "mood")
    elif entry["kind"] == "pattern":
        people = f" with {', '.join(map(label, entry['with']))}" if entry["with"] else ""
        named = (("wish", entry["wish"]), ("other", entry["other"]), ("self", entry["self"])) if texts else ()
        parts = [f"pattern {label(entry['label'])}{people}", *(name for name, text in named if text is not None)]
    if texts and cast("dict[str, Any]", entry).get("note") is not None:
        return f"{', '.join(parts)}{',' * (len(parts) > 1)} and a note"
    return ", ".join(parts)


def moment(entry: Entry, today: date, *, brief: bool = False) -> str:
    """Return when an entry was: `Mon 23 Nov 21:40`, or `Mon 23 Nov, 01:10 on Tue 24` past midnight."""
    at = datetime.fromisoformat(entry["at"])
    clock = f"{at:%H:%M}"
    if brief:
        return clock
    day = dates.with_weekday(entry["day"], str(today.year))
    if str(at.date()) == entry["day"]:
        return f"{day} {clock}"
    return f"{day}, {clock} on {dates.day_of_week(str(at.date()))}"


def named(entry: Entry, today: date) -> str:
    """Return an entry as a question or a refusal names it: kind, day, short id."""
    return f"{entry['kind']} of {dates.with_weekday(entry['day'], str(today.year))} ({short(entry['id'])})"


_MAX_FIRST_WORDS = 40
"""Characters of an entry's own words that a question shows."""


def with_first_words(said: str, entry: Entry) -> str:
    """Return `said` with the first words of the entry, `note of Mon 23 Nov (k3f9ab) "not what I"`: for a question.

    Never for a result or an error: those may be read by others.
    """
    fields = cast("dict[str, Any]", entry)
    words = next((fields[name] for name in WORDS if fields.get(name)), "") if entry["kind"] in EDITABLE else ""
    shown = visible_line(" ".join(words[: 4 * _MAX_FIRST_WORDS].split()))
    if len(shown) > _MAX_FIRST_WORDS:
        shown = f"{shown[:_MAX_FIRST_WORDS].rsplit(' ', 1)[0]} …"
    return f'{said} "{shown}"' if shown else said


def changed_line(before: Entry, after: Entry, today: date, new_labels: "Sequence[NewLabel]" = ()) -> str:
    """Return `changed: mood of Mon 23 Nov (7m2x4q): value 4 to 3, note`: old and new values; of a text the name.

    New labels are named as in `saved_line`.
    """
    if before == after:
        return f"as it was: {named(before, today)}"
    changes = ", ".join(_differences(before, after, [label.name for label in new_labels]))
    return "   ".join([f"changed: {named(after, today)}: {changes}", *_slips(new_labels)])


def _differences(before: Entry, after: Entry, new_labels: Collection[str] = ()) -> list[str]:
    old, new = cast("dict[str, Any]", before), cast("dict[str, Any]", after)
    parts = [
        name if name in WORDS else f"{name} {_value(old.get(name))} to {_value(new.get(name), new_labels)}"
        for name in (*EDITABLE[after["kind"]], "at")
        if old.get(name) != new.get(name)
    ]
    if before["private"] != after["private"]:
        parts.append("now private" if after["private"] else "no longer private")
    return parts


_DAY_OF_TIME = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})T"


def _value(value: Any, new_labels: Collection[str] = ()) -> str:
    if isinstance(value, list):
        return " and ".join(_value(one, new_labels) for one in value) or "none"
    if value in new_labels:
        return f"{visible_line(value)} (new label)"
    return "none" if value is None else visible_line(re.sub(_DAY_OF_TIME, r"\1 ", str(value)))


def earlier(days: Iterable[str], number: int, today: date) -> str:
    """Return the days of earlier answers, `earlier: 12 Oct 2025, 3 Mar`, and the number where these are not all."""
    named_days = [dates.in_year(day, str(today.year)) for day in days]
    of_all = f" ({number} in all)" if number > len(named_days) else ""
    return f"earlier: {', '.join(named_days)}{of_all}"


_NAMED = 3
"""How many entries are named one by one; more are counted by kind."""
_OPERATIONS = {
    "rename": "the renaming of {} to {}",
    "merge": "the merging of {} into {}",
    "unmerge": "the unmerging of {}",
    "retire": "the retiring of {}",
    "bring-back": "the bringing back of {}",
}


def described(
    turns: Iterable[Sequence[Entry | None]],
    operations: Iterable["Operation"],
    files: Iterable[tuple[str, bytes | None, bytes | None]],
    settings: Iterable[tuple[str, Any, Any]],
    said: Callable[[Entry], str],
) -> str:
    """Return what a change did, from what is here (the first of each pair) and what will be (the second).

    `said` names an entry: `undone`, or with its first words in a question.

    `mood 4, Mon 23 Nov 21:40 (7m2x4q)`, `the change of mood 3, Mon 23 Nov 21:40 (7m2x4q): value 4 to 3`,
    `the deletion of note, Mon 23 Nov 21:40 (k3f9ab)`, `12 entries (mood 12)`.
    """
    pairs = [(here, then) for here, then in turns]

    def said_change(here: Entry) -> str:
        then = next(then for one, then in pairs if one is here and then)
        changes = ", ".join(_differences(then, here))
        return f"{said(here)}: {changes}" if changes else said(here)

    parts = _undone_entries("", [here for here, then in pairs if here and not then], said)
    parts += _undone_entries("the change of ", [here for here, then in pairs if here and then], said_change)
    parts += _undone_entries("the deletion of ", [then for here, then in pairs if then and not here], said)
    parts += map(_operation, operations)
    parts += [
        _file(name, is_here=here is not None, stays=then is not None)
        for name, here, then in files
        if name != "reflect.toml"
    ]
    parts += [part for key, here, then in settings for part in _setting(key, here, then)]
    return "; ".join(parts)


def _undone_entries(done: str, entries: list[Entry], said: Callable[[Entry], str]) -> list[str]:
    if len(entries) > _NAMED:
        kinds = [entry["kind"] for entry in entries]
        counts = ", ".join(f"{kind} {kinds.count(kind)}" for kind in sorted(set(kinds)))
        return [f"{done}{len(entries)} entries ({counts})"]
    return [done + said(entry) for entry in entries]


def undone(entry: Entry, today: date) -> str:
    """Return an entry as undo names it: `mood 4, Mon 23 Nov 21:40 (7m2x4q)`."""
    return f"{what(entry)}, {moment(entry, today)} ({short(entry['id'])})"


def _operation(operation: "Operation") -> str:
    label = f"{operation['of']} {visible_line(operation['label'])}"
    return _OPERATIONS[operation["op"]].format(label, visible_line(operation.get("to") or ""))


def _file(name: str, *, is_here: bool, stays: bool) -> str:
    if name == "care.txt":
        return "the change of your contacts"
    done = "change" if is_here and stays else "adding" if is_here else "removal"
    return f"the {done} of pack {visible_line(name.removeprefix('packs/').removesuffix('.toml'))}"


def _setting(key: str, here: Any, then: Any) -> list[str]:
    if key == "prompts.retired":
        return [f"the retiring of {visible_line(prompt)}" for prompt in here or [] if prompt not in (then or [])]
    if key == "focus.pack":
        return [f"that {visible_line(then)} no longer comes first"] if then else []
    return []


NONE_TODAY = "No prompt today."
PASSED = "Passed. No more prompts today."


def retired(prompt: str) -> str:
    """Return the line about a retired prompt, and how to bring it back."""
    return f"Passed until `reflect pack bring-back {prompt}`. No more prompts today."


def prompt(day: date, text: str, answers: Iterable[Entry], width: int) -> str:
    """Return the day, the prompt, and when it was answered if it was."""
    from reflect.render.columns import wrap

    parts = [dates.in_full(day), "", *wrap(visible_line(text), max(width, 20), "  ", "  ")]
    clocks = [f"{datetime.fromisoformat(entry['at']):%H:%M}" for entry in answers]
    if clocks:
        parts += ["", f"answered {', '.join(clocks)}"]
    return "\n".join(parts)


def synced(numbers: Mapping[str, int], others: Iterable[str]) -> str:
    """Return `synced: 3 in, 1 out, 1 deleted; labels`: entries, and what else was brought in line."""
    counts = [f"{numbers[name]} {name}" for name in ("in", "out", "deleted") if numbers[name] or name != "deleted"]
    named = "; ".join(filter(None, [", ".join(counts), ", ".join(name for name in others if name != "deleted")]))
    return f"synced: {named if any(numbers.values()) or others else 'nothing new'}"


def copies_left(copies: Iterable[str]) -> str:
    """Return the sentence that names the files of the store that may still have what was deleted for ever."""
    named_files = ", ".join(map(visible_path, copies))
    return f"Still in the store's {named_files}; remove these files if they should not have it."


def aside(entry_id: str | None, kind: str, edited_at: str | None, file: str) -> str:
    """Return which version of an entry, or which file, a sync set aside, and where."""
    if entry_id is None:
        return f"set aside: {kind} as it was here ({file})"
    version = "as it was first" if edited_at is None else f"as of {edited_at[:16].replace('T', ' ')}"
    return f"set aside: {kind} {short(entry_id)} {version} ({file})"
