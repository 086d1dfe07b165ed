"""A month that the cache knows as checked is read without its checks while it has its stamp, and only then."""

from pathlib import Path

import pytest

from reflect.journal import Journal
from reflect.model import schema
from tests.program import NOW, Reflect

MONTHS = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]


@pytest.fixture
def of_two_years(reflect: Reflect) -> Reflect:
    rows = "".join(f'{{"kind":"mood","value":4,"scale":[1,7],"day":"{month}-05"}}\n' for month in MONTHS)
    reflect("import", "-", stdin=rows)
    return reflect


def months_that_are_checked(reflect: Reflect, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how many entries are checked while all are read: each month has one."""
    checked: list[object] = []
    parse = schema.parse_entry

    def counted(raw: object) -> schema.Entry:
        checked.append(raw)
        return parse(raw)

    with monkeypatch.context() as patch:
        patch.setattr(schema, "parse_entry", counted)
        entries = Journal.open(reflect.store, environ={"REFLECT_NOW": NOW, "TZ": "UTC"}).entries()
    assert [entry["day"][:7] for entry in entries] == MONTHS
    assert all(entry["edited_at"] is None and entry["extra"] == {} for entry in entries)
    return len(checked)


def test_what_was_folded_is_not_checked_again(of_two_years: Reflect, monkeypatch: pytest.MonkeyPatch) -> None:
    assert months_that_are_checked(of_two_years, monkeypatch) == 0
    (of_two_years.store / "cache" / "past.json").unlink()
    assert months_that_are_checked(of_two_years, monkeypatch) == len(MONTHS)


def test_one_that_was_written_since_is(of_two_years: Reflect, monkeypatch: pytest.MonkeyPatch) -> None:
    month = Path(of_two_years.store, "entries", "2024-03.json")
    month.write_text(month.read_text().replace('"value": 4', '"value": 5'))
    assert months_that_are_checked(of_two_years, monkeypatch) == 1
    month.write_text(month.read_text().replace('"value": 5', '"value": 9'))
    assert "value" in of_two_years("export", code=4).err
