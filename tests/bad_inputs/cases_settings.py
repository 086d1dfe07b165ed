"""Lines in front of the settings file that are refused, and what `config set` says to the same."""

from typing import NamedTuple


class Setting(NamedTuple):
    """A settings file that cannot be used as it is."""

    id: str
    lines: str
    """Put in front of the first line of reflect.toml."""
    names: tuple[str, ...]
    set_too: tuple[tuple[str, str], ...] = ()
    """What `config set` refuses likewise: key and value."""
    wrong: str | None = None


REFUSED = (
    Setting("bad-toml", "day_starts = \n", ("line 1|toml:1",)),
    Setting("unknown-key", 'day_strats = "04:00"\n', ("line 1|toml:1", "day_strats"), (("day_strats", "04:00"),)),
    Setting("type", "day_starts = [4]\n", ("line 1|toml:1", "day_starts")),
    Setting(
        "hour-25",
        'day_starts = "25:00"\n',
        ("line 1|toml:1", "day_starts"),
        (("day_starts", "25:00"), ("day_starts", "04:30"), ("day_starts", "13:00")),
    ),
    Setting("scale", "mood.scale = [9, 3]\n", ("line 1|toml:1", "mood.scale"), (("mood.scale", "9-3"),)),
    Setting("dup-key", 'day_starts = "04:00"\nday_starts = "05:00"\n', ("line 2|toml:2",)),
    Setting("traversal", 'prompts.retired = ["../../etc/x"]\n', ("line 1|toml:1", "prompts.retired")),
)
