"""The data model: kinds of entries, days, times, texts, labels and ids. Pure: no files, no clock, no screen."""
