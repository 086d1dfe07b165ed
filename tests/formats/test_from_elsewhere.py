"""The files of other programs through `reflect import`, as a process."""

import io
import re
import shlex
import zipfile
from datetime import datetime, timedelta

import pexpect
import pytest

from tests.formats.foreign import ALL, SAMPLES, daylio, daylio_row
from tests.program import Reflect, Refused

FOREIGN = [name for name, (own, _) in ALL.items() if own not in ("json", "jsonl")]
OK = daylio([daylio_row(datetime(2026, 11, day, 22), mood) for day, mood in ((2, "Ok"), (3, "it's"), (4, "rad"))])


def _row(number: int) -> dict[str, str]:
    at = datetime(2016, 11, 1, 22) + timedelta(days=number)
    return daylio_row(at, "meh", note=f"Day {number}<br>and more of it", activities="clean | music")


@pytest.mark.parametrize("name", FOREIGN)
def test_each_is_found_taken_in_and_added_once(reflect: Reflect, name: str) -> None:
    own, document = ALL[name]
    raw = "\ufeff" + document
    dry = reflect("import", "-", "--dry-run", "--json", stdin=raw).json
    assert not reflect.store.exists()
    taken = reflect("import", "-", "--json", stdin=raw).json
    assert dry == taken
    assert taken["errors"] == []
    assert taken["added"] == taken["read"] == len(reflect.entries())
    assert {entry["source"] for entry in reflect.entries()} == {f"import:{own}"}
    before = reflect.tree()
    for more in ((), ("--format", own), ("--zone", "Asia/Tokyo"), ("--keep", "ours"), ("--dry-run",)):
        again = reflect("import", "-", "--json", *more, stdin=document).json
        assert (again["added"], again["known"]) == (0, taken["read"])
        assert reflect.tree() == before
    reflect("export", "-o", "out.jsonl")
    other = Reflect(reflect.home)
    other.store = reflect.home / "other"
    other.env = {**reflect.env, "REFLECT_STORE": str(other.store)}
    other("import", "out.jsonl")
    assert other.entries() == reflect.entries()


def test_what_was_edited_or_deleted_here_stays_so_unless_the_file_is_to_win(reflect: Reflect) -> None:
    reflect("import", "-", stdin=SAMPLES["jrnl"])
    first, second = (entry["id"] for entry in reflect.entries())
    as_left = reflect.entries()
    reflect("edit", first, "--text", "edited here")
    reflect("delete", second, "--yes")
    before = reflect.tree()
    for more in ((), ("--keep", "ours"), ("--zone", "Asia/Tokyo")):
        again = reflect("import", "-", "--json", *more, stdin=SAMPLES["jrnl"]).json
        assert (again["added"], again["updated"], again["known"], again["kept_here"]) == (0, 0, 0, 2)
        assert reflect.tree() == before
    again = reflect("import", "-", "--json", "--keep", "theirs", stdin=SAMPLES["jrnl"]).json
    assert (again["added"], again["updated"]) == (1, 1)
    assert [{**entry, "edited_at": None} for entry in reflect.entries()] == as_left


def test_read_again_on_other_terms_it_is_updated_where_that_is_said(reflect: Reflect) -> None:
    reflect("import", "-", "--mood-map", "ok=3,it's=3", stdin=OK)
    ran = reflect("import", "-", "--mood-map", "ok=4,it's=3", "--keep", "theirs", "--json", stdin=OK).json
    assert (ran["updated"], ran["known"]) == (1, 2)
    assert [entry["value"] for entry in reflect.entries()] == [4, 3, 5]


def test_unknown_moods_are_asked_for_with_an_option_to_copy(reflect: Reflect, refused: Refused) -> None:
    ran = refused("import", "-", code=5, stdin=OK)
    assert "standard input line 2" in ran.err
    asked = re.search(r"--mood-map ('.*')\. Nothing was changed\.$", ran.err)
    assert asked
    (given,) = shlex.split(asked[1])
    assert given == "Ok=?,it's=?"
    dry = reflect("import", "-", "--dry-run", "--json", stdin=OK, code=5)
    assert dry.err.endswith(ran.err)
    assert ([error["line"] for error in dry.json["errors"]], dry.json["read"], dry.json["added"]) == ([2, 3], 3, 0)
    taken = reflect("import", "-", "--mood-map", given.replace("?", "3"), "--json", stdin=OK).json
    assert taken["by_kind"] == {"mood": 3}


@pytest.mark.parametrize(
    ("given", "document", "said"),
    [
        ("ok", OK, "--mood-map"),
        ("ok=6,it's=1", OK, "1 to 5"),
        ("ok=0", OK, "1 to 5"),
        ("down=8", SAMPLES["howwefeel"], "1 to 7"),
        ("ok=3", SAMPLES["jrnl"], "jrnl"),
        ("ok=3", SAMPLES["jsonl"], "jsonl"),
    ],
)
def test_values_that_cannot_be_are_refused(refused: Refused, given: str, document: str, said: str) -> None:
    assert said in refused("import", "-", "--mood-map", given, stdin=document).err


@pytest.mark.parametrize("name", FOREIGN)
def test_all_or_nothing_and_no_words_in_a_refusal(refused: Refused, reflect: Reflect, name: str) -> None:
    own, document = ALL[name]
    broken = {
        "daylio": document + "2026-11-02,plum jam\n",
        "howwefeel": document + "plum jam\n",
        "jrnl": document.replace('"2026-11-02"', '"plum jam"').replace("[2026-11-03 09:05:00 AM]", "[03/11/2026]"),
        "dayone": document.replace("2020-01-10T", "plum jam"),
    }[own]
    ran = refused("import", "-", "--format", own, code=5, stdin=broken)
    assert "line " in ran.err
    assert "plum" not in ran.err
    assert not reflect.store.exists()


@pytest.mark.parametrize("format_name", ["daylio", "howwefeel", "jrnl", "dayone"])
def test_a_file_of_another_format_than_was_said_is_refused(refused: Refused, format_name: str) -> None:
    for name in ("jsonl", "howwefeel", "daylio"):
        if name != format_name:
            assert "line 1" in refused("import", "-", "--format", format_name, code=5, stdin=SAMPLES[name]).err


def test_a_zip_file_is_read_from_a_file_and_from_standard_input(reflect: Reflect, refused: Refused) -> None:
    file = reflect.home / "export.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Journal.json", SAMPLES["dayone"])
        archive.writestr("photos/a.jpeg", b"\xff")
    assert reflect("import", "export.zip", "--json").json["by_kind"] == {"note": 1}
    assert reflect("import", "-", "--json", stdin=file.read_bytes()).json["known"] == 1
    assert reflect.entries()[0]["extra"]["journal"] == "Journal"
    file.write_bytes(file.read_bytes()[:-30])
    assert "export.zip" in refused("import", "export.zip", code=5).err
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("../Journal.json", SAMPLES["dayone"])
    assert "points outside" in refused("import", "-", code=5, stdin=made.getvalue()).err


@pytest.mark.thorough
def test_ten_years_are_taken_in_as_one_change(reflect: Reflect) -> None:
    document = daylio(map(_row, range(3652)))
    taken = reflect("import", "-", "--json", stdin=document).json
    assert taken["by_kind"] == {"mood": 3652}
    assert reflect("import", "-", "--json", stdin=document).json["known"] == 3652
    reflect("undo", "--yes")
    assert reflect("export").out == ""


def test_on_a_terminal_what_takes_long_is_said_and_taken_away(reflect: Reflect) -> None:
    (reflect.home / "daylio.csv").write_text(SAMPLES["daylio"], encoding="utf-8")
    slowly = f"(cat daylio.csv; cat) | {shlex.join(reflect.command)} import -"  # the second reads the terminal
    child: pexpect.spawn[str] = pexpect.spawn(
        "sh",
        ["-c", slowly],
        env={**reflect.env, "TERM": "xterm"},
        cwd=str(reflect.home),
        encoding="utf-8",
        dimensions=(24, 80),
        timeout=20,
    )
    child.expect(r"Reading the file.*\d:\d\d:\d\d")
    child.sendeof()
    child.expect(r"\x1b\[2K")  # the line is taken away
    child.expect_exact("read 2: added 2 (mood 2), already here 0")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
