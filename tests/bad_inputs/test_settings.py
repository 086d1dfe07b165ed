"""Settings files that are damaged or odd: refused with file and line, or read; never silently the defaults."""

import pytest

from tests.bad_inputs.hostile import SETTINGS, Case, Notebook


@pytest.mark.parametrize("raw", [pytest.param(SETTINGS, id="none"), pytest.param(b"", id="empty")])
def test_without_a_setting_the_defaults_hold(notebook: Notebook, raw: bytes) -> None:
    notebook.file("reflect.toml").write_bytes(raw)
    assert notebook("config", "list", "--json").json == {
        "day_starts": "04:00",
        "week_starts": "monday",
        "mood.scale": [1, 7],
        "language": "en",
        "phrases.ignore": [],
        "prompts.themes_off": [],
        "prompts.retired": [],
        "prompts.ladder": [6, 15, 34, 75, 150],
        "prompts.pass_rest": [14, 30, 90],
    }
    notebook("note", "x")
    assert len(notebook.entries()) == 4


def test_settings_that_cannot_be_read_are_never_silently_the_defaults(notebook: Notebook) -> None:
    bound = notebook.without_powers()
    file = notebook.file("reflect.toml")
    file.chmod(0)
    case = Case("read-error", [("note", "x"), ("config", "list"), ("export",)], ("reflect.toml",), code=4)
    for command in case.commands:
        ran = bound(*command, code=4)
        assert "reflect.toml" in ran.err
        assert ran.err.startswith("reflect: ")
    file.chmod(0o600)
    assert len(notebook.entries()) == 3
