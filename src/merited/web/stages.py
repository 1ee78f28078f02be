"""The stages of a micro-credential in plain words: for its public page, its earner, and those who set them."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext

if TYPE_CHECKING:
    from merited.review.rules.stages import Plan


def before_reading(plan: "Plan") -> str:
    """What comes before anybody reads; empty where nothing does."""
    if not plan.precheck:
        return ""
    return gettext(
        "First somebody sees, within one working day, whether everything opens. They judge nothing. If a piece does not open, you get it back, mend it and send it again: it is the same attempt."
    )


def after_reading(plan: "Plan") -> str:
    """What comes after everybody has read; empty where nothing does."""
    if not plan.grant:
        return ""
    return gettext(
        "When every criterion is met, the department confirms it, and then you hear. Not yet never waits for that."
    )


def same_promise(plan: "Plan") -> str:
    """That all of it is inside one promise; empty where there is one stage only."""
    if not (plan.precheck or plan.grant):
        return ""
    return gettext("All of this is within the same promised days.")
