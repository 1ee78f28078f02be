"""The pages of the check and of the grant: what each person sees, and what they never learn."""

import pytest
from django.core.files.storage import storages

from merited.awards.models import Award
from merited.people.actions import appoint
from merited.people.rules.places import Office
from merited.review.actions import let_lapse, look_into_next, pass_back, score, send_in, set_plan
from merited.review.models import Granting, Precheck, Reading
from merited.review.queries import plan_for
from merited.review.rules.stages import Plan
from merited.submissions.actions import add_link, remove
from merited.submissions.models import Exhibit, Submission
from merited.submissions.rules.completeness import STATEMENTS

WORDS = "It asks for a password."
NOTE = "The second plan seems to be the first one again."


def text_of(answer):
    return " ".join(answer.content.decode().split())


def status(client, address):
    """Of a file, which is read to its end, so that it is closed."""
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


@pytest.fixture
def check(world):
    """Lupe's PL-101, sent, to be opened first."""
    set_plan(world.pl101.microcredential, Plan(0, 0, borderline=False, precheck=True), by=None)
    send_in(world.written(world.lupe), set(STATEMENTS), by=world.lupe)
    return Precheck.objects.get()


@pytest.fixture
def granting(world):
    """Lupe's PL-101, read, to be confirmed."""
    set_plan(world.pl101.microcredential, Plan(0, 0, borderline=False, grant=True), by=None)
    reading = world.claimed(world.lupe, world.vesna)
    score(reading, world.sheet(reading), keep="", by=world.vesna)
    return Granting.objects.get()


def piece(check):
    return Exhibit.objects.filter(attempt=check.attempt_id).order_by("artifact")[0]


def test_a_page_sends_where_the_program_wants_it(world):
    set_plan(world.pl101.microcredential, Plan(precheck=True), by=None)
    submission = world.written(world.lupe)
    client = world.client(world.lupe)

    page = text_of(client.get(f"/work/{submission.pk}/send/"))
    assert "First somebody sees, within one working day, whether everything opens." in page
    client.post(f"/work/{submission.pk}/send/", {"statements": list(STATEMENTS)})

    assert Submission.objects.get().state == "precheck"
    page = text_of(client.get(f"/work/{submission.pk}/"))
    assert "Being opened" in page and "You will hear by Thursday, December 3" in page
    assert "Somebody sees whether everything opens." in text_of(client.get("/work/"))


def test_before_sending_the_page_names_a_file_that_does_not_open(world):
    set_plan(world.pl101.microcredential, Plan(precheck=True), by=None)
    submission = world.written(world.lupe)
    lost = Exhibit.objects.order_by("artifact")[0]
    page = f"/work/{submission.pk}/send/"
    assert "We could not open" not in text_of(world.client(world.lupe).get(page))
    storages["private"].delete(lost.evidence.path)

    seen = text_of(world.client(world.lupe).get(page))

    assert "We could not open one file." in seen and lost.name in seen and "Please add it once more." in seen


def test_whoever_checks_sees_every_piece_and_neither_name_nor_criteria_nor_answers(world, check):
    look_into_next()

    page = text_of(world.client(world.corwin).get(f"/district/checks/{check.pk}/"))

    for one in Exhibit.objects.filter(attempt=check.attempt_id):
        assert f"I cannot open {one.name}" in page
    assert "It opens." in page and "Question 1: 4 words" in page
    assert world.lupe.name not in page and "My answer to" not in page
    criterion = next(one for one in world.pl101.document.criteria if one.artifact)
    assert criterion.name not in page and "Something is wrong with" not in page


def test_the_pieces_open_for_whoever_checks_while_it_waits_and_no_longer(world, check):
    address = f"/evidence/{piece(check).pk}/file"
    assert status(world.client(world.corwin), address) == 200
    for other in (world.ximena, world.vesna, world.gwendolyn):
        assert status(world.client(other), address) == 404

    world.client(world.corwin).post(f"/district/checks/{check.pk}/", {"deed": "confirm"})

    assert status(world.client(world.corwin), address) == 404


def test_what_is_returned_says_which_piece_and_what_helps(world, check):
    named = piece(check)
    client = world.client(world.corwin)
    answer = client.post(
        f"/district/checks/{check.pk}/", {"deed": "return", "piece": str(named.pk), "words": WORDS}, follow=True
    )
    assert "Its earner hears what does not open" in text_of(answer)

    lupe, submission = world.client(world.lupe), Submission.objects.get()
    assert "Something does not open" in text_of(lupe.get("/work/"))
    for address in (f"/work/{submission.pk}/send/", f"/work/{submission.pk}/{named.artifact}/"):
        page = text_of(lupe.get(address))
        assert "One piece does not open on our side." in page and WORDS in page and f"Go to {named.name}" in page
        assert "It is the same attempt" in page
        assert world.corwin.name not in page
    ended = text_of(client.get(f"/district/checks/{check.pk}/"))
    assert WORDS in ended and "I cannot open" not in ended


def test_what_does_not_open_stays_on_the_list_until_something_else_takes_its_place(world, check):
    named = piece(check)
    world.client(world.corwin).post(
        f"/district/checks/{check.pk}/", {"deed": "return", "piece": str(named.pk), "words": WORDS}
    )
    lupe, submission = world.client(world.lupe), Submission.objects.get()
    pages = [f"/work/{submission.pk}/{named.artifact}/", f"/work/{submission.pk}/send/"]
    for address in pages:
        page = text_of(lupe.get(address))
        assert f"{named.name} does not open on our side</a>" in page
        assert "Nothing is missing" not in page
        assert ", something is missing" in page  # beside its part
    assert f"{named.name} does not open on our side. It is the same attempt." in text_of(lupe.get("/work/"))

    add_link(check.attempt, named.artifact, "https://sites.example/plan", about="", by=world.lupe)
    remove(named, by=world.lupe)

    for address in pages:
        page = text_of(lupe.get(address))
        assert "does not open on our side</a>" not in page
        assert "Nothing is missing" in page and ", something is missing" not in page
    assert "does not open" not in text_of(lupe.get("/work/"))


def test_what_was_mended_where_it_is_can_be_sent_as_it_stands(world, check):
    world.client(world.corwin).post(
        f"/district/checks/{check.pk}/", {"deed": "return", "piece": str(piece(check).pk), "words": WORDS}
    )
    submission = Submission.objects.get()
    world.client(world.lupe).post(f"/work/{submission.pk}/send/", {"statements": list(STATEMENTS)})
    assert Submission.objects.get().state == "precheck"


def test_a_refused_return_keeps_what_was_ticked_and_typed(world, check):
    client, address = world.client(world.corwin), f"/district/checks/{check.pk}/"

    page = text_of(client.post(address, {"deed": "return", "words": WORDS}))
    assert "Choose the piece that cannot be opened." in page and WORDS in page
    page = text_of(client.post(address, {"deed": "return", "piece": str(piece(check).pk), "words": ""}))
    assert "Say in a sentence what you saw" in page and f'value="{piece(check).pk}" checked' in page
    assert Submission.objects.get().state == "precheck"


def test_two_who_check_at_once_are_told_kindly(world, check):
    world.client(world.corwin).post(f"/district/checks/{check.pk}/", {"deed": "confirm"})

    assert world.client(world.thea).get(f"/district/checks/{check.pk}/").status_code == 404
    again = world.client(world.corwin).post(f"/district/checks/{check.pk}/", {"deed": "confirm"})
    assert "A colleague has just checked this one." in text_of(again)


def test_a_checker_has_one_list_and_nothing_else_of_the_district(world, check):
    appoint(world.vesna, Office.CHECKER, world.pl101.microcredential.organization, by=None)
    client = world.client(world.vesna)

    assert client.get("/district/").headers["Location"] == "/district/checks/"
    assert 'href="/district/"' in text_of(client.get("/district/checks/"))  # the way there
    assert client.get("/district/grants/").status_code == client.get("/district/waiting/").status_code == 404


def test_the_reader_is_told_that_nobody_had_time(world, check):
    let_lapse(check)
    claimed = world.client(world.vesna).post(f"/review/claim/{check.attempt_id}/", follow=True)
    assert "it came to you unchecked" in text_of(claimed)


def test_whoever_grants_sees_what_is_recorded_and_no_name(world, granting):
    page = text_of(world.client(world.corwin).get(f"/district/grants/{granting.pk}/"))

    assert "One reader found every criterion met." in page and "Proficient" in page and "Confirm the award" in page
    assert world.lupe.name not in page and world.vesna.name not in page
    exhibit = Exhibit.objects.filter(attempt=granting.attempt_id)[0]
    assert status(world.client(world.corwin), f"/evidence/{exhibit.pk}/file") == 200
    assert status(world.client(world.ximena), f"/evidence/{exhibit.pk}/file") == 404


def test_confirming_grants_the_badge(world, granting):
    answer = world.client(world.corwin).post(f"/district/grants/{granting.pk}/", {"deed": "confirm"}, follow=True)

    assert "The badge is being signed" in text_of(answer)
    assert Award.objects.get().person == world.lupe


def test_while_it_waits_its_earner_learns_only_that_people_look_at_it(world, granting):
    page = text_of(world.client(world.lupe).get(f"/work/{granting.attempt.submission_id}/"))

    assert "Being read" in page and "You will hear by Thursday, December 3" in page
    assert "the department confirms it" in page
    assert "Proficient" not in page


def test_one_more_reading_asks_for_words_which_the_readers_who_filed_alone_see(world, granting):
    client, address = world.client(world.corwin), f"/district/grants/{granting.pk}/"
    assert "Say in a sentence or two what made you pause." in text_of(client.post(address, {"deed": "back"}))

    done = client.post(address, {"deed": "back", "words": NOTE}, follow=True)
    assert "A second person reads it now, blind." in text_of(done)

    first = granting.attempt.submission
    assert NOTE in text_of(world.client(world.vesna).get(f"/review/{_reading(world.vesna)}/"))
    claimed = world.client(world.keziah).post(f"/review/claim/{granting.attempt_id}/", follow=True)
    assert claimed.status_code == 200 and NOTE not in text_of(claimed)
    assert NOTE not in text_of(world.client(world.lupe).get(f"/work/{first.pk}/"))


def _reading(person):
    return Reading.objects.get(reviewer=person).pk


def test_what_one_may_not_confirm_is_seen_to_wait_for_a_colleague(world, granting):
    appoint(world.vesna, Office.DEPARTMENT_LEAD, world.pl101.microcredential.organization, by=None)

    page = text_of(world.client(world.vesna).get("/district/grants/"))

    assert "For a colleague to confirm" in page and f"/district/grants/{granting.pk}/" not in page
    assert world.client(world.vesna).get(f"/district/grants/{granting.pk}/").status_code == 404


def test_the_district_says_what_waits_to_be_confirmed_and_links_both_lists(world, granting):
    home = text_of(world.client(world.thea).get("/district/"))
    assert "1 to confirm" in home and "/district/grants/" in home and "/district/checks/" in home
    assert "To be confirmed" in text_of(world.client(world.thea).get("/district/waiting/"))


def test_empty_lists_say_what_will_stand_there(world):
    client = world.client(world.thea)
    assert "stands here from that minute on" in text_of(client.get("/district/checks/"))
    assert "stands here until you confirm it" in text_of(client.get("/district/grants/"))


def test_a_lead_turns_the_stages_on_and_the_public_page_says_so(world):
    client = world.client(world.corwin)
    client.post("/district/judging/pl-101/", {"first_of_version": "0", "share": "0", "precheck": "on", "grant": "on"})

    assert plan_for(world.pl101.microcredential) == Plan(0, 0, borderline=False, precheck=True, grant=True)
    page = text_of(world.client().get("/catalog/pl-101/"))
    assert "First somebody sees, within one working day, whether everything opens." in page
    assert "the department confirms it, and then you hear" in page
    assert "All of this is within the same promised days." in page
    other = text_of(world.client().get("/catalog/ml-101/"))
    assert "First somebody sees" not in other and "the same promised days" not in other
    assert "somebody sees whether everything opens" in text_of(client.get("/district/judging/"))


def test_a_second_doubt_is_read_by_a_lead_reader(world, granting):
    pass_back(granting, words=NOTE, by=world.corwin)
    world.client(world.keziah).post(f"/review/claim/{granting.attempt_id}/")
    held = Reading.objects.select_related("attempt__submission__version").get(pk=_reading(world.keziah))
    score(held, world.sheet(held), keep="", by=world.keziah)
    again = Granting.objects.get(attempt=granting.attempt_id, state="open")

    page = text_of(world.client(world.thea).get(f"/district/grants/{again.pk}/"))
    assert "2 readers have read it" in page and NOTE in page
    done = world.client(world.thea).post(
        f"/district/grants/{again.pk}/", {"deed": "back", "words": "x y z"}, follow=True
    )
    assert "A lead reader reads it now, blind" in text_of(done)
