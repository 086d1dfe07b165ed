"""The text of a TOML document without what stands in its comments and strings: its structure is left."""

import re

# Left to right, so that a bracket or a quotation mark inside one is not taken for another. What is not closed is taken
# up to its end: the search is linear whatever the text is.
_COMMENT_OR_STRING = re.compile(
    r'#[^\n]*+|"""(?:\\.|[^\\])*?(?:"""|\Z)|\'\'\'.*?(?:\'\'\'|\Z)|"(?:\\.|[^"\\\n])*+"?|\'[^\'\n]*+\'?', re.DOTALL
)


def masked(text: str) -> str:
    """Return the text with `x` for each string and nothing for each comment; line ends stay."""
    return _COMMENT_OR_STRING.sub(lambda found: "x" * (found[0][0] != "#") + "\n" * found[0].count("\n"), text)
