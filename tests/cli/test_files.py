"""Files that a person asked for: whole, for them alone, and never in the place of another that was not meant."""

import os
import stat
from pathlib import Path

import pytest

from reflect.cli import files
from reflect.errors import ImpossibleValueError


def test_a_file_that_came_meanwhile_stays(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    files.refuse_target(str(target), str(tmp_path / "store"), force=False)
    target.write_text("of another")
    with pytest.raises(ImpossibleValueError, match="is there already"):
        files.write(str(target), [b"ou", b"", b"rs"], force=False)
    assert os.listdir(tmp_path) == ["page.html"]
    assert target.read_text() == "of another"
    files.write(str(target), [b"ou", b"", b"rs"], force=True)
    assert target.read_bytes() == b"ours"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.parametrize("force", [False, True])
def test_what_cannot_be_put_in_its_place_leaves_nothing(tmp_path: Path, force: bool) -> None:
    (tmp_path / "folder").mkdir()
    for name in ("folder", "x" * 300, "nowhere/x"):
        with pytest.raises(ImpossibleValueError, match="Nothing was written"):
            files.write(str(tmp_path / name), [b"ou", b"", b"rs"], force=force)
    assert os.listdir(tmp_path) == ["folder"]


def test_a_disk_without_hard_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    target = tmp_path / "page.html"
    files.write(str(target), [b"ou", b"", b"rs"], force=False)
    with pytest.raises(ImpossibleValueError, match="is there already"):
        files.write(str(target), [b"other"], force=False)
    assert target.read_bytes() == b"ours"
    assert os.listdir(tmp_path) == ["page.html"]
