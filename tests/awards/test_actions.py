"""Granting, planning, signing, revoking."""

import json
from datetime import datetime

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from merited.awards.actions import (
    Unsignable,
    plan_next,
    publish_next,
    renew_key,
    revoke,
    share,
    show,
    sign_next,
    signer_of,
)
from merited.awards.keys import master_key
from merited.awards.models import Award, SigningKey, StatusList
from merited.awards.verifying import verify, verify_award
from merited.base import clock
from merited.base.errors import Refused
from merited.worker.loop import turn


def code_of(deed):
    with pytest.raises(Refused) as no:
        deed()
    return no.value.code


def step(report, name):
    return next(one for one in report.steps if one.id == name)


def test_the_signed_badge_names_no_person_no_evidence_and_no_file(world):
    award = world.earned(world.lupe, world.keziah)
    text = award.credential
    for secret in (
        "Lupe",
        "Arrigo",
        "lupe.arrigo",
        "alderbay.example",
        "Keziah",
        "plan.txt",
        "a1-1.",
        '"evidence"',
        "My answer",
    ):
        assert secret not in text, secret


def test_the_signed_badge_verifies_and_carries_results_alignments_and_status(world):
    award = world.earned(world.lupe, world.keziah)
    document = json.loads(award.credential)
    achievement = document["credentialSubject"]["achievement"]
    assert verify_award(award).verdict == "PASS"
    assert document["id"] == f"http://localhost:8000/awards/{award.pk}"
    assert document["issuer"]["id"] == "did:web:localhost%3A8000:issuers:alder-bay"
    assert len(document["credentialSubject"]["result"]) == 7 == len(achievement["resultDescription"])
    assert all(one["targetUrl"].startswith("http://localhost:8000/frameworks/") for one in achievement["alignment"])
    assert document["credentialStatus"]["statusPurpose"] == "revocation"
    assert document["proof"]["cryptosuite"] == "eddsa-rdfc-2022"


def test_the_recipient_is_recognized_by_address_and_by_no_other(world):
    award = world.earned(world.lupe, world.keziah)
    assert (
        step(verify(award.credential.encode(), recipient="Lupe.Arrigo@alderbay.example"), "recipient").result == "PASS"
    )
    report = verify(award.credential.encode(), recipient="someone@else.example")
    assert step(report, "recipient").result == "FAIL" and report.verdict == "PASS"


def test_a_badge_is_planned_when_the_earner_has_a_verified_address_and_not_before(world):
    EmailAddress.objects.filter(user=world.lupe).update(verified=False)
    award = world.granted(world.lupe, world.keziah)
    turn()
    award.refresh_from_db()
    assert not award.planned and not award.credential
    EmailAddress.objects.filter(user=world.lupe).update(verified=True)
    assert plan_next() and sign_next()
    award.refresh_from_db()
    assert verify_award(award).verdict == "PASS"


def test_an_expiring_badge_says_until_when_and_fails_after_that(world):
    award = world.earned(world.lupe, world.halvard, world.et103)
    assert award.valid_until.date().isoformat() == "2029-11-16"
    assert verify_award(award).verdict == "PASS"
    with clock.at(datetime.fromisoformat("2029-11-17T00:00:00-08:00")):
        report = verify_award(award)
    assert report.verdict == "FAIL" and step(report, "dates").result == "FAIL"


def test_a_revoked_badge_fails_at_once_and_in_the_signed_list_after_a_turn(world):
    award = world.earned(world.lupe, world.keziah)
    revoke(award, "issued_in_error", words="Filed against the wrong person.", by=world.thea)
    award.refresh_from_db()
    assert step(verify_award(award), "status").result == "FAIL"  # before any list is signed again
    turn()
    assert verify_award(award).verdict == "FAIL"
    listed = StatusList.objects.get(pk=award.status_list_id)
    assert listed.revoked == [award.status_index] and listed.signed_at > listed.changed_at


def test_revoking_is_for_program_admins_and_leads_of_the_department(world):
    award = world.earned(world.lupe, world.keziah)
    for person in (world.ximena, world.teodor, world.keziah, world.lupe):
        assert code_of(lambda p=person: revoke(award, "integrity", words="x", by=p)) == "not-yours-to-revoke"
    revoke(award, "integrity", words="Found after an appeal.", by=world.corwin)
    assert code_of(lambda: revoke(award, "integrity", words="x", by=world.thea)) == "already-revoked"


def test_revoking_needs_a_reason_and_words(world):
    award = world.earned(world.lupe, world.keziah)
    assert code_of(lambda: revoke(award, "because", words="x", by=world.thea)) == "no-reason"
    assert code_of(lambda: revoke(award, "integrity", words=" ", by=world.thea)) == "no-words"


def test_an_award_revoked_before_it_is_signed_is_never_signed(world):
    award = world.granted(world.lupe, world.keziah)
    revoke(award, "issued_in_error", words="Wrong person.", by=world.thea)
    turn()
    award.refresh_from_db()
    assert not award.credential


def test_rotating_the_secret_leaves_old_badges_valid_and_signing_possible(world, settings):
    old = world.earned(world.lupe, world.keziah)
    settings.SECRET_KEY = "another secret that is long enough for anything at all"
    assert verify_award(old).verdict == "PASS"
    assert verify_award(world.earned(world.gideon, world.vesna)).verdict == "PASS"


def test_a_renewed_key_signs_and_the_old_badges_stay_valid(world):
    old = world.earned(world.lupe, world.keziah)
    renew_key(old.issuer)
    new = world.earned(world.gideon, world.vesna)
    methods = [json.loads(one.credential)["proof"]["verificationMethod"] for one in (old, new)]
    assert methods[0] != methods[1]
    assert verify_award(old).verdict == verify_award(new).verdict == "PASS"


def test_the_signing_key_is_nowhere_clear_in_the_database(world, settings):
    award = world.earned(world.lupe, world.keziah)
    private = signer_of(award.issuer).private_key
    needles = (private, private.hex().encode(), master_key(), master_key().hex().encode())
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    content = bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
                    assert not any(needle in content for needle in needles), table
    assert settings.SECRET_KEY.encode() not in private


def test_a_wrong_master_key_is_said_in_words_and_signs_nothing(world, settings, tmp_path):
    award = world.granted(world.lupe, world.keziah)
    publish_next()
    settings.MERITED_MASTER_KEY_FILE = str(tmp_path / "gone.key")
    assert code_of(sign_next) == "no-master-key"
    award.refresh_from_db()
    assert not award.credential and SigningKey.objects.count() == 1


def test_only_the_earner_makes_the_page_public(world):
    award = world.earned(world.lupe, world.keziah)
    with pytest.raises(Award.DoesNotExist):
        share(award, by=world.gideon)
    assert share(award, by=world.lupe).shared_at
    assert show(award, by=world.lupe).shared_at is None


def test_granting_needs_no_key_and_the_badge_is_signed_when_it_is_back(world, settings, tmp_path):
    """A reviewer can file while the master key is away: what is missing is seen by the operator and by nobody else."""
    from merited.awards.models import Issuer

    there = settings.MERITED_MASTER_KEY_FILE
    settings.MERITED_MASTER_KEY_FILE = str(tmp_path / "gone.key")
    award = world.granted(world.lupe, world.keziah)
    assert award.planned and not SigningKey.objects.filter(issuer=Issuer.objects.get()).exists()
    settings.MERITED_MASTER_KEY_FILE = there
    turn()
    award.refresh_from_db()
    assert verify_award(award).verdict == "PASS"


def test_one_step_in_trouble_starves_no_other(world, settings, tmp_path):
    from merited.base.models import LogEntry

    world.granted(world.lupe, world.keziah)
    settings.MERITED_MASTER_KEY_FILE = str(tmp_path / "gone.key")
    with pytest.raises(Refused):
        turn()
    assert not LogEntry.objects.filter(number__isnull=True).exists()  # sealed all the same


def test_what_was_revoked_can_be_earned_anew(world):
    from merited.awards.queries import has_lapsed

    award = world.earned(world.lupe, world.keziah)
    assert not has_lapsed(world.lupe, world.pl101)
    revoke(award, "issued_in_error", words="Wrong person.", by=world.thea)
    assert has_lapsed(world.lupe, world.pl101)
    client = world.client(world.lupe)
    assert client.post("/work/start/pl-101/").headers["Location"].startswith("/work/")


def test_what_has_expired_can_be_earned_anew(world):
    from merited.awards.queries import has_lapsed

    world.earned(world.lupe, world.halvard, world.et103)
    with clock.at(datetime.fromisoformat("2029-11-16T08:00:00-08:00")):
        assert not has_lapsed(world.lupe, world.et103)
    with clock.at(datetime.fromisoformat("2029-11-17T08:00:00-08:00")):
        assert has_lapsed(world.lupe, world.et103)


def test_one_badge_that_cannot_be_signed_holds_up_no_other(world):
    first = world.granted(world.lupe, world.keziah)
    second = world.granted(world.gideon, world.vesna)
    Award.objects.filter(pk=first.pk).update(planned=first.planned.replace("Checking", "Changing"))
    with pytest.raises(Unsignable):
        turn()
    second.refresh_from_db()
    first.refresh_from_db()
    assert verify_award(second).verdict == "PASS" and not first.credential


def test_every_badge_has_a_salt_of_its_own_and_a_place_that_tells_no_order(world):
    documents = [
        json.loads(world.earned(who, world.vesna).credential)
        for who in (world.lupe, world.gideon, world.cyrus, world.marla)
    ]
    salts = {one["credentialSubject"]["identifier"][0]["salt"] for one in documents}
    places = [int(one["credentialStatus"]["statusListIndex"]) for one in documents]
    assert len(salts) == 4 and all(len(salt) >= 16 for salt in salts)
    assert len(set(places)) == 4 and max(places) > 100  # four in a row near zero: once in a million billion runs


def test_no_badge_goes_out_before_its_status_list_is_there(world):
    award = world.granted(world.lupe, world.keziah)
    assert sign_next() is False
    assert publish_next() and sign_next()
    award.refresh_from_db()
    assert award.credential


def test_an_issuer_has_one_present_key(world):
    from django.db import IntegrityError, transaction

    issuer = world.earned(world.lupe, world.keziah).issuer
    renew_key(issuer)
    assert SigningKey.objects.filter(issuer=issuer, retired_at__isnull=True).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningKey.objects.filter(issuer=issuer).update(retired_at=None)
