"""Judgment: who may read, what they found, and what followed."""

from merited.review.models.calibration import CalibrationSet, Check, Sample, SeedReading, Trial, TrialSheet
from merited.review.models.feedback import FeedbackPhrase
from merited.review.models.looks import Look, LookAnswer, LookCriterion, PanelVoice
from merited.review.models.offers import Helpful, PayRate, Willing
from merited.review.models.readings import (
    Course,
    Decision,
    Flag,
    Procedure,
    Qualification,
    Reading,
    Score,
)
from merited.review.models.reviewers import Pause, Reviewer

__all__ = [
    "CalibrationSet",
    "Check",
    "Course",
    "Decision",
    "FeedbackPhrase",
    "Flag",
    "Helpful",
    "Look",
    "LookAnswer",
    "LookCriterion",
    "PanelVoice",
    "Pause",
    "PayRate",
    "Procedure",
    "Qualification",
    "Reading",
    "Reviewer",
    "Sample",
    "Score",
    "SeedReading",
    "Trial",
    "TrialSheet",
    "Willing",
]
