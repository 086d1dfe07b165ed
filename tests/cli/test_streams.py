"""What goes in and out by pipes: words for nobody, a closed output, standard input by its name, `<(cmd)`, the cache."""

import json
import os
import shutil
import subprocess

import pytest

from tests.docs.examples import ROOT
from tests.program import Reflect, Refused

MORE = ("edit", "delete", "undo", "at", "repair", "copy")
WEEK = ROOT / "docs" / "example-week.jsonl"


def test_words_that_are_piped_to_the_program_alone_are_refused(reflect: Reflect) -> None:
    for words in ("words", "\n", b"\xff"):
        ran = reflect(stdin=words, code=2)
        assert ran.out == ""
        assert ran.err.startswith("reflect: without a command it takes nothing from a pipe; `reflect note -` saves")
    assert not reflect.store.exists()
    assert reflect(stdin="").out == reflect().out != ""


def test_a_closed_standard_output_is_an_error_where_something_is_printed(reflect: Reflect) -> None:
    reflect("note", "words")
    for args in ("export", "list --json"):
        line = f"{' '.join(reflect.command)} {args} >&-"
        done = subprocess.run(["sh", "-c", line], env=reflect.env, cwd=reflect.home, capture_output=True, check=False)
        assert done.returncode == 1, args
        assert b"the output could not be written: it is closed" in done.stderr


def test_a_closed_standard_input_has_no_words(reflect: Reflect) -> None:
    line = f"{' '.join(reflect.command)} <&-"
    done = subprocess.run(["sh", "-c", line], env=reflect.env, cwd=reflect.home, capture_output=True, check=False)
    assert (done.returncode, done.stdout.decode()) == (0, reflect().out)


def test_standard_input_goes_by_its_name(reflect: Reflect) -> None:
    for args, code in ((("import", "-"), 5), (("pack", "check", "-"), 5), (("store", "restore", "-"), 5)):
        said = reflect(*args, stdin="{", code=code).err
        assert "standard input" in said
        assert " -:" not in said
        assert " - " not in said


def test_a_process_substitution_is_read_as_a_file_and_no_fifo_is(reflect: Reflect, refused: Refused) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash")
    program = " ".join(reflect.command)
    reflect("import", str(WEEK))
    reflect("store", "backup", "b.zip")
    for line in (f"import <(cat '{WEEK}')", "store restore --yes <(cat b.zip)"):
        done = subprocess.run([bash, "-c", f"{program} {line}"], env=reflect.env, cwd=reflect.home, check=False)
        assert done.returncode == 0, line
    os.mkfifo(reflect.home / "fifo")
    for args in (("import",), ("store", "restore"), ("pack", "check")):
        assert "is not a file" in refused(*args, "fifo").err


def test_a_dash_where_it_makes_no_sense_is_refused(reflect: Reflect, refused: Refused) -> None:
    reflect("pattern", "anger", "--with", "Sam")
    for args in (
        ("pattern", "-"),
        ("pattern", "anger", "--with", "-"),
        ("mood", "4", "--feel", "-"),
        ("label", "rename", "anger", "-"),
        ("edit", "last", "--label", "-"),
        ("--store", "-", "note", "words"),
        ("export", "--per-day", "-"),
        ("import", str(WEEK), "--skip-faulty", "-"),
    ):
        refused(*args)
    assert not (reflect.home / "-").exists()


@pytest.mark.thorough
def test_input_that_never_ends_is_refused(reflect: Reflect) -> None:
    program = " ".join(reflect.command)
    for args in ("import -", "import <(yes)", "store restore -", "pack check -", "note -"):
        done = subprocess.run(
            ["bash", "-c", f"yes 2>/dev/null | {program} {args}"], env=reflect.env, capture_output=True, check=False
        )
        assert done.returncode == 2, args
        assert b"MiB" in done.stderr
    assert not reflect.store.exists()


def test_a_store_under_the_home_folder(reflect: Reflect, refused: Refused) -> None:
    reflect.env["REFLECT_STORE"] = "~/mine"
    reflect("note", "words")
    assert (reflect.home / "mine" / "reflect.toml").exists()
    reflect.env["REFLECT_STORE"] = "~nobody-of-this-name/x"
    assert "REFLECT_STORE" in refused("note", "words", code=4).err
    assert not (reflect.home / "~nobody-of-this-name").exists()


def test_a_time_without_an_offset_has_the_zone_of_the_import(reflect: Reflect) -> None:
    rows = [
        {"kind": "note", "at": "2026-11-20T09:00", "text": "a"},
        {"kind": "note", "at": "2026-11-20 10:00:00", "text": "b"},
        {"kind": "note", "at": "2026-11-20T11:00:00+05:00", "text": "c"},
        {"kind": "note", "at": "2026-11-20T11:00:00Z", "text": "d"},
        {"kind": "note", "day": "2026-11-20", "text": "e"},
        {"kind": "note", "at": "2026-11-20T09:00", "zone": "Asia/Tokyo", "text": "f"},
    ]
    reflect("import", "-", "--zone", "Europe/Paris", stdin="".join(json.dumps(row) + "\n" for row in rows))
    zones = {entry["text"]: entry["zone"] for entry in reflect.entries()}
    paris = "Europe/Paris"
    assert zones == {"a": paris, "b": paris, "c": None, "d": None, "e": paris, "f": "Asia/Tokyo"}


def test_names_in_force_are_no_part_of_a_row(reflect: Reflect) -> None:
    row = {"kind": "pattern", "day": "2026-11-20", "label": "anger", "with": ["Sam"]}
    now = {"label_now": "rage", "with_now": ["Samuel"]}
    reflect("import", "-", stdin=json.dumps(row) + "\n")
    assert reflect("import", "-", "--json", stdin=json.dumps(row | now) + "\n").json["known"] == 1
    header = "kind,day,label,label_now\n"
    reflect("import", "-", stdin=f"{header}pattern,2026-11-21,anger,rage\n")
    assert reflect("import", "-", "--json", stdin="kind,day,label\npattern,2026-11-21,anger\n").json["known"] == 1
    assert reflect("import", "-", "--json", stdin=reflect("list", "--json").out).json["known"] == 2
    assert [entry["extra"] for entry in reflect.entries()] == [{}, {}]


def test_an_answer_is_listed_after_a_pass(reflect: Reflect) -> None:
    answer = reflect("answer", "words", "--json").json
    reflect("pass")
    assert reflect("today", "--json").json["answers"] == [answer["id"]]
    assert reflect("today", "--peek", "--json").json["answers"] == [answer["id"]]


@pytest.mark.plain("the stamps in the cache are those of the encrypted files, which are plain again when it looks")
@pytest.mark.parametrize(
    "change", ["import", "restore", *(pytest.param(each, marks=pytest.mark.thorough) for each in MORE)]
)
def test_every_writer_leaves_a_cache_that_counts(reflect: Reflect, change: str) -> None:
    reflect("import", str(WEEK))
    later = reflect.at("2027-02-01T12:00:00+00:00")
    later("store", "backup", "b.zip")
    later("note", "old", "--at", "2026-12-01")
    entry = next(entry for entry in later.entries() if entry["kind"] == "note")
    copy = reflect.store / "entries/2026-11 (1).json"
    if change in ("repair", "copy"):
        copy.write_bytes((reflect.store / "entries/2026-11.json").read_bytes().replace(b"withdrawal", b"other"))
    later(*{
        "import": ("import", str(WEEK), "--keep", "theirs"),
        "restore": ("store", "restore", "b.zip", "--yes"),
        "edit": ("edit", entry["id"], "--private"),
        "delete": ("delete", entry["id"], "--yes", "--forever"),
        "undo": ("undo", "--yes"),
        "at": ("mood", "4", "--at", "2026-11-05"),
        "repair": ("store", "repair", "--yes"),
        "copy": ("mood", "4"),
    }[change])  # fmt: skip
    before = later.tree(), (reflect.store / "cache/past.json").read_bytes()
    months = sorted(path.name for path in (reflect.store / "entries").iterdir())
    cached = json.loads(before[1])
    assert sorted(f"{month}.json" for month in cached["months"]) == months[: len(cached["months"])]
    for month, stamp in cached["months"].items():
        status = (reflect.store / f"entries/{month}.json").stat()
        assert stamp["stat"][:2] == [status.st_size, status.st_mtime_ns]
    later("today", "--peek")
    assert (later.tree(), (reflect.store / "cache/past.json").read_bytes()) == before
