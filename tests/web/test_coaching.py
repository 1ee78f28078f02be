"""The pages of support while earning: asking, reading, commenting, answering, ending, and groups."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from merited.base.models import LogEntry
from merited.coaching.actions import comment, end_guest, say_coach
from merited.coaching.models import Comment, Group, Guest, Member
from merited.people.actions import tie
from merited.people.models import Employment
from merited.people.queries import verified_address
from merited.review.actions import claim
from merited.submissions.actions import add_file, send
from merited.submissions.models import Exhibit
from merited.submissions.rules.completeness import STATEMENTS
from tests.coaching.helping import asked, group_of, shown
from tests.world import MONDAY, TEXT


def page(world, who, path, **posted):
    client = world.client(who)
    return client.post(path, posted, follow=True) if posted else client.get(path)


def at(guest):
    return reverse("coach:draft", args=[guest.pk])


def status(world, who, path):
    """Of a file too, closed again."""
    answer = world.client(who).get(path)
    b"".join(answer.streaming_content) if answer.streaming else None
    return answer.status_code


@pytest.fixture
def draft(world):
    """Lupe's PL-101, written and not sent."""
    return world.written(world.lupe)


@pytest.fixture
def guest(world, draft):
    """Philippa has opened it."""
    return shown(draft, world.philippa, kind="coach", words="Is my rule clear?")


def test_an_address_is_answered_in_the_same_words_whether_or_not_it_is_known(world, draft):
    path = reverse("earner:guests", args=[draft.pk])
    known, unknown = verified_address(world.gideon), "nobody.at.all@alderbay.example"
    said = []
    for address in (known, unknown, verified_address(world.magnus)):
        text = page(world, world.lupe, path, deed="ask", address=address, kind="peer").content.decode()
        assert address in text
        said.append(text.replace(address, "ADDRESS").count("If this address belongs to somebody of your district"))
    assert said == [1, 1, 1]
    rows = {one.address: one.person for one in Guest.objects.all()}
    assert rows == {known: world.gideon, unknown: None, verified_address(world.magnus): None}
    text = page(world, world.lupe, path).content.decode()
    assert "Gideon" not in text and text.count("Asked</span>") == 3


def test_only_people_who_said_so_or_coach_one_already_stand_on_the_list(world, draft):
    path = reverse("earner:guests", args=[draft.pk])
    say_coach(world.vesna, "Planning checks")
    tie(world.philippa, world.lupe, "coach")
    text = page(world, world.lupe, path).content.decode()
    assert "Vesna Calloway" in text and "Planning checks" in text and "Philippa Rowe" in text
    assert "Keziah" not in text and "Gideon" not in text
    answer = page(world, world.lupe, path, deed="ask", coach=str(world.keziah.pk))
    assert "Choose one of the people on the list" in answer.content.decode() and not Guest.objects.exists()
    page(world, world.lupe, path, deed="ask", coach=str(world.vesna.pk), words="The second check?")
    assert Guest.objects.get().person == world.vesna


def test_the_guest_is_told_what_follows_before_anything_is_shown(world, draft):
    guest = asked(draft, world.philippa)
    text = page(world, world.philippa, at(guest)).content.decode()
    assert "you do not read work of Lupe Arrigo as a reviewer" in text and "My answer to" not in text
    exhibit = Exhibit.objects.first()
    assert status(world, world.philippa, f"/evidence/{exhibit.pk}/file") == 404
    text = page(world, world.philippa, at(guest), deed="open").content.decode()
    assert "My answer to p1.q1." in text and Guest.objects.get().opened_at
    assert status(world, world.philippa, f"/evidence/{exhibit.pk}/file") == 200
    assert LogEntry.objects.filter(deed="draft.opened", actor=world.philippa.pk).count() == 1


def test_looking_is_noted_once_a_day(world, guest):
    for _n in range(3):
        page(world, world.philippa, at(guest))
    assert LogEntry.objects.filter(deed="draft.seen", actor=world.philippa.pk).count() == 1


def test_there_is_no_level_and_no_own_view_on_a_guests_page(world, guest, draft):
    from merited.submissions.actions import assess_self

    attempt = world.attempt(draft)
    key = draft.version.document.criteria[0].id
    assess_self(attempt, {key: draft.version.document.criteria[0].levels[-1].id}, by=world.lupe)
    text = page(world, world.philippa, at(guest)).content.decode()
    assert 'type="radio"' not in text and "<select" not in text
    assert draft.version.document.criteria[0].levels[-1].label not in text
    exhibit = attempt.exhibits.first()
    page(
        world,
        world.philippa,
        at(guest),
        **{"deed": f"comment/{exhibit.pk}", f"level-{key}": "x", f"say-{exhibit.pk}": "Name them.", "say-p1.q1": ""},
    )
    assert [(one.place, one.exhibit, one.words) for one in Comment.objects.all()] == [
        (exhibit.artifact, exhibit, "Name them.")
    ]


def test_the_earner_reads_it_beside_the_place_answers_and_ticks_it_off(world, guest, draft):
    page(world, world.philippa, at(guest), **{"deed": "comment/p1.q1", "say-p1.q1": "Who are the five?"})
    step = page(world, world.lupe, f"/work/{draft.pk}/p1/").content.decode()
    assert "Who are the five?" in step and "Philippa Rowe" in step
    assert "Who are the five?" not in page(world, world.lupe, f"/work/{draft.pk}/a1/").content.decode()
    assert "Comments wait for you" in page(world, world.lupe, "/work/").content.decode()
    one = Comment.objects.get()
    path = reverse("earner:comments", args=[draft.pk])
    page(world, world.lupe, path, **{"deed": f"answer/{one.pk}", f"answer-{one.pk}": "I named them now."})
    assert "I named them now." in page(world, world.philippa, at(guest)).content.decode()
    page(world, world.lupe, path, deed=f"done/{one.pk}")
    one.refresh_from_db()
    assert one.answer == "I named them now." and one.done_at
    assert "Comments wait for you" not in page(world, world.lupe, "/work/").content.decode()
    page(world, world.lupe, path, deed=f"undone/{one.pk}")
    one.refresh_from_db()
    assert one.done_at is None


def test_an_empty_answer_is_refused_and_what_else_was_typed_is_saved(world, guest, draft):
    comment(guest, {"p1.q1": "Who?", "a1": "Which day?"}, by=world.philippa)
    first, second = Comment.objects.order_by("place")
    path = reverse("earner:comments", args=[draft.pk])
    text = page(
        world, world.lupe, path, **{"deed": f"answer/{second.pk}", f"answer-{first.pk}": "Monday."}
    ).content.decode()
    assert "Write a few words first." in text
    first.refresh_from_db()
    assert first.answer == "Monday."


def test_a_refused_comment_keeps_what_was_typed(world, guest):
    text = page(
        world, world.philippa, at(guest), **{"deed": "comment/zz", "say-p1.q1": "Mine.", "say-zz": "Lost?"}
    ).content.decode()
    assert "That place is in the draft no more" in text and "Mine." in text and not Comment.objects.exists()


@pytest.mark.parametrize("how", ["ended", "sent", "declined"])
def test_it_closes_at_once(world, guest, draft, how):
    exhibit = Exhibit.objects.first()
    if how == "ended":
        page(world, world.lupe, reverse("earner:guests", args=[draft.pk]), deed=f"end/{guest.pk}")
    elif how == "sent":
        send(draft, set(STATEMENTS), by=world.lupe)
    else:
        page(world, world.philippa, at(guest), deed="decline")
    client = world.client(world.philippa)
    assert client.get(at(guest)).status_code == 404
    assert client.post(at(guest), {"deed": "comment", "say-p1.q1": "More."}).status_code == 404
    assert status(world, world.philippa, f"/evidence/{exhibit.pk}/file") == 404
    assert draft.version.title not in client.get("/coach/").content.decode()


def test_whoever_left_the_district_sees_no_draft_and_no_group_any_more(world, guest, draft):
    group = group_of(world.philippa, world.lupe)
    path = reverse("coach:group", args=[group.pk])
    assert draft.version.title in page(world, world.philippa, path).content.decode()
    Employment.objects.filter(person=world.philippa).update(until=MONDAY.date())
    assert world.client(world.philippa).get(at(guest)).status_code == 404
    assert status(world, world.philippa, f"/evidence/{Exhibit.objects.first().pk}/file") == 404
    assert draft.version.title not in page(world, world.philippa, path).content.decode()


def test_strangers_find_nothing(world, guest, draft):
    """A colleague of the same school, one of another, the coordinator, another district, the earner; and a guest of another draft."""
    shown(world.written(world.lupe, world.ml101), world.cyrus)
    for who in (world.tobin, world.gideon, world.thea, world.magnus, world.lupe, world.cyrus):
        assert world.client(who).get(at(guest)).status_code == 404, who
        assert world.client(who).post(at(guest), {"deed": "comment", "say-p1.q1": "Mine."}).status_code == 404, who
        exhibit = Exhibit.objects.filter(attempt__submission=draft).first()
        assert who == world.lupe or status(world, who, f"/evidence/{exhibit.pk}/file") == 404, who
    for who in (world.philippa, world.tobin, world.magnus):
        for name in ("guests", "comments"):
            assert world.client(who).get(reverse(f"earner:{name}", args=[draft.pk])).status_code == 404, who


def test_sensitive_notes_are_shown_only_where_the_earner_says_so(world):
    version = world.version("ml-103")
    draft = world.written(world.lupe, version)
    key = next(one.id for one in version.document.artifacts if one.student_data == "sensitive_notes")
    exhibit = Exhibit.objects.get(attempt__submission=draft, artifact=key)
    other = Exhibit.objects.filter(attempt__submission=draft).exclude(artifact=key).first()
    guest = shown(draft, world.philippa)
    client = world.client(world.philippa)
    text = client.get(at(guest)).content.decode()
    assert "Not shown to guests" in text and exhibit.name not in text and other.name in text
    assert status(world, world.philippa, f"/evidence/{exhibit.pk}/file") == 404
    assert status(world, world.philippa, f"/evidence/{other.pk}/file") == 200
    end_guest(guest, by=world.lupe)
    path = reverse("earner:guests", args=[draft.pk])
    page(world, world.lupe, path, deed="ask", address=verified_address(world.philippa), kind="coach", with_notes="on")
    guest = Guest.objects.get(ended_at=None)
    page(world, world.philippa, at(guest), deed="open")
    assert exhibit.name in client.get(at(guest)).content.decode()
    assert status(world, world.philippa, f"/evidence/{exhibit.pk}/file") == 200


def test_what_is_withheld_for_a_learner_is_withheld_from_a_guest_too(world):
    from merited.review.flags import raise_flag, resolve
    from merited.review.rules.flags import Ending, Kind

    reading = world.claimed(world.lupe, world.keziah)
    exhibit = reading.attempt.exhibits.get(artifact="a2")
    flag = raise_flag(reading, Kind.PRIVACY, exhibit=exhibit, words="A name.", by=world.keziah)
    resolve(flag, Ending.LEFT_OUT, words="Left out.", by=world.thea)
    from merited.review.actions import score
    from merited.submissions.actions import revise

    last = [one for one in reading.attempt.submission.version.document.criteria if one.artifact == "a2"][-1].id
    words = {last: f"In {last} something is missing. One next move: add what is missing. The rest stays."}
    score(reading, world.sheet(reading, words), keep="", by=world.keziah)
    work = reading.attempt.submission
    work.refresh_from_db()
    again = revise(work, by=world.lupe)
    copy = add_file(again, "a2", ContentFile(TEXT, name="plan.txt"), about="My plan", by=world.lupe)  # the same file
    guest = shown(work, world.philippa)
    assert "A learner can be recognized" in page(world, world.philippa, at(guest)).content.decode()
    assert status(world, world.philippa, f"/evidence/{copy.pk}/file") == 404


def test_no_reviewer_ever_sees_a_comment(world, guest, draft):
    comment(guest, {"p1.q1": "Qwertzuiop."}, by=world.philippa)
    send(draft, set(STATEMENTS), by=world.lupe)
    reading = claim(draft.attempts.get(), by=world.keziah)
    assert "Qwertzuiop" not in page(world, world.keziah, f"/review/{reading.pk}/").content.decode()
    assert "Qwertzuiop" in page(world, world.lupe, reverse("earner:comments", args=[draft.pk])).content.decode()


# Groups.


def test_a_group_shows_what_each_agreed_to_and_no_more(world):
    work = world.not_yet(world.lupe, world.keziah)
    group = group_of(world.philippa, world.lupe, world.gideon, world.cyrus)
    world.draft(world.gideon, world.ml101)
    mine = Member.objects.get(person=world.lupe)
    path = reverse("coach:group", args=[group.pk])
    text = page(world, world.philippa, path).content.decode()
    assert work.version.title in text and "Not yet" not in text and ">Sent<" in text and ">Draft<" in text
    assert "Has nothing in hand just now." in text
    page(
        world,
        world.lupe,
        "/work/groups/",
        **{"deed": f"share/{mine.pk}", f"work-{mine.pk}": "on", f"not-yet-{mine.pk}": "on"},
    )
    assert "Not yet" in page(world, world.philippa, path).content.decode()
    page(world, world.lupe, "/work/groups/", deed=f"share/{mine.pk}")
    assert work.version.title not in page(world, world.philippa, path).content.decode()
    page(world, world.lupe, "/work/groups/", deed=f"leave/{mine.pk}")
    assert "Lupe" not in page(world, world.philippa, path).content.decode()


def test_joining_by_invitation_declining_and_the_link(world):
    group = group_of(world.philippa)
    path = reverse("coach:group", args=[group.pk])
    for address in (verified_address(world.lupe), verified_address(world.gideon), "nobody@alderbay.example"):
        page(world, world.philippa, path, deed="ask", address=address)
    text = page(world, world.philippa, path).content.decode()
    assert "Lupe" not in text and "nobody@alderbay.example" in text
    assert "Somebody asks you into a group." in page(world, world.lupe, "/work/").content.decode()
    member = Member.objects.get(person=world.lupe)
    page(world, world.lupe, "/work/groups/", **{"deed": f"join/{member.pk}", f"work-{member.pk}": "on"})
    refused = Member.objects.get(person=world.gideon)
    page(world, world.gideon, "/work/groups/", deed=f"decline/{refused.pk}")
    link = f"/work/groups/join/{group.token}/"
    page(world, world.cyrus, link, work="on")
    text = page(world, world.philippa, path).content.decode()
    assert "Lupe Arrigo" in text and "Cyrus Pennock" in text and "Gideon" not in text
    assert world.client(world.magnus).get(link).status_code == 404
    assert world.client(world.philippa).get(link).status_code == 404
    assert world.client(world.keziah).get(path).status_code == 404


def test_a_group_says_when_it_meets_takes_people_off_and_ends(world):
    group = group_of(world.philippa, world.lupe)
    path = reverse("coach:group", args=[group.pk])
    page(world, world.philippa, path, deed="meets", day="2026-11-25", words="Library, 3 PM")
    for who, where in ((world.philippa, path), (world.lupe, "/work/groups/")):
        text = page(world, who, where).content.decode()
        assert "Wednesday, November 25" in text and "Library, 3 PM" in text
    text = page(world, world.philippa, path, deed="meets", day="soon", words="Cellar").content.decode()
    assert "Choose the day from the calendar" in text and "Cellar" in text
    page(world, world.philippa, path, deed=f"off/{Member.objects.get().pk}")
    assert "You are in no group." in page(world, world.lupe, "/work/groups/").content.decode()
    page(world, world.philippa, path, deed="end")
    assert world.client(world.philippa).get(path).status_code == 404 and Group.objects.get().closed_at


def test_the_list_of_coaches_is_joined_and_left(world):
    page(world, world.vesna, "/coach/", deed="say", words="Planning checks")
    path = reverse("earner:guests", args=[world.draft(world.lupe).pk])
    assert "Vesna" in page(world, world.lupe, path).content.decode()
    page(world, world.vesna, "/coach/", deed="stop")
    assert "Vesna" not in page(world, world.lupe, path).content.decode()


def test_the_pages_are_light(world, guest, draft, django_assert_max_num_queries):
    comment(guest, {"p1.q1": "Who?", "a1": "Which day?"}, by=world.philippa)
    group = group_of(world.philippa, world.lupe, world.gideon, world.cyrus, world.marla)
    pages = (
        (world.philippa, at(guest)), (world.philippa, "/coach/"), (world.philippa, reverse("coach:group", args=[group.pk])),
        (world.lupe, reverse("earner:guests", args=[draft.pk])), (world.lupe, reverse("earner:comments", args=[draft.pk])),
        (world.lupe, "/work/groups/"), (world.lupe, "/work/"), (world.lupe, f"/work/{draft.pk}/p1/"),
    )  # fmt: skip
    for who, path in pages:
        client = world.client(who)
        client.get(path)
        with django_assert_max_num_queries(12):
            assert client.get(path).status_code == 200, path
