"""Files that an import refuses: all or nothing, with the file and the line named.

Of the listed cases those of encrypted files belong to commands that are not there yet, those of backups to
test_backups.py.
"""

import os

import pytest

from tests.bad_inputs.cases_imports import REFUSED, File
from tests.bad_inputs.hostile import Case, Notebook, refuses


@pytest.mark.parametrize("file", REFUSED, ids=lambda file: file.id)
def test_a_file_with_a_fault_adds_nothing(notebook: Notebook, file: File) -> None:
    (notebook.home / "in.jsonl").write_bytes(file.raw)
    zone = ("--zone", "Asia/Tokyo") if file.id == "edge-of-time" else ()
    command = ("import", "in.jsonl", "--format", "jsonl", *zone)
    refuses(notebook, Case(file.id, [command], file.names, code=5))


def test_a_folder_a_fifo_and_an_endless_device_are_refused(notebook: Notebook) -> None:
    (notebook.home / "infolder").mkdir()
    os.mkfifo(notebook.home / "in.fifo")
    commands = [("import", path, "--format", "jsonl") for path in ("infolder", "in.fifo", "/dev/zero")]
    refuses(notebook, Case("fifo-dir", commands, ("infolder|in.fifo|zero",), seconds=5))
    refuses(notebook, Case("missing", [("import", "nowhere.jsonl")], ("nowhere.jsonl",)))


def test_what_is_taken_in_can_be_read_again(notebook: Notebook) -> None:
    """The deepest row that is not refused is searched for; where that is depends on the version of Python."""
    file = notebook.home / "in.jsonl"
    taken, refused = 1, 1 << 14
    while refused - taken > 1:
        depth = (taken + refused) // 2
        extra = "[" * depth + "]" * depth
        file.write_text(f'{{"kind":"note","day":"2026-11-03","text":"x{depth}","extra":{{"a":{extra}}}}}\n')
        code = notebook("import", "in.jsonl", "--format", "jsonl", code=None).code
        assert code in (0, 4, 5)
        taken, refused = (depth, refused) if code == 0 else (taken, depth)
    notebook("import", "-", stdin=notebook("export", "--format", "json").out)
