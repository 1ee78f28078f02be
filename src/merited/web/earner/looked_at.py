"""What the program decided about one's work after a flag: for the earner, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from merited.review.queries import resolved_for
from merited.review.rules.flags import Ending
from merited.web.localized import spoken

if TYPE_CHECKING:
    from merited.review.models import Flag
    from merited.submissions.models import Submission


@dataclass(frozen=True, slots=True)
class LookedAt:
    """One thing that the program looked at: what follows, its words, and when."""

    sentence: str
    because: str
    day: datetime | None


def looked_at(submission: "Submission") -> list[LookedAt]:
    """What the program decided, the first thing first."""
    return [LookedAt(_sentence(one, submission), one.because, one.resolved_at) for one in resolved_for(submission)]


def _sentence(flag: "Flag", submission: "Submission") -> str:
    stays = flag.outcome == Ending.SHOWN
    if flag.exhibit is None:
        parts = {one.id: one.title for one in spoken(submission.version).parts}
        named = {"part": parts.get(flag.prompt.partition(".")[0], "")}
        if stays:
            return gettext("Your answer in “%(part)s” may stay as it is. Your reviewer sees it again.") % named
        return (
            gettext(
                "Your reviewer reads the rest without your answer in “%(part)s”. Nobody but you and the program can read it until you write it anew."
            )
            % named
        )
    if stays:
        return gettext("%(name)s may stay as it is. Your reviewer sees it again.") % {"name": flag.exhibit.name}
    return gettext("Your reviewer reads the rest without %(name)s. You still have it.") % {"name": flag.exhibit.name}
