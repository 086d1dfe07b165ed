"""The choices that entries, `Journal` and the command line share: each as a type, and as a tuple in its order."""

from collections.abc import Mapping
from typing import Final, Literal, get_args

Kind = Literal["mood", "pattern", "answer", "offer", "pass", "note", "session"]
"""The kinds of entries."""
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

SchemaName = Literal[
    "mood", "pattern", "answer", "offer", "pass", "note", "session",
    "week", "today", "list", "label", "pack", "store", "import",
]  # fmt: skip
"""What has a JSON Schema: the kinds of entries, and what commands print with `--json`."""
SCHEMA_NAMES: Final[tuple[SchemaName, ...]] = get_args(SchemaName)

LabelKind = Literal["pattern", "person", "feeling"]
"""The kinds of labels."""
LABEL_KINDS: Final[tuple[LabelKind, ...]] = get_args(LabelKind)

SpanKind = Literal["week", "month", "year", "since"]
"""The spans of a summary."""
SPAN_KINDS: Final[tuple[SpanKind, ...]] = get_args(SpanKind)

PeopleMode = Literal["full", "initials", "letters"]
"""How people are named."""
PEOPLE_MODES: Final[tuple[PeopleMode, ...]] = get_args(PeopleMode)

TextKind = Literal["answers", "notes", "episodes", "phrases"]
"""The texts that a page can show."""
TEXT_KINDS: Final[tuple[TextKind, ...]] = get_args(TextKind)

ExportFormat = Literal["jsonl", "json", "csv", "md", "sqlite"]
EXPORT_FORMATS: Final[tuple[ExportFormat, ...]] = get_args(ExportFormat)

ImportFormat = Literal["jsonl", "daylio", "howwefeel", "dayone", "jrnl", "csv", "json"]
"""In the order in which they are tried; `json` is last, because others are JSON too."""
IMPORT_FORMATS: Final[tuple[ImportFormat, ...]] = get_args(ImportFormat)

Keep = Literal["ours", "theirs"]
"""Which version wins if an import and the journal differ."""

Scheduler = Literal["cron", "systemd", "launchd"]
"""The programs that can run a reminder."""

OfferClass = Literal["new", "returning", "early"]
"""Why a prompt was offered: it was never shown before, it was, or it comes before its time."""
OFFER_CLASSES: Final[tuple[OfferClass, ...]] = get_args(OfferClass)

THEMES: Final = (
    "repetition",
    "pulls",
    "silence",
    "anger",
    "disappointment",
    "hope",
    "dependence",
    "withdrawal",
    "contradiction",
    "timing",
    "pleasing",
    "reassurance",
    "moving",
    "holding",
    "expectations",
)
"""The themes of the built-in pack; other packs may have their own."""

DAY_STARTS: Final = tuple(f"{hour:02}:00" for hour in range(13))
"""The hours at which a day can begin (the day boundary)."""
LANGUAGES: Final = ("en",)


SETTINGS: Final[Mapping[str, tuple[str, str]]] = {
    "day_starts": (
        "The hour at which a day begins. With 04:00, half past one at night still belongs to the day before.",
        "05:00",
    ),
    "week_starts": ("The first day of a week, in summaries.", "sunday"),
    "mood.scale": (
        "The lowest and the highest mood of new entries. Earlier entries keep the scale they were written on.",
        "0-10",
    ),
    "language": ("The language of your words: it decides which runs of words count as phrases.", "en"),
    "phrases.ignore": ("Phrases that summaries leave out, and all that are part of them.", "at the end of the day"),
    "prompts.themes_off": ("Themes whose prompts are not offered.", "anger,hope"),
    "prompts.retired": (
        "Prompts that are not offered again until you bring them back; `pass --retire` adds to it.",
        "core/known-reply",
    ),
    "prompts.ladder": (
        "Days that a prompt rests after it was offered: after the first time, the second, and so on.",
        "6,15,34,75,150",
    ),
    "prompts.pass_rest": (
        "Days that a prompt rests after you passed it: once, twice in a row, more often.",
        "14,30,90",
    ),
}
"""The settings that a person can change: what each changes, and a value as it is typed."""

LOOKBACK_WEEKS: Final = (1, 520)
"""The fewest and the most weeks that a summary looks back."""
PREVIEW_DAYS: Final = (1, 3660)
"""The fewest and the most days of a preview of prompts."""

SHEET_DAYS: Final = (1, 31)
"""The fewest and the most days of a sheet to fill in."""
