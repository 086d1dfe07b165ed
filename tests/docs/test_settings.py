"""Every setting is described in one page, as `config list` describes it, and its example is valid."""

import json

from reflect.model.choices import SETTINGS
from reflect.store.settings import DEFAULTS
from tests.docs.examples import ROOT
from tests.program import Reflect


def test_the_page_says_what_the_program_says() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = [
        f"| `{name}` | `{json.dumps(DEFAULTS[name])}` | {changes} | `{example}` |"
        for name, (changes, example) in SETTINGS.items()
    ]
    assert [line for line in page.splitlines() if line.startswith("| `")] == rows


def test_every_setting_is_listed_with_an_example_that_works(reflect: Reflect) -> None:
    shown = " ".join(reflect("config", "list").out.split())
    for name, (changes, example) in SETTINGS.items():
        assert f"{name} = {json.dumps(DEFAULTS[name])}" in shown
        assert changes in shown
        reflect("config", "set", name, example)
    assert reflect("config", "get", "prompts.themes_off", "--json").json == ["anger", "hope"]
