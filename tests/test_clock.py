"""The clock and the zone. The C library's zone is the process's own, so what touches it runs in a process apart."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reflect
from reflect.clock import EARLIEST, LATEST, Clock, Zone
from reflect.errors import ImpossibleValueError

DATA = Path(str(files("tzdata"))) / "zoneinfo"
NEW_YORK = {"TZ": "America/New_York"}
NO_DATA = "import sys, zoneinfo; sys.modules['tzdata'] = None; zoneinfo.reset_tzpath([]);"


def zone(name: str) -> Zone:
    return Clock.from_environment({"TZ": name}).zone


def apart(code: str, **environ: str) -> str:
    """Return what `code` prints in a process of its own, with no TZ but that of `environ`."""
    base = {name: value for name, value in os.environ.items() if name not in ("TZ", "REFLECT_NOW")}
    root = str(Path(str(reflect.__file__)).parent.parent)
    start = "import os; from datetime import datetime; from reflect.clock import Clock; C = Clock.from_environment\n"
    done = subprocess.run(
        [sys.executable, "-c", start + code],
        env=base | {"PYTHONPATH": root} | environ,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.rstrip("\n")


def refusal(**environ: str) -> str:
    with pytest.raises(ImpossibleValueError) as caught:
        Clock.from_environment(environ)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


class TestIanaNames:
    @pytest.mark.parametrize(
        ("typed", "name", "offset"),
        [
            ("Europe/Berlin", "Europe/Berlin", "+01:00"),
            (":Europe/Berlin", "Europe/Berlin", "+01:00"),
            ("Etc/GMT+5", "Etc/GMT+5", "-05:00"),
            ("EST5EDT", "EST5EDT", "-05:00"),
            ("UTC", "UTC", "+00:00"),
            ("Asia/Kathmandu", "Asia/Kathmandu", "+05:45"),
            ("America/Argentina/ComodRivadavia", "America/Argentina/ComodRivadavia", "-03:00"),
        ],
    )
    def test_give_zone_and_offset(self, typed: str, name: str, offset: str) -> None:
        clock = Clock.from_environment({"TZ": typed, "REFLECT_NOW": "2026-11-23T21:40:00"})
        assert clock.zone.name == name
        assert clock.now().isoformat() == f"2026-11-23T21:40:00{offset}"

    @pytest.mark.parametrize(
        "typed",
        [
            "Nowhere/Bad",
            "/usr/share/zoneinfo/Europe/Berlin",
            ":/etc/localtime",
            "../zoneinfo/UTC",
            "Europe/../UTC",
            "America",
            "zone.tab",
            "tzdata.zi",
            "posix/Europe/Berlin",
            "right/Europe/Berlin",
            "localtime",
            " UTC",
            ":",
            "Nowhere/Bad1",
            "ABC24",
            "EST5EDT,M13.2.0,M11.1.0",
            "5",
            "x" * 5000,
            "Zürich",
        ],
    )
    def test_what_is_neither_name_nor_rule_is_refused(self, typed: str) -> None:
        sentence = refusal(TZ=typed)
        assert sentence.startswith(f"TZ={typed[:40]}")
        assert "Europe/Berlin" in sentence
        assert len(sentence) < 160

    def test_a_refusal_shows_no_control_character(self) -> None:
        assert r"TZ=\x1b[31m\u202e5 is" in refusal(TZ="\x1b[31m\u202e5")

    def test_missing_data_is_said_in_one_sentence(self) -> None:
        code = f"{NO_DATA}\ntry: C({{'TZ': 'Europe/Berlin'}})\nexcept Exception as e: print(type(e).__name__, e)"
        assert apart(code) == (
            "ImpossibleValueError TZ=Europe/Berlin cannot be looked up: there is no time zone data here; "
            "install the Python package tzdata, or unset TZ."
        )


class TestPosixRules:
    @pytest.mark.parametrize(
        ("rule", "winter", "summer"),
        [
            ("EST5EDT,M3.2.0,M11.1.0", "-05:00", "-04:00"),
            (":EST5EDT,M3.2.0,M11.1.0", "-05:00", "-04:00"),
            ("CET-1CEST,M3.5.0,M10.5.0/3", "+01:00", "+02:00"),
            ("<+0330>-3:30", "+03:30", "+03:30"),
            ("UTC0", "+00:00", "+00:00"),
            ("XYZ3", "-03:00", "-03:00"),
        ],
    )
    def test_give_the_offset_and_no_name(self, rule: str, winter: str, summer: str) -> None:
        code = """for now in ("2026-01-23T21:40", "2026-07-23T21:40"):
    clock = C({"TZ": os.environ["TZ"], "REFLECT_NOW": now})
    print(clock.zone.name, clock.now().isoformat()[19:])"""
        assert apart(code, TZ=rule).splitlines() == [f"None {winter}", f"None {summer}"]

    def test_a_rule_of_another_mapping_holds_too(self) -> None:
        code = "print(C({'TZ': 'XYZ3', 'REFLECT_NOW': '2026-11-23T12:00Z'}).now())"
        assert apart(code, TZ="Asia/Tokyo") == "2026-11-23 09:00:00-03:00"

    def test_gaps_and_folds_are_found(self) -> None:
        code = """zone = C(os.environ).zone
for wall in ("2026-03-08T02:30", "2026-11-01T01:30", "2026-07-01T12:00", "0001-01-03T00:00", "9998-12-31T23:59"):
    print(*(at.isoformat() for at in zone.readings(datetime.fromisoformat(wall))))"""
        assert apart(code, TZ="EST5EDT,M3.2.0,M11.1.0").splitlines() == [
            "",
            "2026-11-01T01:30:00-04:00 2026-11-01T01:30:00-05:00",
            "2026-07-01T12:00:00-04:00",
            "0001-01-03T00:00:00-05:00",
            "9998-12-31T23:59:00-05:00",
        ]

    def test_an_end_of_the_calendar_is_refused_in_a_sentence(self) -> None:
        code = """try: C(os.environ).zone.readings(datetime.max)
except Exception as e: print(type(e).__name__, e)"""
        assert apart(code, TZ="XYZ3").startswith("ImpossibleValueError 9999-12-31T23:59:59 is outside the calendar")


class TestTheSystemsZone:
    def link(self, folder: Path, target: Path) -> Path:
        link = folder / "localtime"
        link.symlink_to(target)
        return link

    def timezone(self, folder: Path, content: str) -> Path:
        file = folder / "timezone"
        file.write_text(content, encoding="utf-8")
        return file

    @pytest.mark.parametrize("environ", [{}, {"TZ": ""}])
    def test_is_named_by_the_link(self, tmp_path: Path, environ: dict[str, str]) -> None:
        link = self.link(tmp_path, DATA / "Asia/Tokyo")
        other = self.timezone(tmp_path, "Europe/Berlin\n")
        assert Clock.from_environment(environ, etc_localtime=link, etc_timezone=other).zone.name == "Asia/Tokyo"

    @pytest.mark.parametrize(
        ("content", "name"),
        [
            ("Europe/Berlin\n", "Europe/Berlin"),
            ("Europe/Berlin", "Europe/Berlin"),
            ("", None),
            ("# Berlin\n", None),
            ("/etc/passwd\n", None),
            ("Zürich\n", None),
            ("x" * 5000, None),
        ],
    )
    def test_is_named_by_the_second_file_when_the_first_is_no_link(
        self, tmp_path: Path, content: str, name: str | None
    ) -> None:
        copy = tmp_path / "localtime"
        shutil.copy(DATA / "Europe/Berlin", copy)
        named = self.timezone(tmp_path, content)
        assert Clock.from_environment({}, etc_localtime=copy, etc_timezone=named).zone.name == name

    def test_has_no_name_when_nothing_tells_it(self, tmp_path: Path) -> None:
        clock = Clock.from_environment({}, etc_localtime=tmp_path / "a", etc_timezone=tmp_path / "b")
        assert clock.zone.name is None
        assert clock.now().utcoffset() is not None

    def test_a_link_out_of_the_database_gives_no_name(self, tmp_path: Path) -> None:
        link = self.link(tmp_path, tmp_path)
        assert Clock.from_environment({}, etc_localtime=link, etc_timezone=tmp_path / "b").zone.name is None

    def test_an_empty_tz_takes_the_offset_of_the_file_not_utc(self, tmp_path: Path) -> None:
        link = self.link(tmp_path, DATA / "Asia/Tokyo")
        environ = {"TZ": "", "REFLECT_NOW": "2026-11-23T12:00Z"}
        assert Clock.from_environment(environ, etc_localtime=link).now().isoformat() == "2026-11-23T21:00:00+09:00"

    def test_an_empty_tz_with_a_file_that_is_no_zone_falls_back_to_the_c_library(self, tmp_path: Path) -> None:
        link = self.link(tmp_path, self.timezone(tmp_path, "junk"))
        code = f"""from pathlib import Path
print(C({{"TZ": "", "REFLECT_NOW": "2026-11-23T12:00Z"}}, etc_localtime=Path({str(link)!r})).now())"""
        assert apart(code, TZ="") == "2026-11-23 12:00:00+00:00"

    def test_a_name_without_a_file_for_the_c_library_gives_its_own_offset(self, tmp_path: Path) -> None:
        named = self.timezone(tmp_path, "Asia/Tokyo\n")
        environ = {"REFLECT_NOW": "2026-11-23T12:00Z"}
        clock = Clock.from_environment(environ, etc_localtime=tmp_path / "none", etc_timezone=named)
        assert (clock.zone.name, clock.now().isoformat()) == ("Asia/Tokyo", "2026-11-23T21:00:00+09:00")

    def test_a_name_that_cannot_be_looked_up_is_not_claimed(self, tmp_path: Path) -> None:
        link = self.link(tmp_path, tmp_path / "zoneinfo/Nowhere/Bad")
        clock = Clock.from_environment({}, etc_localtime=link, etc_timezone=tmp_path / "none")
        assert clock.zone.name is None

    def test_costs_no_zone_database(self) -> None:
        assert apart("import sys; C(os.environ).now(); print('zoneinfo' in sys.modules)") == "False"

    def test_offset_is_that_of_the_c_library(self) -> None:
        code = """now = C({}).now(); print(now.utcoffset() == datetime.now().astimezone().utcoffset())
print(len(C({}).zone.readings(datetime(2026, 7, 1, 12))))"""
        assert apart(code).splitlines() == ["True", "1"]


class TestZone:
    @pytest.mark.parametrize(
        ("name", "wall", "readings"),
        [
            ("America/New_York", "2026-03-08T02:30", []),
            ("America/New_York", "2026-03-08T03:00", ["2026-03-08T03:00:00-04:00"]),
            ("America/New_York", "2026-11-01T01:30", ["2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00"]),
            ("America/New_York", "2026-11-01T02:00", ["2026-11-01T02:00:00-05:00"]),
            ("Africa/Cairo", "2026-04-24T00:30", []),
            ("America/Santiago", "2026-09-06T00:00", []),
            ("Australia/Lord_Howe", "2026-04-05T01:45", ["2026-04-05T01:45:00+11:00", "2026-04-05T01:45:00+10:30"]),
            ("Pacific/Apia", "2011-12-30T12:00", []),
            ("America/New_York", "1850-01-01T12:00", ["1850-01-01T12:00:00-04:56:02"]),
        ],
    )
    def test_readings(self, name: str, wall: str, readings: list[str]) -> None:
        assert [at.isoformat() for at in zone(name).readings(datetime.fromisoformat(wall))] == readings

    @given(
        st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.just(UTC)),
        st.sampled_from(["America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "UTC"]),
    )
    def test_a_moment_is_among_the_readings_of_its_own_wall_clock(self, at: datetime, name: str) -> None:
        here = zone(name).local(at)
        assert here == at.replace(microsecond=0)
        assert isinstance(here.tzinfo, timezone)
        assert here in zone(name).readings(here.replace(tzinfo=None))

    @given(
        st.lists(
            st.datetimes(datetime(1939, 8, 25), datetime(1939, 9, 10))
            | st.datetimes(datetime(2026, 3, 5), datetime(2026, 4, 6))
            | st.datetimes(datetime(2011, 12, 26), datetime(2012, 1, 2)),
            max_size=9,
        ),
        st.sampled_from(["Africa/Freetown", "America/New_York", "Europe/Dublin", "Pacific/Apia"]),
    )
    def test_what_it_knows_of_the_days_about_changes_no_reading(self, walls: list[datetime], name: str) -> None:
        knowing, rules = zone(name), ZoneInfo(name)
        assert [knowing.readings(wall) for wall in walls] == [Zone(None, rules).readings(wall) for wall in walls]

    @given(st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29)), st.sampled_from(["Europe/Dublin", "Pacific/Apia"]))
    def test_a_reading_of_a_wall_clock_shows_on_it(self, wall: datetime, name: str) -> None:
        wall = wall.replace(microsecond=0)
        assert all(zone(name).local(at).replace(tzinfo=None) == wall for at in zone(name).readings(wall))

    @pytest.mark.parametrize("at", [datetime.max, datetime.min])
    def test_ends_of_the_calendar_are_refused_in_a_sentence(self, at: datetime) -> None:
        for name in ("Pacific/Kiritimati", "Pacific/Honolulu"):
            try:
                zone(name).readings(at)
                zone(name).local(at.replace(tzinfo=UTC))
            except ImpossibleValueError as refused:
                assert "outside the calendar" in str(refused)  # noqa: PT017 - which end is refused depends on the zone


class TestReflectNow:
    @pytest.mark.parametrize(
        ("typed", "now"),
        [
            ("2026-11-23T21:40:00", "2026-11-23T21:40:00-05:00"),
            ("2026-11-23T21:40", "2026-11-23T21:40:00-05:00"),
            ("2026-11-23 21:40:15.75", "2026-11-23T21:40:15-05:00"),
            ("2026-11-23T21:40:00Z", "2026-11-23T16:40:00-05:00"),
            ("2026-11-23T21:40:00+0100", "2026-11-23T15:40:00-05:00"),
            ("2026-11-23", "2026-11-23T12:00:00-05:00"),
            ("2026-11-01T01:30", "2026-11-01T01:30:00-04:00"),
            ("2026-11-01T01:30-05:00", "2026-11-01T01:30:00-05:00"),
            ("1970-01-01T00:00Z", "1969-12-31T19:00:00-05:00"),
            ("0001-01-03T12:00", "0001-01-03T12:00:00-04:56:02"),
            ("9998-12-31T23:59:59", "9998-12-31T23:59:59-05:00"),
        ],
    )
    def test_sets_the_clock(self, typed: str, now: str) -> None:
        clock = Clock.from_environment(NEW_YORK | {"REFLECT_NOW": typed})
        assert clock.now().isoformat() == now
        assert clock.now() == clock.now()

    @pytest.mark.parametrize(
        "typed",
        [
            "junk",
            "10:00",
            "now",
            "2026-W47-1",
            "20261123T214000",
            "2026-02-30T10:00",
            "2026-11-23T25:00",
            "2026-11-23T21:40:60",
            "2026-11-23T21:40+25:00",
            "2026-11-23T21:40+01:75",
            "٢٠٢٦-11-23",
            "2026-11-23T21:40\n",
            " 2026-11-23",
            "9" * 5000,
            "2026-03-08T02:30",
            "0001-01-01T00:00",
            "0001-01-03T12:00+23:59",
            "9999-12-31T23:59",
            "9998-12-31T23:59-23:59",
        ],
    )
    def test_what_cannot_be_is_refused(self, typed: str) -> None:
        assert refusal(**NEW_YORK, REFLECT_NOW=typed).startswith("REFLECT_NOW=")

    @given(st.text(max_size=40))
    def test_any_text_sets_it_or_is_refused(self, typed: str) -> None:
        try:
            now = Clock.from_environment(NEW_YORK | {"REFLECT_NOW": typed}).now()
        except ImpossibleValueError as refused:
            assert str(refused).isprintable()  # noqa: PT017 - either outcome is right
        else:
            assert not typed or EARLIEST <= now.replace(tzinfo=None) <= LATEST

    def test_unset_or_empty_it_goes_with_the_system(self) -> None:
        for environ in (NEW_YORK, NEW_YORK | {"REFLECT_NOW": ""}):
            now = Clock.from_environment(environ).now()
            assert abs(datetime.now(UTC) - now) < timedelta(minutes=1)
            assert now.microsecond == 0
