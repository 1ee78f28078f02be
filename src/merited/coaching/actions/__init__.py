"""Deeds of support while earning: ask a guest, open, comment, answer, end; coach a group, join it, leave it."""

from merited.coaching.actions.groups import (
    ask_into,
    close_group,
    decline_group,
    join,
    lead_group,
    leave,
    set_meeting,
    share_in,
    take_off,
)
from merited.coaching.actions.guests import (
    Asked,
    answer,
    ask_guest,
    comment,
    decline,
    end_guest,
    mark_done,
    open_draft,
    say_coach,
    see,
    stop_coaching,
)
from merited.coaching.actions.jotting import Typed, jot
from merited.coaching.actions.onlookers import look_on

__all__ = [
    "Asked",
    "Typed",
    "answer",
    "ask_guest",
    "ask_into",
    "close_group",
    "comment",
    "decline",
    "decline_group",
    "end_guest",
    "join",
    "jot",
    "lead_group",
    "leave",
    "look_on",
    "mark_done",
    "open_draft",
    "say_coach",
    "see",
    "set_meeting",
    "share_in",
    "stop_coaching",
    "take_off",
]
