"""My work as a list: how each thing in hand stands in words, the one next thing, and a date."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from merited.base import clock
from merited.review.queries import returned_now
from merited.review.rules.flags import Kind
from merited.submissions import queries
from merited.submissions.rules.completeness import missing
from merited.submissions.rules.states import State
from merited.web.earner.draft import lack_of
from merited.web.earner.steps import steps_of
from merited.web.earner.words import promised
from merited.web.localized import filled, show_all, shown
from merited.web.templatetags.merited import day, saved

if TYPE_CHECKING:
    from merited.people.models import Person
    from merited.review.models import CheckedPiece
    from merited.submissions.models import Attempt, Submission


@dataclass(frozen=True, slots=True)
class InHand:
    """One thing in hand as My work shows it."""

    submission: "Submission"
    kind: str  # of its state: draft, waiting, not-yet
    state: str
    sentence: str
    address: str
    deed: str  # words of the button; empty when there is nothing to do
    date: str
    next_thing: str = ""  # for the first sentence of the page
    ready: bool = False  # nothing is missing before it can be sent
    shown: bool = False  # by a private link
    remarks: bool = False  # a guest wrote something that is neither answered nor done


def in_hand(person: "Person", submissions: list["Submission"]) -> list[InHand]:
    """What is in hand, what needs the person first. The submissions know their links and readers: `with_links`, `with_readers`.

    On hold and ready to send, then what can be worked at, the latest change first; then what waits, the earliest promise first.
    """
    if not submissions:
        return []
    attempts = {one.submission_id: one for one in queries.attempts_in_hand(person)}
    met = queries.met_in_hand(person)
    show_all(one.version for one in submissions if one.state == State.DRAFT)  # parts are named in the reader's language
    came_back = [one.id for one in submissions if getattr(one, "came_back", False)]
    named = returned_now(came_back) if came_back else {}
    back = {key: still for key, every in named.items() if (still := [one for one in every if one.exhibit_id])}
    found = []
    for one in submissions:
        attempt, done = attempts[one.id], met.get(one.id, set())
        if one.id in back:
            found.append(_returned(one, attempt, back[one.id]))
        elif one.state == State.DRAFT:
            found.append(_draft(one, attempt, done))
        elif one.state == State.NOT_YET:
            found.append(_not_yet(one, attempt, done))
        elif one.state == State.ON_HOLD:
            found.append(_on_hold(one, attempt))
        else:
            found.append(_waiting(one, attempt))
    found = [_marked(one) for one in found]
    promises = {key: one.hear_by or date.max for key, one in attempts.items()}

    def need(item: InHand) -> tuple[int, date]:
        if item.deed:
            return (0 if item.ready or item.submission.state == State.ON_HOLD else 1), date.min
        return 2, promises[item.submission.id]

    return sorted(found, key=need)


def _marked(one: InHand) -> InHand:
    remarks = getattr(one.submission, "has_open_comments", False)
    return replace(one, shown=getattr(one.submission, "has_link", False), remarks=remarks)


def _draft(submission: "Submission", attempt: "Attempt", met: set[str]) -> InHand:
    here = shown(submission.version)
    document, steps = here.document, steps_of(here.document)
    lacks = [
        lack_of(steps, one, here)
        for one in missing(document, queries.work_of(attempt, with_levels=False), met=met, number=attempt.number)
    ]
    last = last_saved(attempt)
    if not lacks:
        address, deed = reverse("earner:send", args=[submission.id]), gettext("Look it over and send")
        sentence, thing = (
            gettext("Everything is here. Read it once more and send it."),
            gettext("read it over and send it"),
        )
    else:
        step = lacks[0].step
        address, thing = (
            reverse("earner:step", args=[submission.id, step.id]),
            filled(here, gettext("“%(part)s”"), {"part": step.title}),
        )
        deed = gettext("Go on") if last else gettext("Begin")
        sentence = (
            _still(len(lacks), lacks[0].sentence) if last else gettext("Nothing is written yet. There is no clock.")
        )
    when = saved(last) if last else gettext("Started %(day)s") % {"day": day(submission.created_at)}
    return InHand(submission, "draft", gettext("Draft"), sentence, address, deed, when, thing, ready=not lacks)


def _returned(submission: "Submission", attempt: "Attempt", named: "list[CheckedPiece]") -> InHand:
    """A draft that came back before anybody read it: something in it does not open."""
    names, check = [one.name for one in named], named[0].check_of
    words = ngettext(
        "%(names)s does not open on our side. It is the same attempt.",
        "%(names)s do not open on our side. It is the same attempt.",
        len(names),
    )
    address = reverse("earner:send", args=[submission.id]) + "#returned"
    when = gettext("Came back on %(day)s") % {"day": day(check.ended_at)}
    return InHand(
        submission, "waiting", gettext("Something does not open"), words % {"names": ", ".join(names)}, address,
        gettext("See what helps"), when, gettext("mend what does not open"), ready=True,
    )  # fmt: skip


def _still(many: int, first: SafeString) -> SafeString:
    figures = {"many": many, "first": first[:1].lower() + first[1:]}  # it goes on after a colon
    words = ngettext("One thing is missing: %(first)s.", "%(many)s things are missing, the first: %(first)s.", many)
    return SafeString(escape(words) % figures)


def last_saved(attempt: "Attempt") -> datetime | None:
    """When something was last written or added in an attempt; None when nothing was."""
    answers = [one.saved_at for one in attempt.answers.all() if one.text]
    notes = [one.saved_at for one in attempt.change_notes.all() if one.text]
    return max([*answers, *notes, *(one.created_at for one in attempt.exhibits.all())], default=None)


def _not_yet(submission: "Submission", attempt: "Attempt", met: set[str]) -> InHand:
    every = len(submission.version.document.criteria)
    address = reverse("earner:submission", args=[submission.id])
    when = gettext("Heard on %(day)s") % {"day": day(attempt.decided_at)}
    thing = gettext("see what is open")
    return InHand(
        submission,
        "not-yet",
        gettext("Not yet"),
        standing_in_words(len(met), every),
        address,
        gettext("See the next move"),
        when,
        thing,
    )


def standing_in_words(met: int, every: int) -> str:
    """ "Six of seven are met, and they stay met. One is open." """
    if not met:
        return gettext("The words of your reviewer say what comes next.")
    figures = {"met": met, "every": every, "open": every - met}
    first = (
        ngettext("%(met)s of %(every)s is met and stays met.", "%(met)s of %(every)s are met and stay met.", met)
        % figures
    )
    return first + " " + ngettext("One is open.", "%(open)s are open.", every - met) % figures


def _on_hold(submission: "Submission", attempt: "Attempt") -> InHand:
    """The clock stands still until its earner has mended what the reviewer named."""
    held = {key: getattr(submission, f"held_{key}", None) for key in ("things", "kind", "exhibit", "since")}
    name = next((one.name for one in attempt.exhibits.all() if one.pk == held["exhibit"]), "")
    if (held["things"] or 0) > 1:
        sentence = gettext("Your reviewer got stuck at %(n)s things and needs you.") % {"n": held["things"]}
    elif held["kind"] == Kind.PRIVACY:
        sentence = gettext("A learner can be recognized in one thing that you sent. Mask it, and it goes on.")
    elif not held["kind"]:
        return InHand(
            submission, "waiting", gettext("On hold"), gettext("A question about this work is open. Nothing is decided."),
            reverse("earner:integrity", args=[submission.id]), gettext("See what is asked"),
            gettext("The clock stands still"), gettext("read a question about your work"), ready=True,
        )  # fmt: skip
    elif name:
        sentence = gettext("We could not open %(name)s.") % {"name": name}
    else:
        sentence = gettext("Your reviewer got stuck and needs you.")
    when = gettext("The clock stands still since %(day)s") % {"day": day(held["since"] or submission.changed_at)}
    address, deed = reverse("earner:on_hold", args=[submission.id]), gettext("See what to do")
    thing = gettext("mend what your reviewer could not read")
    return InHand(submission, "waiting", gettext("On hold"), sentence, address, deed, when, thing, ready=True)


def _waiting(submission: "Submission", attempt: "Attempt") -> InHand:
    reading, hear = getattr(submission, "is_read", False), hear_in_words(attempt)
    if submission.state == State.PRECHECK:
        return InHand(
            submission, "waiting", hear, gettext("Somebody sees whether everything opens. There is nothing for you to do."),
            reverse("earner:submission", args=[submission.id]), "",
            gettext("Sent %(day)s") % {"day": day(attempt.sent_at)},
        )  # fmt: skip
    state = gettext("Being read") if reading else hear
    date = hear if reading else gettext("Sent %(day)s") % {"day": day(attempt.sent_at)}
    sentence = gettext("Somebody is reading it now.") if reading else gettext("It waits for a reader.")
    sentence += " " + gettext("There is nothing for you to do.")
    return InHand(submission, "waiting", state, sentence, reverse("earner:submission", args=[submission.id]), "", date)


def hear_in_words(attempt: "Attempt") -> str:
    """ "You will hear by Thursday, December 3"; and what we say when that day has gone by."""
    if attempt.hear_by and attempt.hear_by < timezone.localtime(clock.now()).date():
        return gettext("You should have heard by %(day)s. We are late, and we are sorry.") % {
            "day": day(attempt.hear_by)
        }
    return gettext("You will hear by %(day)s") % {"day": promised(attempt.hear_by)}
