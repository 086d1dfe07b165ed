"""Ten years of use, against the figures of the model by which the rules were chosen.

The model drew its own days of absence and passes, so what depends on these is held within a tolerance; the classes of
daily use hang on nothing but the rules and are exact.
"""

import pytest

DAYS = 3653


# New, returning, early, none; shortest, median and longest gap; fewest and most showings.
DAILY = [
    (13, (13, 21, 3619, 0), (6, 13, 17), (280, 282)),
    (39, (39, 119, 3495, 0), (6, 39, 78), (93, 95)),
    (120, (120, 557, 2976, 0), (6, 120, 228), (29, 32)),
]


@pytest.mark.parametrize(("number", "kinds", "gap", "showings"), DAILY)
def test_daily(make, years, number, kinds, gap, showings):
    found = years(make.prompts(number))
    print(found.kinds, found.gap, found.showings[0], found.showings[-1], found.same_theme)
    assert tuple(found.kinds.values()) == kinds
    assert found.gap == gap
    assert (found.showings[0], found.showings[-1]) == showings
    assert found.same_theme == 0
