"""Deeds of a reviewer: claim, jot, file, give back.

Locks: the submission first, then its attempt, then the course and the reading; `grant` adds the award and its status list.
"""

from merited.review.actions.assigning import (
    assign,
    assign_due,
    come_back,
    give_back_all,
    hand_over,
    hand_over_due,
    pause,
    set_terms,
)
from merited.review.actions.calibrating import begin_trial, coach, hand_in, invite_to_train, load_set, write_trial
from merited.review.actions.checking import (
    confirm_check,
    finding_of,
    let_lapse,
    let_lapse_due,
    look_into_next,
    return_incomplete,
    send_in,
)
from merited.review.actions.claiming import claim, claim_next, qualify, release
from merited.review.actions.filing import score
from merited.review.actions.granting import confirm_grant, pass_back
from merited.review.actions.holding import discard_sheet, held_reading, open_reading, stand_aside, unless_interested
from merited.review.actions.looking import (
    answer_question,
    ask_appeal,
    ask_question,
    ask_second,
    claim_look,
    file_look,
)
from merited.review.actions.offering import ask_to_calibrate, offer, set_pay
from merited.review.actions.offices import end_office
from merited.review.actions.panels import fill_seats, leave_panel, mind_wording, speak
from merited.review.actions.pausing import begin_pauses, give_back_left
from merited.review.actions.phrasing import drop_phrase, keep_phrase, retire_phrase, share_phrase
from merited.review.actions.planning import set_plan
from merited.review.actions.sampling import check_adjudicated, end_sample, file_sample, put_samples
from merited.review.actions.settling import settle_left
from merited.review.actions.thanking import find_helpful, find_helpful_no_more
from merited.review.actions.writing import LONGEST_WORDS, jot, note_to_self

__all__ = [
    "LONGEST_WORDS",
    "answer_question",
    "ask_appeal",
    "ask_question",
    "ask_second",
    "ask_to_calibrate",
    "assign",
    "assign_due",
    "begin_pauses",
    "begin_trial",
    "check_adjudicated",
    "claim",
    "claim_look",
    "claim_next",
    "coach",
    "come_back",
    "confirm_check",
    "confirm_grant",
    "discard_sheet",
    "drop_phrase",
    "end_office",
    "end_sample",
    "file_look",
    "file_sample",
    "fill_seats",
    "find_helpful",
    "find_helpful_no_more",
    "finding_of",
    "give_back_all",
    "give_back_left",
    "hand_in",
    "hand_over",
    "hand_over_due",
    "held_reading",
    "invite_to_train",
    "jot",
    "keep_phrase",
    "leave_panel",
    "let_lapse",
    "let_lapse_due",
    "load_set",
    "look_into_next",
    "mind_wording",
    "note_to_self",
    "offer",
    "open_reading",
    "pass_back",
    "pause",
    "put_samples",
    "qualify",
    "release",
    "retire_phrase",
    "return_incomplete",
    "score",
    "send_in",
    "set_pay",
    "set_plan",
    "set_terms",
    "settle_left",
    "share_phrase",
    "speak",
    "stand_aside",
    "unless_interested",
    "write_trial",
]
