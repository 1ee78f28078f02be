"""`merited letters`, and what doctor says of letters: keys and codes, never a name or an address."""

from datetime import timedelta

import pytest
from django.core import mail

from merited.base import clock
from merited.cli.letters import report, send_test
from merited.insight.doctor import WRONG, examine
from merited.people.models import Letter
from merited.worker.loop import turn
from tests.world import MONDAY


@pytest.fixture
def unsent(world, monkeypatch):
    """One letter that could not be sent."""

    def refuse(*_args, **_named):
        raise ConnectionRefusedError("secret-host:25")

    monkeypatch.setattr("merited.worker.mail.send", refuse)
    world.sent(world.marla)
    turn()
    return Letter.objects.get()


def findings():
    return [one.sentence for one in examine() if one.what == "letters" and one.how == WRONG]


def test_nothing_waits(world, capsys):
    assert report() == 0
    assert capsys.readouterr().out == "0 wait; 0 could not be sent yet.\n"


def test_what_could_not_be_sent_is_listed_by_keys_alone(unsent, capsys):
    assert report() == 1
    out = capsys.readouterr().out
    assert str(unsent.pk) in out and "tried 1 times, no-connection" in out
    assert "1 wait; 1 could not be sent yet: no-connection (1)." in out
    assert "Marla" not in out and "@" not in out and "secret-host" not in out


def test_without_a_server_the_command_says_that_letters_are_kept(world, settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert report() == 0 and send_test("somebody@example.org") == 1
    assert "EMAIL_URL is not set" in capsys.readouterr().out


def test_a_test_letter_says_where_it_comes_from(world, capsys):
    assert send_test("somebody@example.org") == 0
    assert mail.outbox[-1].to == ["somebody@example.org"] and "http://localhost:8000" in mail.outbox[-1].body


def test_doctor_tells_of_letters_that_are_not_sent_for_a_day(unsent):
    assert findings() == []
    with clock.at(MONDAY + timedelta(days=1, minutes=1)):
        assert findings() == ["1 letters could not be sent for more than a day (no-connection)."]


def test_doctor_tells_when_nobody_is_told(world):
    from merited.base.log import seal_next

    world.sent(world.marla)
    seal_next()
    with clock.at(MONDAY + timedelta(minutes=11)):
        assert any("Nobody was told" in one for one in findings())
