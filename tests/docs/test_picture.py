"""The picture in the README is of what the program prints, and loads nothing."""

import re
from pathlib import Path

from tests.docs import picture
from tests.docs.examples import ROOT


def test_it_shows_what_the_program_prints(tmp_path: Path) -> None:
    shown = picture.texts(picture.FILE.read_text(encoding="utf-8"))
    assert shown == picture.texts(picture.made(tmp_path)), "make it again with python -m tests.docs.picture"
    assert len(shown) > 100


def test_it_is_in_the_readme_and_loads_nothing() -> None:
    svg = picture.FILE.read_text(encoding="utf-8")
    assert "](docs/terminal.svg)" in (ROOT / "README.md").read_text(encoding="utf-8").split("\n## ")[0]
    assert set(re.findall(r"https?://[^\"'\s]*", svg)) <= {"http://www.w3.org/2000/svg", "https://www.textualize.io"}
    assert "@font-face" not in svg
    assert "url(h" not in svg
