"""Letters: who gets which and when, in which language; gathered, quiet at night, tried again, never lost or doubled."""

import smtplib
from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from merited.base import clock
from merited.base.errors import Refused
from merited.base.log import seal_next
from merited.base.telling import untold_since
from merited.catalog.models import Version
from merited.people import letters
from merited.people.models import Letter, Person
from merited.people.rules.letters import Kind
from merited.review.actions import score
from merited.review.flags import declare_conflict, raise_flag
from merited.review.models import Reading
from merited.review.rules.flags import Kind as Flagged
from merited.submissions.actions import explain, send, withdraw
from merited.submissions.models import Exhibit
from merited.submissions.queries import met_of
from merited.submissions.rules.completeness import STATEMENTS, scope_of
from merited.worker.letters import PIECES
from merited.worker.loop import turn
from merited.worker.telling import be_silent, tell_some
from tests.world import MONDAY

MARLA = "marla.tenby@alderbay.example"


@pytest.fixture(autouse=True)
def nothing_before(world):
    """The cast has been told of what happened so far."""
    turn()
    mail.outbox.clear()


def local(text):
    return datetime.fromisoformat(f"{text}-08:00")


def work_at(text):
    """What the worker does at a time of Alder Bay; the mails that it sent then."""
    before = len(mail.outbox)
    with clock.at(local(text)):
        turn()
    return mail.outbox[before:]


def to(person, mails=None):
    address = f"{person.name.lower().replace(' ', '.')}@alderbay.example"
    return [one for one in (mail.outbox if mails is None else mails) if one.to == [address]]


class Refusing(EmailBackend):
    """A mail server that refuses as often as it is told to."""

    trouble: Exception = ConnectionRefusedError("nobody answers")
    times = 0

    def send_messages(self, messages):
        if Refusing.times:
            Refusing.times -= 1
            raise Refusing.trouble
        return super().send_messages(messages)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    Refusing.times, Refusing.trouble = 0, ConnectionRefusedError("nobody answers")
    yield Refusing
    Refusing.times = 0


# What is told


def test_whoever_sends_hears_that_it_is_here_and_by_when(world):
    world.sent(world.marla)
    turn()

    [one] = mail.outbox
    assert one.to == [MARLA]
    assert one.subject == f"It is here: {world.pl101.title}"
    assert "Hello Marla Tenby," in one.body
    assert "You will hear by Thursday, December 3." in one.body


def test_a_letter_has_one_link_beside_the_one_to_have_fewer(world):
    submission = world.sent(world.marla)
    turn()
    [one] = mail.outbox
    assert [word for word in one.body.split() if word.startswith("http")] == [
        f"http://localhost:8000/work/{submission.pk}/",
        "http://localhost:8000/accounts/#letters",
    ]
    [(html, kind)] = one.alternatives
    assert kind == "text/html" and html.count("<a ") == 2 and "<img" not in html and "src=" not in html


def test_not_yet_and_earned_carry_no_scores_no_evidence_and_no_other_name(world):
    world.not_yet(
        world.marla, world.keziah, open_ones={"a1.c1": "The plan lacks a check. One next move: add what is missing."}
    )
    world.granted(world.gideon, world.vesna)
    turn()
    decided = [one for one in mail.outbox if not one.subject.startswith("It is here")]

    assert {one.subject for one in decided} == {f"Not yet: {world.pl101.title}", f"Earned: {world.pl101.title}"}
    for one in decided:
        whole = one.body + one.alternatives[0].content
        assert "lacks a check" not in whole and "plan.txt" not in whole and "a1.c1" not in whole
        assert world.keziah.name not in whole and world.vesna.name not in whole
        assert not any(level in whole for level in ("Proficient", "Basic", "Developing", "Passing"))


def test_the_letter_about_a_badge_leads_to_its_page(world):
    award = world.granted(world.gideon, world.vesna)
    turn()
    [one] = [one for one in mail.outbox if one.subject.startswith("Earned")]
    assert f"http://localhost:8000/awards/{award.pk}" in one.body


def test_a_deed_is_told_once_however_often_the_worker_looks(world):
    world.sent(world.marla)
    for _look in range(3):
        turn()
    assert len(mail.outbox) == 1 and untold_since("letters") is None


def test_a_history_that_was_loaded_is_told_to_nobody(world):
    world.not_yet(world.marla, world.keziah)
    with clock.at(MONDAY + timedelta(minutes=1)):
        be_silent()
        turn()
    assert mail.outbox == [] and not Letter.objects.exists()

    with clock.at(MONDAY + timedelta(minutes=2)):
        world.sent(world.gideon)
        turn()
    assert len(mail.outbox) == 1


def test_what_is_overtaken_before_it_goes_out_is_not_sent(world):
    with clock.at(local("2026-11-16T22:00")):
        submission = world.sent(world.marla)
        turn()
    withdraw(submission, by=world.marla)
    assert work_at("2026-11-17T06:00") == []
    assert Letter.objects.get().dropped == "overtaken"


def test_a_second_attempt_is_told_again(world):
    submission = world.revised(world.marla, world.keziah)
    turn()
    mail.outbox.clear()
    attempt = submission.attempts.get(number=2)
    for one in scope_of(submission.version.document, met_of(submission)):
        explain(attempt, one.id, "I added a check.", revision=0, by=world.marla)
    send(submission, set(STATEMENTS), by=world.marla)
    turn()
    assert [one.subject.split(":")[0] for one in mail.outbox] == ["It is here"]


def held(world):
    """Marla's work, on hold: Keziah could not open the first thing in it."""
    reading = world.claimed(world.marla, world.keziah)
    turn()
    mail.outbox.clear()
    exhibit = Exhibit.objects.filter(attempt=reading.attempt).first()
    raise_flag(reading, Flagged.CANNOT_OPEN, exhibit=exhibit, words="The second file stays empty.", by=world.keziah)
    return reading


def test_when_work_is_on_hold_its_earner_hears_that_one_thing_is_to_be_mended(world):
    reading = held(world)
    turn()
    [one] = mail.outbox
    assert one.to == [MARLA] and one.subject == f"One thing to mend: {world.pl101.title}"
    assert f"/work/{reading.attempt.submission_id}/" in one.body
    assert "stays empty" not in one.body and "plan.txt" not in one.body and "Keziah" not in one.body


def test_work_that_is_back_with_its_reader_is_not_to_be_mended_any_more(world):
    with clock.at(local("2026-11-16T22:00")):
        reading = held(world)
        turn()
        withdraw(reading.attempt.submission, by=world.marla)
    assert to(world.marla, work_at("2026-11-17T06:00")) == []


def test_a_conflict_changes_nothing_for_the_earner_and_is_not_told(world):
    reading = world.claimed(world.marla, world.keziah)
    turn()
    mail.outbox.clear()
    declare_conflict(reading, words="I know this classroom.", by=world.keziah)
    turn()
    assert mail.outbox == []


# To whom


def test_a_closed_account_gets_no_letters(world):
    Person.objects.filter(pk=world.marla.pk).update(is_active=False)
    world.sent(world.marla)
    turn()
    assert mail.outbox == [] and not Letter.objects.exists()


def test_without_a_verified_address_there_is_nowhere_to_send_it(world):
    EmailAddress.objects.filter(user=world.marla).update(verified=False)
    world.sent(world.marla)
    turn()
    assert mail.outbox == [] and Letter.objects.get().dropped == "no-address"


# The language


def test_letters_speak_the_language_of_the_person(world):
    Person.objects.filter(pk=world.marla.pk).update(language="es")
    world.sent(world.marla)
    turn()
    [one] = mail.outbox
    assert one.subject.startswith("Ya está aquí") and "jueves, 3 de diciembre" in one.body
    assert '<html lang="es" dir="ltr">' in one.alternatives[0].content


def test_a_language_that_we_do_not_have_gives_an_english_letter(world):
    Person.objects.filter(pk=world.marla.pk).update(language="tlh")
    world.sent(world.marla)
    turn()
    assert mail.outbox[0].subject.startswith("It is here")


# When


def test_nothing_goes_out_between_nine_at_night_and_six(world):
    with clock.at(local("2026-11-16T21:34")):
        world.sent(world.marla)
    assert work_at("2026-11-16T21:34") == [] == work_at("2026-11-17T05:59")
    assert len(work_at("2026-11-17T06:00")) == 1


def test_one_letter_a_day_holds_what_happened_until_seven(world):
    letters.prefer("daily", by=world.marla)
    world.sent(world.marla)
    world.granted(world.marla, world.petra, world.ml101)
    assert work_at("2026-11-16T17:00") == [] == to(world.marla, work_at("2026-11-17T06:59"))

    [one] = to(world.marla, work_at("2026-11-17T07:00"))

    assert one.subject == f"It is here: {world.pl101.title}, and one more"
    assert f"* Earned: {world.ml101.title}" in one.body and "http://localhost:8000/work/\n" in one.body
    assert "because you chose so" in one.body


def test_only_what_decides_or_asks_when_that_is_wished(world):
    letters.prefer("needed", by=world.marla)
    world.not_yet(world.marla, world.keziah)
    turn()
    assert [one.subject.split(":")[0] for one in to(world.marla)] == ["Not yet"]


def test_a_wish_that_we_do_not_know_is_refused(world):
    with pytest.raises(Refused) as no:
        letters.prefer("none", by=world.marla)
    assert no.value.code == "no-such-wish"


def two_claims(world):
    """Keziah reads two at once; both claims run out at the same time."""
    return [world.claimed(person, world.keziah) for person in (world.marla, world.lupe)]


def test_a_reviewer_hears_the_day_before_a_claim_runs_out_in_one_letter_for_all(world):
    first, _second = two_claims(world)
    day_before = (first.expires_at - timedelta(days=1)).astimezone(MONDAY.tzinfo)
    early = f"{day_before:%Y-%m-%d}T06:59"
    assert to(world.keziah, work_at(early)) == []
    assert to(world.keziah, work_at(f"{day_before:%Y-%m-%d}T07:00")) == []

    [one] = to(world.keziah, work_at(f"{day_before:%Y-%m-%d}T07:10"))

    assert one.subject.startswith("Due soon") and one.subject.endswith("and one more")
    assert "http://localhost:8000/review/\n" in one.body and "Marla" not in one.body
    assert to(world.keziah, work_at(f"{day_before:%Y-%m-%d}T09:00")) == []


def test_a_reading_that_is_filed_meanwhile_is_not_due_any_more(world):
    reading, other = two_claims(world)
    day = f"{(reading.expires_at - timedelta(days=1)).astimezone(MONDAY.tzinfo):%Y-%m-%d}"
    work_at(f"{day}T07:00")
    with clock.at(local(f"{day}T07:05")):
        score(reading, world.sheet(reading), keep="", by=world.keziah)
    [one] = to(world.keziah, work_at(f"{day}T07:10"))
    assert f"http://localhost:8000/review/{other.pk}/" in one.body


def test_on_a_day_off_nobody_is_reminded_but_on_the_working_day_before(world):
    two_claims(world)
    Reading.objects.update(expires_at=local("2026-11-23T12:00"))  # a Monday
    work_at("2026-11-20T08:00")
    assert len(to(world.keziah, work_at("2026-11-20T08:10"))) == 1
    Reading.objects.update(expires_at=local("2026-11-24T12:00"))
    work_at("2026-11-21T08:00")  # a Saturday
    assert to(world.keziah, work_at("2026-11-21T08:10")) == []


def test_when_we_are_late_the_earner_and_those_who_answer_hear_it_once(world):
    world.sent(world.marla)
    turn()
    mail.outbox.clear()
    work_at("2026-12-03T07:30")
    assert mail.outbox == []

    for time in ("2026-12-04T07:00", "2026-12-04T07:10", "2026-12-07T07:10"):
        work_at(time)

    [one] = to(world.marla)
    assert "You should have heard by Thursday, December 3" in one.body and "we are sorry" in one.body
    [other] = [one for one in to(world.thea) if "waits too long" in one.subject]
    assert other.subject.startswith("Somebody waits too long") and "Marla" not in other.body
    assert "http://localhost:8000/district/waiting/" in other.body
    assert (
        len([one for one in to(world.corwin) if "waits too long" in one.subject]) == 1 and to(world.ximena) == []
    )  # another department's lead


# A server that does not answer


def test_a_letter_that_could_not_be_sent_is_tried_again_and_is_sent_once(world, server):
    world.sent(world.marla)
    server.times = 2
    turn()
    assert mail.outbox == [] and Letter.objects.get().last_trouble == "no-connection"
    assert work_at("2026-11-16T09:00:30") == [] == work_at("2026-11-16T09:01")  # the second try
    assert work_at("2026-11-16T09:02") == []  # two minutes' pause now

    [one] = work_at("2026-11-16T09:03")

    letter = Letter.objects.get()
    assert one.to == [MARLA] and letter.attempts == 3 and letter.last_trouble == ""
    assert work_at("2026-11-16T12:00") == []


def test_an_address_that_is_refused_keeps_no_other_letter(world, server):
    world.sent(world.marla)
    world.sent(world.gideon)
    server.times, server.trouble = 1, smtplib.SMTPRecipientsRefused({MARLA: (550, b"no such user")})
    turn()
    assert len(mail.outbox) == 1
    assert Letter.objects.get(sent_at=None).last_trouble == "address-refused"


def test_a_server_that_does_not_answer_keeps_no_badge_unsigned(world, server):
    server.times = 99
    award = world.granted(world.gideon, world.vesna)
    turn()
    award.refresh_from_db()
    assert award.signed_at is not None and mail.outbox == []


def test_a_mail_that_is_tried_again_has_the_same_message_id_and_the_same_letters(world, server, monkeypatch):
    letters.prefer("daily", by=world.marla)
    world.sent(world.marla)
    turn()
    tried = []

    def lose(mail, _address, *, key):
        tried.append((key, mail.subject))
        raise ConnectionResetError

    monkeypatch.setattr("merited.worker.mail.send", lose)
    work_at("2026-11-17T07:00")
    with clock.at(local("2026-11-17T07:00:10")):
        world.granted(world.marla, world.petra, world.ml101)
    work_at("2026-11-17T07:30")
    assert len(tried) == 2 and tried[0] == tried[1]


def test_a_worker_killed_while_it_sends_leaves_the_letter_to_another(world):
    world.sent(world.marla)
    seal_next()
    tell_some()
    assert len(letters.take_next()) == 1  # and here it dies
    assert work_at("2026-11-16T09:09") == []
    assert len(work_at("2026-11-16T09:10")) == 1


def test_letters_wait_where_mail_goes_nowhere(world, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    world.sent(world.marla)
    turn()
    assert letters.waiting().count() == 1


def test_after_two_weeks_a_letter_is_no_news(world, server):
    world.sent(world.marla)
    server.times = 10_000
    turn()
    server.times = 0
    work_at("2026-12-01T09:00")
    assert Letter.objects.get(kind=Kind.SENT).dropped == "too-old"


def test_a_letter_that_cannot_be_written_keeps_no_other_from_going_out(world, monkeypatch):
    def broken(_letter):
        raise ValueError("a fault of ours")

    monkeypatch.setitem(PIECES, Kind.EARNED, broken)
    world.granted(world.gideon, world.vesna)
    turn()
    assert Letter.objects.get(kind=Kind.EARNED).last_trouble == "ValueError"
    world.sent(world.marla)
    turn()
    assert to(world.marla)


def test_a_title_cannot_add_a_header(world):
    Version.objects.filter(pk=world.pl101.pk).update(title="One\nBcc: all@example.org")
    world.sent(world.marla)
    turn()
    assert mail.outbox[0].subject == "It is here: One Bcc: all@example.org"


def test_names_are_escaped_in_html_and_plain_in_text(world):
    Person.objects.filter(pk=world.marla.pk).update(name="Marla <b>O’Tenby</b>")
    world.sent(world.marla)
    turn()
    [one] = mail.outbox
    assert "Hello Marla <b>O’Tenby</b>," in one.body
    assert "Marla &lt;b&gt;O’Tenby&lt;/b&gt;" in one.alternatives[0].content


def test_headers_say_that_a_program_wrote_it_and_how_to_stop(world):
    world.sent(world.marla)
    turn()
    message = mail.outbox[0].message()
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<http://localhost:8000/accounts/>"
    assert message["Message-ID"] == f"<{Letter.objects.get().pk}@localhost>"
