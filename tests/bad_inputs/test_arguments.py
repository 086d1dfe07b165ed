"""Hostile arguments and surroundings: what is refused changes nothing, what is odd and fine is kept exactly."""

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.bad_inputs import cases_arguments
from tests.bad_inputs.hostile import Case, Notebook, is_one_sentence, refuses


@pytest.mark.parametrize("case", cases_arguments.REFUSED, ids=lambda case: case.id)
def test_a_hostile_argument_is_refused(notebook: Notebook, case: Case) -> None:
    refuses(notebook, case)


@pytest.mark.parametrize("case", cases_arguments.SHOWN_BACK, ids=lambda case: case.id)
def test_what_is_shown_back_cannot_act_on_a_terminal(notebook: Notebook, case: Case) -> None:
    (notebook.home / "in.jsonl").write_text('{"kind":"note","day":"2026-11-05","text":"x"}\n')
    refuses(notebook, case)


def _kept(notebook: Notebook, text: str | bytes) -> str:
    """Keep a note as the argument, hold that it is kept exactly, and return what `list` shows."""
    month = notebook.november.read_bytes()
    stored = notebook("note", text, "--json").json
    assert stored["text"] == (text if isinstance(text, str) else text.decode())
    exported = notebook("export").out
    assert stored in [json.loads(line) for line in exported.split("\n")[:-1]]
    assert notebook.november.read_bytes() != month
    shown = notebook("list", "--kind", "note")
    assert shown.err == ""
    printed = shown.out + notebook("list", "--json").out + exported + notebook.november.read_text()
    assert all(character.isprintable() or character in "\n\u200d" for character in printed), ascii(printed)
    return shown.out


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\x1b]52;c;ZXZpbA==\x07b\x1b[2J", r"a\x1b]52;c;ZXZpbA==\x07b\x1b[2J", id="escape-text"),
        pytest.param("a\x9b31mb", r"a\x9b31mb", id="c1-text"),
        pytest.param("pay \u202eevil\u202c now", r"pay \u202eevil\u202c now", id="bidi-text"),
        pytest.param(
            "{0.__class__} %s ${HOME} $(id) `id` \\n", "{0.__class__} %s ${HOME} $(id) `id` \\n", id="format-text"
        ),
        pytest.param("cafe\u0301 \U0001f469\u200d\U0001f4bb \u0633\u0644 \u65e5\u8a18", "\u65e5\u8a18", id="nfd-text"),
        pytest.param("one\r\ntwo\rthree", "one", id="crlf-text"),
        pytest.param("a\u2028b\u2029c\x85d\x0ce", r"a\u2028b\u2029c\x85d\x0ce", id="ls-ps-text"),
    ],
)
def test_an_odd_text_is_saved_exactly_and_shown_without_acting(notebook: Notebook, text: str, shown: str) -> None:
    assert shown in _kept(notebook, text)


def test_a_jsonl_export_is_one_entry_a_line_feed(notebook: Notebook) -> None:
    notebook("note", "a\u2028b\u2029c\x85d\x0ce\r\nf")
    exported = notebook("export").out
    assert exported.count("\n") == 4
    assert [json.loads(line)["kind"] for line in exported.split("\n")[:-1]].count("note") == 3


def test_a_leap_day_that_is_past_is_a_day(notebook: Notebook) -> None:
    ran = notebook("note", "x", "--at", "2028-02-29", "--json", env={"REFLECT_NOW": "2028-03-05T12:00:00+00:00"})
    assert ran.json["day"] == "2028-02-29"
    assert b'"2028-02-29"' in notebook.file("entries/2028-02.json").read_bytes()


def test_of_a_time_that_happens_twice_the_first_is_taken_and_said(notebook: Notebook) -> None:
    ran = notebook("note", "x", "--at", "2026-11-01T01:30", "--json", env={"TZ": "America/New_York"})
    assert (ran.json["at"], ran.json["day"]) == ("2026-11-01T01:30:00-04:00", "2026-10-31")
    assert "01:30" in ran.err


def test_a_label_with_a_comma_a_quote_and_a_semicolon_is_one_label(notebook: Notebook) -> None:
    refuses(notebook, Case("tag-comma", [("pattern", 'a,"b";c')], ("comma",)))
    notebook("import", "-", stdin=json.dumps({"kind": "pattern", "day": "2026-11-03", "label": 'a,"b";c'}))
    labels = notebook("label", "list", "--json").json["labels"]
    assert [label["entries"] for label in labels if label["label"] == 'a,"b";c'] == [1]


def test_a_prefix_of_two_entries_names_both_by_kind_and_day(notebook: Notebook) -> None:
    rows = [{"id": f"wxyz{end * 8}", "kind": "note", "day": f"2026-11-0{n}", "text": "plum jam"} for n, end in ((3, "a"), (4, "b"))]  # fmt: skip  # noqa: E501
    notebook("import", "-", stdin="".join(json.dumps(row) + "\n" for row in rows))
    names = ("note", "2026-11-03", "2026-11-04")
    refuses(notebook, Case("id-ambiguous", [("delete", "wxyz", "--yes"), ("show", "wxyz")], names))


def test_an_export_goes_over_no_file_unasked(notebook: Notebook) -> None:
    target = notebook.home / "out.jsonl"
    target.write_text("mine\n")
    refuses(notebook, Case("export-exists", [("export", "-o", "out.jsonl")], ("out.jsonl", "--force")))
    assert target.read_text() == "mine\n"


def test_an_export_goes_into_no_folder_and_no_missing_one(notebook: Notebook) -> None:
    (notebook.home / "outdir").mkdir()
    commands = [("export", "-o", "outdir", "--force"), ("export", "-o", "nowhere/x.jsonl")]
    refuses(notebook, Case("export-dir", commands, ("outdir|nowhere",)))
    assert list((notebook.home / "outdir").iterdir()) == []
    assert not (notebook.home / "nowhere").exists()


def test_an_export_never_writes_through_a_link(notebook: Notebook) -> None:
    victim = notebook.home / "victim"
    victim.write_text("mine\n")
    (notebook.home / "out.jsonl").symlink_to("victim")
    refuses(notebook, Case("export-symlink", [("export", "-o", "out.jsonl", "--force")], ("out.jsonl",)))
    assert victim.read_text() == "mine\n"


def test_an_export_goes_to_no_place_inside_the_store(notebook: Notebook) -> None:
    (notebook.home / "around").symlink_to(notebook.store)
    targets = (str(notebook.november), "store/x", "around/entries/2026-11.json", "store/entries/../../store/x")
    commands = [("export", "-o", target, "--force") for target in targets]
    refuses(notebook, Case("export-into-store", commands, ("2026-11.json|store",)))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")
@pytest.mark.parametrize("command", [("note", "y"), ("mood", "4", "--json"), ("delete", "q7m2", "--yes")])
def test_what_fails_for_a_full_output_has_changed_nothing_or_says_so(
    notebook: Notebook, command: tuple[str, ...]
) -> None:
    before = notebook.tree()
    ran = notebook.through_shell('exec "$@" > /dev/full')(*command, code=None)
    assert ran.code == 0 or notebook.tree() == before or "saved" in ran.err


def test_a_reader_that_goes_away_is_no_fault(notebook: Notebook) -> None:
    rows = [json.dumps({"kind": "note", "day": "2026-11-05", "text": f"{n} " + "x" * 2000}) + "\n" for n in range(200)]
    notebook("import", "-", stdin="".join(rows))
    before = notebook.tree()
    for command in (["export"], ["list", "--json"], ["export", "--format", "json"]):
        with subprocess.Popen(
            [*notebook.command, *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=notebook.env,
            cwd=notebook.home,
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.readline()
            process.stdout.close()
            assert process.stderr.read() == b""
            assert process.wait(timeout=10) == 0
    assert notebook.tree() == before


@pytest.mark.parametrize("streams", ["<&-", "< /dev/null", "<&- 2>&1", "<&- >&-"])
def test_without_standard_input_nothing_asks(notebook: Notebook, streams: str) -> None:
    closed = notebook.through_shell(f'exec "$@" {streams}')
    before = notebook.tree()
    begun = time.monotonic()
    for command, way_out in ((("note",), "text|--edit"), (("answer",), "text|--edit"), (("note", "--edit"), "$EDITOR")):
        ran = closed(*command, code=2)
        is_one_sentence(ran.err + ran.out, (way_out,))
    assert time.monotonic() - begun < 3
    assert notebook.tree() == before


def test_an_empty_store_variable_is_as_if_it_were_unset(tmp_path: Path) -> None:
    notebook = Notebook(tmp_path / "home")
    here = tmp_path / "here"
    notebook.home.mkdir()
    here.mkdir()
    notebook("note", "x", env={"REFLECT_STORE": ""}, cwd=here)
    assert list(here.iterdir()) == []
    assert len(list(notebook.home.rglob("entries/2026-11.json"))) == 1


def test_a_store_whose_name_is_no_utf8_and_holds_what_a_terminal_obeys(tmp_path: Path) -> None:
    notebook = Notebook(tmp_path)
    env = {"REFLECT_STORE": os.fsdecode(os.fsencode(tmp_path) + b"/d\xff\n\x1b\xe2\x80\xae")}
    name = r"d\xff\n\x1b\u202e"
    shown = notebook("note", "x", env=env).err
    assert f"{name}\n" in shown
    info = notebook("store", "info", env=env)
    assert name in info.out
    assert info.out.replace("…", "").isascii()
    assert name in notebook("store", "info", "--json", env=env).json["path"]
    assert "x" in notebook("list", env=env).out


def test_a_store_made_under_a_umask_of_nothing_can_be_read(tmp_path: Path) -> None:
    closed = Notebook(tmp_path).without_powers()
    closed = Notebook(tmp_path, ("sh", "-c", 'umask 777; exec "$@"', "sh", *closed.through))
    closed("note", "words of mine")
    assert "words of mine" in closed("list").out
