"""The permissions table: every address x every kind of person -> the status. An address that is not here fails.

On the way each page is held to its budget: 12 queries, 150 kB.
"""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from merited.people.joining import welcome
from merited.people.models import Letter
from merited.people.rostering import try_roster
from merited.review.flags import declare_conflict
from merited.review.models import Reading
from merited.submissions.actions import show_work
from merited.submissions.models import Exhibit, Submission

# Who asks, in the columns' order. The earner is Lupe; Keziah holds the reading of Lupe's PL-101; Gideon has earned it.
CAST = ("nobody", "lupe", "gideon", "keziah", "vesna", "petra", "thea", "corwin", "ximena", "teodor")

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
    "shown/<str:token>": OPEN,  # whoever has the link: 128 bits that nobody guesses
    "work/<uuid:submission_id>/withdraw/": ONLY("lupe"),
    "work/<uuid:submission_id>/revise/": ONLY("lupe") | {"lupe": 302},
    "work/<uuid:submission_id>/on-hold/": ONLY("lupe") | {"lupe": 302},  # it is not on hold: back to its page
    "work/<uuid:submission_id>/attempts/<int:number>/": ONLY("lupe"),
    "work/<uuid:submission_id>/<slug:key>/": ONLY("lupe") | {"lupe": 302},  # it is sent: back to its page
    "evidence/<uuid:exhibit_id>/file": EVIDENCE,
    "evidence/<uuid:exhibit_id>/page/<int:number>.png": NO_PAGE,  # a text has no pages; tests/web/test_evidence.py has a PDF
    "review/": ONLY("keziah", "vesna", "petra"),
    "review/history/": ONLY("keziah", "vesna", "petra"),
    "review/<uuid:reading_id>/flag/<slug:kind>/": ONLY("keziah"),
    "review/claim/<uuid:attempt_id>/": dict.fromkeys(CAST, 405) | {"nobody": 302},
    "review/<uuid:reading_id>/": ONLY("keziah"),
    "district/": ONLY("thea", "corwin", "ximena", "teodor"),
    "district/waiting/": ONLY("thea", "corwin", "ximena"),
    "district/waiting.csv": ONLY("thea", "corwin", "ximena"),
    "district/reviewers/": ONLY("thea", "corwin", "ximena"),
    "district/doctor/": ONLY("teodor"),
    "district/flags/": ONLY("thea", "corwin", "ximena"),
    "district/flags/<uuid:key>/": ONLY("thea", "ximena"),  # on a reading of ML-101
    "district/awards/": ONLY("thea", "corwin", "ximena"),
    "district/awards/<uuid:key>/revoke/": ONLY("thea", "corwin"),
    "district/people/": ONLY("thea"),
    "district/people/invite/": ONLY("thea"),
    "district/people/<uuid:person_id>/link/": ONLY("thea"),
    "district/people/<uuid:person_id>/invited/": ONLY("thea"),
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
    "work/<uuid:submission_id>/<slug:key>/": {"lupe"},
    "review/<uuid:reading_id>/": {"keziah"},
    "review/<uuid:reading_id>/flag/<slug:kind>/": {"keziah"},
    "work/<uuid:submission_id>/on-hold/": {"lupe"},
    "district/flags/<uuid:key>/": {"thea", "ximena"},
    "district/doctor/": {"teodor"},
    "district/awards/<uuid:key>/revoke/": {"thea", "corwin"},
    "district/people/invite/": {"thea"},
    "district/people/<uuid:person_id>/link/": {"thea"},
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


@pytest.fixture
def places(world):
    """One real thing behind every address."""
    award = world.earned(world.gideon, world.vesna)
    reading = world.claimed(world.lupe, world.keziah)
    submission = Submission.objects.get(person=world.lupe)
    exhibit = Exhibit.objects.filter(attempt__submission=submission).first()
    conflict = declare_conflict(world.claimed(world.dov, world.petra, world.ml101), by=world.petra)
    return {
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
        cache.clear()  # the budget is that of a first visit
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(filled(pattern, places), HTTP_ACCEPT="text/html")
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert len(asked) <= 12, [pattern, *(one["sql"] for one in asked)]
        assert len(content) < 150_000, pattern
        found[pattern] = answer.status_code
    assert found == {pattern: statuses[who] for pattern, statuses in TABLE.items()}


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
    assert Reading.objects.filter(state="claimed").count() == 1
