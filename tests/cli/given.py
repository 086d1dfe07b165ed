"""A pack of three prompts, and what a preview of it names."""

from tests.program import Reflect

TUESDAY = """\
[pack]
name = "tuesday"
title = "Between Tuesdays"
language = "en"
contacts = "Practice: 020 7946 0000"

[[prompt]]
id = "waiting"
theme = "timing"
text = "Who waited for you this week, if anyone?"

[[prompt]]
id = "asked"
theme = "pulls"
text = "What were you asked for today?"

[[prompt]]
id = "open"
theme = "silence"
text = "Which conversation stayed open, if any?"
"""


def prompts(reflect: Reflect, number: int, *more: str) -> list[str]:
    return [row["prompt"] for row in reflect("pack", "preview", "--days", str(number), "--json", *more).json]
