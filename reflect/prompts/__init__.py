"""One prompt a day: packs of prompts, and which of them is the day's. Pure: entries and a day in, a prompt out."""
