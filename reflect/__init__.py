"""A notebook for what happens between people.

The command line is `reflect.cli`; the program in verbs is `reflect.journal.Journal`.
"""

__version__ = "0.1.0"
