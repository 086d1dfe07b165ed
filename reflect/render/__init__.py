"""Render values as text, with no store and no clock; the sentences are in the catalogue."""

from typing import NewType

Shown = NewType("Shown", str)
"""Text that is safe to show: a date, a text of the catalogue, or a person's text through `catalogue.View`."""
