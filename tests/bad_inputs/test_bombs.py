"""Files of the store beside the months that were made to break a parser: named, never taken for empty, in no time."""

import shutil
from itertools import product
from pathlib import Path

from tests.bad_inputs.hostile import Notebook, is_one_sentence
from tests.forking import Run, forked

COMMANDS = {
    "labels.json": ("label", "retire", "anger"),
    "deleted.json": ("delete", "0ct0", "--yes"),
    "staged/commit.json": ("list",),
    "cache/past.json": ("today",),
}
"""What needs each file."""
UNHARMED = ("cache/past.json",)
"""What is made anew where it cannot be read."""
OPERATION = '{"id": "1", "at": "2026-11-20T12:00:00.000001+00:00", "of": "person", "op": "retire", "label": "quince%s"}'
BOMBS: dict[str, bytes] = {
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "deep field": f'[{OPERATION[:-1]}, "extra": {"[" * 5000}{"]" * 5000}}}]'.encode(),
    "long number": b"[" + b"9" * 5000 + b"]",
    "no number": b"[NaN]",
    "infinite": b'{"quincequince": 1e999}',
    "twice": b'{"quincequince": "a", "quincequince": "b"}',
    "surrogate": f"[{OPERATION % chr(92)}ud800]".replace('"]', "").encode(),
    "empty": b"",
    "nuls": b"\0" * 300,
    "utf-16": "[]".encode("utf-16"),
    "latin-1": b'["quince \xe9"]',
    "text": b'"quince"',
    "null": b"null",
    "wrong inside": b'{"quince": 5, "files": 5, "../../x": null}',
    "a path out": b'{"format": 1, "files": {"../../VICTIM": false, "entries/../../../VICTIM": true}}',
}


def test_no_bomb_goes_off(tmp_path: Path) -> None:
    notebook = Notebook(tmp_path)
    notebook.begin()
    notebook("pattern", "anger")
    (tmp_path / "VICTIM").write_text("mine")
    runs: list[Run] = []
    kept: dict[str, tuple[Path, str, str]] = {}
    for number, (name, bomb) in enumerate(product(COMMANDS, BOMBS)):
        store = tmp_path / "stores" / str(number)
        shutil.copytree(notebook.store, store)
        file = store / name
        file.parent.mkdir(mode=0o700, exist_ok=True)
        file.write_bytes(BOMBS[bomb])
        kept[str(store)] = file, name, bomb
        runs.append(Run(COMMANDS[name], env={"REFLECT_STORE": str(store)}))
    for came in forked(notebook, runs):
        file, name, bomb = kept[came.run.env["REFLECT_STORE"]]
        assert came.seconds < 3, (name, bomb)
        if name in UNHARMED:
            assert (came.code, came.err) == (0, ""), (bomb, came)
            continue
        assert came.code == 4, (name, bomb, came)
        is_one_sentence(came.err, (name,))
        assert "quince " not in came.err
        assert file.read_bytes() == BOMBS[bomb], (name, bomb)
    assert (tmp_path / "VICTIM").read_text() == "mine"
