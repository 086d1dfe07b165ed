"""What the tests of hostile inputs share: the store they start from, and how a refusal is held.

Every case starts from a store with one note in October 2026 and a note and a mood in November, on the evening of
Sunday 22 November 2026. Each has the one fault that it is named for.
"""

import os
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.program import Ran, Reflect

NOW = "2026-11-22T20:00:00+00:00"
NOTE_ID = "k3f9ab2m7q0x"
WORDS = ("plum jam", "walnut bread")
"""The texts of the entries: no refusal holds them."""
SETTINGS = b'format = 1\nsalt = "00c0ffee00c0ffee"\n'
NOVEMBER = b"""\
{
  "_meta": {
    "format": {
      "version": 1
    }
  },
  "entries": {
    "k3f9ab2m7q0x": {
      "at": "2026-11-03T12:00:00+00:00",
      "day": "2026-11-03",
      "id": "k3f9ab2m7q0x",
      "kind": "note",
      "private": false,
      "recorded_at": "2026-11-03T12:00:00+00:00",
      "source": "cli",
      "text": "plum jam",
      "zone": "UTC"
    },
    "q7m2x0b9f3ka": {
      "at": "2026-11-04T12:00:00+00:00",
      "day": "2026-11-04",
      "id": "q7m2x0b9f3ka",
      "kind": "mood",
      "private": false,
      "recorded_at": "2026-11-04T12:00:00+00:00",
      "scale": [
        1,
        7
      ],
      "source": "cli",
      "value": 7,
      "zone": "UTC"
    }
  }
}
"""
OCTOBER = b"""\
{
  "_meta": {
    "format": {
      "version": 1
    }
  },
  "entries": {
    "0ct0berent2y": {
      "at": "2026-10-14T12:00:00+00:00",
      "day": "2026-10-14",
      "id": "0ct0berent2y",
      "kind": "note",
      "private": false,
      "recorded_at": "2026-10-14T12:00:00+00:00",
      "source": "cli",
      "text": "walnut bread",
      "zone": "UTC"
    }
  }
}
"""


class Case(NamedTuple):
    """Commands that are refused, each tried by itself."""

    id: str
    commands: Sequence[Sequence[str | bytes]]
    names: Sequence[str]
    """What standard error names, whatever the case; `|` parts alternatives."""
    code: int | tuple[int, ...] = 2
    stdin: bytes | None = None
    env: Mapping[str, str] = {}
    seconds: float = 10


class Notebook(Reflect):
    """The program on the store above, run through another program where `through` names one."""

    def __init__(self, home: Path, through: Sequence[str] = ()) -> None:
        super().__init__(home)
        self.through = through
        self.env["REFLECT_NOW"] = NOW

    @property
    def command(self) -> list[str]:
        return [*self.through, sys.executable, "-m", "reflect"]

    def begin(self) -> None:
        (self.store / "entries").mkdir(parents=True)
        self.file("reflect.toml").write_bytes(SETTINGS)
        self.november.write_bytes(NOVEMBER)
        self.file("entries/2026-10.json").write_bytes(OCTOBER)
        for path in (self.store, *self.store.rglob("*")):
            path.chmod(0o700 if path.is_dir() else 0o600)

    def file(self, name: str) -> Path:
        return self.store / name

    @property
    def november(self) -> Path:
        return self.file("entries/2026-11.json")

    def through_shell(self, script: str) -> "Notebook":
        """Return the same program, called as `"$@"` in a shell script."""
        return Notebook(self.home, ("sh", "-c", script, "sh"))

    def without_powers(self) -> "Notebook":
        """Return the same program, run by a user whom file modes bind."""
        if os.geteuid():
            return self
        if not shutil.which("setpriv"):
            pytest.skip("root is not bound by file modes, and setpriv is not here")
        return Notebook(self.home, ("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner", "--"))


def refuses(reflect: Reflect, case: Case) -> None:
    """Hold that every command of a case is refused: the code, one sentence that names what it must, no change."""
    for command in case.commands:
        held(reflect, case, command)


def held(reflect: Reflect, case: Case, command: Sequence[str | bytes]) -> Ran:
    """Hold that one command is refused as the case says."""
    before = reflect.tree()
    begun = time.monotonic()
    ran = reflect(*command, code=None, stdin=case.stdin, env=case.env)
    assert time.monotonic() - begun < case.seconds
    assert ran.code in ((case.code,) if isinstance(case.code, int) else case.code), ran
    assert ran.out == ""
    is_one_sentence(ran.err.removeprefix("Waiting for another reflect command to finish.\n"), case.names)
    assert reflect.tree() == before
    return ran


def is_one_sentence(err: str, names: Sequence[str]) -> None:
    """Hold that an error is one sentence that names what it must, and no text of an entry.

    What to do may stand on a second line, indented.
    """
    assert err.startswith("reflect: "), err
    assert err.endswith("\n")
    first, *more = err.removesuffix("\n").split("\n")
    assert not more or (len(more) == 1 and more[0].startswith("  ")), err
    assert first.removeprefix("reflect: ").strip()
    assert "internal error" not in err
    assert all(character.isprintable() or character == "\n" for character in err), ascii(err)
    for name in names:
        assert any(part.casefold() in err.casefold() for part in name.split("|")), (name, err)
    for word in WORDS:
        assert word not in err
