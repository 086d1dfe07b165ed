"""Move a folder of daily notes, `2026-11-20.md`, into the journal: `python migration.py FOLDER [STORE]`."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from reflect import ImportResult, Journal


def rows(folder: Path) -> Iterator[str]:
    """Yield a row of jsonl for each file with words; a row without an id gets one from its content."""
    for file in sorted(folder.glob("????-??-??.md")):
        if text := file.read_text(encoding="utf-8").strip():
            yield json.dumps({"kind": "note", "day": file.stem, "text": text})


def migrate(folder: Path, journal: Journal) -> ImportResult:
    """Add all notes or none, as one change that `undo` takes back; once more, it adds nothing."""
    document = "\n".join(rows(folder))
    dry = journal.import_(document, str(folder), format="jsonl", dry_run=True)
    if error := dry.refusal(str(folder)):
        raise error
    return journal.import_(document, str(folder), format="jsonl")


if __name__ == "__main__":
    done = migrate(Path(sys.argv[1]), Journal.open(*sys.argv[2:3]))
    print(f"added {done.added}, already here {done.known}")
