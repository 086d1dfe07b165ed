"""The settings, as a person edits them by hand and as `config` does."""

import resource
import stat
import subprocess
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import ImpossibleValueError, StoreError
from reflect.store import encrypted_settings, settings, settings_file
from reflect.store.month import serialise
from tests.program import Reflect
from tests.store.breaking import How, KilledError, every_point
from tests.store.samples import store_at

BAD: list[tuple[str, str, str]] = [
    ("day_starts", "4", "whole hour"),
    ("day_starts", "[4]", "whole hour"),
    ("day_starts", '"25:00"', "whole hour"),
    ("day_starts", '"04:30"', "whole hour"),
    ("day_starts", '"13:00"', "whole hour"),
    ("day_starts", '"4:00"', "whole hour"),
    ("day_starts", "04:00:00", "whole hour"),
    ("week_starts", '"Monday"', "monday"),
    ("week_starts", "0", "monday"),
    ("mood.scale", "[7, 1]", "lower first"),
    ("mood.scale", "[1, 1]", "lower first"),
    ("mood.scale", "[0, 101]", "0 to 100"),
    ("mood.scale", "[-1, 5]", "0 to 100"),
    ("mood.scale", "[1, 2, 3]", "two whole numbers"),
    ("mood.scale", "[1.0, 7.0]", "two whole numbers"),
    ("mood.scale", "[false, true]", "two whole numbers"),
    ("mood.scale", '"1-7"', "two whole numbers"),
    ("language", '"de"', "en"),
    ("phrases.ignore", '"phrase"', "phrases"),
    ("phrases.ignore", '[""]', "phrases"),
    ("phrases.ignore", "[1]", "phrases"),
    ("prompts.themes_off", '["Work"]', "themes"),
    ("prompts.retired", '["core"]', "prompt ids"),
    ("prompts.retired", "[{}]", "prompt ids"),
    ("prompts.retired", '["../../etc/x"]', "prompt ids"),
    ("prompts.ladder", "[]", "rising"),
    ("prompts.ladder", "[5, 5]", "rising"),
    ("prompts.ladder", "[0, 5]", "rising"),
    ("prompts.ladder", "[true, 5]", "rising"),
    ("prompts.ladder", "[1, 4000]", "rising"),
    ("prompts.pass_rest", "[3, 2]", "rising"),
    ("prompts.pass_rest", "3", "rising"),
    ("prompts.latter", "[3]", "no setting prompts.latter"),
    ("colour", '"red"', "no setting colour"),
    ("salt", '"abc"', "salt"),
    ("salt", '"0123456789ABCDEF"', "salt"),
    ("salt", "1", "salt"),
]
IDS = [f"{key} {value}" for key, value, _ in BAD]


def write(folder: Path, text: str | bytes) -> Path:
    (folder / "entries").mkdir(mode=0o700, exist_ok=True)
    (folder / "entries/2000-01.json").write_bytes(serialise({}))  # without the line of the format a month tells
    path = folder / "reflect.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def load(folder: Path) -> settings.Settings:
    return store_at(str(folder)).settings


def values(folder: Path) -> dict[str, object]:
    return settings_file.values(store_at(str(folder)).files.read("reflect.toml"))


def change(folder: Path, key: str, value: object) -> None:
    with store_at(str(folder)).writing(undoable=False) as made:
        made.set({key: value})


def refusal(folder: Path) -> str:
    with pytest.raises(StoreError) as refused:
        load(folder)
    assert refused.value.exit_code == 4
    return str(refused.value)


@pytest.mark.parametrize(("key", "value", "named"), BAD, ids=IDS)
@pytest.mark.parametrize("layout", ["dotted", "table"])
def test_a_bad_value_is_named_with_file_and_line(tmp_path: Path, key: str, value: str, named: str, layout: str) -> None:
    table, _, name = key.rpartition(".")
    head = "# comment\n\n"
    text = f"{head}[{table}]\n{name} = {value}\n" if table and layout == "table" else f"{head}{key} = {value}\n"
    path = write(tmp_path, text)
    said = refusal(tmp_path)
    assert said.startswith(f"reflect.toml line {4 if table and layout == 'table' else 3}: ")
    assert named in said
    assert path.read_text() == text
    with pytest.raises(StoreError):
        change(tmp_path, "language", "en")
    assert path.read_text() == text


def test_a_bad_value_in_an_inline_table_is_named_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, '# comment\nlanguage = "en"\nmood = { scale = [7, 1] }\n')
    assert "line 3" in refusal(tmp_path)


@pytest.mark.parametrize("value", ["3", "0", "-1"])
def test_a_format_that_is_not_known_is_refused(tmp_path: Path, value: str) -> None:
    write(tmp_path, f"format = {value}\n")
    assert f"version {value}" in refusal(tmp_path)


@pytest.mark.parametrize("value", ['"1"', "true", "1.5"])
def test_a_format_that_is_no_number_is_not_said_to_be_newer(tmp_path: Path, value: str) -> None:
    write(tmp_path, f"# comment\nformat = {value}\n")
    assert "newer" not in refusal(tmp_path)
    assert "line 2" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b"a = \n", 1),
        (b'language = "en"\nday_starts = "04:00\n', 2),
        (b"language = 'en'\nlanguage = 'en'\n", 2),
        (b"# \xe9\n", 1),
        (b"#\n#\n\xff", 3),
        ("format = 1\n".encode("utf-16"), 1),
        (b"# nul\n\0\n", 2),
        (b"#\rx\n", 1),
        (b"x = " + b"[" * 5000, 1),
    ],
)
def test_what_is_no_toml_is_named_with_its_line(tmp_path: Path, text: bytes, line: int) -> None:
    write(tmp_path, text)
    assert f"line {line}" in refusal(tmp_path)
    assert (tmp_path / "reflect.toml").read_bytes() == text


def test_a_key_of_a_thousand_parts_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "a." * 1200 + "b = 1\n")
    refusal(tmp_path)


def test_a_huge_file_is_refused_before_it_is_read_as_toml(tmp_path: Path) -> None:
    write(tmp_path, b"#" * (256 * 1024 + 1))
    assert "32 KB" in refusal(tmp_path)


@pytest.mark.parametrize("text", ["", "\ufeff", "\r\n# only\r\n", "\ufeffday_starts = '05:00'\r\n"])
def test_an_empty_file_and_one_with_a_mark_are_fine(tmp_path: Path, text: str) -> None:
    write(tmp_path, text)
    assert load(tmp_path).day_starts == (5 if "05" in text else 4)
    change(tmp_path, "mood.scale", [0, 10])
    assert load(tmp_path).scale == (0, 10)


def test_a_new_file_has_a_salt_of_its_own_and_is_private(tmp_path: Path) -> None:
    salts = set()
    for n in range(2):
        (tmp_path / str(n)).mkdir()
        assert settings_file.create(str(tmp_path / str(n)), settings_file.initial())
        assert not settings_file.create(str(tmp_path / str(n)), settings_file.initial())
        path = tmp_path / str(n) / "reflect.toml"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert tomllib.loads(path.read_text())["format"] == 1
        salts.add(load(path.parent).salt)
    assert len(salts) == 2


def test_the_salt_of_a_store_to_be_made_is_known_before_and_another_elsewhere(tmp_path: Path) -> None:
    expected = settings_file.expected_salt(str(tmp_path / "a"))
    made = store_at(str(tmp_path / "a"))
    assert made.salt == expected
    assert not (tmp_path / "a").exists()
    made.make()
    assert store_at(str(tmp_path / "a")).settings.salt == expected
    assert settings_file.expected_salt(str(tmp_path / "b")) != expected


GOOD: dict[str, list[tuple[str, Any]]] = {
    "day_starts": [("00:00", "00:00"), ("12:00", "12:00")],
    "week_starts": [("sunday", "sunday")],
    "mood.scale": [("0-10", [0, 10]), ("[1, 5]", [1, 5]), ("0,100", [0, 100])],
    "language": [("en", "en")],
    "phrases.ignore": [("a b, c", ["a b", "c"]), ("", [])],
    "prompts.themes_off": [("work,wishes", ["work", "wishes"])],
    "prompts.retired": [("core/a-b", ["core/a-b"])],
    "prompts.ladder": [("1,2,3650", [1, 2, 3650])],
    "prompts.pass_rest": [("7", [7])],
}


@pytest.mark.parametrize("key", GOOD)
def test_set_and_unset(tmp_path: Path, key: str) -> None:
    for typed, value in GOOD[key]:
        assert settings.typed(key, typed) == value
        change(tmp_path, key, value)
        assert values(tmp_path)[key] == value
    change(tmp_path, key, None)
    assert values(tmp_path) == settings.DEFAULTS


@pytest.mark.parametrize("key", [*GOOD, "colour", "", "mood", "prompts", "salt", "format"])
def test_what_cannot_be_set_is_refused(key: str) -> None:
    for typed in ("Tues days", "-1,_", "9,9,1 x", "\0"):
        if key == "phrases.ignore" and typed != "\0":
            continue
        with pytest.raises(ImpossibleValueError):
            settings.typed(key, typed)


def test_config_set_refuses_with_2_and_a_bad_file_is_4(reflect: Reflect, tmp_path: Path) -> None:
    reflect("config", "set", "mood.scale", "0-10")
    before = reflect.tree()
    for arguments in (["mood.scale", "10-0"], ["colour", "red"], ["day_starts", "04:30"], ["prompts.ladder", "3,3"]):
        assert reflect("config", "set", *arguments, code=2).err.startswith("reflect: ")
    assert reflect("config", "unset", "colour", code=2).out == ""
    assert reflect.tree() == before
    write(reflect.store, "#\nweek_starts = 'never'\n")
    for command in (["config", "list"], ["config", "set", "language", "en"], ["note", "words"], ["week"]):
        assert reflect(*command, code=4).err.startswith("reflect: reflect.toml line 2: week_starts ")
    assert reflect("care").code == 0


HAND_WRITTEN = """\
# mine
format = 1   # one
salt = "0123456789abcdef"
day_starts = "05:00" # early

# the rest
[prompts]  # what comes
ladder = [
  1,  # soon
  9,
]
"""


def test_comments_and_order_stay(tmp_path: Path) -> None:
    path = write(tmp_path, HAND_WRITTEN)
    change(tmp_path, "day_starts", "06:00")
    assert path.read_text() == HAND_WRITTEN.replace("05:00", "06:00")
    change(tmp_path, "prompts.retired", ["core/a"])
    assert path.read_text().replace('retired = ["core/a"]\n', "") == HAND_WRITTEN.replace("05:00", "06:00")
    change(tmp_path, "prompts.retired", None)
    change(tmp_path, "language", None)
    assert path.read_text() == HAND_WRITTEN.replace("05:00", "06:00")
    change(tmp_path, "day_starts", None)
    assert path.read_text() == HAND_WRITTEN.replace('day_starts = "05:00" # early\n', "")


LINES = {
    "language": ["language = 'en'", '"language" = "en"'],
    "week_starts": ["week_starts = 'sunday' # so"],
    "mood.scale": [
        "mood.scale = [0, 5]",
        "mood = { scale = [0, 5] }",
        "[mood]\nscale = [0, 5]",
        "[ mood ] # x\n'scale'=[0,5]",
    ],
    "prompts.ladder": [
        "prompts.ladder = [1, 2]",
        "prompts = { ladder = [1, 2], pass_rest = [3] }",
        "[prompts]\nladder = [1, 2]\npass_rest = [3]",
        "[prompts]\npass_rest = [3]\n\n# last",
    ],
}


@given(
    st.permutations(list(LINES)),
    st.tuples(*[st.integers(-1, len(lines) - 1) for lines in LINES.values()]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.lists(st.tuples(st.sampled_from(sorted(GOOD)), st.booleans()), min_size=1, max_size=4),
)
def test_any_layout_can_be_changed_and_only_what_was_named_changes(
    order: list[str], chosen: tuple[int, ...], end: str, mark: bool, edits: list[tuple[str, bool]]
) -> None:
    import tempfile

    picked = [LINES[key][index] for key, index in zip(LINES, chosen, strict=True) if index >= 0]
    picked.sort(key=lambda text: (text.startswith("["), [key for key in order if text in LINES[key]]))
    text = end.join(["# head", "", *picked, "# tail", ""]).replace("\r\n", "\n").replace("\n", end)
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), ("\ufeff" if mark else "") + text)
        expected = values(Path(folder))
        for key, unset in edits:
            value = None if unset else GOOD[key][0][1]
            change(Path(folder), key, value)
            expected[key] = settings.DEFAULTS[key] if unset else value
            assert values(Path(folder)) == expected
        assert Path(folder, "reflect.toml").read_bytes().count(b"# head") == 1


def stopped(tmp_path: Path, how: How, which: tuple[str, ...]) -> None:
    def make(path: str) -> None:
        write(Path(path), HAND_WRITTEN)

    after = HAND_WRITTEN.replace("05:00", "06:00")
    for path, disk in every_point(tmp_path, make, how, which):
        try:
            change(Path(path), "day_starts", "06:00")
        except StoreError as error:
            expected = {HAND_WRITTEN} if error.changed_nothing else {after}
        except KilledError:
            expected = {HAND_WRITTEN, after}
        else:
            expected = {after}
        disk.mend()
        assert Path(path, "reflect.toml").read_text() in expected, disk.calls[-1]


def test_a_change_is_whole_or_absent_wherever_it_stops(tmp_path: Path) -> None:
    stopped(tmp_path, "killed", ("open", "write", "fsync", "replace", "unlink", "fchmod"))


def test_what_is_said_of_an_error_is_true(tmp_path: Path) -> None:
    stopped(tmp_path, "error", ("open", "write", "fsync", "replace", "unlink", "fchmod"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[focus]\npack = "A b"\n', "line 2: focus.pack must be the name of a pack"),
        ('focus.until = "2026-02-30"\n', "line 1: focus.until must be a day"),
        ("[focus]\n\nuntil = 2026-12-24\n", "line 3: focus.until must be a day"),
        ('focus = "tuesday"\n', "line 1: there is no setting focus"),
    ],
)
def test_a_focus_that_cannot_be_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    write(tmp_path, text)
    assert said in refusal(tmp_path)


def test_the_pack_in_focus_is_no_setting_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = write(tmp_path, HAND_WRITTEN)
    for changes in ({"focus.pack": "tuesday", "focus.until": "2026-12-24"}, {"focus.until": None}):
        with store_at(str(tmp_path)).writing(undoable=False) as made:
            made.set(changes)
            assert made.settings().focus == "tuesday"
    assert (load(tmp_path).focus, load(tmp_path).focus_until) == ("tuesday", None)
    assert not [key for key in values(tmp_path) if "focus" in key]
    change(tmp_path, "focus.pack", None)
    assert path.read_text().rstrip() == HAND_WRITTEN.rstrip()
    assert load(tmp_path).focus is None


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of the quickest of three runs."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


MANY: dict[str, Callable[[int], str]] = {
    "keys": lambda n: "".join(f"k{i}=1\n" for i in range(n)),
    "dotted keys": lambda n: "".join(f"a.k{i}=1\n" for i in range(n)),
    "keys of two tables in turn": lambda n: "".join(f"a.k{i}=1\nb.k{i}=1\n" for i in range(n // 2)),
    "tables": lambda n: "".join(f"[t{i}]\nk=1\n" for i in range(n // 2)),
    "inline": lambda n: f"a = {{{', '.join(f'k{i} = 1' for i in range(n))}}}\n",
    "quoted": lambda n: "".join(f'"k {i}"=1\n' for i in range(n // 2)),
}
"""Many unknown settings, within the largest file that is read."""


@pytest.mark.parametrize("layout", MANY)
def test_many_faults_cost_what_they_are_many(layout: str) -> None:
    few, many = (f'day_starts = "05:00"\n{MANY[layout](n)}'.encode() for n in (900, 1800))
    assert len(settings_file.faults(many)) == 2 * len(settings_file.faults(few)) >= 900
    for work in (settings_file.faults, settings_file.repaired):
        assert seconds(lambda work=work: work(many)) < 3 * seconds(lambda work=work: work(few)) + 0.05  # type: ignore[misc]


def test_each_of_many_faults_has_its_line() -> None:
    raw = b'day_starts = "05:00"\n[mood]\nscale = [0, 10]\nx = 1\n"y z" = 2\n[a]\nb = {c = 1, d = {e = 2}}\n'
    found = [(fault.key, fault.line) for fault in settings_file.faults(raw)]
    assert found == [("mood.x", 4), ("mood.y z", 5), ("a.b.c", 7), ("a.b.d.e", 7)]


@pytest.mark.parametrize("number", [3, 150, 3500])
def test_a_repair_takes_out_what_is_wrong_and_no_setting(number: int) -> None:
    salt = "0123456789abcdef"
    head = f'format = 1\nsalt = "{salt}"\nday_starts = "05:00"\n'
    tail = '[phrases]\nignore = ["it was fine"]\nmore = 1\n[mood]\nscale = [0, 10]\n'
    raw = (head + "".join(f"k{i}=1\n" for i in range(number)) + tail).encode()
    mended = settings_file.repaired(raw)
    assert settings_file.faults(mended) == []
    loaded = settings_file.load(mended)
    assert (loaded.salt, loaded.day_starts, loaded.scale, loaded.ignore) == (salt, 5, (0, 10), ("it was fine",))


@pytest.mark.thorough
def test_4000_unknown_settings_are_repaired_in_a_second(reflect: Reflect) -> None:
    reflect("note", "words")
    path = reflect.store / "reflect.toml"
    path.write_text(path.read_text() + "".join(f"k{i}=1\n" for i in range(4000)))
    for command, code in (
        (("mood", "4"), 4),
        (("store", "check"), 4),
        (("store", "repair", "--yes"), 0),
        (("mood", "4"), 0),
    ):
        began = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run(
            [*reflect.command, *command], env=reflect.env, cwd=reflect.home, capture_output=True, check=not code
        )
        assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - began < 1, command


RECIPIENT = "age1n7w96780scevvu3mw7h5600jrnd4rplvfvaktrnk0rty90tvn93sudmr0d"
TOPS = (
    "",
    "\n",
    "format = 1\n",
    "# mine\nformat = 1 # one\n\n",
    "week_starts = 'sunday'\n'format'=1\r\n",
    "format = 1",
)
TABLES = ("", "\n[prompts]\nretired = ['core/a']\n# end\n", "[contacts]\npacks = ['a']\n\n[mood]\nscale = [0, 10]\n")


@pytest.mark.parametrize("hides", [False, True])
@pytest.mark.parametrize("tables", TABLES)
@pytest.mark.parametrize("top", TOPS)
def test_what_encryption_writes_into_the_settings_goes_again(top: str, tables: str, hides: bool) -> None:
    raw = f"{top}{'' if not tables or top.endswith(chr(10)) or not top else chr(10)}{tables}".encode()
    stated = encrypted_settings.Encryption(RECIPIENT, None, hides)
    closed = encrypted_settings.encrypted(raw, stated)
    assert settings_file.encryption(closed) == stated
    assert settings_file.version(closed) == 2
    assert settings_file.values(closed) == settings_file.values(raw)
    again = encrypted_settings.encrypted(closed, stated._replace(before=RECIPIENT), 2)
    assert settings_file.own_values(again)["passphrase"] == 2
    assert encrypted_settings.decrypted(again, None) == encrypted_settings.decrypted(closed, None) == raw
    with_phrases = encrypted_settings.decrypted(closed, b'[phrases]\nignore = ["quince"]\n')
    assert settings_file.values(with_phrases)["phrases.ignore"] == ["quince"]
    assert encrypted_settings.private(with_phrases) == b'[phrases]\nignore = ["quince"]\n'
    assert b"quince" not in encrypted_settings.encrypted(with_phrases, stated)
