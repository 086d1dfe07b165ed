"""The programs that `peers.py` measures: where each keeps ten years, and how it adds, looks at a week and exports.

Each is made the same entries in its own files, as nearly as it can hold them. A home folder of its own is all that it
sees.
"""

import json
import sqlite3
import subprocess
import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

Row = Mapping[str, Any]
ADD, WEEK, EXPORT = OPERATIONS = ("add", "week", "export")
NOTE = "the call was short"


class Program(ABC):
    """A program with a store of its own."""

    name: ClassVar[str]
    requirement: ClassVar[str]
    """What pip installs."""
    does: ClassVar[str]
    """What the three operations are here, in a line."""
    week_counts_all: ClassVar[bool] = False
    """Whether its view of the week counts all entries too, and not those of the week."""

    def __init__(self, programs: Path, home: Path, last: date) -> None:
        """Take the folder of the installed programs, an empty home folder, and the last day, a Sunday."""
        self.programs = programs
        self.home = home
        self.first, self.last = last - timedelta(days=6), last
        self.env = {"HOME": str(home), "TZ": "UTC", "LANG": "C.UTF-8"}
        self.env |= {f"XDG_{what}_HOME": str(home / what) for what in ("CONFIG", "DATA", "CACHE", "STATE")}

    @abstractmethod
    def make(self, rows: Sequence[Row]) -> None:
        """Write the store."""

    @abstractmethod
    def command(self, operation: str) -> list[str]:
        """Return the command of an operation."""

    def typed(self, operation: str) -> str:  # noqa: ARG002 - most ask nothing
        """Return what the command is answered on standard input."""
        return ""

    @abstractmethod
    def kept(self) -> int:
        """Return how many entries the files of the store hold."""

    @abstractmethod
    def told(self, operation: str, output: str) -> int:
        """Return how many entries the output of WEEK or EXPORT is about."""


class Reflect(Program):
    """This checkout."""

    name = "reflect"
    requirement = str(Path(__file__).parent.parent)
    does = "`mood 4 NOTE`; `week --json`, with eight weeks of look-back; `export`"

    def make(self, rows: Sequence[Row]) -> None:
        self.env |= {"REFLECT_STORE": str(self.home / "store"), "REFLECT_NOW": f"{self.last}T23:00:00+00:00"}
        lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
        command = [str(self.programs / "reflect"), "import", "-"]
        subprocess.run(command, input=lines, env=self.env, check=True, capture_output=True)

    def command(self, operation: str) -> list[str]:
        own = {ADD: ["mood", "4", NOTE], WEEK: ["week", "--json"], EXPORT: ["export"]}
        return [str(self.programs / "reflect"), *own[operation]]

    def kept(self) -> int:
        months = (self.home / "store" / "entries").iterdir()
        return sum(entry["kind"] != "offer" for month in months for entry in _entries(month))

    def told(self, operation: str, output: str) -> int:
        if operation == WEEK:
            return int(json.loads(output)["span"]["entries"])
        return sum(json.loads(line)["kind"] != "offer" for line in output.splitlines())


class Offered(Reflect):
    """The same with what reflect keeps of its own beside the entries: a third more to export."""

    name = "reflect with offers"
    does = "the same, with the prompt that was shown on each day too"


class Watson(Program):
    """Watson keeps spans of time, with no place for a text: the kind as the project, labels and people as tags."""

    name = "Watson"
    requirement = "td-watson==2.1.0"
    does = "`add`; `report --json` of the week; `log --json` of everything; frames with tags, without the texts"
    _LASTS = 900
    """Seconds of each frame."""

    def make(self, rows: Sequence[Row]) -> None:
        self.env["WATSON_DIR"] = str(self.home / "watson")
        frames = []
        for row in rows:
            at = int(datetime.fromisoformat(row["at"]).timestamp())
            tags = (
                [str(row["value"])] if row["kind"] == "mood" else [row.get("label", "answered"), *row.get("with", ())]
            )
            frames.append([at, at + self._LASTS, row["kind"], uuid.uuid4().hex, [*tags, *row.get("with", ())], at])
        (self.home / "watson").mkdir()
        self._file.write_text(json.dumps(frames, indent=1, ensure_ascii=False))

    @property
    def _file(self) -> Path:
        return self.home / "watson" / "frames"

    def command(self, operation: str) -> list[str]:
        own = {
            ADD: ["add", "-f", f"{self.last} 22:00", "-t", f"{self.last} 22:15", "mood", "+4"],
            WEEK: ["report", "--json", "--from", str(self.first), "--to", str(self.last)],
            EXPORT: ["log", "--json", "--all"],
        }
        return [str(self.programs / "watson"), *own[operation]]

    def kept(self) -> int:
        return len(json.loads(self._file.read_text()))

    def told(self, operation: str, output: str) -> int:
        found = json.loads(output)
        return round(found["time"] / self._LASTS) if operation == WEEK else len(found)


class Feels(Program):
    """feels keeps moods from 0 to 5 with a note: what has no mood is a 3."""

    name = "feels"
    requirement = "feels==1.2.4"
    week_counts_all = True
    does = "`log`, its questions answered by a pipe; `stats`, of all and of the last seven days; `export`, to a file"

    def make(self, rows: Sequence[Row]) -> None:
        self._folder.mkdir()
        config = {"focus": False, "stress": False, "projects": False, "asciimoji": False}
        (self._folder / "config.json").write_text(json.dumps(config))
        columns = "id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TEXT NOT NULL, mood INTEGER NOT NULL"
        with sqlite3.connect(self._folder / "data.db") as database:
            database.execute(f"CREATE TABLE logs ({columns}, tags TEXT, note TEXT, asciimoji TEXT)")
            database.executemany(
                "INSERT INTO logs (timestamp, mood, note) VALUES (?, ?, ?)",
                [(row["at"][:19], min(row.get("value", 3), 5), _words(row)) for row in rows],
            )
        database.close()

    @property
    def _folder(self) -> Path:
        return self.home / ".feels"

    def command(self, operation: str) -> list[str]:
        own = {ADD: "log", WEEK: "stats", EXPORT: "export"}
        return [str(self.programs / "feels"), own[operation]]

    def typed(self, operation: str) -> str:
        return f"4\n{NOTE}\n" if operation == ADD else ""

    def kept(self) -> int:
        database = sqlite3.connect(self._folder / "data.db")
        ((count,),) = database.execute("SELECT count(*) FROM logs")
        database.close()
        return int(count)

    def told(self, operation: str, output: str) -> int:
        if operation == WEEK:
            return int(output.partition("total logs")[2].split(maxsplit=1)[0])
        (file,) = self.home.glob("feels_*.json")
        logs = json.loads(file.read_text())
        file.unlink()
        return len(logs)


class Jrnl(Program):
    """jrnl keeps one text; labels and people are tags in it."""

    name = "jrnl"
    requirement = "jrnl==4.6"
    does = "an entry; `-from -to --format json` of the week; `--format json` of everything"

    def make(self, rows: Sequence[Row]) -> None:
        config = {
            "version": "4.6", "journals": {"default": {"journal": str(self._file)}}, "editor": "", "encrypt": False,
            "template": False, "default_hour": 9, "default_minute": 0, "timeformat": "%Y-%m-%d %H:%M",
            "tagsymbols": "@", "highlight": True, "linewrap": 79, "indent_character": "|",
            "colors": {"body": "none", "date": "none", "tags": "none", "title": "none"},
        }  # fmt: skip
        # YAML, whose values may be JSON; a file that is JSON altogether is taken for one of an older version.
        self._config.write_text("".join(f"{key}: {json.dumps(value)}\n" for key, value in config.items()))
        self._file.write_text("".join(f"[{row['at'][:16].replace('T', ' ')}] {self._text(row)}\n\n" for row in rows))

    @staticmethod
    def _text(row: Row) -> str:
        names = [row["label"], *row["with"]] if row["kind"] == "pattern" else []
        return " ".join([f"{row['kind']}.", *(f"@{name.replace(' ', '_')}" for name in names), _words(row)])

    @property
    def _file(self) -> Path:
        return self.home / "journal.txt"

    @property
    def _config(self) -> Path:
        return self.home / "jrnl.yaml"

    def command(self, operation: str) -> list[str]:
        own = {
            ADD: [f"{self.last} 22:00: mood 4. {NOTE}"],
            WEEK: ["-from", str(self.first), "-to", str(self.last), "--format", "json"],
            EXPORT: ["--format", "json"],
        }
        return [str(self.programs / "jrnl"), "--config-file", str(self._config), *own[operation]]

    def kept(self) -> int:
        return sum(line.startswith("[2") for line in self._file.read_text().splitlines())

    def told(self, operation: str, output: str) -> int:  # noqa: ARG002 - one form for both
        return len(json.loads(output)["entries"])


class Plain(Program):
    """TinyDB as its documentation has it, in a script of a few lines: no check, no lock, no safe write."""

    name = "TinyDB"
    requirement = "tinydb==4.9.0"
    does = "a script of ten lines on one file, as TinyDB's documentation has it: insert, search, all"
    _SCRIPT = """\
import json, sys
from tinydb import Query, TinyDB
path, operation, *given = sys.argv[1:]
with TinyDB(path) as entries:
    if operation == "add":
        entries.insert(json.loads(given[0]))
    else:
        found = entries.search(Query().at >= given[0]) if operation == "week" else entries.all()
        sys.stdout.writelines(json.dumps(entry) + "\\n" for entry in found)
"""

    def make(self, rows: Sequence[Row]) -> None:
        (self.home / "notes.py").write_text(self._SCRIPT)
        self._file.write_text(json.dumps({"_default": {str(number): row for number, row in enumerate(rows, 1)}}))

    @property
    def _file(self) -> Path:
        return self.home / "notes.json"

    def command(self, operation: str) -> list[str]:
        mood = {"kind": "mood", "at": f"{self.last}T22:00:00+00:00", "value": 4, "scale": [1, 7], "note": NOTE}
        own = {ADD: [json.dumps(mood)], WEEK: [str(self.first)], EXPORT: []}
        script = [str(self.home / "notes.py"), str(self._file)]
        return [str(self.programs / "python"), *script, operation, *own[operation]]

    def kept(self) -> int:
        return len(json.loads(self._file.read_text())["_default"])

    def told(self, operation: str, output: str) -> int:  # noqa: ARG002 - one form for both
        return len(output.splitlines())


PROGRAMS: tuple[type[Program], ...] = (Reflect, Offered, Watson, Feels, Jrnl, Plain)


def _words(row: Row) -> str:
    return str(row.get("text") or row.get("note") or row["wish"])


def _entries(month: Path) -> list[Row]:
    return list(json.loads(month.read_text())["entries"].values())
