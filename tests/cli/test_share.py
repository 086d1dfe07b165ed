"""`reflect share`: what leaves is the page, in a file that Debian's age opens, and nothing else."""

import csv
import io
import json
import os
import stat
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pexpect
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.actions.recipients import parse_recipients
from reflect.errors import ImpossibleValueError
from tests.needed import needed
from tests.program import MadeOnce, Ran, Reflect, Refused
from tests.terminal.spawned import spawn

PUBLIC = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
SECRET = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"  # noqa: S105 - of nobody
PLUGIN = "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t"
SSH = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIODvTDNrieyGwLOSWs/czpVe69MnYxUbBXS5mGQMK70Z"
WORDS = {"answers": "quince", "notes": "medlar", "episodes": "rowan"}
"""A word in each kind of text; the phrases are in all of them."""
NEVER = ("sloe", "2026-11-23T21:4", "import:jsonl", "damson")
"""Of private entries; of when an entry was recorded or edited; where it came from; what an import could not map."""


def fill(reflect: Reflect) -> None:
    said = "and said that it was fine"
    row = {"kind": "mood", "day": "2026-11-18", "value": 3, "source": "import:jsonl", "extra": {"x": "damson"}}
    rows = [
        {**row, "feelings": ["Tired"], "note": f"medlar {said}"},
        {"kind": "session", "day": "2026-11-17", "note": "medlar"},
        {"kind": "answer", "day": "2026-11-19", "prompt": "core/x", "prompt_text": "What?", "text": f"quince {said}"},
        {"kind": "note", "day": "2026-11-20", "text": f"medlar {said}"},
        {"kind": "mood", "day": "2026-11-20", "note": "medlar"},
        {
            "kind": "pattern",
            "day": "2026-11-21",
            "label": "anger",
            "with": ["Olga", "Mia"],
            "wish": "rowan",
            "self": "rowan",
        },
        {
            "kind": "pattern",
            "day": "2026-11-22",
            "label": "silence",
            "with": ["olga"],
            "other": "rowan",
            "note": "medlar",
        },
        {"kind": "mood", "day": "2026-10-20", "value": 5},
        {"kind": "note", "day": "2026-11-21", "text": "sloe", "private": True},
        {"kind": "pattern", "day": "2026-11-21", "label": "sloe", "with": ["sloe"], "private": True},
        {"kind": "session", "day": "2026-11-21", "private": True},
    ]
    reflect("import", "-", stdin="".join(json.dumps(one) + "\n" for one in rows))
    reflect("label", "rename", "anger", "ire")
    reflect("today")


@pytest.fixture
def diary(made_once: MadeOnce, reflect: Reflect) -> Reflect:
    return made_once(fill, reflect)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of age-keygen, with the secret key in it."""
    needed("age", "age-keygen")
    file = tmp_path_factory.mktemp("key") / "key.txt"
    subprocess.run(["age-keygen", "-o", file], check=True, capture_output=True)
    return file


def recipient(key: Path) -> str:
    return key.read_text().split("public key: ")[1].split()[0]


def decrypted(key: Path, file: Path) -> bytes:
    return subprocess.run(["age", "-d", "-i", key, file], check=True, capture_output=True).stdout


def opened(key: Path, file: Path) -> dict[str, bytes]:
    """Return what is in a share, opened with the program of Debian."""
    archive = zipfile.ZipFile(io.BytesIO(decrypted(key, file)))
    assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    return {name: archive.read(name) for name in archive.namelist()}


def shared(diary: Reflect, key: Path, *args: str) -> dict[str, bytes]:
    diary("share", "one.age", "--force", "--to", recipient(key), "--yes", *args)
    return opened(key, diary.home / "one.age")


@pytest.mark.parametrize(
    ("args", "same"),
    [
        ((), ("since", "session")),
        (("--of", "2026-11"), ("month",)),
        (("--of", "2026-W47"), ("week", "--of", "2026-W47")),
        (("--of", "last"), ("week", "--of", "last")),
        (("--of", "session"), ("week", "--of", "session")),
        (("--until", "yesterday"), ("since", "session", "--until", "yesterday")),
        (("--since", "2026-10-20", "--until", "2026-11-20"), ("since", "2026-10-20", "--until", "2026-11-20")),
    ],
)
def test_the_page_is_that_of_html_byte_for_byte(diary: Reflect, key: Path, args: Any, same: Any) -> None:
    how = ("--people", "letters", "--with-text", "episodes,phrases")
    members = shared(diary, key, *args, *how)
    assert sorted(members) == ["READ-ME.txt", "page.html"]
    assert members["page.html"].decode() == diary(*same, "--html", "-", *how).out


def test_without_a_session_it_is_four_weeks_and_a_private_one_is_none(reflect: Reflect, key: Path) -> None:
    reflect("mood", "4", "--at", "2026-10-26")
    reflect("session", "--private", "--at", "yesterday")
    assert shared(reflect, key)["page.html"].decode() == reflect("since", "4w", "--html", "-").out


@pytest.mark.parametrize("kinds", [(), ("answers",), ("notes",), ("episodes",), (*WORDS, "phrases")])
@pytest.mark.parametrize("people", ["full", "initials", "letters"])
def test_only_what_is_on_the_page_leaves(diary: Reflect, key: Path, kinds: tuple[str, ...], people: str) -> None:
    texts = ["--with-text", ",".join(kinds)] if kinds else []
    members = shared(diary, key, "--entries", "--people", people, *texts)
    whole = b"\n".join(members.values()).decode()
    for word in (*NEVER, *(word for kind, word in WORDS.items() if kind not in kinds)):
        assert word not in whole
    for name in ("page.html", "entries.csv", "entries.jsonl"):
        assert ("olga" in members[name].decode()) == (people == "full")
    entries = [json.loads(line) for line in members["entries.jsonl"].splitlines()]
    for kind in kinds:
        assert WORDS.get(kind, "") in members["entries.jsonl"].decode()
    assert all({"recorded_at", "edited_at", "source", "extra"}.isdisjoint(entry) for entry in entries)
    empty = [entry for entry in entries if entry["kind"] in ("note", "answer") and entry["text"] is None]
    assert not empty, "a text that does not leave is not counted either"
    names = {"full": ["olga", "Mia"], "initials": ["O.", "M."], "letters": ["A", "B"]}[people]
    assert {name for entry in entries for name in entry.get("with", ())} == set(names)
    assert {entry["label"] for entry in entries if entry["kind"] == "pattern"} == {"ire", "silence"}
    rows = list(csv.DictReader(io.StringIO(members["entries.csv"].decode("utf-8-sig"), newline="")))
    assert members["entries.csv"].startswith(b"\xef\xbb\xbf")
    assert [row["id"] for row in rows] == [entry["id"] for entry in entries]
    assert set(rows[0]) == {name for entry in [*entries, {"prompt", "prompt_text", "text"}] for name in entry}


def test_it_says_what_was_shared_and_with_whom(diary: Reflect, tmp_path: Path) -> None:
    (tmp_path / "to.txt").write_text(f"\ufeff# the practice\n\n  {PUBLIC}\r\n{SSH} me@example\n")
    ran = diary("share", "week", "--to", "@to.txt", "--to", PUBLIC.upper(), "--yes", "--entries", "--json")
    assert ran.json == {
        "format": 1,
        "file": "week.zip.age",
        "from": "2026-11-17",
        "to": "2026-11-23",
        "entries": 4,
        "recipients": [PUBLIC, SSH],
        "contains": ["counts", "names", "entries"],
    }
    ran = diary("share", "week.zip", "--to", SSH, "--yes", "--force")
    assert ran.out == "shared: 4 entries, Tue 17 to Mon 23 Nov, week.zip.age, for 1 recipient\n"
    ran = diary("share", "day", "--since", "today", "--to", SSH, "--yes")
    assert ran.out == "shared: 0 entries, Mon 23 Nov, day.zip.age, for 1 recipient\n"
    assert stat.S_IMODE((diary.home / "week.zip.age").stat().st_mode) == 0o600


def test_the_same_again_is_the_same_and_the_store_keeps_no_trace(diary: Reflect, key: Path) -> None:
    before, plain = diary.tree(), set()
    for _ in range(2):
        shared(diary, key, "--entries", "--with-text", ",".join([*WORDS, "phrases"]))
        plain.add(decrypted(key, diary.home / "one.age"))
    assert len(plain) == 1
    assert diary.tree() == before


SECRETS = (
    *(SECRET, SECRET.lower(), f" {SECRET}", f"@{SECRET}", f"{PUBLIC}\n{SECRET}", f"AGE-SECRET-KEY-PQ-{SECRET[15:]}"),
    "-----BEGIN OPENSSH PRIVATE KEY-----",
)


def test_a_secret_key_is_refused_and_not_printed(diary: Reflect, refused: Refused) -> None:
    for place, secret in enumerate(SECRETS):
        file = diary.home / f"{place}.txt"
        file.write_text(f"# public key: {PUBLIC}\n{secret}\n")
        for typed in (("--to", secret), ("--to", PUBLIC, "--to", secret), ("--to", f"@{file}")):
            ran = refused("share", "x", *typed, "--yes")
            assert "is a secret key; keep it, and give the one that begins age1" in ran.err
            assert SECRET[15:].lower() not in ran.err.lower()
    assert "reflect: 1.txt line 2: is a secret" in refused("share", "x", "--to", "@1.txt", "--yes").err
    assert "--to, value 2, is a secret key" in refused("share", "x", "--to", PUBLIC, "--to", SECRET, "--yes").err
    assert not (diary.home / "x.zip.age").exists()


@pytest.mark.parametrize(
    ("to", "said"),
    [
        (PLUGIN, "names a plugin"),
        ("age1../../tmp/x1abc", "names a plugin"),
        (PUBLIC[:-1] + "q", "is cut short or mistyped"),
        (PUBLIC[:40], "is cut short or mistyped"),
        (SSH[:-3], "is cut short or mistyped"),
        ("ssh-rsa AAAAB3NzaC1yc2EAAAAAAAAAAA==", "is cut short or mistyped"),
        ("ssh-ed25519", "is cut short or mistyped"),
        ("ecdsa-sha2-nistp256 AAAA", "is not a recipient"),
        ("words", "is not a recipient"),
        ("", "is not a recipient"),
        ("age1" + "q" * 10_000, "is not a recipient"),
        ("@gone.txt", "gone.txt cannot be read"),
        ("@.", "cannot be read"),
        ("@", "cannot be read"),
        ("@empty.txt", "empty.txt holds no recipient"),
        ("@bytes.txt", "bytes.txt is not UTF-8"),
        ("@large.txt", "large.txt has more than 64 KiB"),
        ("@plugin.txt", "plugin.txt line 2: names a plugin"),
    ],
)
def test_what_is_no_recipient_is_named_by_its_place(diary: Reflect, refused: Refused, to: str, said: str) -> None:
    files = {"empty": b"# none\n\n", "bytes": b"\xff\xfe", "large": b"#" * 70_000, "plugin": f"\n{PLUGIN}".encode()}
    for name, raw in files.items():
        (diary.home / f"{name}.txt").write_bytes(raw)
    ran = refused("share", "x", "--to", to, "--yes")
    assert said in ran.err
    assert ran.err.endswith("Nothing was written.\n")
    assert len(to) < 5 or to in f"@{ran.err}" or to.startswith("@") or to not in ran.err


@given(
    st.text()
    | st.builds("{}{}".format, st.sampled_from(["age1", "ssh-rsa ", "ssh-ed25519 ", "AGE-", SSH[:-4]]), st.text())
)
def test_whatever_is_typed_is_a_recipient_or_refused_without_being_shown(text: str) -> None:
    refused = ""
    try:
        parse_recipients([text])
    except ImpossibleValueError as error:
        refused = str(error)
    assert len(text) < 20 or text not in refused


def test_it_needs_a_recipient_a_span_and_a_file_to_write(diary: Reflect, refused: Refused) -> None:
    to = ("--to", PUBLIC, "--yes")
    for given_, said in {
        ("x", "--yes"): "share needs --to with the key of who will read it (age1…); `reflect week --html FILE`",
        ("x", "--to", PUBLIC): "add --yes",
        ("-", *to): "is binary; give a file name",
        ("", *to): "the name of the file to write is empty",
        ("store/x", *to): "is in the folder of the store",
        ("link.age", "--force", *to): "is a link",
        ("there.age", *to): "already exists; --force",
        ("gone/x", *to): "its folder does not exist",
        ("x", "--of", "2026", *to): "--of names a week or a month",
        ("x", "--of", "2026-11", "--since", "2w", *to): "use it without --since and --until",
        ("x", "--since", "today", "--until", "yesterday", *to): "--since 2026-11-23 is after --until 2026-11-22",
        ("x", "--with-text", "all", *to): "--with-text must be one of",
    }.items():
        (diary.home / "there.age").write_text("")
        (diary.home / "link.age").unlink(missing_ok=True)
        (diary.home / "link.age").symlink_to("there.age")
        assert said in refused("share", *given_).err
    assert sorted(os.listdir(diary.home)) == ["link.age", "store", "there.age"]


def test_on_a_terminal_it_says_who_can_read_what_shows_the_page_and_asks(diary: Reflect) -> None:
    for answer in ("", "s\rn", "y"):
        args = ("share", "week", "--to", PUBLIC, "--with-text", "episodes")
        child = spawn(diary, *args, env={"TERM": "dumb"}, rows=60)
        child.expect_exact("[y/N, s to see the page first] ")
        assert child.before is not None
        assert child.before.replace("\r\n", "\n") == (
            "week is the name of the file; for other days add --of or --since.\n"
            "For: age1ql3z…mcac8p\n"
            "  (1 recipient; whoever has the key can read this for good, and pass it on)\n"
            "From Tue 17 to Mon 23 Nov 2026: 4 entries; 3 private ones are left out.\n"
            "Contains: counts and names, episodes. Not: answers, notes, phrases.\n"
            "People are shown in full (--people initials or letters).\n"
            "Write it to week.zip.age? "
        )
        for part in answer.split("\r"):
            child.sendline(part)
            if part == "s":
                child.expect_exact("rowan")
                child.expect_exact("[y/N, s to see the page first] ")
        child.expect_exact("shared: 4 entries" if answer == "y" else "Nothing was written.")
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == 0
        assert (diary.home / "week.zip.age").exists() == (answer == "y")


def test_a_day_without_anything_is_a_page_that_says_so(reflect: Reflect, key: Path) -> None:
    reflect("note", "sloe", "--private")
    ran = reflect("share", "x", "--to", recipient(key), "--yes", "--entries", "--json").json
    assert (ran["entries"], ran["contains"]) == (0, [])
    members = opened(key, reflect.home / "x.zip.age")
    assert sorted(members) == ["READ-ME.txt", "page.html"]
    assert b"Nothing on this page from" in members["page.html"]


def test_without_pyrage_it_says_how_to_get_it_and_only_a_share_loads_it(diary: Reflect) -> None:
    absent = diary.home / "absent"
    absent.mkdir()
    (absent / "pyrage.py").write_text("raise ImportError")

    def run(*args: str) -> Ran:
        env = {**diary.env, "PYTHONPATH": os.pathsep.join([str(absent), os.getcwd()])}
        done = subprocess.run(
            [*diary.command, *args], env=env, capture_output=True, text=True, check=False, cwd=diary.home
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    ran = run("share", "x", "--to", PUBLIC, "--yes")
    assert (ran.code, ran.out) == (2, "")
    assert "pip install 'reflect-journal[age]'" in ran.err
    assert run("week").code == 0
