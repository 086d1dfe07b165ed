"""Entry ids: 60 random bits as 12 characters of Crockford's base 32, with no time in them.

Source of the alphabet and of the folding of I, L and O: https://www.crockford.com/base32.html
"""

from reflect.errors import ImpossibleValueError

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 12
SHOWN = 6
"""How many characters of an id are printed."""
SHORTEST_PREFIX = 4

_BITS = 60
_FOLDED = str.maketrans("ilo", "110")
_LETTERS = frozenset(ALPHABET)


def from_bits(entropy: bytes) -> str:
    """Return the id made of the first 60 bits of `entropy` (8 bytes or more)."""
    bits = int.from_bytes(entropy[:8], "big") >> (64 - _BITS)
    return "".join(ALPHABET[(bits >> shift) & 31] for shift in range(_BITS - 5, -1, -5))


def is_id(text: object) -> bool:
    """Tell whether `text` is an id as it is kept: twelve characters, already folded."""
    return isinstance(text, str) and len(text) == LENGTH and _LETTERS.issuperset(text)


def read_prefix(typed: str) -> str:
    """Return the folded form of an id or of a prefix of one, as a person typed it.

    Raises:
        ImpossibleValueError: it is shorter than 4 characters, longer than 12, or has other characters.
    """
    folded = typed.strip().lower().translate(_FOLDED)
    if SHORTEST_PREFIX <= len(folded) <= LENGTH and _LETTERS.issuperset(folded):
        return folded
    raise ImpossibleValueError(f"{typed!r} is no entry id: an id has {SHORTEST_PREFIX} to {LENGTH} letters and digits")


def short(entry_id: str) -> str:
    """Return what is printed of an id."""
    return entry_id[:SHOWN]
