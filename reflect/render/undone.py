"""What `undo` takes back, in one line: what, when, and the short id; never the text."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from reflect.entries.ids import short
from reflect.entries.kinds import Entry
from reflect.entries.naming import Operation
from reflect.entries.text import visible_line
from reflect.render.kept import moment, what

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
    operations: Iterable[Operation],
    files: Iterable[tuple[str, bytes | None, bytes | None]],
    settings: Iterable[tuple[str, Any, Any]],
    today: date,
) -> str:
    """Return what a change did, from what is here (the first of each pair) and what will be (the second).

    `mood 4, Mon 23 Nov 21:40 (7m2x4q)`, `the deletion of note, Mon 23 Nov 21:40 (k3f9ab)`, `12 entries (mood 12)`.
    """
    pairs = [(here, then) for here, then in turns]
    parts = _entries("", [here for here, then in pairs if here and not then], today)
    parts += _entries("the change of ", [here for here, then in pairs if here and then], today)
    parts += _entries("the deletion of ", [then for here, then in pairs if then and not here], today)
    parts += map(_operation, operations)
    parts += [
        _file(name, is_here=here is not None, stays=then is not None)
        for name, here, then in files
        if name != "reflect.toml"
    ]
    parts += [part for key, here, then in settings for part in _setting(key, here, then)]
    return "; ".join(parts)


def _entries(done: str, entries: list[Entry], today: date) -> list[str]:
    if len(entries) > _NAMED:
        kinds = [entry["kind"] for entry in entries]
        counts = ", ".join(f"{kind} {kinds.count(kind)}" for kind in sorted(set(kinds)))
        return [f"{done}{len(entries)} entries ({counts})"]
    return [f"{done}{what(entry)}, {moment(entry, today)} ({short(entry['id'])})" for entry in entries]


def _operation(operation: Operation) -> str:
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
