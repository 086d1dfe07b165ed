"""How large the program is: lines, files, functions, names, and the modules that a command walks through.

    python benchmarks/code.py [--check]

ARCHITECTURE.md, "How large it is", has the aims. A limit here is the aim where the code is there, else a little above
where it is now: it is raised only where the program does more than before. `--check` exits 1 when one is passed.
"""

import ast
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
SHARED_NAMES = {"command", "read", "recognises", "write"}
"""What every command, and every format, has under the same name."""
_WALK = """\
import os, sys
def end(code):
    ours = [module for name, module in sys.modules.items() if name.startswith("reflect.")]
    sys.stderr.write(f"\\n{sum(not hasattr(module, '__path__') for module in ours)}")
    os.kill(os.getpid(), 9)
os._exit = end
from reflect.cli.app import main
main()
"""


class Figure(NamedTuple):
    """One figure, with the most it may be."""

    name: str
    value: float
    most: float | None = None


def main() -> int:
    """Print the figures and return the exit code."""
    figures = [*of_files(), *of_functions(), *of_names(), *of_walks(), of_tests()]
    for name, value, most in figures:
        print(f"{name:<48}{value:>8.0f}{'' if most is None else f'{most:>8.0f}'}")
    over = any(most is not None and value > most for _, value, most in figures)
    return int(over and "--check" in sys.argv)


def of_files() -> list[Figure]:
    """Return the figures of the files of the package."""
    lines = [len(path.read_text().splitlines()) for path in _sources("reflect")]
    return [
        Figure("lines of reflect/", sum(lines), 30_200),
        Figure("files", len(lines), 167),
        Figure("median lines of a file", median(lines), 200),
        Figure("lines of the longest file", max(lines), 400),
    ]


def of_functions() -> list[Figure]:
    """Return how long nine functions of ten are, in lines from `def` to the last."""
    lengths = sorted(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for tree in map(_tree, _sources("reflect"))
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    )
    return [Figure("lines of a function, of nine in ten at most", lengths[len(lengths) * 9 // 10], 20)]


def of_names() -> list[Figure]:
    """Return how many module-level functions or classes carry the same name, of the name that most carry."""
    names = Counter(
        node.name
        for tree in map(_tree, _sources("reflect"))
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name not in SHARED_NAMES
    )
    ((name, number),) = names.most_common(1)
    return [Figure(f"functions or classes of one name ({name})", number, 3)]


def of_walks() -> list[Figure]:
    """Return how many modules of the package are loaded by the end of a command, packages themselves apart."""
    limits = {("mood", "4"): 31, ("week",): 44}
    with tempfile.TemporaryDirectory() as store:
        walks = {args: _walked(store, args) for args in limits}
    return [Figure(f"modules that `reflect {' '.join(args)}` loads", walks[args], limits[args]) for args in limits]


def of_tests() -> Figure:
    """Return the lines of the tests."""
    return Figure("lines of tests/", sum(len(path.read_text().splitlines()) for path in _sources("tests")), 33_600)


def _walked(store: str, args: tuple[str, ...]) -> int:
    ran = subprocess.run(
        [sys.executable, "-c", _WALK, *args],
        env={**os.environ, "REFLECT_STORE": store, "TZ": "UTC"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return int(ran.stderr.rpartition("\n")[2])


def _sources(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


if __name__ == "__main__":
    sys.exit(main())
