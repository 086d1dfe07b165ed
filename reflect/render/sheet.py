"""The homework on paper, for someone without a terminal: the prompts of a pack with lines, and a row a day."""

from collections.abc import Iterable
from typing import Final

from reflect.render import Shown
from reflect.render.blocks import BLANK
from reflect.render.catalogue import View, say
from reflect.render.html import by_hand, document, element, section
from reflect.render.picture import DEFAULT_SCALE

_MAX_CIRCLED: Final = 11
"""Values of a scale that are printed to be circled; of a wider one the person writes the value."""
_COLUMNS: Final = ("day", "mood", "pattern", "with", "wish", "other", "self")


def as_sheet(title: str | None, prompts: Iterable[str], days: int, scale: tuple[int, int]) -> str:
    """Return the sheet as HTML.

    Args:
        title: of the pack (None: the form without prompts).
        prompts: their texts.
        days: rows, a day each.
        scale: the lowest and the highest mood.
    """
    view = View(0, on_paper=True)
    low, high = scale
    circled = Shown(" ".join(map(str, range(low, high + 1)))) if high - low < _MAX_CIRCLED else BLANK
    heads = (element("th", say(f"head.{name}"), scope="col", class_=name) for name in _COLUMNS)
    rows = (
        element("tr", element("td"), element("td", circled, class_="scale"), *(element("td") for _ in _COLUMNS[2:]))
        for _ in range(days)
    )
    table = element("table", element("thead", element("tr", *heads)), element("tbody", *rows), class_="form")
    head = say("mood", low=low, high=high)
    if scale == DEFAULT_SCALE:
        head = say("sheet.scale", low=say("end.low", value=low), high=say("end.high", value=high))
    asked = [
        element("div", element("p", view.shown(prompt), dir="auto"), element("div"), element("div"), class_="prompt")
        for prompt in prompts
    ]
    name = say("sheet") if title is None else view.shown(title)
    code = element("p", say("code"), element("span", class_="line"), class_="code")
    header = element("header", element("h1", name), code)
    return document(name, element("main", header, *asked, section(head, table), by_hand(), class_="sheet dense"))
