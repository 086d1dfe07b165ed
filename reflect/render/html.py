"""The frame of a page: its elements, its head with its own style and nothing else, and lines to write on.

It is built as a tree of elements, so that no text can become markup.
"""

from typing import Final
from xml.etree.ElementTree import Element, indent, tostring

from reflect.render import Shown

_MOST_LINES: Final = 50
"""Lines that fit on the longest sheet; those there is no room for are hidden."""


def element(tag: str, *inside: Element | str, **attributes: str | None) -> Element:
    """Return an element with texts and elements inside it.

    Attributes are named as in HTML, with `_` for `-` (and `class_`); one that is None is left out.
    """
    made = Element(
        tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items() if value is not None}
    )
    for part in inside:
        if not isinstance(part, str):
            made.append(part)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + part
        else:
            made.text = (made.text or "") + part
    return made


def section(heading: Shown, *inside: Element, class_: str | None = None) -> Element:
    """Return a part of a page under its heading."""
    return element("section", element("h2", heading), *inside, class_=class_)


def by_hand() -> Element:
    """Return lines to write on: as many as the sheet has room for, and five at least."""
    return element("div", *(element("div") for _ in range(_MOST_LINES)), class_="by-hand", aria_hidden="true")


def document(title: Shown, main: Element) -> str:
    """Return a page with this title and content, as HTML."""
    page = element("html", _head(title), element("body", main), lang="en")
    indent(page, space=" ")
    return f"<!DOCTYPE html>\n{tostring(page, encoding='unicode', method='html')}\n"


def _head(title: Shown) -> Element:
    from base64 import b64encode
    from hashlib import sha256
    from importlib.resources import files

    style = files("reflect.render").joinpath("page.css").read_text(encoding="utf-8")
    hashed = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", style),
    )
