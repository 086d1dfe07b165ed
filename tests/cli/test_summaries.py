"""`week`, `month`, `year` and `since`, on a screen, as JSON and as a page: as processes."""

import io
import json
import os
import re
import shutil
import stat
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any
from unicodedata import normalize

import html5lib
import pexpect
import pytest
from pypdf import PdfReader

from tests.program import MadeOnce, Reflect, Refused
from tests.terminal.asked import asked

KEYS = {
    *("format", "span", "lookback", "mood", "feelings", "patterns", "people"),
    *("episodes", "phrases", "sessions", "answers", "notes", "parts", "episode_list", "filter"),
}
BANNED = re.compile(
    r"\b(good|bad|great|well done|nice|better|worse|best|worst|poor|healthy|unhealthy|positive|negative|success\w*|"
    r"fail\w*|proper|don't worry|okay|safe|hang in|hugs|diagnos\w*|symptom\w*|disorder|depress\w*|anxi\w*|trauma\w*|"
    r"severe|mild|relapse|score|clinical|normal|abnormal|baseline|congrat\w*|proud|keep going|streak|badge|goal|"
    r"achieve\w*|reward|milestone|amazing|you feel|you are|you're|you seem|you need|you should|you must|try to|"
    r"remember to|why not|let's)\b|!",
    re.IGNORECASE,
)
"""Evaluation, praise, comfort, clinical words and the person as object: what help keeps clear of."""

ROWS: tuple[dict[str, object], ...] = (
    {"kind": "session", "day": "2026-11-05"},
    {"kind": "session", "day": "2026-11-19"},
    {"kind": "pattern", "day": "2026-11-05", "label": "withdrawal", "with": ["Sam"]},
    {
        "kind": "pattern",
        "day": "2026-11-16",
        "label": "withdrawal",
        "with": ["Sam"],
        "wish": "to be asked",
        "self": "x",
    },
    {
        "kind": "pattern",
        "day": "2026-11-18",
        "label": "Withdrawal",
        "with": ["Sam"],
        "wish": "to be asked",
        "self": "x",
    },
    {"kind": "mood", "day": "2026-11-17", "value": 4, "feelings": ["tired"], "note": "said it was fine"},
    {"kind": "mood", "day": "2026-11-18", "value": 2, "feelings": ["tired"], "note": "said it was fine"},
    {"kind": "note", "day": "2026-11-19", "text": "said it was fine <b>again</b>"},
)
PRIVATE: tuple[dict[str, object], ...] = (
    {"kind": "session", "day": "2026-11-21", "private": True},
    {"kind": "pattern", "day": "2026-11-20", "label": "WITHDRAWAL", "with": ["SAM", "Kim"], "private": True},
    {"kind": "pattern", "day": "2026-11-01", "label": "secrecy", "with": ["Kim"], "private": True},
    {"kind": "mood", "day": "2026-11-19", "value": 7, "feelings": ["numbness", "TIRED"], "private": True},
    {"kind": "note", "day": "2026-11-21", "text": "nobody reads this, said it was fine", "private": True},
)
TEXTS = ("--with-text", "answers,notes,episodes,phrases")


def lines(*rows: dict[str, object]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def _some_days(reflect: Reflect) -> None:
    reflect("import", "-", stdin=lines(*ROWS))


@pytest.fixture
def diary(reflect: Reflect, made_once: MadeOnce) -> Reflect:
    return made_once(_some_days, reflect)


@pytest.mark.parametrize(
    ("command", "kind", "first", "last", "entries"),
    [
        (["month", "--of", "2026-11-05"], "month", "2026-11-01", "2026-11-30", 8),
        (["month", "--of", "2024-02-10"], "month", "2024-02-01", "2024-02-29", 0),
        (["year"], "year", "2026-01-01", "2026-12-31", 8),
        (["since", "2026-11-17"], "since", "2026-11-17", "2026-11-23", 5),
        (["since", "session"], "since", "2026-11-19", "2026-11-23", 2),
        (["since", "session~1"], "since", "2026-11-05", "2026-11-23", 8),
        (["since", "session~1", "--until", "session"], "since", "2026-11-05", "2026-11-19", 8),
        (["since", "-1w"], "since", "2026-11-16", "2026-11-23", 6),
        (["week", "--of", "session"], "week", "2026-11-16", "2026-11-22", 6),
        (["week", "--of", "last"], "week", "2026-11-16", "2026-11-22", 6),
        (["month", "--of", "last"], "month", "2026-10-01", "2026-10-31", 0),
        (["year", "--of", " Last"], "year", "2025-01-01", "2025-12-31", 0),
    ],
)
def test_spans(diary: Reflect, command: list[str], kind: str, first: str, last: str, entries: int) -> None:
    tree = diary.tree()
    found = diary(*command, "--json").json
    assert set(found) == KEYS
    assert (found["span"]["kind"], found["span"]["from"], found["span"]["to"]) == (kind, first, last)
    assert found["span"]["entries"] == entries
    assert found["lookback"]["to"] == last
    said = diary(*command).out
    assert said.startswith("No entries from ") if not entries else said.splitlines()[0].endswith(f" {entries} entries")
    assert diary.tree() == tree


@pytest.mark.parametrize(
    "command",
    [
        ["since", "tomorrow"],
        ["since", "2026-11-24"],
        ["since", "9pm"],
        ["since", "2026-11-20", "--until", "2026-11-01"],
        ["month", "--of", "2026-13"],
        ["year", "--weeks", "521"],
        ["year", "--people", "nobody"],
        ["week", "--with-text", "answers,dreams"],
        ["week", "--html", "-", "--json"],
    ],
)
def test_what_cannot_be_is_refused(diary: Reflect, refused: Refused, command: list[str]) -> None:
    refused(*command)


@pytest.mark.parametrize("command", [["week", "--of", "2026-11-16"], ["month"], ["year"], ["since", "2026-11-01"]])
def test_a_filter_narrows_every_summary(diary: Reflect, refused: Refused, command: list[str]) -> None:
    diary(
        "import", "-", stdin=lines({"kind": "pattern", "day": "2026-11-20", "label": "anger", "with": ["Ines", "Sam"]})
    )
    diary("label", "rename", "withdrawal", "going quiet")

    def found(*options: str) -> tuple[list[str], dict[str, list[str]]]:
        summary = diary(*command, "--json", *options).json
        assert summary["span"]["entries"] == sum(p["entries"] for p in summary["patterns"]) + summary["mood"]["entries"]
        assert (summary["sessions"], summary["answers"]) == ([], [])
        labels = [row["label"] for key in ("patterns", "feelings") for row in summary[key]]
        return labels, summary["filter"]

    assert found("--label", "WITHDRAWAL") == (["going quiet"], {"labels": ["going quiet"], "with": []})
    assert found("--label", "tired") == (["tired"], {"labels": ["tired"], "with": []})
    both = {"labels": ["anger", "going quiet"], "with": []}
    assert found("--label", "anger", "--label", "withdrawal") == (["going quiet", "anger"], both)
    assert found("--label", "anger, withdrawal,anger") == (["going quiet", "anger"], both)
    assert found("--with", "sam")[0] == ["going quiet", "anger"]
    assert found("--with", "Ines,sam")[1] == {"labels": [], "with": ["Ines", "Sam"]}
    of_ines = {"labels": ["going quiet", "anger"], "with": ["Ines"]}
    assert found("--label", "withdrawal,anger", "--with", "ines") == (["anger"], of_ines)
    for unknown in (("--label", "no-such"), ("--with", "Nobody"), ("--label", "tired,no-such"), ("--with", ",")):
        assert "label list" in refused(*command, *unknown, code=3).err


def test_a_page_knows_no_name_that_private_entries_alone_have(diary: Reflect, refused: Refused) -> None:
    diary("import", "-", stdin=lines(*PRIVATE))
    diary("month", "--label", "secrecy", "--with", "Kim")
    for name in (("--label", "secrecy"), ("--with", "Kim"), ("--label", "numbness")):
        refused("month", *name, "--html", "-", code=3)


def test_a_session_that_is_not_marked_is_named(reflect: Reflect, diary: Reflect, refused: Refused) -> None:
    assert "session" in refused("since", "session~2", code=3).err


def test_private_entries_are_in_the_person_s_own_summaries(diary: Reflect) -> None:
    diary("import", "-", stdin=lines(*PRIVATE))
    found = diary("month", "--json").json
    assert found["span"]["entries"] == len(ROWS) + len(PRIVATE)
    assert "secrecy" in diary("month").out
    assert "nobody reads this" in diary("week", "--of", "2026-11-16", "--with-text", "notes").out


@pytest.mark.parametrize(
    "command",
    [
        ["week", "--of", "2026-11-16", *TEXTS, "--ids"],
        ["since", "session", "--people", "letters", *TEXTS],
        ["month", "--people", "initials"],
    ],
)
def test_a_page_is_that_of_the_journal_without_private_entries(
    diary: Reflect, tmp_path_factory: pytest.TempPathFactory, command: list[str]
) -> None:
    diary("label", "rename", "withdrawal", "going quiet")
    diary("import", "-", stdin=lines(*PRIVATE))
    diary("today")
    diary("pass")
    other = Reflect(tmp_path_factory.mktemp("public"))
    other("import", "-", stdin=diary("export", "--no-private", *_all_kinds()).out)
    (other.store / "labels.json").write_bytes((diary.store / "labels.json").read_bytes())
    tree = diary.tree()
    page = diary(*command, "--html", "-").out
    assert page == other(*command, "--html", "-").out
    assert diary.tree().keys() - {"labels.json"} == tree.keys() - {"labels.json"}
    for word in ("Kim", "secrecy", "numbness", "nobody", "SAM", "TIRED"):
        assert word not in page
    assert "going quiet" in page or "since" in command


def _all_kinds() -> list[str]:
    return [part for kind in ("mood", "pattern", "answer", "note", "session") for part in ("--kind", kind)]


def test_a_page_is_for_its_owner_and_says_what_it_contains(diary: Reflect, refused: Refused) -> None:
    week = ("week", "--of", "2026-11-16", "--html")
    ran = diary(*week, "page.html")
    assert ran.out == ""
    assert ran.err == "Contains: counts and names\nwritten: page.html\n"
    page = diary.home / "page.html"
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert page.read_text() == diary(*week, "-").out
    assert "said it was fine" not in page.read_text()
    assert "--force" in refused(*week, "page.html").err
    ran = diary(*week, "page.html", "--force", *TEXTS)
    assert ran.err.startswith("Contains: counts, names, notes, wish, other, self, same words\n")
    assert "said it was fine &lt;b&gt;again&lt;/b&gt;" in page.read_text()
    (diary.home / "link.html").symlink_to(page)
    before = sorted(diary.home.iterdir())
    for wrong in ("link.html", ".", "", "nowhere/page.html", "x" * 300, str(diary.store / "page.html")):
        refused(*week, wrong, "--force")
    assert sorted(diary.home.iterdir()) == before
    diary(*week, "x" * 250)


def test_on_a_terminal_a_page_is_asked_about_first(diary: Reflect) -> None:
    command = ("week", "--of", "2026-11-16", "--html", "page.html", "--with-text", "phrases")
    shown = asked(diary, command, {"Write this page? [y/N] ": "n"})
    assert shown.startswith("Week from Mon 16 to Sun 22 Nov 2026\r\n")  # what leaves is seen first
    assert "with Sam" in shown
    assert "Same words" in shown
    assert "Contains: counts, names, same words\r\nWrite this page?" in shown
    assert " entries" not in shown.split("\r\n")[0]
    assert "Nothing was written." in shown
    assert not (diary.home / "page.html").exists()
    assert "written: page.html" in asked(diary, command, {"Write this page? [y/N] ": "y"})
    assert (diary.home / "page.html").exists()
    assert "Write this page?" not in asked(diary, (*command, "--yes", "--force"), {})


def test_people_go_by_initials_or_letters_in_all_that_is_not_text(diary: Reflect) -> None:
    week = ("week", "--of", "2026-11-16")
    assert "with S." in diary(*week, "--people", "initials").out
    tree = diary.tree()
    found = diary(*week, "--people", "letters", "--json").json
    assert [person["label"] for person in found["people"]] == [None]
    assert "Sam" not in json.dumps({**found, "notes": []})
    assert diary.tree() == tree  # a screen gives no letters
    diary(*week, "--people", "letters", "--html", "page.html")
    assert [person["label"] for person in diary(*week, "--people", "letters", "--json").json["people"]] == ["A"]


def letters(diary: Reflect) -> dict[str, str]:
    found = diary("label", "list", "--people", "--json").json["labels"]
    return {row["label"]: row["letter"] for row in found if row["letter"]}


def test_a_letter_is_for_good(diary: Reflect) -> None:
    page = ("since", "2026-11-01", "--people", "letters", "--html", "page.html", "--force")
    diary(*page)
    assert letters(diary) == {"Sam": "A"}
    ada_and_ines: dict[str, object] = {"kind": "pattern", "day": "2026-11-02", "label": "x", "with": ["Ada", "Ines"]}
    diary("import", "-", stdin=lines(ada_and_ines))
    diary("week", "--of", "2026-11-16", *page[2:])
    assert letters(diary) == {"Sam": "A"}  # those who are not on a page get none
    diary(*page)
    assert letters(diary) == {"Sam": "A", "Ada": "B", "Ines": "C"}
    tree = diary.tree()
    diary(*page)
    assert diary.tree() == tree
    diary("label", "merge", "--people", "Ada", "Ines")
    assert "with C" in diary("since", "2026-11-01", "--people", "letters").out
    diary("label", "unmerge", "--people", "Ada")
    diary("label", "rename", "--people", "Ada", "Zora")
    assert letters(diary) == {"Sam": "A", "Zora": "B", "Ines": "C"}
    assert "letter B" in diary("label", "list", "--people").out
    diary("undo", "--yes")
    diary("undo", "--yes")
    diary("undo", "--yes")
    diary("undo", "--yes")  # the import of Ada and Ines
    assert letters(diary) == {"Sam": "A", "ada": "B", "ines": "C"}


def test_who_has_no_letter_merged_with_one_who_has_borrows_it(diary: Reflect) -> None:
    page = ("since", "2026-11-01", "--people", "letters", "--html", "page.html", "--force")
    diary(*page)
    diary("import", "-", stdin=lines({"kind": "pattern", "day": "2026-11-02", "label": "anger", "with": ["Ada"]}))
    diary("label", "merge", "--people", "Sam", "Ada")
    diary(*page)
    assert letters(diary) == {"Ada": "A", "Sam": "A"}
    diary("label", "unmerge", "--people", "Sam")
    assert letters(diary) == {"Sam": "A"}


def test_equal_initials_get_letters_on_a_page(diary: Reflect) -> None:
    diary(
        "import", "-", stdin=lines({"kind": "pattern", "day": "2026-11-02", "label": "anger", "with": ["Sue", "Ida"]})
    )
    page = diary("since", "2026-11-01", "--people", "initials", "--html", "-").out
    assert set(letters(diary)) == {"Sam", "Sue"}
    assert {f"S. {letter}" for letter in letters(diary).values()} == {"S. A", "S. B"}
    assert "with S. A<" in page
    assert "I." in page
    assert "I. C" not in page


def test_private_people_get_no_letter_and_an_empty_page_makes_no_store(diary: Reflect, reflect: Reflect) -> None:
    diary("import", "-", stdin=lines(*PRIVATE))
    diary("month", "--people", "letters", "--html", "page.html")
    assert {name.casefold(): letter for name, letter in letters(diary).items()} == {"sam": "A"}


def test_a_page_without_anybody_to_letter_makes_no_store(reflect: Reflect) -> None:
    assert "Nothing on this page" in reflect("month", "--people", "letters", "--html", "-").out
    assert not reflect.store.exists()


@pytest.mark.thorough
def test_a_pdf_is_the_same_page_and_the_same_bytes(diary: Reflect, refused: Refused) -> None:
    pytest.importorskip("weasyprint")
    month = ("month", *TEXTS, "--pdf")
    assert diary(*month, "one.pdf").err.endswith("written: one.pdf\n")
    diary(*month, "two.pdf")
    one, two = ((diary.home / name).read_bytes() for name in ("one.pdf", "two.pdf"))
    assert one == two
    assert one.startswith(b"%PDF-")
    drawn = b"".join(sheet.get_contents().get_data() for sheet in PdfReader(io.BytesIO(one)).pages)  # type: ignore[union-attr]
    assert b" l\nS" in drawn
    assert b" l\nf" not in drawn  # a line that is filled, as without a colour of its own, is nothing on paper
    assert stat.S_IMODE((diary.home / "one.pdf").stat().st_mode) == 0o600
    assert "--force" in refused(*month, "one.pdf").err
    refused(*month, "x.pdf", "--json")
    refused(*month, "x.pdf", "--html", "x.html")


@pytest.mark.thorough
@pytest.mark.parametrize("command", [("week", "--of", "2026-11-16"), ("month",), ("year",), ("year", "--with", "Sam")])
def test_the_words_of_the_pdf_are_those_of_the_page(diary: Reflect, command: tuple[str, ...]) -> None:
    pytest.importorskip("weasyprint")
    diary(*command, *TEXTS, "--html", "page.html")
    diary(*command, *TEXTS, "--pdf", "page.pdf")
    tree: Any = html5lib.parse((diary.home / "page.html").read_text(), namespaceHTMLElements=False)
    body = tree.find("body")
    sheets = PdfReader(diary.home / "page.pdf").pages
    lines = [line for sheet in sheets for line in sheet.extract_text().splitlines()]
    assert [line for line in lines if line.strip() == "■"] == []  # the weeks of a label stay on one line
    printed = "".join("".join(lines).split())
    page = "".join("".join(body.itertext()).split())
    assert Counter(normalize("NFKC", printed)) == Counter(normalize("NFKC", page))


@pytest.mark.thorough
def test_a_month_of_long_notes_is_a_pdf_within_seconds(reflect: Reflect) -> None:
    pytest.importorskip("weasyprint")
    rows = [{"kind": "note", "day": f"2026-11-{day:02}", "text": f"{day} some words " * 90} for day in range(1, 24)] * 4
    reflect("import", "-", stdin="".join(f"{json.dumps(row)}\n" for row in rows))
    began = time.monotonic()
    reflect("month", "--with-text", "notes", "--pdf", "page.pdf", "--yes")
    assert time.monotonic() - began < 20
    assert len(PdfReader(reflect.home / "page.pdf").pages) > 10


@pytest.mark.parametrize("command", [("week", "--people", "letters"), ("pack", "sheet")])
def test_without_what_makes_a_pdf_it_says_how_to_get_it(diary: Reflect, command: tuple[str, ...]) -> None:
    diary("pattern", "hope", "--with", "Sam")
    tree = diary.tree()
    absent = diary.home / "absent"
    absent.mkdir()
    (absent / "weasyprint.py").write_text("raise ImportError")
    ran = subprocess.run(
        [*diary.command, *command, "--pdf", "page.pdf"],
        env={**diary.env, "PYTHONPATH": os.pathsep.join([str(absent), os.getcwd()])},
        capture_output=True,
        text=True,
        check=False,
        cwd=diary.home,
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "pip install 'reflect-journal[pdf]'" in ran.stderr
    assert not (diary.home / "page.pdf").exists()
    assert diary.tree() == tree  # no letter was given
    assert "Contains" not in ran.stderr


def test_a_pdf_is_no_text_for_a_terminal(diary: Reflect) -> None:
    program, *rest = diary.command
    shown: Any = pexpect.run(" ".join([program, *rest, "week --pdf -"]), env=diary.env, cwd=str(diary.home), timeout=20)
    assert b"a PDF is binary; give a file name" in shown


def test_a_sheet_has_the_prompts_of_a_pack_and_a_row_a_day(diary: Reflect, refused: Refused) -> None:
    diary("pack", "write", "Who spoke first, if anyone?")
    page = diary("pack", "sheet", "mine", "--html", "-", "--days", "5").out
    assert "Who spoke first, if anyone?" in page
    assert page.count("1 2 3 4 5 6 7") == 5
    assert "Sam" not in page
    blank = diary("pack", "sheet", "--html", "-").out
    assert blank.count("1 2 3 4 5 6 7") == 7
    assert "Who spoke" not in blank
    diary("pack", "sheet", "--html", "sheet.html")
    refused("pack", "sheet", "--html", "sheet.html")
    refused("pack", "sheet")
    refused("pack", "sheet", "nobody", "--html", "-", code=3)
    refused("pack", "sheet", "--html", "-", "--days", "0")
    refused("pack", "sheet", "--html", "a", "--pdf", "b")


@pytest.mark.parametrize("command", ["week", "month", "year", "since", "label", "list"])
def test_help_judges_nobody(reflect: Reflect, command: str) -> None:
    assert not BANNED.search(reflect(command, "--help").out)


def test_of_two_people_lettered_on_two_machines_the_earlier_keeps_the_letter(reflect: Reflect, tmp_path: Path) -> None:
    reflect("note", "the store is there")
    other = Reflect(tmp_path / "other")
    other.home.mkdir()
    shutil.copytree(reflect.store, other.store)
    other.env = {**other.env, "REFLECT_NOW": "2026-11-23T21:45:00+00:00"}
    for machine, person in ((reflect, "Sam"), (other, "Ines")):
        machine("pattern", "anger", "-w", person)
        machine("week", "--html", "page.html", "--people", "letters", "--yes")
    (reflect.store / "labels 2.json").write_bytes((other.store / "labels.json").read_bytes())
    shutil.copy(other.store / "entries/2026-11.json", reflect.store / "entries/2026-11 2.json")
    reflect("pattern", "anger", "-w", "Zoë")
    reflect("week", "--html", "page.html", "--people", "letters", "--yes", "--force")
    rows = reflect("label", "list", "--people", "--json").json["labels"]
    assert {row["label"]: row["letter"] for row in rows if row["of"] == "person"} == {
        "Sam": "A",
        "Ines": "A2",
        "Zoë": "B",
    }
