"""A store of a newer format is written by nothing."""

from pathlib import Path

import pytest

from reflect.cli.commands import SPECS
from reflect.errors import NewerFormatError
from reflect.store import settings_file
from tests.cli.given import TUESDAY
from tests.program import Reflect, Refused
from tests.store.samples import note, put

SETTINGS = "reflect.toml"
READING = {"help", "week", "month", "year", "since", "list", "show", "export", "share", "schema", "remind"}
WRITING = """
today\nanswer x\npass\nmood 4\npattern anger\nnote x\nsession\nedit k3f9ab2m7q0x --text x\ndelete k3f9ab2m7q0x --yes
delete k3f9ab2m7q0x --forever --yes\nundo --yes\nstore repair --yes
label rename anger ire\nlabel merge anger hope\nlabel retire anger\npack add tuesday.toml --yes\npack write x
pack remove mine --yes\npack focus core\npack focus --off\nimport rows.jsonl\nconfig set mood.scale 0-10
config unset mood.scale\ncare --edit\nstore backup other.zip\nstore restore good.zip --yes\nstore erase --yes
sync
sync init other.git --yes
"""


def test_every_command_that_writes_is_among_those_tried() -> None:
    assert {spec.name for spec in SPECS} == READING | {line.split()[0] for line in WRITING.split("\n") if line}


def test_no_command_writes_to_a_newer_store(reflect: Reflect) -> None:
    put(str(reflect.store), note(day="2026-11-05"))
    reflect("pack", "write", "Who spoke first?")
    reflect("store", "backup", "good.zip")
    (reflect.home / "tuesday.toml").write_text(TUESDAY)
    (reflect.home / "rows.jsonl").write_text('{"kind": "note", "day": "2026-11-06", "text": "words"}\n')
    (reflect.store / SETTINGS).write_bytes(b'format = 3\nnew = "setting"\n')
    env = {"EDITOR": "sh -c 'echo words > \"$0\"'"}
    before = reflect.tree()
    for line in filter(None, WRITING.split("\n")):
        ran = reflect(*line.split(), code=4, env=env)
        assert "format version 3, newer than this program reads (2); update reflect" in ran.err, line
        assert reflect.tree() == before, line
    assert not (reflect.store / "drafts").exists()
    assert not (reflect.home / "other.zip").exists()


def test_a_newer_month_is_neither_backed_up_nor_gone_over(reflect: Reflect, refused: Refused) -> None:
    put(str(reflect.store), note(day="2026-11-05"))
    reflect("store", "backup", "good.zip")
    month = reflect.store / "entries" / "2026-11.json"
    month.write_bytes(month.read_bytes().replace(b'"version": 1', b'"version": 2'))
    for line in ("store backup other.zip", "store restore good.zip --yes"):
        assert "entries/2026-11.json has the format version 2, newer" in refused(*line.split(), code=4).err


def test_the_format_is_not_asked_of_a_file_that_does_not_tell(tmp_path: Path) -> None:
    for raw in (
        None,
        b"",
        b"format = 0\n",
        b'format = "2"\n',
        b"format = true\n",
        b"format = [\n",
        b"\xff",
        b"a = 1\n",
    ):
        assert settings_file.version(raw) == settings_file.FORMAT
    for raw in (b"format = 3\n", b"\xef\xbb\xbf# mine\n'format' = 3 # three\n[mood]\nscale = [1, 7]\n"):
        with pytest.raises(NewerFormatError):
            settings_file.version(raw)
