"""What the tests share: a home folder that is not a real one, and the program as a process."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from reflect.cli import let_interrupt
from tests import sealed
from tests.program import MadeOnce, Ran, Reflect, Refused

settings.register_profile("dev", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", max_examples=40, deadline=None, derandomize=True, parent=settings.get_profile("dev"))
settings.register_profile("thorough", max_examples=2000, deadline=None, parent=settings.get_profile("dev"))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


def pytest_configure() -> None:
    """Let the folders of tests stand in memory, where there is room and programs can be run from it.

    What a disk may do to a store is tested by breaking the calls that write, not by a disk.
    """
    memory = "/dev/shm"  # noqa: S108 - pytest makes a folder of its own in it
    if os.path.isdir(memory) and os.access(memory, os.W_OK):
        system = os.statvfs(memory)
        if not system.f_flag & os.ST_NOEXEC and system.f_bavail * system.f_frsize > 1 << 30:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", memory)


def pytest_collection_finish() -> None:
    """Keep the collector of garbage from looking through what stays until the end; let Ctrl-C be Python's own again."""
    gc.freeze()
    let_interrupt()  # importing the command line sets it for a program that begins


@pytest.fixture(autouse=True)
def _sealed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Encrypt stores while commands run, if this run of the tests is to, and the test is not about plain ones."""
    monkeypatch.setattr(sealed, "is_on", sealed.ASKED and request.node.get_closest_marker("plain") is None)


@pytest.fixture
def reflect(tmp_path: Path) -> Reflect:
    """The program on no store yet."""
    return Reflect(tmp_path)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """Give the program the store that a function makes, made once and copied for each test."""
    homes: dict[Callable[[Reflect], object], Path] = {}

    def given(make: Callable[[Reflect], object], reflect: Reflect) -> Reflect:
        if make not in homes:
            home = tmp_path_factory.mktemp("made")
            make(Reflect(home))
            homes[make] = home
        shutil.copytree(homes[make], reflect.home, dirs_exist_ok=True, symlinks=True)
        return reflect

    return given


@pytest.fixture
def refused(reflect: Reflect) -> Refused:
    """Run the program and hold that it refuses: one sentence, nothing printed, nothing changed."""

    def run(*args: str | bytes, code: int = 2, **more: Any) -> Ran:
        before = reflect.tree()
        ran = reflect(*args, code=code, **more)
        assert ran.out == ""
        assert ran.err.startswith("reflect: "), ran.err
        assert ran.err.endswith("\n")
        assert reflect.tree() == before
        return ran

    return run


@pytest.fixture(scope="session")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _no_real_home(monkeypatch: pytest.MonkeyPatch, _home: Path) -> Iterator[None]:
    """Keep every test away from the home folder and the store of whoever runs it."""
    for name in ("REFLECT_STORE", "REFLECT_NOW", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "VISUAL", "EDITOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(_home))
    yield
    for name in os.listdir(_home):
        shutil.rmtree(_home / name)
