"""What comes back: counts and dates of what was written, without interpretation. Pure: entries in, values out."""
