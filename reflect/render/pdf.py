"""A page as PDF, by WeasyPrint: the same page, and the same bytes for the same page."""

from typing import Any

from reflect.errors import ImpossibleValueError


def as_pdf(text: str) -> bytes:
    """Return the PDF of a page, which asks for nothing from elsewhere.

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
