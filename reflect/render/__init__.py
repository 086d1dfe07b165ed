"""Render values as text, with no store and no clock; the sentences are in the catalogue."""
