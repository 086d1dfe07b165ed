"""Files that a person asked for: whole, for them alone, and never in the place of another that was not meant."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from reflect.actions import files
from reflect.errors import ImpossibleValueError


def test_a_file_that_came_meanwhile_stays(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    files.refuse_target(str(target), str(tmp_path / "store"), force=False)
    target.write_text("of another")
    with pytest.raises(ImpossibleValueError, match="already exists"):
        files.write(str(target), [b"ou", b"", b"rs"], force=False)
    assert os.listdir(tmp_path) == ["page.html"]
    assert target.read_text() == "of another"
    files.write(str(target), [b"ou", b"", b"rs"], force=True)
    assert target.read_bytes() == b"ours"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_many_pieces_are_one_file_whatever_their_lengths(tmp_path: Path) -> None:
    pieces = [bytes([length % 251]) * length for length in (0, 1, 70_000, 3, 0, 65_536, *range(400), 200_000)]
    files.write(str(tmp_path / "out"), iter(pieces), force=False)
    assert (tmp_path / "out").read_bytes() == b"".join(pieces)


def test_whatever_the_making_of_a_piece_raises_no_file_is_made(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x" * 100_000
        raise ZeroDivisionError

    (tmp_path / "old").write_text("of another")
    for name in ("new", "old"):
        with pytest.raises(ZeroDivisionError):
            files.write(str(tmp_path / name), pieces(), force=True)
    assert os.listdir(tmp_path) == ["old"]
    assert (tmp_path / "old").read_text() == "of another"


@pytest.mark.parametrize("force", [False, True])
def test_what_cannot_be_put_in_its_place_leaves_nothing(tmp_path: Path, force: bool) -> None:
    (tmp_path / "folder").mkdir()
    for name in ("folder", "x" * 300, "nowhere/x"):
        with pytest.raises(ImpossibleValueError) as refused:
            files.write(str(tmp_path / name), [b"ou", b"", b"rs"], force=force)
        assert refused.value.changed_nothing
    assert os.listdir(tmp_path) == ["folder"]


def test_a_disk_without_hard_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    target = tmp_path / "page.html"
    files.write(str(target), [b"ou", b"", b"rs"], force=False)
    with pytest.raises(ImpossibleValueError, match="already exists"):
        files.write(str(target), [b"other"], force=False)
    assert target.read_bytes() == b"ours"
    assert os.listdir(tmp_path) == ["page.html"]
