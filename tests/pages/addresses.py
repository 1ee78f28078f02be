"""Where the pages of a loaded demonstration are, and who can open them: run in a process of its own, prints JSON.

Each line: the name of a page in a state -> [who looks (an address, empty for a stranger), the path].
"""

import json
import sys

import django

django.setup()

from django.db.models import Q  # noqa: E402

from merited.awards.models import Award, Profile  # noqa: E402
from merited.base import clock  # noqa: E402
from merited.catalog.models import MicroCredential  # noqa: E402
from merited.coaching.models import Group, Guest  # noqa: E402
from merited.people.models import Person, Role  # noqa: E402
from merited.people.queries import verified_address  # noqa: E402
from merited.review.actions import begin_trial, claim, file_sample, hand_in, qualify, write_trial  # noqa: E402
from merited.review.actions.hearing import answer_case  # noqa: E402
from merited.review.actions.noticing import open_case, raise_concern  # noqa: E402
from merited.review.actions.sampling import _put  # noqa: E402
from merited.review.models import (  # noqa: E402
    Case,
    Concern,
    Granting,
    Look,
    PanelVoice,
    Precheck,
    Reading,
)
from merited.review.queries import queue, sets_open_to  # noqa: E402
from merited.review.rules.outcome import Judged  # noqa: E402
from merited.submissions.models import Attempt, Showing, Submission  # noqa: E402

ROLES = {
    "new": "lupe.arrigo@alderbay.example",
    "coordinator": "thea.marchetti@alderbay.example",
    "lead": "corwin.haddad@alderbay.example",
    "operator": "teodor.bask@alderbay.example",
    "neighbor": "gwendolyn.ashby-tran@fernhollow.example",
}


def public() -> dict[str, tuple[str, str]]:
    """What strangers see."""
    current = Award.objects.filter(revoked_at__isnull=True, signed_at__isnull=False).order_by("granted_at")
    lasting = current.exclude(valid_until__lte=clock.now())
    found = {
        "home": "/", "catalog": "/catalog/", "catalog-found": "/catalog/?q=feedback", "catalog-nothing": "/catalog/?q=zzzzz",
        "micro-credential": "/catalog/pl-101/", "micro-credential-two-languages": "/catalog/ml-101/",
        "compare": "/catalog/compare/?a=pl-101&b=ml-101", "compare-empty": "/catalog/compare/",
        "two-questions": "/two-questions/", "how-we-judge": "/how-we-judge/", "frameworks": "/frameworks/",
        "verify": "/verify/", "login": "/accounts/login/", "password-reset": "/accounts/password/reset/",
        "not-found": "/nothing-is-here/", "become": "/demo/", "letters-of-the-demo": "/demo/letters/", "fresh-link": "/accounts/invitation/", "claim-unknown": "/accounts/invitation/abc/",
        "award-shared": f"/awards/{lasting.filter(shared_at__isnull=False).first().pk}",
        "award-by-link": f"/awards/{lasting.filter(shared_at__isnull=True, hidden_at__isnull=True).first().pk}",
        "certificate": f"/awards/{lasting.filter(shared_at__isnull=False).first().pk}/certificate",
        "award-revoked": f"/awards/{Award.objects.filter(revoked_at__isnull=False).first().pk}",
        "award-expired": f"/awards/{current.filter(valid_until__lte=clock.now()).first().pk}",
        "issuer": "/issuers/alder-bay",
    }  # fmt: skip
    hidden = lasting.filter(hidden_at__isnull=False).first()
    if hidden:
        found["award-private"] = f"/awards/{hidden.pk}"
    profile = Profile.objects.filter(public_since__isnull=False).first()
    if profile:
        found["profile"] = f"/people/{profile.key}/"
    for name, key in (
        ("student-credential", "sm-101"),
        ("requirements", "mb-bicycle-care"),
        ("stack", "st-responsive-practice"),
    ):
        found[name] = f"/catalog/{key}/"
    return {name: ("", path) for name, path in found.items()}


def of_submission(state: str, number: int | None = None) -> tuple[str, str] | None:
    """The first submission in a state (and at an attempt), and whose it is."""
    rows = Submission.objects.filter(state=state, version__microcredential__key__in=("pl-101", "ml-101", "et-103"))
    for one in rows.order_by("created_at"):
        if number is None or one.attempts.count() == number:
            return verified_address(one.person) or "", f"/work/{one.pk}/"
    return None


def earner() -> dict[str, tuple[str, str]]:
    """What somebody sees of the own work."""
    found = {
        "draft": of_submission("draft", 1), "second-draft": of_submission("draft", 2), "waiting": of_submission("waiting"),
        "not-yet": of_submission("not_yet"), "on-hold": of_submission("on_hold"), "withdrawn": of_submission("withdrawn"),
        "earned": of_submission("earned", 1), "earned-second": of_submission("earned", 2),
    }  # fmt: skip
    every = {name: pair for name, pair in found.items() if pair}
    marla = Submission.objects.get(person__name="Marla Tenby", state="draft")
    who = verified_address(marla.person) or ""
    every |= {
        "my-work": (every["not-yet"][0], "/work/"), "my-work-empty": (ROLES["new"], "/work/"),
        "answer": (who, f"/work/{marla.pk}/p1/"), "evidence": (who, f"/work/{marla.pk}/a2/"),
        "send-incomplete": (who, f"/work/{marla.pk}/send/"), "withdraw": (who, f"/work/{marla.pk}/withdraw/"),
        "show": (who, f"/work/{marla.pk}/show/"),
        "account": (who, "/accounts/"), "emails": (who, "/accounts/email/"), "passkeys": (who, "/accounts/passkeys/"), "close": (who, "/accounts/close/"),
        "password": (who, "/accounts/password/change/"), "profile-edit": (who, "/work/profile/"),
    }  # fmt: skip
    every["another-look"] = (every["not-yet"][0], every["not-yet"][1] + "another-look/")
    for name, facts in (
        ("asked", {"kind": "question"}), ("in-panel", {"state": "panel"}), ("upheld", {"outcome": "upheld"}),
    ):  # fmt: skip
        look = Look.objects.filter(**facts).order_by("asked_at").first()
        every[f"another-look-{name}"] = (
            verified_address(look.submission.person),
            f"/work/{look.submission_id}/another-look/",
        )
    bram = verified_address(Person.objects.get(name="Bram Osterlund")) or ""
    every |= {
        "guests": (who, f"/work/{marla.pk}/guests/"), "comments": (who, f"/work/{marla.pk}/comments/"),
        "comments-none": (every["second-draft"][0], f"{every['second-draft'][1]}comments/"), "answer-with-comments": (who, f"/work/{marla.pk}/p1/"),
        "groups": (who, "/work/groups/"), "groups-asked": (bram, "/work/groups/"), "groups-none": (ROLES["new"], "/work/groups/"),
        "attempt": (every["earned"][0], every["earned"][1] + "attempts/1/"),
    }  # fmt: skip
    award = Award.objects.filter(revoked_at__isnull=True, signed_at__isnull=False).order_by("-granted_at").first()
    every["share"] = (verified_address(award.person) or "", f"/work/awards/{award.pk}/share/")
    return every


def reviewer() -> dict[str, tuple[str, str]]:
    """What a reviewer sees."""
    held = Reading.objects.filter(state="claimed", expires_at__gt=clock.now()).order_by("created_at")
    filed = Reading.objects.filter(state="filed").order_by("-filed_at").first()
    waiting = Attempt.objects.filter(state="sent", submission__version__microcredential__key="pl-101").count()
    assert waiting, "nothing waits in pl-101"
    qualify(new := Person.objects.get(name="Philippa Rowe"), MicroCredential.objects.get(key="pl-101"), by=None)
    found = {
        "queue": ("keziah.lund@alderbay.example", "/review/"),
        "terms": ("keziah.lund@alderbay.example", "/review/terms/"),
        "phrases": ("keziah.lund@alderbay.example", "/review/phrases/"),
        "helpers": ("isolde.varga-finch@alderbay.example", "/review/helpers/"),
        "history": (verified_address(filed.reviewer) or "", "/review/history/"),
        "read": (verified_address(filed.reviewer) or "", f"/review/{filed.pk}/"),
    }
    question = Look.objects.filter(kind="question", state="asked").first()
    who = verified_address(question.asked_of.reviewer)
    found |= {"looks": (who, "/review/looks/"), "question": (who, f"/review/questions/{question.pk}/")}
    found["looks-empty"] = ("keziah.lund@alderbay.example", "/review/looks/")
    found["history-empty"] = (verified_address(new) or "", "/review/history/")
    again = Attempt.objects.filter(state="sent", number=2, submission__version__microcredential__key="pl-101").first()
    second = claim(again, by=Person.objects.get(name="Vesna Calloway"))
    found["desk-second"] = (verified_address(second.reviewer) or "", f"/review/{second.pk}/")
    for one in held.filter(attempt__submission__state="waiting")[:1]:
        found["desk"] = (verified_address(one.reviewer) or "", f"/review/{one.pk}/")
    return found | coaching()


def coaching() -> dict[str, tuple[str, str]]:
    """What somebody sees who comments on drafts and coaches a group."""
    opened, asked = Guest.objects.filter(opened_at__isnull=False).get(), Guest.objects.get(opened_at__isnull=True)
    group = Group.objects.get()
    who = verified_address(opened.person) or ""
    return {
        "coach": (who, "/coach/"), "coach-empty": (ROLES["new"], "/coach/"),
        "coach-draft": (who, f"/coach/drafts/{opened.pk}/"),
        "coach-asked": (verified_address(asked.person) or "", f"/coach/drafts/{asked.pk}/"),
        "coach-group": (who, f"/coach/groups/{group.pk}/"),
        "group-join": (ROLES["new"], f"/work/groups/join/{group.token}/"),
        "shown": ("", f"/shown/{Showing.objects.get(ended_at=None).token}"),
        "shown-before": (ROLES["lead"], f"/shown/{Showing.objects.get(ended_at=None).token}"),
    }  # fmt: skip


def training() -> dict[str, tuple[str, str]]:
    """What somebody sees who learns to read, and who meets a sample among their work."""
    abel, keziah = Person.objects.get(name="Abel Sorrento"), Person.objects.get(name="Keziah Lund")
    found = sets_open_to(abel).get()
    first = begin_trial(found, by=abel)
    for key in first.order:  # everything is met: with that two of the three come out differently
        levels = {one.id: one.levels[0].id for one in found.version.document.criteria}
        write_trial(first, key, levels, {"p3": "a sentence of it"}, by=abel)
    hand_in(first, by=abel)
    second = begin_trial(found, by=abel)
    _put(keziah.pk, found.samples.get(key="d2").pk)
    held = claim(queue(keziah).get(state="sample"), by=keziah)
    best = {one.id: Judged(one.levels[0].id) for one in found.version.document.criteria}
    seed = file_sample(held, best, keep="", by=keziah)
    at = f"/review/training/{found.pk}"
    paths = {
        "training": "/review/training/", "training-set": f"{at}/", "anchor": f"{at}/anchors/s3/",
        "exercise": f"{at}/exercise/?level-a2.c2=proficient&passage=p3",
        "practice": f"{at}/practice/s1/?level-a1.c1=basic&level-p1=passing",
        "trial": f"/review/training/tries/{second.pk}/", "trial-sheet": f"/review/training/tries/{second.pk}/1/",
        "trial-result": f"/review/training/tries/{first.pk}/", "trend-empty": "/review/trend/",
    }  # fmt: skip
    every = {name: (verified_address(abel) or "", path) for name, path in paths.items()}
    who = verified_address(keziah) or ""
    return every | {"sample-revealed": (who, f"/review/training/samples/{seed.pk}/"), "trend": (who, "/review/trend/")}


def district() -> dict[str, tuple[str, str]]:
    """What those who answer for a place see."""
    award = Award.objects.filter(revoked_at__isnull=True, version__microcredential__key="pl-101").first()
    held = (
        Reading.objects.filter(state="claimed", expires_at__gt=clock.now(), attempt__submission__state="waiting")
        .order_by("created_at")
        .first()
    )
    paths = {
        "district": "/district/", "judging": "/district/judging/", "judging-plan": "/district/judging/pl-101/", "phrases-shared": "/district/judging/phrases/", "waiting-list": "/district/waiting/", "waiting-list-late": "/district/waiting/?state=late",
        "reviewers": "/district/reviewers/", "awards": "/district/awards/", "revoke": f"/district/awards/{award.pk}/revoke/",
        "flags": "/district/flags/", "people": "/district/people/", "roster": "/district/roster/",
        "invite": "/district/people/invite/", "queue-health": "/district/queue/", "queue-of": "/district/queue/ml-101/",
        "queue-of-nothing": "/district/queue/et-102/", "pay": "/district/pay/",
        "agreement": "/district/agreement/", "agreement-in": "/district/agreement/pl-102/",
        "agreement-few": "/district/agreement/ml-104/", "agreement-none": "/district/agreement/ss-101/",
        "comparability": "/district/comparability/", "comparability-year": "/district/comparability/?window=year",
        "queue-why": f"/district/queue/waiting/{held.attempt_id}/",
        "offices": "/district/offices/", "offices-found": "/district/offices/?q=lund", "offices-nobody": "/district/offices/?q=zzz",
        "person-offices": f"/district/offices/people/{_holder('lead_reader').person_id}/",
        "end-office": f"/district/offices/{_holder('lead_reader').pk}/end/",
        "end-office-last": f"/district/offices/{_holder('program_admin').pk}/end/",
    }  # fmt: skip
    found = {name: (ROLES["coordinator"], path) for name, path in paths.items()}
    seat = PanelVoice.objects.filter(look__state="panel", voice="").order_by("pk").first()
    done = PanelVoice.objects.filter(look__state="closed").order_by("pk").first()
    for name, one in (("appeal", seat), ("appeal-decided", done)):
        found[name] = (verified_address(one.person), f"/district/looks/{one.look_id}/")
    found |= {
        "appeals": (found["appeal"][0], "/district/looks/"),
        "appeals-none": (ROLES["neighbor"], "/district/looks/"),
    }
    return found | {
        "queue-health-neighbor": (ROLES["neighbor"], "/district/queue/"),
        "phrases-none": (ROLES["neighbor"], "/district/judging/phrases/"),
        "pay-none": (ROLES["neighbor"], "/district/pay/"),
        "offices-neighbor": (ROLES["neighbor"], "/district/offices/"),
        "offices-lead": (ROLES["lead"], "/district/offices/"),
        "district-lead": (ROLES["lead"], "/district/"),
        "calibration": (ROLES["lead"], "/district/calibration/"),
        "strictness": (ROLES["lead"], "/district/strictness/"),
        "comparability-neighbor": (ROLES["neighbor"], "/district/comparability/"),
        "committee": ("lotte.brandvold@alderbay.example", "/district/"),
        "district-operator": (ROLES["operator"], "/district/"),
        "doctor": (ROLES["operator"], "/district/doctor/"),
        "district-neighbor": (ROLES["neighbor"], "/district/"),
        "waiting-list-neighbor": (ROLES["neighbor"], "/district/waiting/"),
        "flags-none": (ROLES["neighbor"], "/district/flags/"),
    }


def _holder(office: str) -> Role:
    """The first who was given an office in Alder Bay."""
    held = Role.objects.filter(Q(organization__key="alder-bay") | Q(organization__parent__key="alder-bay"), kind=office)
    return held.order_by("pk").first()


def stages() -> dict[str, tuple[str, str]]:
    """Before the first reading and after the last: for whoever checks, whoever grants, and their earners."""
    check, back = Precheck.objects.get(state="open"), Precheck.objects.get(state="returned")
    grant, coordinator = Granting.objects.get(state="open"), ROLES["coordinator"]
    checker, earner = verified_address(back.checker), verified_address(back.attempt.submission.person)
    mine = f"/work/{back.attempt.submission_id}"
    return {
        "checks": (coordinator, "/district/checks/"), "checks-ended": (checker, "/district/checks/"),
        "checks-none": (ROLES["neighbor"], "/district/checks/"),
        "check": (coordinator, f"/district/checks/{check.pk}/"), "check-ended": (checker, f"/district/checks/{back.pk}/"),
        "grants": (coordinator, "/district/grants/"), "grants-none": (ROLES["neighbor"], "/district/grants/"),
        "grant": (coordinator, f"/district/grants/{grant.pk}/"),
        "judging-plan-stages": (coordinator, "/district/judging/ct-101/"),
        "micro-credential-stages": ("", "/catalog/ct-101/"),
        "came-back": (earner, f"{mine}/a3/"), "came-back-send": (earner, f"{mine}/send/"), "came-back-work": (earner, "/work/"),
        "being-opened": (verified_address(check.attempt.submission.person), f"/work/{check.attempt.submission_id}/"),
        "being-confirmed": (verified_address(grant.attempt.submission.person), f"/work/{grant.attempt.submission_id}/"),
    }  # fmt: skip


def integrity() -> dict[str, tuple[str, str]]:
    """What the integrity lead, a panel and an earner see."""
    lead = "malachy.dunmore@alderbay.example"
    waits = Concern.objects.get(state="waiting")
    asked, done = Case.objects.get(state="answer"), Case.objects.get(state="closed")
    seat = done.voices.order_by("pk").first()
    who, member = verified_address(asked.submission.person) or "", verified_address(seat.person) or ""
    found = {
        "integrity-leads": (ROLES["coordinator"], "/district/integrity/leads/"),
        "integrity": (lead, "/district/integrity/"),
        "concern": (lead, f"/district/integrity/concerns/{waits.pk}/"),
        "concern-settled": (lead, f"/district/integrity/concerns/{asked.concern_id}/"),
        "case": (lead, f"/district/integrity/cases/{asked.pk}/"),
        "case-decided": (member, f"/district/integrity/cases/{done.pk}/"),
        "panels-of-integrity": (member, "/district/integrity/"),
        "asked-about": (who, f"/work/{asked.submission_id}/integrity/"),
        "my-work-asked": (who, "/work/"),
        "asked-and-closed": (
            verified_address(done.submission.person) or "",
            f"/work/{done.submission_id}/integrity/",
        ),
    }
    waiting = Submission.objects.filter(state="waiting").order_by("created_at").first()
    found["declare"] = (verified_address(waiting.person) or "", f"/work/{waiting.pk}/declare/")
    return found | _in_panel()


def _in_panel() -> dict[str, tuple[str, str]]:
    """Another case, in its panel."""
    lead = Person.objects.get(name="Malachy Dunmore")
    claimed = Reading.objects.filter(state="claimed", expires_at__gt=clock.now(), attempt__submission__state="waiting")
    first_tries = claimed.filter(look=None, attempt__number=1)  # the desk of a second one is looked at
    reading = first_tries.order_by("-created_at").first()
    concern = raise_concern(reading, exhibit=None, prompt="p3.q1", words="It reads like a sample.", by=reading.reviewer)
    case = open_case(concern, ["p3"], words="How did it come about?", by=lead)
    answer_case(case, words="From my own room.", by=case.submission.person)
    seat = case.voices.order_by("pk").first()
    return {"case-in-panel": (verified_address(seat.person) or "", f"/district/integrity/cases/{case.pk}/")}


if __name__ == "__main__":
    every = public() | earner() | reviewer() | training() | district() | stages() | integrity()
    json.dump(every, sys.stdout, indent=1)
