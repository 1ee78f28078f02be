"""A staff roster as a file: read it, judge each row, and say what it would change. Pure Python."""

from merited.people.rules.roster.difference import Change, Deed, Known, Plan, Staff, compare
from merited.people.rules.roster.findings import WORDS, Finding, Weight
from merited.people.rules.roster.reading import COLUMNS, Row, Sheet, read

__all__ = [
    "COLUMNS",
    "WORDS",
    "Change",
    "Deed",
    "Finding",
    "Known",
    "Plan",
    "Row",
    "Sheet",
    "Staff",
    "Weight",
    "compare",
    "read",
]
