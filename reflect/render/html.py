"""The frame of a page: its elements, its head with its own style and nothing else, lines to write on; and its PDF.

It is built as a tree of elements, so that no text can become markup.
"""

from typing import Any, Final
from xml.etree.ElementTree import Element, indent, tostring

from reflect.errors import ImpossibleValueError
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


def as_pdf(text: str) -> bytes:
    """Return the PDF of a page, by WeasyPrint: the same bytes for the same page, which asks for nothing from elsewhere.

    Raises:
        ImpossibleValueError: WeasyPrint, or a library of the system that it needs, is not there.
    """
    made: bytes = weasyprint().HTML(string=text, url_fetcher=_refuse).write_pdf(pdf_identifier=b"reflect")
    return made


def weasyprint() -> Any:
    """Return WeasyPrint.

    Raises:
        ImpossibleValueError: as `as_pdf`.
    """
    try:
        import weasyprint as found  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except (ImportError, OSError):
        hint = "install it with: pip install 'reflect-journal[pdf]'; or use --html and print from a browser"
        raise ImpossibleValueError("a PDF needs WeasyPrint, which cannot be loaded here", hint) from None
    return found


def _refuse(url: str) -> object:
    raise ValueError(url)
