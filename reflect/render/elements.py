"""Elements of a page. A text is put into the tree as text, and written as text, whatever stands in it."""

from xml.etree.ElementTree import Element


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
