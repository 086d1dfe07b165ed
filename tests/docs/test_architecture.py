"""The tree in ARCHITECTURE.md is the tree there is."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_tree_names_every_module_and_no_other() -> None:
    (tree,) = re.findall(r"```\nreflect/\n(.*?)\ntests/", (ROOT / "ARCHITECTURE.md").read_text(), re.DOTALL)
    named: dict[str, set[str]] = {}
    folder = ""
    for line in tree.splitlines():
        begins = re.match(r"  (\w+(?:/|\.py)) +", line)
        if begins:
            folder = begins[1]
        rest = re.sub(r"\([^)]*\)", "", line[begins.end() if begins else 0 :])
        named.setdefault(folder, set()).update(re.findall(r"(?:^| {2,}|· )(\w+)(?= *(?:·|$))", rest))
    folders = {path.name: path for path in (ROOT / "reflect").iterdir() if (path / "__init__.py").exists()}
    assert {name.rstrip("/") for name in named if name.endswith("/")} == folders.keys()
    for name, path in folders.items():
        modules = {module.stem for module in path.glob("*.py")} - {"__init__"}
        assert named[f"{name}/"] - {"words", "commands"} == modules, name
    plain = {path.name for path in (ROOT / "reflect").glob("*.py")} - {"__main__.py"}
    assert {name for name in named if name.endswith(".py")} == plain
