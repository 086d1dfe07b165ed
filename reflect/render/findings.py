"""What is wrong in the store, and what a repair does about it, as a person reads it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reflect.model.text import visible_line


def findings(found: Sequence[Any]) -> str:
    """Return a line for each finding under the name of its file, and their number by severity in the last."""
    lines: list[str] = []
    file = None
    for finding in found:
        if finding.file != file:
            file = finding.file
            lines.append(visible_line(file))
        entry = f"{finding.entry}: " if finding.entry else ""
        lines.append(f"  {finding.severity:<6}  {visible_line(entry + finding.message)}")
    damage = sum(finding.severity == "damage" for finding in found)
    return "\n".join([*lines, f"damage {damage}, notes {len(found) - damage}"])


def plan(files: Mapping[str, bytes | None], aside: Iterable[str], entries: Mapping[str, int]) -> str:
    """Return a line for each file that a repair changes: what is put aside, and what is written."""
    put_aside = set(aside)
    lines = []
    for name in sorted(put_aside | files.keys()):
        done = ["to be put aside as it is"] * (name in put_aside)
        if files.get(name) is not None:
            number = entries.get(name)
            holding = "" if number is None else f" with {number} {'entry' if number == 1 else 'entries'}"
            done.append(f"{'' if done else 'to be '}written anew{holding}")
        lines.append(f"{visible_line(name)}: {', and '.join(done)}")
    return "\n".join(lines)


def lost(found: Iterable[Any]) -> str:
    """Return a line for each version of an entry that no month holds after a repair."""
    return "\n".join(
        f"{visible_line(one.file)}: {one.entry or 'an entry'} {visible_line(one.why)}; it stays in the file put aside"
        for one in found
    )
