"""The queue when much waits: a page that stays light, and one button for the next one."""

from merited.web.reviewer import views
from tests.web.answering import page as page_of

QUEUE = "/review/"


def test_only_the_most_urgent_are_listed_and_the_page_says_so(world, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(views, "MOST_WAITING", 2)
    for person in (world.lupe, world.cyrus, world.marla):
        world.sent(person)
    client = world.client(world.vesna)
    with django_assert_max_num_queries(12):
        page = page_of(client.get(QUEUE))
    assert page.count(">Claim<") == 2 and "These are the 2 most urgent. More waits behind them." in page
    assert "The first 2" in page and "2 waiting" not in page
    assert "Much work waits for a reader." in page


def test_the_next_one_is_one_click_away(world):
    world.sent(world.lupe)
    world.sent(world.cyrus)
    client = world.client(world.vesna)
    assert "Take the next one" in page_of(client.get(QUEUE))
    answer = client.post("/review/claim/next/", follow=True)
    assert "File the reading" in page_of(answer) or "desk-page" in page_of(answer)


def test_where_nothing_waits_it_says_so_kindly(world):
    answer = world.client(world.vesna).post("/review/claim/next/", follow=True)
    assert "Nothing waits for you just now. Thank you for looking." in page_of(answer)


def test_whoever_reads_nothing_finds_no_such_button(world):
    assert world.client(world.lupe).post("/review/claim/next/").status_code == 404
