"""A draft with a guest, two deeds at the very same moment: whoever was shown it is known before anybody reads it."""

import pytest

from merited.base.errors import Refused
from merited.coaching.actions import (
    Asked,
    Typed,
    ask_guest,
    comment,
    end_guest,
    join,
    jot,
    lead_group,
    look_on,
    open_draft,
)
from merited.coaching.models import Comment, Guest, Jotting, Member, Onlooker
from merited.people.queries import verified_address
from merited.review.actions import ask_second, claim, claim_look, file_look
from merited.review.models import Reading
from merited.review.queries import scope_to_score
from merited.review.rules.outcome import Judged
from merited.submissions.actions import revise, send, show_work, stop_showing
from merited.submissions.rules.completeness import STATEMENTS
from tests.coaching.helping import asked, shown
from tests.processes.race import Came

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(world):
    return world.written(world.lupe)


def sends(draft):
    return lambda: send(draft, set(STATEMENTS), by=draft.person)


def test_a_draft_that_is_sent_while_it_is_opened_is_barred_for_who_saw_it(world, draft, overtaken):
    guest = asked(draft, world.keziah)

    first, second = overtaken("guest.opened", lambda: open_draft(guest, by=world.keziah), sends(draft))

    assert (first.refused, second.refused) == (None, None) and Guest.objects.get().opened_at
    with pytest.raises(Refused, match="interest"):
        claim(draft.attempts.get(), by=world.keziah)


def test_a_draft_that_is_opened_while_it_is_sent_is_shown_to_nobody(world, draft, overtaken):
    guest = asked(draft, world.keziah)

    first, second = overtaken("send.attempt-closed", sends(draft), lambda: open_draft(guest, by=world.keziah))

    assert first.refused is None and second == Came(refused="no-draft")
    assert Guest.objects.get().opened_at is None and claim(draft.attempts.get(), by=world.keziah)


def test_somebody_asked_twice_at_once_is_asked_once(world, draft, overtaken):
    def ask():
        return ask_guest(draft, Asked(kind="peer", address=verified_address(world.gideon)), by=world.lupe)

    first, second = overtaken("guest.written", ask, ask)

    assert first.refused is None and second == Came(refused="asked-already") and Guest.objects.count() == 1


def test_a_comment_and_the_end_of_the_invitation(world, draft, overtaken):
    guest = shown(draft, world.gideon)

    first, second = overtaken(
        "comment.written",
        lambda: comment(guest, {"p1.q1": "Who?"}, by=world.gideon),
        lambda: end_guest(guest, by=world.lupe),
    )

    assert (first.refused, second.refused) == (None, None) and Guest.objects.get().ended_at
    with pytest.raises(Refused, match="no-draft"):
        comment(guest, {"p1.q1": "And?"}, by=world.gideon)


@pytest.fixture
def again(world):
    """Another look at Lupe's Not yet, and a second draft to which Vesna is asked."""
    work = world.not_yet(world.lupe, world.keziah)
    look = ask_second(work, by=world.lupe)
    revise(work, by=world.lupe)
    work.refresh_from_db()
    return look, asked(work, world.vesna)


def test_a_look_that_is_claimed_while_the_next_draft_is_opened_is_refused(world, again, overtaken):
    look, guest = again

    first, second = overtaken(
        "guest.opened", lambda: open_draft(guest, by=world.vesna), lambda: claim_look(look, by=world.vesna)
    )

    assert first.refused is None and second == Came(refused="interest")
    assert not Reading.objects.filter(look=look).exists()


def test_a_look_that_was_claimed_first_is_never_filed(world, again, overtaken):
    look, guest = again

    first, second = overtaken(
        "claim.reading-written", lambda: claim_look(look, by=world.vesna), lambda: open_draft(guest, by=world.vesna)
    )

    assert (first.refused, second.refused) == (None, None)
    reading = Reading.objects.get(look=look)
    with pytest.raises(Refused, match="interest"):
        file_look(
            reading, {one.id: Judged(one.levels[0].id) for one in scope_to_score(reading)}, keep="", by=world.vesna
        )


def test_a_double_click_joins_once(world, overtaken):
    group = lead_group("Wednesdays", by=world.philippa)

    def joins():
        return join(group, shares_work=True, shares_not_yet=False, by=world.lupe)

    first, second = overtaken("member.joined", joins, joins)

    assert (first.refused, second.refused) == (None, None) and Member.objects.count() == 1


def test_whoever_looks_under_the_link_while_they_claim_does_not_get_it(world, draft, overtaken):
    showing = show_work(draft, with_answers=True, by=world.lupe)
    attempt = sends(draft)() or draft.attempts.get()

    first, second = overtaken(
        "onlooker.written", lambda: look_on(showing, by=world.keziah), lambda: claim(attempt, by=world.keziah)
    )

    assert first.refused is None and second == Came(refused="interest") and not Reading.objects.exists()


def test_a_double_click_on_looking_is_noted_once(world, draft, overtaken):
    showing = show_work(draft, with_answers=True, by=world.lupe)

    def act():
        return look_on(showing, by=world.keziah)

    first, second = overtaken("onlooker.written", act, act)

    assert (first.refused, second.refused) == (None, None) and Onlooker.objects.count() == 1


def test_a_page_opened_twice_at_once_is_noted_once(world, draft, overtaken):
    showing = show_work(draft, with_answers=True, by=world.lupe)
    clients = [world.client(world.marla), world.client(world.marla)]  # of the same school: nothing is asked

    def act():
        return clients.pop().get(f"/shown/{showing.token}").status_code

    first, second = overtaken("onlooker.written", act, act)

    assert (first.value, second.value) == (200, 200) and Onlooker.objects.count() == 1


def test_a_link_that_ends_while_its_page_is_opened_was_looked_at(world, draft, overtaken):
    showing = show_work(draft, with_answers=True, by=world.lupe)
    marla = world.client(world.marla)

    first, second = overtaken(
        "onlooker.written",
        lambda: marla.get(f"/shown/{showing.token}").status_code,
        lambda: stop_showing(draft, by=world.lupe),
    )

    assert first == Came(value=200) and second.refused is None and Onlooker.objects.get().person == world.marla
    assert marla.get(f"/shown/{showing.token}").status_code == 410


def test_a_link_that_ends_while_somebody_looks(world, draft, overtaken):
    showing = show_work(draft, with_answers=True, by=world.lupe)

    first, second = overtaken(
        "onlooker.written", lambda: look_on(showing, by=world.keziah), lambda: stop_showing(draft, by=world.lupe)
    )

    assert (first.refused, second.refused) == (None, None) and Onlooker.objects.count() == 1


def test_two_pages_save_at_once_and_the_second_is_shown_both(world, draft, overtaken):
    guest = shown(draft, world.gideon)

    def types(words):
        return lambda: jot(guest, {"p1.q1": Typed(words, 0)}, by=world.gideon)

    first, second = overtaken("jotting.saved", types("From the phone."), types("From the laptop."))

    assert first.value == {} and second.value["p1.q1"].code == "stale"
    assert Jotting.objects.get().words == "From the phone."


def test_a_comment_that_is_left_while_its_page_still_saves_it_is_there_once(world, draft, overtaken):
    guest = shown(draft, world.gideon)

    first, second = overtaken(
        "comment.written", lambda: comment(guest, {"p1.q1": "Who?"}, by=world.gideon),
        lambda: jot(guest, {"p1.q1": Typed("Who?", 0)}, by=world.gideon),
    )  # fmt: skip

    assert first.refused is None and second.value == {}
    assert Comment.objects.count() == 1 and not Jotting.objects.exclude(words="").exists()
