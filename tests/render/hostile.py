"""Labels and texts that were made to break a screen or a page."""

ZWJ_FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
HOSTILE = (
    "ESC",
    "RLO",
    "[bold]x[/]",
    "[/]",
    ":smile:",
    "{label:label}",
    "%s {0} \\1",
    "日本語" * 21,
    "한국어 " * 10 + "x",
    "e\u0301" * 30,
    "\u0301\u0301",
    "\ufe0f x",
    ZWJ_FAMILY * 10,
    "\U0001f44d\U0001f3fd" * 20,
    "\U0001f1e9\U0001f1ea" * 20,
    "क्षि" * 10,
    "\u2639\ufe0f sad",
    "x" * 64,
    "a b " * 15 + "c",
    "· + . ( ) 1, 2",
    "\\u200b" * 10,
)
_NOT_A_LABEL = {"ESC": "a\x1b[31mb\x07", "RLO": "\u202eevil\u2066 \u200b"}
"""What no entry can have as a label, but a file of names in force may hold."""
NOTES = ("\x1b]0;title\x07\r\n\tx", "日本" * 200, "word " * 100, "\u202e", " " * 300 + "x", "x" * 500, "\n\n.")


def as_named(_of: str, label: str) -> str:
    """Return the name in force of a label."""
    return _NOT_A_LABEL.get(label, label)
