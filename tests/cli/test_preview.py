"""`pack preview`, as a process: what would come is what comes, and nothing is written."""

import json
from typing import Any

import pytest

from tests.cli.given import TUESDAY, prompts
from tests.program import Reflect, Refused


def test_the_preview_is_what_comes_and_writes_nothing(added: Reflect) -> None:
    added("today")
    before = added.tree()
    rows: list[dict[str, Any]] = added("pack", "preview", "--days", "4", "--json").json
    assert added.tree() == before
    assert set(rows[0]) == {"day", "prompt", "theme", "class", "outcome"}
    for row in rows:
        today = added.at(f"{row['day']}T20:00:00+00:00")("today", "--json").json
        assert (row["prompt"], row["theme"], row["class"]) == (today["prompt"], today["theme"], today["class"])
        assert row["outcome"] == "shown"


def test_the_preview_begins_from_nothing_before_the_latest_offer(added: Reflect) -> None:
    from_nothing = prompts(added, 5, "--from", "2026-11-20", "--open", "1")
    added("today")
    assert prompts(added, 3, "--from", "2026-11-20") == from_nothing[:3]
    assert prompts(added, 4, "--from", "2026-11-20")[3] == added("today", "--json").json["prompt"]
    added("pass")
    (row,) = added("pack", "preview", "--days", "1", "--json").json
    assert (row["prompt"], row["outcome"]) == ("tuesday/waiting", "passed")


def test_the_preview_of_a_file_is_that_of_the_pack_it_holds(reflect: Reflect, tuesday: str) -> None:
    of_file = prompts(reflect, 28, tuesday)
    reflect("pack", "add", tuesday, "--yes")
    salt = (reflect.store / "reflect.toml").read_text()
    assert [prompt for prompt in of_file if prompt.startswith("tuesday/")] == [
        prompt for prompt in prompts(reflect, 28, "tuesday") if prompt.startswith("tuesday/")
    ]
    assert (reflect.store / "reflect.toml").read_text() == salt


def test_the_preview_of_a_file_takes_the_place_of_the_pack_of_its_name(added: Reflect, tuesday: str) -> None:
    (added.home / tuesday).write_text(TUESDAY.replace('"asked"', '"other"'))
    found = prompts(added, 60, tuesday)
    assert "tuesday/other" in found
    assert "tuesday/asked" not in found
    core = TUESDAY.replace('"tuesday"', '"core"')
    rows = added("pack", "preview", "-", "--days", "9", "--json", stdin=core).json
    assert {row["prompt"] for row in rows[:3]} == {"core/waiting", "core/asked", "core/open"}


def test_the_preview_is_the_same_for_a_seed_and_reads_well(added: Reflect) -> None:
    arguments = ["pack", "preview", "tuesday", "--open", "60%", "--pass", "0.2", "--seed", "a b"]
    shown = added(*arguments).out
    assert shown == added(*arguments).out
    assert added(*arguments, "--json").out == added(*arguments, "--json").out
    assert added(*arguments, "--seed", "c", "--json").out != added(*arguments, "--json").out
    assert max(map(len, shown.splitlines())) <= 80
    assert shown.startswith(
        "tuesday first, Mon 23 Nov to Sun 20 Dec 2026\n\n       Mon Tue Wed Thu Fri Sat Sun\n2026\n"
    )
    assert "2  tuesday/asked: What were you asked for today?\n" in shown
    assert "· no prompt   + a prompt of another pack   - after it: passed\n" in shown
    assert shown.endswith("\nopened on 60% of days, 20% of prompts passed, seed a b\n")


@pytest.mark.parametrize(
    "arguments", [["--days", "0"], ["--days", "3661"], ["--open", "2"], ["--pass", "-1"], ["--pass", "x"]]
)
def test_a_preview_that_cannot_be_is_refused(added: Reflect, refused: Refused, arguments: list[str]) -> None:
    refused("pack", "preview", *arguments)


def test_ten_years_of_preview_are_strict_json(reflect: Reflect) -> None:
    rows = reflect("pack", "preview", "--days", "3653", "--json").json
    assert len(rows) == 3653
    assert json.dumps(rows, allow_nan=False)
    assert [rows[0]["day"], rows[-1]["day"]] == ["2026-11-23", "2036-11-22"]


def test_the_end_of_the_calendar_and_any_seed_are_fine(reflect: Reflect) -> None:
    assert reflect("pack", "preview", "--from", "9999-12-30", "--days", "10").out.startswith(
        "Thu 30 to Fri 31 Dec 9999"
    )
    reflect("pack", "preview", "--open", ".5", "--seed", b"\xff", "--days", "3")
