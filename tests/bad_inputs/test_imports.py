"""Files that an import refuses: all or nothing, with the file and the line named.

Of the listed cases those of encrypted files belong to commands that are not there yet, those of backups to
test_backups.py.
"""

import json
import os

import pytest

from tests.bad_inputs.cases_imports import CSV_REFUSED, CSV_TEXTS, REFUSED, Broken, File
from tests.bad_inputs.hostile import NOVEMBER, Case, Notebook, refuses


@pytest.mark.parametrize("file", REFUSED, ids=lambda file: file.id)
def test_a_file_with_a_fault_adds_nothing(notebook: Notebook, file: File) -> None:
    (notebook.home / "in.jsonl").write_bytes(file.raw)
    zone = ("--zone", "Asia/Tokyo") if file.id == "edge-of-time" else ()
    command = ("import", "in.jsonl", "--format", "jsonl", *zone)
    refuses(notebook, Case(file.id, [command], file.names, code=5))


@pytest.mark.parametrize("broken", [pytest.param(broken, id=broken.id) for broken in CSV_REFUSED])
def test_a_csv_with_a_fault_adds_nothing(notebook: Notebook, broken: Broken) -> None:
    notebook("note", "caf\u00e9")
    exported = notebook("export", "--format", "csv").out.encode()
    (notebook.home / "in.csv").write_bytes(broken.made(exported))
    for more in (("--format", "csv"), *([] if broken.is_read_without_format else [()])):
        refuses(_empty(notebook), Case(broken.id, [("import", "in.csv", *more)], broken.names, code=5))


@pytest.mark.parametrize("texts", [pytest.param(texts, id=name) for name, texts in CSV_TEXTS.items()])
def test_texts_come_back_through_csv_exactly(notebook: Notebook, texts: tuple[str, ...]) -> None:
    rows = [{"kind": "note", "day": "2026-11-03", "text": text} for text in texts]
    notebook("import", "-", stdin="".join(json.dumps(row) + "\n" for row in rows))
    notebook("export", "--format", "csv", "-o", "out.csv")
    file, other = notebook.home / "out.csv", _empty(notebook)
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    other("import", "out.csv", "--format", "csv")
    assert other("export").out == notebook("export").out
    assert {entry.get("text") for entry in other.entries()} >= set(texts)


def _empty(notebook: Notebook) -> Notebook:
    """Return the same program on a store that is not there yet."""
    other = Notebook(notebook.home)
    other.store = notebook.home / "empty"
    other.env["REFLECT_STORE"] = str(other.store)
    return other


def test_an_id_that_is_here_with_other_words_is_refused_unless_it_is_decided(notebook: Notebook) -> None:
    row = {"id": "aaaabbbbcccc", "kind": "note", "day": "2026-11-03", "text": "x"}
    file = notebook.home / "in.jsonl"
    file.write_text(json.dumps(row) + "\n")
    notebook("import", "in.jsonl", "--format", "jsonl")
    file.write_text(json.dumps({**row, "text": "plum jam"}) + "\n" + json.dumps({**row, "id": "ddddddddeeee"}) + "\n")
    command = ("import", "in.jsonl", "--format", "jsonl")
    refuses(notebook, Case("conflict-id", [command, (*command, "--dry-run")], ("aaaabb", "--keep"), code=5))
    refuses(notebook, Case("keep", [(*command, "--keep", "both")], ("ours", "theirs")))
    notebook(*command, "--keep", "ours")
    assert notebook("show", "aaaabbbbcccc", "--json").json["text"] == "x"
    notebook(*command, "--keep", "theirs")
    assert notebook("show", "aaaabbbbcccc", "--json").json["text"] == "plum jam"


def test_a_folder_a_fifo_and_an_endless_device_are_refused(notebook: Notebook) -> None:
    (notebook.home / "infolder").mkdir()
    os.mkfifo(notebook.home / "in.fifo")
    commands = [("import", path, "--format", "jsonl") for path in ("infolder", "in.fifo", "/dev/zero")]
    refuses(notebook, Case("fifo-dir", commands, ("infolder|in.fifo|zero",), seconds=5))
    refuses(notebook, Case("missing", [("import", "nowhere.jsonl")], ("nowhere.jsonl",)))


@pytest.mark.plain("a month of an encrypted store is no file that an import can read")
def test_the_stores_own_month_file_adds_no_double(notebook: Notebook) -> None:
    ran = notebook("import", "store/entries/2026-11.json", "--json")
    assert (ran.json["read"], ran.json["added"], ran.json["known"]) == (2, 0, 2)
    assert notebook.november.read_bytes() == NOVEMBER


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
