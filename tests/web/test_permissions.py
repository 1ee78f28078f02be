"""The permissions table: every address x every kind of person -> the status. An address that is not here fails.

On the way each page is held to its budget: 12 queries, 150 kB.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from merited.base import clock
from merited.cli.demo.content_files import calibrations
from merited.cli.demo.samples import load_samples
from merited.people.actions import appoint
from merited.people.joining import welcome
from merited.people.models import Letter, Role
from merited.people.rostering import try_roster
from merited.people.rules.places import Office
from merited.review.actions import (
    ask_appeal,
    ask_question,
    begin_trial,
    claim,
    claim_look,
    confirm_check,
    file_look,
    file_sample,
    invite_to_train,
    put_samples,
    qualify,
    release,
    score,
    send_in,
    set_plan,
)
from merited.review.actions.hearing import answer_case
from merited.review.actions.noticing import open_case, raise_concern
from merited.review.flags import declare_conflict
from merited.review.models import Granting, Precheck, Reading
from merited.review.queries import open_for_a_look, queue, sets_open_to
from merited.review.rules.outcome import Judged
from merited.review.rules.stages import SINGLE
from merited.submissions.actions import show_work
from merited.submissions.models import Exhibit
from merited.submissions.rules.completeness import STATEMENTS
from tests.coaching.helping import group_of, shown
from tests.world import MONDAY

# Who asks, in the columns' order. The earner is Lupe; Keziah holds the reading of Lupe's PL-101; Gideon has earned it.
# Halvard is the integrity lead; Ximena sits in the panel of the case over Dov's work. Tobin reads what Keziah reads, and
# teaches at Lupe's school. Vesna and Isolde have each held the reading of Lupe's PL-101 before: Vesna's claim has run out,
# and Isolde, who leads readers, gave it back.
CAST = (
    "nobody",
    "lupe",
    "gideon",
    "keziah",
    "vesna",
    "petra",
    "thea",
    "corwin",
    "ximena",
    "teodor",
    "halvard",
    "magnus",
    "tobin",
    "isolde",
)

OPEN = dict.fromkeys(CAST, 200)
SIGNED_IN = OPEN | {"nobody": 302}
ONLY = lambda *who: dict.fromkeys(CAST, 404) | {"nobody": 302} | dict.fromkeys(who, 200)  # noqa: E731
EVIDENCE = ONLY("lupe", "keziah") | {"nobody": 404}  # it stands in pages: no detour to the sign-in
NO_PAGE = ONLY() | {"nobody": 404}
MOVED = dict.fromkeys(CAST, 302)

ROSTER = b"staff_id,email,first_name,last_name\nAB-1,a@x.example,Ann,Ott\n"

# address as the resolver spells it -> status by person, for GET
TABLE = {
    "": OPEN,
    "favicon.ico": MOVED,
    "language/": dict.fromkeys(CAST, 405),  # a deed, for everybody: see test_language.py
    "how-we-judge/": OPEN,
    "two-questions/": OPEN,
    "robots.txt": OPEN,
    "sitemap.xml": OPEN,
    "catalog/": OPEN,
    "catalog/compare/": OPEN,
    "catalog/<slug:key>/": OPEN,
    "catalog/<slug:key>/<str:number>": OPEN,
    "catalog/<slug:key>/<str:number>/mark.svg": OPEN,
    "catalog/<slug:key>/<str:number>/mark.png": OPEN,
    "frameworks/": OPEN,
    "frameworks/<slug:framework>": OPEN,
    "frameworks/<slug:framework>/<slug:identifier>": OPEN,
    "verify/": OPEN,
    "awards/<uuid:key>": OPEN,  # whoever has the address: unlisted, not secret
    "awards/<uuid:key>.json": OPEN,
    "awards/<uuid:key>.png": OPEN,
    "awards/<uuid:key>.svg": OPEN,
    "awards/<uuid:key>/card.png": OPEN,
    "awards/<uuid:key>/certificate": OPEN,
    "awards/<uuid:key>/qr.svg": OPEN,
    "people/<uuid:key>/": OPEN,  # while its owner has it on; test_profile.py has it off
    "^awards/(?P<key>[0-9A-Fa-f-]{36})(?P<kind>\\.[A-Za-z]{3,4})?/?$": dict.fromkeys(CAST, 301),
    "issuers/<slug:key>": OPEN,
    "issuers/<slug:key>/did.json": OPEN,
    "status/<uuid:key>": OPEN,
    "demo/": OPEN,  # in the demonstration only: tests/web/test_becoming.py
    "demo/become/": dict.fromkeys(CAST, 405),
    "demo/letters/": OPEN,
    "demo/letters/<uuid:key>/": OPEN,
    "demo/letters/<uuid:key>/html": OPEN,
    "api/v1/verify": dict.fromkeys(CAST, 405),
    "work/": SIGNED_IN,
    "work/start/<slug:key>/": MOVED,  # starting is a deed: back to the page with the button
    "work/awards/<uuid:award_id>/share/": ONLY("gideon"),
    "work/profile/": SIGNED_IN,  # one's own
    "work/<uuid:submission_id>/": ONLY("lupe"),
    "work/<uuid:submission_id>/send/": ONLY("lupe") | {"lupe": 302},
    "work/<uuid:submission_id>/show/": ONLY("lupe"),
    "work/<uuid:submission_id>/guests/": ONLY("lupe"),
    "work/<uuid:submission_id>/comments/": ONLY("lupe"),
    "work/groups/": SIGNED_IN,  # one's own
    # Whoever has the link and works in the district: Lupe is in the group, and Teodor leads it.
    "work/groups/join/<str:token>/": SIGNED_IN | {"lupe": 302, "teodor": 404, "magnus": 404},  # of another district
    "coach/": SIGNED_IN,  # one's own
    "coach/drafts/<uuid:guest_id>/": ONLY("ximena"),  # a draft of Gideon's; not even he, nor who reads it later
    "coach/groups/<uuid:group_id>/": ONLY("teodor"),
    "shown/<str:token>": OPEN,  # whoever has the link: 128 bits that nobody guesses
    "work/<uuid:submission_id>/withdraw/": ONLY("lupe"),
    "work/<uuid:submission_id>/revise/": ONLY("lupe") | {"lupe": 302},
    "work/<uuid:submission_id>/on-hold/": ONLY("lupe") | {"lupe": 302},  # it is not on hold: back to its page
    # Lupe's is not read yet: back to its page. Cyrus's is in tests/web/test_looks.py.
    "work/<uuid:submission_id>/another-look/": ONLY("lupe") | {"lupe": 302},
    "work/<uuid:submission_id>/declare/": ONLY("lupe"),
    "work/<uuid:submission_id>/integrity/": ONLY(),  # nothing is asked about Lupe's; Dov's is in tests/web/test_integrity.py
    "work/<uuid:submission_id>/attempts/<int:number>/": ONLY("lupe"),
    "work/<uuid:submission_id>/<slug:key>/": ONLY("lupe") | {"lupe": 302},  # it is sent: back to its page
    "evidence/<uuid:exhibit_id>/file": EVIDENCE,
    "evidence/<uuid:exhibit_id>/page/<int:number>.png": NO_PAGE,  # a text has no pages; tests/web/test_evidence.py has a PDF
    "review/": ONLY("keziah", "vesna", "petra", "halvard", "tobin", "isolde")
    | {"lupe": 302},  # Lupe learns to read: on to the training
    "review/history/": ONLY("keziah", "vesna", "petra", "halvard", "tobin", "isolde"),
    "review/trend/": ONLY("keziah", "vesna", "petra", "halvard", "lupe", "tobin", "isolde"),  # one's own: Lupe learns
    "review/training/": ONLY("keziah", "vesna", "lupe", "tobin", "isolde"),
    "review/training/<uuid:set_id>/": ONLY("keziah", "vesna", "lupe", "tobin", "isolde"),
    "review/training/<uuid:set_id>/begin/": dict.fromkeys(CAST, 405) | {"nobody": 302},
    "review/training/<uuid:set_id>/exercise/": ONLY("keziah", "vesna", "lupe", "tobin", "isolde"),
    "review/training/<uuid:set_id>/anchors/<slug:key>/": ONLY("keziah", "vesna", "lupe", "tobin", "isolde"),
    "review/training/<uuid:set_id>/practice/<slug:key>/": ONLY("keziah", "vesna", "lupe", "tobin", "isolde"),
    "review/training/tries/<uuid:trial_id>/": ONLY("keziah"),
    "review/training/tries/<uuid:trial_id>/<int:number>/": ONLY("keziah"),
    "review/training/samples/<uuid:seed_id>/": ONLY("vesna"),
    "review/<uuid:reading_id>/flag/<slug:kind>/": ONLY("keziah"),
    "review/terms/": ONLY("keziah", "vesna", "petra", "halvard", "tobin", "isolde"),
    "review/helpers/": ONLY("keziah", "vesna", "petra", "halvard", "tobin", "isolde"),
    "review/looks/": ONLY(
        "keziah", "vesna", "petra", "halvard", "tobin", "isolde", "thea", "ximena"
    ),  # the last two sit in a panel
    "review/phrases/": ONLY("keziah", "vesna", "petra", "halvard", "tobin", "isolde"),  # one's own
    "review/looks/<uuid:look_id>/claim/": dict.fromkeys(CAST, 405) | {"nobody": 302},
    "review/questions/<uuid:look_id>/": ONLY("keziah"),  # about her words
    "review/claim/next/": dict.fromkeys(CAST, 405) | {"nobody": 302},
    "review/claim/<uuid:attempt_id>/": dict.fromkeys(CAST, 405) | {"nobody": 302},
    "review/<uuid:reading_id>/": ONLY("keziah"),
    "district/": ONLY("thea", "corwin", "ximena", "teodor", "halvard"),
    "district/waiting/": ONLY("thea", "corwin", "ximena"),
    "district/waiting.csv": ONLY("thea", "corwin", "ximena"),
    "district/reviewers/": ONLY("thea", "corwin", "ximena"),
    "district/judging/": ONLY("thea", "corwin", "ximena"),
    "district/judging/phrases/": ONLY("thea", "corwin", "ximena"),
    "district/judging/<slug:key>/": ONLY("thea", "corwin"),  # of PL-101: the lead of another department finds nothing
    "district/queue/": ONLY("thea", "corwin", "ximena"),
    "district/queue/waiting/<uuid:attempt_id>/": ONLY("thea", "corwin"),  # of PL-101
    "district/queue/<slug:key>/": ONLY("thea", "corwin"),
    "district/pay/": ONLY("thea"),
    "district/pay.csv": ONLY("thea"),
    "district/calibration/": ONLY("corwin", "ximena"),  # the lead of the program, and not its coordinator
    "district/agreement/": ONLY("thea", "corwin", "ximena", "halvard"),  # Halvard sits in the committee
    "district/agreement/ratings.csv": dict.fromkeys(CAST, 405) | {"nobody": 302},
    "district/agreement/<slug:key>/": ONLY(
        "thea", "corwin", "ximena", "halvard"
    ),  # of PL-101: Ximena sits in the committee too
    "district/strictness/": ONLY("corwin", "ximena"),  # by name, each lead their own readers
    "district/comparability/": ONLY("thea", "corwin", "ximena", "halvard"),
    "district/comparability.csv": ONLY("thea", "corwin", "ximena", "halvard"),
    "district/doctor/": ONLY("teodor"),
    "district/flags/": ONLY("thea", "corwin", "ximena"),
    "district/flags/<uuid:key>/": ONLY("thea", "ximena"),  # on a reading of ML-101
    "district/looks/": ONLY("thea", "corwin", "ximena", "isolde"),
    "district/looks/<uuid:key>/": ONLY("thea", "ximena"),  # they sit in its panel; Corwin leads the department
    "district/checks/": ONLY("thea", "corwin", "ximena"),
    "district/checks/<uuid:key>/": ONLY("thea", "corwin"),  # of PL-103
    "district/grants/": ONLY("thea", "corwin", "ximena"),
    "district/grants/<uuid:key>/": ONLY("thea", "corwin"),
    # The lead, and whoever sits in the panel: no coordinator, no lead of the department, no reviewer of the work.
    "district/integrity/": ONLY("halvard", "ximena", "isolde"),
    "district/integrity/leads/": ONLY("thea"),  # who leads, and nothing of what they look at
    "district/integrity/concerns/<uuid:key>/": ONLY("halvard"),
    "district/integrity/cases/<uuid:key>/": ONLY("halvard", "ximena", "isolde"),
    "district/awards/": ONLY("thea", "corwin", "ximena"),
    "district/awards/<uuid:key>/revoke/": ONLY("thea", "corwin"),
    "district/people/": ONLY("thea"),
    "district/people/invite/": ONLY("thea"),
    "district/people/<uuid:person_id>/link/": ONLY("thea"),
    "district/people/<uuid:person_id>/invited/": ONLY("thea"),
    # A lead gives what is below a lead. Nell is invited, and works in the district; the office is Isolde's, of the whole district.
    "district/offices/": ONLY("thea", "corwin", "ximena"),
    "district/offices/people/<uuid:person_id>/": ONLY("thea", "corwin", "ximena"),
    "district/offices/<uuid:role_id>/end/": ONLY("thea"),
    "district/roster/": ONLY("thea"),
    "district/roster/<uuid:run_id>/": ONLY("thea"),
    "district/roster/sample/<str:name>": ONLY("thea"),
    "accounts/": SIGNED_IN,
    "accounts/letters/": MOVED,  # a deed: back to the page on which it is chosen
    "accounts/close/": SIGNED_IN,
    "accounts/invitation/": OPEN,
    "accounts/invitation/<str:token>/": dict.fromkeys(
        CAST, 410
    ),  # a link that we never made; see test_accounts_claiming.py
    "accounts/passkeys/": SIGNED_IN,
    "accounts/passkeys/add/": MOVED,  # the password once more, first
    "accounts/passkeys/login/": MOVED,
    "accounts/passkeys/reauthenticate/": MOVED,  # for those who have one; the others type their password
    "accounts/passkeys/<int:pk>/name/": MOVED,
    "accounts/passkeys/<int:pk>/remove/": MOVED,
    "accounts/login/": MOVED | {"nobody": 200},
    "accounts/logout/": SIGNED_IN,
    "accounts/signup/": MOVED | {"nobody": 200},
    "accounts/inactive/": OPEN,
    "accounts/reauthenticate/": SIGNED_IN,
    "accounts/email/": SIGNED_IN,
    "accounts/confirm-email/": OPEN,
    "accounts/^confirm-email/(?P<key>[-:\\w]+)/$": OPEN,
    "accounts/password/change/": SIGNED_IN,
    "accounts/password/set/": MOVED,
    "accounts/password/reset/": OPEN,
    "accounts/password/reset/done/": OPEN,
    "accounts/password/reset/key/done/": OPEN,
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": OPEN,
}

# deeds (POST with a good token): address -> who is let in; everybody else is sent to sign in, or gets 404
DEEDS = {
    "work/awards/<uuid:award_id>/share/": {"gideon"},
    "work/<uuid:submission_id>/": {"lupe"},
    "work/<uuid:submission_id>/send/": {"lupe"},
    "work/<uuid:submission_id>/withdraw/": {"lupe"},
    "work/<uuid:submission_id>/show/": {"lupe"},
    "work/<uuid:submission_id>/revise/": {"lupe"},
    "work/<uuid:submission_id>/guests/": {"lupe"},
    "work/<uuid:submission_id>/comments/": {"lupe"},
    "work/groups/": set(),  # a membership that nobody has; test_coaching.py has real ones
    "work/groups/join/<str:token>/": {*CAST} - {"nobody", "teodor", "magnus"},
    "coach/": {*CAST} - {"nobody"},
    "coach/drafts/<uuid:guest_id>/": {"ximena"},
    "coach/groups/<uuid:group_id>/": {"teodor"},
    "work/<uuid:submission_id>/<slug:key>/": {"lupe"},
    "review/claim/next/": {"keziah", "vesna", "petra", "halvard", "tobin", "isolde"},
    "review/<uuid:reading_id>/": {"keziah"},
    "review/<uuid:reading_id>/flag/<slug:kind>/": {"keziah"},
    "review/training/<uuid:set_id>/begin/": {"keziah", "vesna", "lupe", "tobin", "isolde"},
    "review/training/tries/<uuid:trial_id>/": {"keziah"},
    "review/training/tries/<uuid:trial_id>/<int:number>/": {"keziah"},
    "district/calibration/": set(),  # a try that is still open, or none, is nobody's to talk over; see test_training.py
    "work/<uuid:submission_id>/on-hold/": {"lupe"},
    "district/flags/<uuid:key>/": {"thea", "ximena"},
    "district/queue/<slug:key>/": {"thea", "corwin"},
    "district/pay/": {"thea"},
    "review/terms/": {"keziah", "vesna", "petra", "halvard", "tobin", "isolde"},
    "review/phrases/": {"keziah", "vesna", "petra", "halvard", "tobin", "isolde"},
    "district/judging/phrases/": {"thea", "corwin", "ximena"},
    "work/<uuid:submission_id>/another-look/": {"lupe"},
    "review/looks/<uuid:look_id>/claim/": {
        "keziah",
        "vesna",
        "tobin",
        "isolde",
    },  # who may read PL-101; more is asked, in a sentence
    "review/questions/<uuid:look_id>/": {"keziah"},
    "district/looks/": {"thea", "corwin", "ximena", "isolde"},
    "district/looks/<uuid:key>/": {"thea", "ximena"},
    "district/checks/<uuid:key>/": {"thea", "corwin"},
    "district/grants/<uuid:key>/": {"thea", "corwin"},
    "work/<uuid:submission_id>/declare/": {"lupe"},
    "district/integrity/leads/": {"thea"},
    "district/integrity/concerns/<uuid:key>/": {"halvard"},
    "district/integrity/cases/<uuid:key>/": {"halvard", "ximena", "isolde"},
    "district/agreement/ratings.csv": {"thea", "corwin", "ximena"},
    "district/doctor/": {"teodor"},
    "district/awards/<uuid:key>/revoke/": {"thea", "corwin"},
    "district/people/invite/": {"thea"},
    "district/people/<uuid:person_id>/link/": {"thea"},
    "district/offices/people/<uuid:person_id>/": {"thea", "corwin", "ximena"},
    "district/offices/<uuid:role_id>/end/": {"thea"},
    "district/roster/": {"thea"},
    "district/roster/<uuid:run_id>/": {"thea"},
}


def addresses(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern)


def test_every_address_is_in_the_table():
    assert set(addresses(get_resolver())) == set(TABLE)


def calibrated(world):
    """Keziah has begun the blind samples of PL-101, Vesna has filed a sample among her work, Lupe learns."""
    load_samples(next(one for one in calibrations() if one["credential"] == "pl-101"))
    found = sets_open_to(world.keziah).get()
    invite_to_train(world.lupe, found.microcredential, by=world.corwin)
    with clock.at(MONDAY + timedelta(days=21)):
        reading = world.claimed(world.dov, world.vesna)
        score(reading, world.sheet(reading), keep="", by=world.vesna)
    with clock.at(MONDAY + timedelta(days=43)):
        put_samples()
        held = claim(queue(world.vesna).get(state="sample"), by=world.vesna)
        seed = file_sample(held, world.sheet(held), keep="", by=world.vesna)
    return begin_trial(found, by=world.keziah), seed


def _looked_again(world):
    """A question about Keziah's words on Cyrus's work, and his appeal, in its panel."""
    work = world.not_yet(world.cyrus, world.keziah)
    key = open_for_a_look(work, work.attempts.get())[0].id
    question = ask_question(work, key, words="Which part?", by=world.cyrus)
    look = ask_appeal(work, {key}, "evidence", words="It is there.", place="a2, 05:10", by=world.cyrus)
    reading = claim_look(look, by=world.isolde)
    file_look(reading, {key: Judged("proficient")}, keep="", by=world.isolde)
    return question, look


def _staged(world):
    """Cyrus's PL-102 waits to be opened; Dov's is read and waits to be confirmed."""
    pl103 = world.version("pl-103")
    qualify(world.vesna, pl103.microcredential, by=None)
    set_plan(pl103.microcredential, replace(SINGLE, precheck=True, grant=True), by=None)
    checks = []
    for earner in (world.dov, world.cyrus):
        send_in(world.written(earner, pl103), set(STATEMENTS), by=earner)
        checks.append(Precheck.objects.get(attempt__submission__person=earner))
    confirm_check(checks[0], by=world.corwin)
    reading = claim(checks[0].attempt, by=world.vesna)
    score(reading, world.sheet(reading), keep="", by=world.vesna)
    return checks[1], Granting.objects.get()


def _asked_about(world):
    """A case over Dov's work, in its panel: Halvard leads it, and Ximena has a seat.

    Thea, who runs the program, holds that office too, from before the two were kept apart: it shows her nothing.
    """
    for one in (world.halvard, world.thea):
        appoint(one, Office.INTEGRITY_LEAD, world.district, by=None)
    concern = raise_concern(
        world.claimed(world.dov, world.vesna, world.version("pl-102")), exhibit=None, prompt="p3.q1",
        words="It stands in a sample.", by=world.vesna,
    )  # fmt: skip
    case = open_case(concern, ["p3"], words="How did it come about?", by=world.halvard)
    answer_case(case, words="From the handout.", by=world.dov)
    assert case.voices.filter(person=world.ximena).exists()
    return case


@pytest.fixture(scope="module")
def places(arranging):
    """One real thing behind every address."""
    with arranging() as world:
        return _places(world)


def _places(world):
    award = world.earned(world.gideon, world.vesna)
    submission = world.sent(world.lupe)
    for before in (world.vesna, world.isolde):
        ended = claim(submission.attempts.get(), by=before)
        if before == world.isolde:
            release(ended, by=before)
        else:
            Reading.objects.filter(pk=ended.pk).update(expires_at=MONDAY)  # it has run out
    reading = claim(submission.attempts.get(), by=world.keziah)
    exhibit = Exhibit.objects.filter(attempt__submission=submission).first()
    question, look = _looked_again(world)
    conflict = declare_conflict(world.claimed(world.dov, world.petra, world.ml101), by=world.petra)
    case = _asked_about(world)
    trial, seed = calibrated(world)
    check, grant = _staged(world)
    guest = shown(world.written(world.gideon, world.ml101), world.ximena)
    group = group_of(world.teodor, world.lupe)
    return {
        "checks/<uuid:key>": f"checks/{check.pk}",
        "grants/<uuid:key>": f"grants/{grant.pk}",
        "<uuid:guest_id>": str(guest.pk),
        "<uuid:group_id>": str(group.pk),
        "groups/join/<str:token>": f"groups/join/{group.token}",
        "<uuid:set_id>/anchors/<slug:key>": f"{trial.of_id}/anchors/s1",
        "<uuid:set_id>/practice/<slug:key>": f"{trial.of_id}/practice/s1",
        "<uuid:set_id>": str(trial.of_id),
        "<uuid:trial_id>": str(trial.pk),
        "<uuid:seed_id>": str(seed.pk),
        "questions/<uuid:look_id>": f"questions/{question.pk}",
        "<uuid:look_id>": str(look.pk),
        "district/looks/<uuid:key>": f"district/looks/{look.pk}",
        "integrity/concerns/<uuid:key>": f"integrity/concerns/{case.concern_id}",
        "integrity/cases/<uuid:key>": f"integrity/cases/{case.pk}",
        "flags/<uuid:key>": f"flags/{conflict.pk}",
        "<slug:kind>": "conflict",
        "demo/letters/<uuid:key>": f"demo/letters/{Letter.objects.get(kind='earned').pk}",
        "<slug:key>/did.json": "alder-bay/did.json",
        "^awards/(?P<key>[0-9A-Fa-f-]{36})(?P<kind>\\.[A-Za-z]{3,4})?/?$": f"awards/{award.pk}/",
        "issuers/<slug:key>": "issuers/alder-bay",
        "people/<uuid:key>": f"people/{world.profile(award.person, award).key}",
        "awards/<uuid:key>": f"awards/{award.pk}",
        "<uuid:award_id>": str(award.pk),
        "<uuid:person_id>": str(welcome("Nell Frost", "nell@x.example", world.district, by=world.thea).person_id),
        "<uuid:role_id>": str(Role.objects.get(person=world.isolde, kind="lead_reader").pk),
        "<uuid:run_id>": str(try_roster(ROSTER, "staff.csv", district=world.district, by=world.thea).pk),
        "<str:name>": "roster-staff.csv",
        "invitation/<str:token>": "invitation/abc",
        "<int:pk>": "1",
        "status/<uuid:key>": f"status/{award.status_list_id}",
        "<uuid:submission_id>/<slug:key>/": f"{submission.pk}/p1/",
        "<uuid:submission_id>": str(submission.pk),
        "<str:token>": show_work(submission, with_answers=True, by=world.lupe).token,
        "<uuid:exhibit_id>": str(exhibit.pk),
        "<uuid:attempt_id>": str(reading.attempt_id),
        "<uuid:reading_id>": str(reading.pk),
        "<slug:framework>": "intasc-model-core-teaching-standards",
        "<slug:identifier>": "6",
        "<slug:key>": "pl-101",
        "<str:number>": "1.1",
        "<int:number>": "1",
        "^confirm-email/(?P<key>[-:\\w]+)/$": "confirm-email/abc/",
        "^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/1-abc/",
    }


def filled(pattern, places):
    for part, value in places.items():
        pattern = pattern.replace(part, value)
    assert "<" not in pattern and "^" not in pattern, pattern
    return f"/{pattern}"


@pytest.mark.parametrize("who", CAST)
def test_each_person_gets_what_the_table_says(world, places, who):
    client = world.client(None if who == "nobody" else world.people[who])
    found = {}
    for pattern in TABLE:
        if pattern == "shown/<str:token>":  # but that somebody looks is noted once
            client.get(filled(pattern, places))
        cache.clear()  # the budget is that of a first visit
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(filled(pattern, places), HTTP_ACCEPT="text/html")
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert len(asked) <= 12, [pattern, *(one["sql"] for one in asked)]
        assert len(content) < 150_000, pattern
        found[pattern] = answer.status_code
    wrong = {one: (status, TABLE[one][who]) for one, status in found.items() if status != TABLE[one][who]}
    assert not wrong, "\n".join(f"{one}: {status}, and not {meant}" for one, (status, meant) in wrong.items())


@pytest.mark.parametrize("pattern", DEEDS)
def test_deeds_are_let_in_only_for_those_whose_they_are(world, places, pattern):
    for who in CAST:
        client = world.client(None if who == "nobody" else world.people[who])
        answer = client.post(filled(pattern, places), {})
        if who in DEEDS[pattern]:
            assert answer.status_code in (200, 302, 400, 409, 422), who
            assert not answer.get("Location", "").startswith("/accounts/login"), who
        elif who == "nobody":
            assert answer["Location"].startswith("/accounts/login/?next="), who
        else:
            assert answer.status_code == 404, who


def test_a_forged_form_changes_nothing(world, places):
    from django.test import Client

    client = Client(enforce_csrf_checks=True, HTTP_HOST="localhost:8000")
    client.force_login(world.keziah, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(filled("review/<uuid:reading_id>/", places), {"deed": "file"})
    assert answer.status_code == 403
    assert Reading.objects.filter(reviewer=world.keziah, state="claimed").count() == 1


def test_whose_claim_has_ended_keeps_the_own_words_and_sees_nothing_of_the_work(world, places):
    exhibit = filled("evidence/<uuid:exhibit_id>/file", places)
    for who in (world.vesna, world.isolde):
        client = world.client(who)
        own = Reading.objects.get(reviewer=who, attempt__submission__person=world.lupe)
        page = client.get(f"/review/{own.pk}/")
        assert page.status_code == 200 and "My answer to" not in page.content.decode()
        assert "My plan" not in page.content.decode() and client.get(exhibit).status_code == 404
        assert client.get(f"/review/{own.pk}/flag/privacy/")["Location"] == f"/review/{own.pk}/"
        client.post(f"/review/{own.pk}/", {"deed": "file"})
        assert Reading.objects.get(pk=own.pk).state in ("expired", "released")  # and not filed
