"""Labels renamed, merged and retired, as processes: what is said, what is counted, and that no entry is rewritten."""

import json
import re
import stat
import subprocess
import time
from contextlib import ExitStack
from datetime import datetime
from itertools import cycle
from typing import Any

import pytest

from reflect.journal import Journal
from reflect.model.labels import VOCABULARY
from tests.program import MadeOnce, Reflect, Refused

ROWS: list[dict[str, Any]] = [
    {"kind": "pattern", "day": "2026-11-03", "label": "withdrawl", "with": ["sam"]},
    {"kind": "pattern", "day": "2026-11-16", "label": "Withdrawl", "with": ["Sam", "Samuel"]},
    {"kind": "pattern", "day": "2026-11-17", "label": "sulking", "with": ["Samuel"]},
    {"kind": "pattern", "day": "2026-11-17", "label": "withdrawal"},
    {"kind": "mood", "day": "2026-11-18", "value": 3, "feelings": ["Weary", "tired"]},
    {"kind": "mood", "day": "2026-11-19", "value": 4, "feelings": ["tired"]},
]
WEEK = ("week", "--of", "2026-11-16", "--json")


def _some_days(reflect: Reflect) -> None:
    reflect("import", "-", stdin="\n".join(map(json.dumps, ROWS)))


@pytest.fixture
def diary(reflect: Reflect, made_once: MadeOnce) -> Reflect:
    return made_once(_some_days, reflect)


def listed(reflect: Reflect, *flags: str) -> dict[tuple[str, str], Any]:
    """Return the rows of `label list --json` by what they are of and their label."""
    found = reflect("label", "list", "--json", *flags).json
    assert found["format"] == 1
    keys = ["of", "label", "names", "merged_into", "retired", "entries", "gloss", "letter"]
    assert all(list(row) == keys for row in found["labels"])
    return {(row["of"], row["label"]): row for row in found["labels"]}


def operations(reflect: Reflect) -> Any:
    return json.loads((reflect.store / "labels.json").read_text())


def months(reflect: Reflect) -> dict[str, bytes | None]:
    return {name: data for name, data in reflect.content().items() if name != "labels.json"}


def counted(week: Any, of: str) -> dict[str, tuple[int, list[str]]]:
    return {row["label"]: (row["entries"], row["days"]) for row in week[of]}


def test_a_label_goes_by_its_new_name_and_its_old_name_still_means_it(diary: Reflect) -> None:
    before = months(diary)
    assert diary("label", "rename", "Sulking", "going  quiet").out == "renamed: pattern Sulking is going  quiet\n"
    assert months(diary) == before
    entry = diary("pattern", "SULKING", "--at", "2026-11-18", "--json").json
    assert entry["label"] == "SULKING"
    now = {"label_now": "going quiet", "with_now": []}
    assert diary("show", entry["id"], "--json").json == entry | now
    for name in ("sulking", "Going Quiet"):
        assert "saved: pattern going quiet, Mon 23 Nov" in diary("pattern", name).out
    assert diary("list", "--label", "sulking", "--json") == diary("list", "--label", "going quiet", "--json")
    screens = diary("list").out + diary("show", entry["id"]).out + diary("week", "--of", "2026-11-16").out
    assert "pattern going quiet" in screens
    assert "sulking" not in screens.lower()
    assert counted(diary(*WEEK).json, "patterns")["going quiet"] == (2, ["2026-11-17", "2026-11-18"])
    row = listed(diary)["pattern", "going quiet"]
    assert row["names"] == [{"name": "sulking", "from": "2026-11-17"}, {"name": "going quiet", "from": "2026-11-23"}]
    assert (row["entries"], row["merged_into"], row["retired"]) == (4, None, False)
    assert "going quiet (before: sulking)" in diary("label", "list").out


def test_a_merged_pair_counts_once_and_taken_apart_is_as_it_was(diary: Reflect) -> None:
    before, week, rows = months(diary), diary(*WEEK).json, listed(diary)
    said = [
        diary("label", "merge", "withdrawl", "withdrawal").out,
        diary("label", "merge", "sulking", "Withdrawl").out,
        diary("label", "merge", "--people", "Samuel", "Sam").out,
        diary("label", "merge", "--feelings", "weary", "tired").out,
    ]
    assert said[0] == "merged: pattern withdrawl counts as withdrawal\n"
    merged = diary(*WEEK).json
    assert counted(merged, "patterns") == {"withdrawal": (3, ["2026-11-16", "2026-11-17"])}
    assert counted(merged, "people") == {"Sam": (2, ["2026-11-16", "2026-11-17"])}
    assert counted(merged, "feelings") == {"tired": (2, ["2026-11-18", "2026-11-19"])}
    assert merged["patterns"][0]["before"] == "2026-11-03"
    assert [row["entries"] for row in merged["patterns"][0]["with"]] == [2]
    assert "with Sam  (" in diary("list", "--since", "2026-11-16", "-n", "6").out
    found = listed(diary)
    assert found["pattern", "sulking"]["merged_into"] == found["pattern", "Withdrawl"]["merged_into"] == "withdrawal"
    assert found["pattern", "withdrawal"]["entries"] == 4
    assert found["person", "Samuel"]["merged_into"] == "Sam"
    assert "Withdrawl (counts as withdrawal)" in diary("label", "list").out
    assert "saved: pattern withdrawal with Sam, " in diary("pattern", "sulking", "-w", "samuel").out

    (entry,) = diary("list", "-n", "1", "--json").json["entries"]
    diary("delete", entry["id"], "--yes")
    assert diary("label", "unmerge", "sulking").out == "unmerged: pattern sulking counts by itself\n"
    assert diary("label", "unmerge", "withdrawl", "--json").json["op"] == "unmerge"
    diary("label", "unmerge", "--people", "Samuel")
    diary("label", "unmerge", "--feelings", "Weary")
    assert diary(*WEEK).json == week
    assert listed(diary) == rows
    assert {name: data for name, data in months(diary).items() if name in before} == before


def test_people_go_by_letters_or_initials_where_that_is_asked_for(diary: Reflect, refused: Refused) -> None:
    def people(how: str) -> dict[str, tuple[int, list[str]]]:
        return counted(diary(*WEEK, "--people", how).json, "people")

    assert people("initials").keys() == {"S. \u2014"}  # equal ones are followed by a letter, and there is none yet
    week = [option for option in WEEK if option != "--json"]
    diary(*week, "--people", "letters", "--html", "page.html")
    letters = people("letters")
    assert sorted(letters.values()) == [(1, ["2026-11-16"]), (2, ["2026-11-16", "2026-11-17"])]
    assert letters.keys() == {"A", "B"}
    assert people("initials").keys() == {"S. A", "S. B"}
    diary("label", "merge", "--people", "sam", "Samuel")
    assert list(people("letters").values()) == [(2, ["2026-11-16", "2026-11-17"])]
    assert people("letters").keys() < {"A", "B"}
    assert people("full").keys() == {"Samuel"}
    for how in ("letter", "", "FULL"):
        assert "full, initials, letters" in refused("week", "--people", how).err


def test_what_was_never_used_is_refused_by_name(diary: Reflect, refused: Refused) -> None:
    for args in (
        ("rename", "nobody", "somebody"),
        ("merge", "nobody", "hope"),
        ("merge", "hope", "nobody"),
        ("retire", "nobody"),
        ("bring-back", "nobody"),
        ("unmerge", "nobody"),
        ("rename", "--feelings", "nobody", "x"),
        ("retire", "--people", "nobody"),
    ):
        assert '"nobody"' in refused("label", *args, code=3).err
    for other in ("--people hope", "--feelings Sam", "Sam", "tired"):  # labels, but of another kind
        refused("label", "retire", *other.split(), code=3)
    assert diary("label", "retire", "hope").out == "retired: pattern hope\n"  # there from the beginning


def test_what_cannot_be_done_with_a_label_is_refused(diary: Reflect, refused: Refused) -> None:
    for taken in ("withdrawal", "WITHDRAWL", "hope"):
        assert f"`reflect label merge sulking {taken}`" in refused("label", "rename", "sulking", taken).err
    for impossible in ("", " \u00a0", "x" * 65, "a\x1b[2J", "a\u202eb"):
        assert "the new name" in refused("label", "rename", "sulking", impossible).err
    assert "same label" in refused("label", "merge", "sulking", " Sulking").err
    assert "not merged" in refused("label", "unmerge", "sulking").err
    diary("label", "rename", "withdrawl", "drawing back")
    diary("label", "merge", "sulking", "drawing back")
    for name in ("drawing back", "withdrawl"):
        assert "already" in refused("label", "merge", name, "sulking").err
        assert "not merged" in refused("label", "unmerge", name).err
    diary("label", "merge", "withdrawl", "Hope")
    assert listed(diary)["pattern", "Hope"]["names"] == [{"name": "Hope", "from": None}]
    assert "already" in refused("label", "merge", "hope", "sulking").err
    for args in (("rename", "sulking", "x"), ("retire", "sulking"), ("merge", "sulking", "anger")):
        said = refused("label", *args).err
        assert '"Hope"' in said
        assert "unmerge it first" in said
    for command in (("list",), ("rename", "Sam", "Theo"), ("retire", "Sam")):
        assert "--feelings" in refused("label", *command, "--people", "--feelings").err


def test_what_is_so_already_is_reported_again_and_not_written(diary: Reflect) -> None:
    for args in (
        ("retire", "hope"),
        ("bring-back", "hope"),
        ("merge", "sulking", "hope"),
        ("rename", "hope", "Wishing"),
        ("rename", "Wishing", "hope"),  # back to the name that it had first
    ):
        said = diary("label", *args).out
        before = diary.tree()
        assert diary("label", *args).out == said
        assert diary("label", *args, "--json").json is None
        assert diary.tree() == before
    assert [(one["op"], one["to"]) for one in operations(diary)] == [
        ("retire", None),
        ("bring-back", None),
        ("merge", "hope"),
        ("rename", "Wishing"),
        ("rename", "hope"),
    ]


def test_only_what_is_asked_for_is_listed(diary: Reflect) -> None:
    assert set(listed(diary, "--people")) == {("person", "Sam"), ("person", "Samuel")}
    assert set(listed(diary, "--feelings")) == {("feeling", "Weary"), ("feeling", "tired")}
    assert [(of, row["entries"]) for (of, _), row in listed(diary).items()][:2] == [("pattern", 2), ("pattern", 1)]
    assert diary("label", "list", "--feelings").out.splitlines()[:3] == ["Feelings", "      2  tired", "      1  Weary"]


def test_an_operation_is_dated_after_all_before_it_whatever_the_clock_says(diary: Reflect) -> None:
    written = [diary("label", "rename", "sulking", "a", "--json").json]
    for now, to in (("2026-11-23T21:40:00.5+00:00", "b"), ("2026-11-20T09:00:00+00:00", "c")):
        written.append(diary.at(now)("label", "rename", "sulking", to, "--json").json)
    later = diary.at("2026-11-25T09:00:00+00:00")
    later.env["TZ"] = "Europe/Berlin"
    written.append(later("label", "rename", "c", "d", "--json").json)
    assert operations(diary) == written
    assert all(set(one) == {"id", "at", "of", "op", "label", "to"} for one in written)
    times = [one["at"] for one in written]
    assert all(re.fullmatch(r"[0-9-]{10}T[0-9:]{8}\.[0-9]{6}[+-][0-9:]{5}", at) for at in times)
    moments = list(map(datetime.fromisoformat, times))
    assert moments == sorted(set(moments))
    assert times[-1] == "2026-11-25T10:00:00.000000+01:00"
    assert listed(diary)["pattern", "d"]["entries"] == 1
    assert stat.S_IMODE((diary.store / "labels.json").stat().st_mode) == 0o600


def test_a_label_that_is_new_is_said_to_be_however_its_words_are_spaced(reflect: Reflect) -> None:
    assert (
        "pattern going quiet (new label) with Aunt May (new label)"
        in reflect("pattern", " going  quiet", "-w", "Aunt\u00a0May").out
    )
    reflect("label", "rename", "going quiet", "silence kept")
    assert "pattern silence kept with aunt may, " in reflect("pattern", "Silence Kept", "-w", "aunt may").out


def test_where_there_is_no_store_the_vocabulary_is_listed_and_can_be_retired(reflect: Reflect) -> None:
    ran = reflect("label", "list", "--json")
    assert "No store at" in ran.err
    assert {row["label"]: row["gloss"] for row in ran.json["labels"]} == dict(VOCABULARY)
    shown = reflect("label", "list").out
    assert all(re.search(rf"^ +· +{label} +{gloss}$", shown, re.MULTILINE) for label, gloss in VOCABULARY.items())
    assert reflect("label", "list", "--people").out == ""
    assert "nobody" in reflect("label", "rename", "nobody", "x", code=3).err
    assert not reflect.store.exists()
    assert "New store" in reflect("label", "retire", "hope").err
    assert listed(reflect)["pattern", "hope"]["retired"] is True
    assert "hope (retired)" in reflect("label", "list").out


def test_a_built_in_label_keeps_its_gloss_under_another_name_and_ones_own_have_none(reflect: Reflect) -> None:
    reflect("label", "rename", "withdrawal", "backing off")
    reflect("pattern", "sulking", "--with", "Hope")
    reflect("mood", "4", "--feel", "anger")
    rows = listed(reflect)
    assert rows["pattern", "backing off"]["gloss"] == VOCABULARY["withdrawal"]
    own = [("pattern", "sulking"), ("person", "Hope"), ("feeling", "anger")]
    assert [rows[one]["gloss"] for one in own] == [None, None, None]


def test_labels_that_cannot_be_read_are_named_and_what_needs_none_works(diary: Reflect, refused: Refused) -> None:
    diary("label", "rename", "sulking", "going quiet")
    file = diary.store / "labels.json"
    for raw in (b"", b"[{", b"{}", b"\xff", file.read_bytes().replace(b'"rename"', b'"dropped"')):
        file.write_bytes(raw)
        assert "labels.json" in refused("label", "retire", "hope", code=4).err
    for args in (("label", "list"), ("list",), ("week",), ("pattern", "hope"), ("mood", "-f", "tired")):
        said = refused(*args, code=4).err
        assert "labels.json cannot be used: operation 1 has no valid `op`" in said
        assert "going quiet" not in said
    entry = diary("mood", "4", "--json").json
    for args in (("note", "words"), ("today",), ("week", "--help"), ("store", "info")):
        diary(*args)
    assert diary("show", entry["id"], "--json").json == entry | {"feelings_now": []}
    assert len(diary.entries()) == len(ROWS) + 3
    refused("list", "--json", code=4)


def test_settings_that_cannot_be_used_keep_labels_as_they_are(diary: Reflect, refused: Refused) -> None:
    settings = diary.store / "reflect.toml"
    settings.write_text(settings.read_text().replace("format = 1", "format = 3"))
    assert "reflect.toml" in refused("label", "retire", "hope", code=4).err


def test_two_who_give_one_name_at_once_do_not_both_get_it(diary: Reflect) -> None:
    with ExitStack() as stack:
        running = [
            stack.enter_context(
                subprocess.Popen(
                    [*diary.command, "label", "rename", old, "silence kept"],
                    env=diary.env,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
            for old in ("withdrawl", "sulking", "hope")
        ]
        assert sorted(writer.wait(timeout=30) for writer in running) == [0, 2, 2]
    assert len(operations(diary)) == 1


def test_what_a_newer_version_wrote_with_an_operation_stays(diary: Reflect) -> None:
    newer = {"at": "2026-11-20T12:00:00Z", "by": {"whom": [1]}, "id": "x", "label": "hope", "of": "pattern"}
    (diary.store / "labels.json").write_text(json.dumps([{**newer, "op": "retire"}]))
    diary("label", "retire", "anger")
    assert operations(diary)[0] == {**newer, "op": "retire"}
    assert listed(diary)["pattern", "hope"]["retired"] is True


def test_a_thousand_operations_are_read_and_folded_at_once(diary: Reflect) -> None:
    made = [
        {"op": op, "label": f"label {n // 3}", "to": f"label {n // 3 + 1 + n % 3 * 1000}"}
        for n, op in zip(range(1000), cycle(("merge", "rename", "retire")))
    ]
    common = {"of": "pattern", "at": "2026-11-20T12:00:00.000000+00:00"}
    file = [{**common, **one, "id": f"{n:04}"} for n, one in enumerate(made)]
    (diary.store / "labels.json").write_text(json.dumps(file))
    journal = Journal.open(str(diary.store), environ=diary.env)
    began = time.perf_counter()
    naming = journal._store.names()
    assert naming.of_name("pattern", "label 0").key == "label 334"
    assert time.perf_counter() - began < 1
    assert diary("label", "rename", "sulking", "withdrawal", code=2)
    diary("label", "rename", "label 0", "last", code=2)
    diary("label", "rename", "label 334", "last")
    assert "saved: pattern last," in diary("pattern", "Label 0").out
