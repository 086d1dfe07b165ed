"""What `remind` prints is what each scheduler takes, and all that it does is show the time."""

import os
import plistlib
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.needed import needed
from tests.program import Reflect, Refused

FOLDERS = ("bin", "my bin", "100% <of> & $HOME $(id) `id` %h %%; é")
QUOTES = "of 'my' \"bin\" \\"
SCHEDULERS = ("cron", "systemd", "launchd")
NOTIFIER = '#!/bin/sh\n{ printf "%s\\n" "$@"; echo "bus $DBUS_SESSION_BUS_ADDRESS"; } > "$TOLD"\n'


@pytest.fixture(params=FOLDERS)
def desktop(reflect: Reflect, request: pytest.FixtureRequest) -> Path:
    """A folder on the path of the person with what shows a notification."""
    return with_notifiers(reflect, request.param)


def with_notifiers(reflect: Reflect, name: str) -> Path:
    folder = reflect.home / name
    folder.mkdir()
    for program in ("notify-send", "osascript"):
        (folder / program).write_text(NOTIFIER)
        (folder / program).chmod(0o755)
    reflect.env["PATH"] = f"{folder}{os.pathsep}{reflect.env['PATH']}"
    return folder


def told(reflect: Reflect, *command: str) -> list[str]:
    """Run a command with what a scheduler gives it, and return what the notifier was told."""
    file = reflect.home / "told"
    env = {"HOME": str(reflect.home), "PATH": "/usr/bin:/bin", "TOLD": str(file)}
    subprocess.run(command, env=env, cwd=reflect.home, check=True)
    return file.read_text().splitlines()


def cron_reads(line: str) -> tuple[list[str], str]:
    """Return the five fields and the command, read as crontab(5) says: up to a bare %, a backslash before one gone."""
    *fields, command = line.split(None, 5)
    return fields, re.split(r"(?<!\\)%", command)[0].replace("\\%", "%")


def test_cron_runs_it(reflect: Reflect, desktop: Path) -> None:
    printed = reflect("remind", "cron", "--at", "7:05")
    (line,) = (line for line in printed.out.splitlines() if not line.startswith("#"))
    fields, command = cron_reads(line)
    assert fields == ["5", "7", "*", "*", "*"]
    told_of = told(reflect, "/bin/sh", "-c", command)
    assert told_of == ["reflect", "07:05", f"bus unix:path=/run/user/{os.getuid()}/bus"]


def units(printed: str, folder: Path) -> list[Path]:
    """Write the files that are printed, each after the line that says where."""
    _, *parts = re.split(r"^# ~/\.config/systemd/user/(\S+)\n", printed, flags=re.MULTILINE)
    files = [folder / name for name in parts[::2]]
    for file, text in zip(files, parts[1::2], strict=True):
        file.write_text(text)
    return files


def test_systemd_runs_it(reflect: Reflect, desktop: Path) -> None:
    files = units(reflect("remind", "systemd", "--at", "07:05").out, reflect.home)
    assert [file.name for file in files] == ["reflect-reminder.service", "reflect-reminder.timer"]
    service, timer = (file.read_text() for file in files)
    (line,) = re.findall(r"^ExecStart=(.*)", service, re.MULTILINE)
    program, *rest = shlex.split(line)
    assert told(reflect, program.replace("%%", "%"), *rest) == ["reflect", "07:05", "bus "]
    assert re.findall(r"^OnCalendar=(.*)", timer, re.MULTILINE) == ["*-*-* 07:05:00"]


def verified(files: list[Path]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", "verify", *map(str, files)], capture_output=True, text=True, check=False, timeout=30
    )


def test_systemd_finds_no_fault_in_it(reflect: Reflect, desktop: Path) -> None:
    """It looks for the program as well, so that what it takes the path for is the path."""
    needed("systemd-analyze")
    files = units(reflect("remind", "systemd", "--at", "07:05").out, reflect.home)
    done = verified(files)
    assert (done.returncode, done.stderr) == (0, "")
    (desktop / "notify-send").unlink()
    assert "notify-send" in verified(files).stderr


def test_launchd_runs_it(reflect: Reflect, desktop: Path) -> None:
    job = plistlib.loads(reflect("remind", "launchd", "--at", "07:05").out.encode())
    assert job["StartCalendarInterval"] == {"Hour": 7, "Minute": 5}
    assert set(job) == {"Label", "ProgramArguments", "StartCalendarInterval"}
    command = shlex.join(job["ProgramArguments"])
    assert told(reflect, "/bin/sh", "-c", command)[:2] == ["-e", 'display notification "07:05" with title "reflect"']


def test_quotes_in_a_path_are_quoted_for_cron_and_refused_for_systemd(reflect: Reflect, refused: Refused) -> None:
    with_notifiers(reflect, QUOTES)
    _, command = cron_reads(reflect("remind", "cron", "--at", "7:05").out.splitlines()[-1])
    assert told(reflect, "/bin/sh", "-c", command)[:2] == ["reflect", "07:05"]
    assert "systemd takes no quote and no backslash" in refused("remind", "systemd", "--at", "7:05").err


def test_it_says_the_same_whatever_the_journal_holds_and_makes_none(reflect: Reflect) -> None:
    before = [reflect("remind", scheduler, "--at", "21:30").out for scheduler in SCHEDULERS]
    assert not reflect.store.exists()
    reflect("pattern", "quince", "--with", "Medlar")
    (reflect.store / "reflect.toml").write_text("not TOML")
    assert [reflect("remind", scheduler, "--at", "21:30").out for scheduler in SCHEDULERS] == before
    assert not [text for text in before if str(reflect.home) in text or "store" in text]


@pytest.mark.parametrize("clock", ["24:00", "21:60", "21", "9pm", "21:30:00", "-1:30", "٢١:٣٠", "", "*:30", "21:30\n"])
@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_what_is_no_time_of_day_is_refused(refused: Refused, scheduler: str, clock: str) -> None:
    assert "write 21:30." in refused("remind", scheduler, "--at", clock).err


def test_without_a_time_or_with_another_scheduler_it_is_refused(refused: Refused) -> None:
    assert "--at is missing; write reflect remind" in refused("remind", "cron").err
    assert "cron, systemd, launchd" in refused("remind", "at", "--at", "21:30").err
