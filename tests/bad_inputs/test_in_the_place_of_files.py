"""What is no file in the place of each file of the store: not followed, not waited for, not replaced, and named."""

import os
import shutil
from itertools import product
from pathlib import Path
from typing import NamedTuple

from tests import sealed
from tests.bad_inputs.hostile import Notebook, is_one_sentence
from tests.cli.given import TUESDAY
from tests.forking import Run, forked

PACKS = (("pack", "list"), ("pack", "write", "Who spoke first today?"))
FILES = {
    "reflect.toml": (("config", "set", "week_starts", "sunday"),),
    "entries/2026-11.json": (("edit", "q7m2", "--value", "3"), ("week",)),
    "labels.json": (("label", "retire", "rage"),),
    "deleted.json": (("delete", "0ct0", "--yes"),),
    "care.txt": (("care",), ("care", "--edit")),
    "packs/tuesday.toml": PACKS,
    "cache/past.json": (("pattern", "hope"),),
    "lock": (("delete", "0ct0", "--yes"),),
}
FOLDERS = {
    "entries": (("week",),),
    "packs": PACKS,
    "cache": (("pattern", "hope"),),
    **({} if sealed.ASKED else {"drafts": (("care", "--edit"), ("note", "--edit"))}),  # else they are in memory
    "staged": (("delete", "0ct0", "--yes"),),
    "undo": (("undo", "--yes"),),
    "backups": (),
}
"""What uses each, beside those that are run of all."""
PLACES = [*product(FILES, ("link", "dangling", "fifo", "folder")), *product(FOLDERS, ("link", "fifo", "file"))]
_NEEDED = {"reflect.toml", "entries/2026-11.json", "entries"}
OF_ALL = {
    ("list",): {*_NEEDED, "labels.json"},
    ("note", "y"): {*_NEEDED, "lock", "staged", "undo"},
    ("store", "check"): {*FILES, *FOLDERS} - {"cache/past.json", "lock"},
}
"""What is run of each, and in whose place it is refused, or names what stands there."""
UNHARMED = ("cache/past.json", "cache")
"""Nothing is lost with them, so nothing is refused for them, and a link in the place of the file may go."""
BEGINNING = (
    ("pack", "add", "tuesday.toml", "--yes"),
    ("pattern", "anger"),
    ("label", "rename", "anger", "rage"),
    ("note", "x", "--at", "2026-10-15"),
    ("delete", "k3f9", "--yes"),
    ("care", "--edit"),
    ("today",),
)


class Place(NamedTuple):
    """Something that stands where a file or a folder of the store should be."""

    store: str
    path: Path
    outside: Path
    """What stood talready here, and what a link leads to."""

    def take(self, what: str) -> None:
        self.path.rename(self.outside)
        if what in ("link", "dangling"):
            self.path.symlink_to(self.outside if what == "link" else self.outside.with_name("nowhere"))
        elif what == "fifo":
            os.mkfifo(self.path)
        elif what == "folder":
            self.path.mkdir(mode=0o700)
        else:
            self.path.touch(mode=0o600)

    def led_to(self) -> object:
        """Return what lies outside."""
        files = [self.outside, *sorted(self.outside.rglob("*"))]
        return [(file, file.stat().st_mode, file.read_bytes() if file.is_file() else b"") for file in files]

    def stands(self) -> object:
        """Return what stands there."""
        status = os.lstat(self.path)
        return status.st_ino, status.st_mode, status.st_size


def begun(home: Path) -> Notebook:
    notebook = Notebook(home)
    notebook.begin()
    notebook.env["EDITOR"] = "sh -c 'printf mine >> \"$1\"' x"
    (home / "tuesday.toml").write_text(TUESDAY)
    assert [came for came in forked(notebook, [Run(args) for args in BEGINNING]) if came.code] == []
    for name in ("staged", "backups"):
        notebook.file(name).mkdir(mode=0o700, exist_ok=True)
    return notebook


def test_whatever_stands_in_the_place_of_a_file_is_left_as_it_is(tmp_path: Path) -> None:
    notebook = begun(tmp_path)
    places: dict[tuple[str, str], tuple[Place, object, object]] = {}
    runs: list[Run] = []
    for number, (name, what) in enumerate(PLACES):
        store = tmp_path / str(number)
        shutil.copytree(notebook.store, store)
        place = Place(str(store), store / name, tmp_path / f"outside-{number}")
        place.take(what)
        places[name, what] = place, place.stands(), place.led_to()
        commands = (*OF_ALL, *{**FILES, **FOLDERS}[name])
        runs += [Run(args, env={"REFLECT_STORE": str(store)}) for args in commands]
    came = forked(notebook, runs)
    for (name, what), (place, stands, led_to) in places.items():
        of_place = [one for one in came if one.run.env["REFLECT_STORE"] == place.store]
        for one in of_place:
            assert one.code in (0, 4), (name, what, one)
            assert one.seconds < 3, (name, what, one)
            if one.run.args in OF_ALL:
                assert (one.code == 4) == (name in OF_ALL[one.run.args]), (name, what, one)
            if one.code and one.err:
                is_one_sentence(one.err, (name.split("/")[-1],))
            elif one.code:
                assert name in one.out, (name, what, one)
        assert any(one.code for one in of_place if one.err) == (name not in (*UNHARMED, "backups")), (name, what)
        assert place.led_to() == led_to, (name, what)
        assert place.stands() == stands or name in UNHARMED, (name, what)
