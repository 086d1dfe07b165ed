"""Summaries: counts and dates of entries, without interpretation. Pure: entries in, values out."""
