"""Judgment: who may read, what they found, and what followed."""

from merited.review.models.calibration import CalibrationSet, Check, Sample, SeedReading, Trial, TrialSheet
from merited.review.models.feedback import FeedbackPhrase
from merited.review.models.integrity import Case, CaseCriterion, CaseVoice, Concern
from merited.review.models.likeness import CoAuthor, Compared, Declaration, Likeness, Mark
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
from merited.review.models.stages import CheckedPiece, Granting, Precheck

__all__ = [
    "CalibrationSet",
    "Case",
    "CaseCriterion",
    "CaseVoice",
    "Check",
    "CheckedPiece",
    "CoAuthor",
    "Compared",
    "Concern",
    "Course",
    "Decision",
    "Declaration",
    "FeedbackPhrase",
    "Flag",
    "Granting",
    "Helpful",
    "Likeness",
    "Look",
    "LookAnswer",
    "LookCriterion",
    "Mark",
    "PanelVoice",
    "Pause",
    "PayRate",
    "Precheck",
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
