"""Why this person and why not that one, in words: for the reader, and for those who answer for the place.

A conflict is never named to others: whoever knows that it is the same school, or the own work, knows whose work it is.
"""

from merited.base.words import _
from merited.review.rules.assignment import CONFLICTS, Bar, Because

TO_THE_READER: dict[Because, str] = {
    Because.OWN_DEPARTMENT: _("You read for the department that offers it."),
    Because.POOL: _("Its own department needs help, and you are qualified for it."),
    Because.SENIOR: _("Two colleagues see it differently, and you settle differences."),
    Because.MOST_ROOM: _("You have the most room left this week."),
    Because.NEW_PAIR: _("You have read least often beside the same colleague."),
    Because.LOT: _("Others could read it as well; the lot fell on you."),
}
ABOUT_THE_READER: dict[Because, str] = {
    Because.OWN_DEPARTMENT: _("Reads for the department that offers it"),
    Because.POOL: _("Comes from another department: the pool is open"),
    Because.SENIOR: _("Settles differences"),
    Because.MOST_ROOM: _("Has the most room left this week"),
    Because.NEW_PAIR: _("Has read least often beside the same colleague"),
    Because.LOT: _("Drawn by lot among those who are alike in the rest"),
}
CLOSE = _("Is close to whoever sent it, or it is their own")
WHY_NOT: dict[Bar, str] = dict.fromkeys(CONFLICTS, CLOSE) | {
    # It names nobody: whoever was given a link is known to its owner alone.
    Bar.LOOKED_ON: _("Has looked at work of the same person under a private link"),
    Bar.LEFT: _("Does not work in the district any more"),
    Bar.NOT_QUALIFIED: _("Is not qualified for it"),
    Bar.LAPSED: _("The qualification has run out or rests"),
    Bar.NOT_CLEARED: _("Is not cleared for sensitive notes about learners"),
    Bar.LANGUAGE: _("Does not read the language in which it is written"),
    Bar.HAS_READ: _("Reads it already, or has read it"),
    Bar.HANDLED: _("Has checked whether it opens, or has passed it back"),
    Bar.LOOKS_AGAIN: _("Looks again at earlier work of the same person"),
    Bar.NOT_SENIOR: _("Two readers differ, and only a lead reader settles that"),
    Bar.PAUSED: _("Is in a pause"),
    Bar.FULL: _("Has as many readings this week as they said"),
    Bar.OTHER_DEPARTMENT: _("Belongs to another department, and the pool is not open"),
}
