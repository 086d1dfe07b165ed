"""The real jrnl: what it writes is read here as it was given to it.

jrnl needs an older dateutil than reflect is tested with, so that it has an environment of its own, made once.
"""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.formats.foreign import mapped
from tests.formats.test_jrnl import UNREAD
from tests.program import Reflect, Refused

pytestmark = pytest.mark.thorough  # the default run reads the same forms as tests/formats/foreign.py writes them

JRNL = "jrnl>=4.6,<5"
CONFIGURED = """
journals: {default: {journal: JOURNAL}}
timeformat: "FORM"
version: v4.6
editor: ""
encrypt: false
template: false
highlight: false
linewrap: 79
indent_character: "|"
default_hour: 9
default_minute: 0
tagsymbols: "#@"
colors: {body: none, date: none, tags: none, title: none}
"""
GIVEN = (
    ("2026-11-02 21:15", "Met @partner. We said little, and it was enough", False),
    ("2026-11-03 09:05", "A starred one", True),
    ("2026-11-04 00:30", "Title\n[not a date] second line\n  third, #quiet\n\n\nafter two empty lines", False),
    ("2026-11-05 12:00", 'caf\u00e9 \u65e5\u8a18 \U0001f469\u200d\U0001f4bb = "quoted", <b>', False),
)  # fmt: skip
"""When, the text, and whether it has a star."""

Jrnl = Callable[..., str]


@pytest.fixture(scope="session")
def program(pytestconfig: pytest.Config) -> Path:
    """The program, in an environment that the cache of pytest keeps."""
    cache = pytestconfig.cache
    assert cache is not None
    folder = cache.mkdir("jrnl")
    jrnl = folder / "bin" / "jrnl"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not jrnl.exists():
            subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True)
            pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-q", JRNL]
            done = subprocess.run(pip, capture_output=True, text=True, check=False)
            if done.returncode and not os.environ.get("CI"):
                pytest.skip(f"{JRNL} cannot be installed here")
            assert done.returncode == 0, done.stderr
    return jrnl


@pytest.fixture(params=["%F %r", "%Y-%m-%d %H:%M", "%d.%m.%Y %I:%M %p"])
def jrnl(request: pytest.FixtureRequest, program: Path, tmp_path: Path) -> Jrnl:
    """Run jrnl on a journal of its own, with each of some forms of time."""
    config = tmp_path / "jrnl.yaml"
    journal = tmp_path / "journal.txt"
    config.write_text(CONFIGURED.replace("JOURNAL", str(journal)).replace("FORM", request.param))
    env = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TZ": "UTC"}

    def run(*args: str, stdin: str = "") -> str:
        done = subprocess.run(
            [program, "--config-file", config, *args], input=stdin, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("--import", stdin="\n".join(_given(request.param)))
    return run


def _given(form: str) -> list[str]:
    form = form.replace("%F", "%Y-%m-%d").replace("%r", "%I:%M:%S %p")
    entries = []
    for at, text, starred in GIVEN:
        title, end, body = text.partition("\n")
        entries.append(f"[{datetime.fromisoformat(at):{form}}] {title}{' *' if starred else ''}{end}{body}\n")
    return entries


@pytest.mark.timeout(120)  # the first time it is installed
def test_its_journal_and_its_exports_are_what_it_was_given(jrnl: Jrnl, reflect: Reflect) -> None:
    reflect("import", "journal.txt")
    found = reflect.entries()
    assert [(entry["at"], entry["text"], mapped(entry)) for entry in found] == [
        (f"{at.replace(' ', 'T')}:00+00:00", text, {"starred": True} if starred else {}) for at, text, starred in GIVEN
    ]
    assert {entry["source"] for entry in found} == {"import:jrnl"}
    assert reflect("import", "-", "--json", stdin=jrnl("--export", "text")).json["known"] == len(GIVEN)
    exported = jrnl("--export", "json")
    assert len(json.loads(exported)["entries"]) == len(GIVEN)
    # In the export a title ends with its sentence, and the rest is body: folded, the words are the same.
    again = reflect("import", "-", "--json", stdin=exported).json
    assert (again["known"], again["added"], again["errors"]) == (len(GIVEN), 0, [])


@pytest.mark.timeout(120)
@pytest.mark.parametrize("form", ["pretty", "fancy"])
def test_what_it_prints_for_reading_is_named_with_the_command_for_the_rest(
    jrnl: Jrnl, refused: Refused, form: str
) -> None:
    assert "jrnl --export json" in refused("import", "-", stdin=jrnl("--format", form), code=5).err


@pytest.mark.thorough
@pytest.mark.timeout(120)
@pytest.mark.parametrize("jrnl", ["%Y-%m-%d %H:%M"], indirect=True)
def test_what_it_takes_for_a_date_is_never_part_of_the_entry_before(
    jrnl: Jrnl, refused: Refused, tmp_path: Path
) -> None:
    taken = []
    for written in UNREAD:
        (tmp_path / "journal.txt").write_text(f"[2024-11-02 21:15] One\n\n[{written}] Two\n")
        titles = [entry["title"] for entry in json.loads(jrnl("--export", "json"))["entries"]]
        if "Two" in titles:
            taken.append(written)
            assert "line 3" in refused("import", "journal.txt", code=5).err
    assert len(taken) > len(UNREAD) / 2


@pytest.mark.timeout(120)
def test_the_tags_of_its_export_are_saved(jrnl: Jrnl, reflect: Reflect) -> None:
    reflect("import", "-", stdin=jrnl("--export", "json"))
    found = reflect.entries()
    assert [entry["extra"].get("tags", []) for entry in found] == [["@partner"], [], ["#quiet"], []]
    assert [entry["extra"].get("starred", False) for entry in found] == [starred for _, _, starred in GIVEN]
