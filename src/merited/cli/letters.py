"""`merited letters`: what waits to be sent and what could not be, by keys alone; and a letter to try the settings with."""

from collections import Counter
from datetime import datetime
from uuid import uuid4

from django.conf import settings

from merited.base import clock
from merited.people.letters import waiting
from merited.worker.letters import Mail
from merited.worker.mail import goes_nowhere, send

MOST = 50


def report() -> int:
    """Print what waits. Returns 1 when something was tried and could not be sent."""
    every = list(waiting())
    tried = [one for one in every if one.last_trouble]
    if goes_nowhere():
        print("Letters are kept and not sent: EMAIL_URL is not set.")
    for one in every[:MOST]:
        state = f"tried {one.attempts} times, {one.last_trouble}" if one.last_trouble else "waits"
        print(f"{one.pk}  {one.kind:<9} to {one.person_id}  {_when(one.due_at)}  {state}")
    if len(every) > MOST:
        print(f"... and {len(every) - MOST} more")
    codes = ", ".join(f"{code} ({count})" for code, count in Counter(one.last_trouble for one in tried).most_common())
    print(f"{len(every)} wait; {len(tried)} could not be sent yet{f': {codes}' if codes else ''}.")
    return int(bool(tried))


def _when(due: datetime) -> str:
    return "due now             " if due <= clock.now() else f"due {due:%Y-%m-%d %H:%M} UTC"


def send_test(address: str) -> int:
    """Send a letter that says where it comes from. Returns 1 when there is no server to send it by."""
    if goes_nowhere():
        print("EMAIL_URL is not set, so nothing is sent to anybody.")
        return 1
    words = f"This is a test of the mail settings of {settings.PUBLIC_URL}. If you can read it, letters arrive."
    send(Mail("A test from Merited", f"{words}\n", f"<p>{words}</p>"), address, key=uuid4())
    print(f"Sent to {address}, from {settings.DEFAULT_FROM_EMAIL}. Whether it arrives, its reader knows.")
    return 0
