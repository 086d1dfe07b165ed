"""A folder with an export of a file a day, and with what the person does there, whatever the order."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect import Journal
from tests.program import NOW

DAYS = ("2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["note", "delete", "private", "append", "own", "unlink", "link", "export", "export", "some"]),
        st.integers(0, len(DAYS) - 1),
    ),
    max_size=14,
)


def _do(journal: Journal, vault: Path, step: str, day: str, number: int) -> None:
    """Do one thing to the journal, or as the person in the folder."""
    file = vault / f"{day}.md"
    entries = journal.entries(since=day, until=day)
    if step in ("note", "private"):
        journal.note(f"word{number}", at=day, private=step == "private")
    elif step == "delete" and entries:
        journal.delete([entries[0]["id"]])
    elif step == "append" and file.is_file() and not file.is_symlink():
        file.write_bytes(file.read_bytes() + b"mine")
    elif step == "own" and not file.is_symlink():
        file.write_bytes(b"my own words")
    elif step == "unlink":
        file.unlink(missing_ok=True)
    elif step == "link":
        file.unlink(missing_ok=True)
        file.symlink_to("elsewhere.md")


def _content(folder: Path) -> dict[str, tuple[str | bytes, int]]:
    return {
        path.name: (str(path.readlink()) if path.is_symlink() else path.read_bytes(), path.lstat().st_mtime_ns)
        for path in folder.iterdir()
    }


@pytest.mark.thorough
@settings(max_examples=30)
@given(steps=STEPS)
def test_what_is_the_persons_stays_and_the_rest_is_as_a_fresh_export(steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        journal = Journal.open(folder / "store", environ={"REFLECT_NOW": NOW, "TZ": "UTC"})
        vault = folder / "vault"
        vault.mkdir()
        ours: dict[str, bytes] = {}
        for number, (step, place) in enumerate([*steps, ("export", 0)]):
            day = DAYS[place]
            if step not in ("export", "some"):
                _do(journal, vault, step, day, number)
                continue
            span: dict[str, Any] = {"since": day, "until": day} if step == "some" else {}
            before = _content(vault)
            fresh = folder / f"fresh{number}"
            journal.export_per_day(fresh, **span)
            done = journal.export_per_day(vault, **span)
            after, wanted = _content(vault), {name: data for name, (data, _) in _content(fresh).items()}
            for name in {*before, *after, *wanted}:
                was = before.get(name)
                if span and name != f"{day}.md":
                    assert after.get(name) == was
                elif was is not None and was[0] != ours.get(name) and was[0] != wanted.get(name):
                    assert after[name] == was  # the person's
                    assert (name in done.left) or name not in wanted
                else:
                    assert after.get(name, (None,))[0] == wanted.get(name)
                    assert name not in done.left
                    if was is not None and was[0] == wanted.get(name):
                        assert after[name] == was  # not touched
                    ours.pop(name, None)
                    ours |= {name: bytes(wanted[name])} if name in wanted else {}  # type: ignore[arg-type]
