"""Agreement between reviewers, and how strict one of them is: numbers for people, from which no decision follows.

Pure functions over any list of ratings, so that a page asks by criterion, program or department with the same ones.
docs/rules/agreement.md says what each number is, where its formula comes from, and when it is not there.
"""

from merited.review.agreement.intervals import ENOUGH, WORDS, Why
from merited.review.agreement.lines import LINES, MEANING, NAMES, WHERE, Line, Where, where
from merited.review.agreement.longform import AT_THE_LINE, DRAWN, HEADER, Judgment, long_rows, shuffled
from merited.review.agreement.measures import (
    Measure,
    Metric,
    Report,
    Statistic,
    Weights,
    ac1,
    adjacent,
    alpha,
    exact,
    kappa,
    report,
)
from merited.review.agreement.ratings import Rating, Ratings
from merited.review.agreement.severity import Severity, severities, severity

__all__ = [
    "AT_THE_LINE",
    "DRAWN",
    "ENOUGH",
    "HEADER",
    "LINES",
    "MEANING",
    "NAMES",
    "WHERE",
    "WORDS",
    "Judgment",
    "Line",
    "Measure",
    "Metric",
    "Rating",
    "Ratings",
    "Report",
    "Severity",
    "Statistic",
    "Weights",
    "Where",
    "Why",
    "ac1",
    "adjacent",
    "alpha",
    "exact",
    "kappa",
    "long_rows",
    "report",
    "severities",
    "severity",
    "shuffled",
    "where",
]
