"""The picture of a terminal in the README: a check-in and a week. `python -m tests.docs.picture` makes it again."""

import io
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pexpect
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from tests.docs.examples import ID, ROOT
from tests.program import Reflect
from tests.terminal.spawned import spawn

FILE = ROOT / "docs" / "terminal.svg"
_NOW = "2026-11-22T21:40:00+00:00"
"""The Sunday of the example week."""
_COLUMNS = 84
_SETTINGS = 'format = 1\nsalt = "0123456789abcdef"\n'
"""A salt that is always the same, and with it the prompt."""
_IDS = ("(k3f9ab)", "(7m2x4q)", "(p0v8zt)")
_TYPED = (
    "It was quiet, and that was all right.",
    "",
    "4 walked home with Ines",
    "",
    "3",
    "withdrawal",
    "Sam",
    "to be asked",
    "",
    "went quiet",
    "",
)
_FONTS = re.compile(r"@font-face \{\{.*?\}\}\s*", re.DOTALL)
"""Rich's format loads its fonts from the network; a page that shows the picture is to load nothing."""


def made(home: Path) -> str:
    """Return the picture as SVG, of what the program prints in a terminal, with ids that are always the same."""
    reflect = Reflect(home).at(_NOW)
    reflect.store.mkdir(mode=0o700)
    (reflect.store / "reflect.toml").write_text(_SETTINGS)
    reflect("import", str(ROOT / "docs" / "example-week.jsonl"))
    shown = f"$ reflect\n{_printed(reflect, (), _TYPED)}\n$ reflect week\n{_printed(reflect, ('week', '--no-pager'))}"
    ids = iter(_IDS)
    console = Console(record=True, width=_COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(ID.sub(lambda _: next(ids), shown)))
    svg = console.export_svg(title="reflect", code_format=_FONTS.sub("", CONSOLE_SVG_FORMAT), unique_id="reflect")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def texts(svg: str) -> list[str]:
    """Return the texts of a picture, in order."""
    return re.findall(r"<text [^>]*>([^<]*)</text>", svg)


def _printed(reflect: Reflect, args: Sequence[str], typed: Sequence[str] = ()) -> str:
    """Run the program in a terminal, type a line at each `> `, and return what the terminal shows."""
    child = spawn(reflect, *args, env={"TERM": "xterm-256color"}, cwd=reflect.home)
    shown = ""
    for line in typed:
        child.expect("> ")
        child.sendline(line)
        shown += f"{child.before}> "
    child.expect(pexpect.EOF)
    child.close()
    return (shown + str(child.before)).replace("\r", "")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        FILE.write_text(made(Path(folder)), encoding="utf-8")
