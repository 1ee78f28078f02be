"""Sending what is due: one mail after the other, each marked when the server has taken it, each tried again when not."""

import logging
import smtplib
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import DatabaseError
from django.urls import reverse

from merited.base import clock
from merited.base.halt import halt
from merited.people import letters
from merited.people.queries import verified_address
from merited.worker.letters import Mail, mail_of

if TYPE_CHECKING:
    from merited.people.models import Letter

log = logging.getLogger(__name__)

TOO_OLD = timedelta(days=14)  # after so long a letter is no news; its page says it all
TROUBLES: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPRecipientsRefused, "address-refused"),
    (smtplib.SMTPSenderRefused, "sender-refused"),
    (smtplib.SMTPAuthenticationError, "sign-in-refused"),
    (smtplib.SMTPNotSupportedError, "not-supported"),
    (smtplib.SMTPServerDisconnected, "no-connection"),
    (smtplib.SMTPConnectError, "no-connection"),
    (smtplib.SMTPException, "not-taken"),
    (OSError, "no-connection"),
)


def goes_nowhere() -> bool:
    """Whether letters would be thrown away: then they wait, and doctor says what to set."""
    return settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def post_due() -> bool:
    """Send every mail that is due. Whether any was.

    A server that does not answer ends this turn, so that signing and sealing do not wait behind it.
    """
    busy = False
    while not goes_nowhere() and (found := letters.take_next()):
        trouble = _post(found)
        if trouble == "no-connection":
            return False
        busy = True
    return busy


def _post(found: "list[Letter]") -> str:
    """Send one mail, and write down what came of it. The code of the trouble, if there was any."""
    person, written = found[0].person, min(one.created_at for one in found)
    address = verified_address(person)
    if not person.is_active or address is None:
        letters.drop(found, "no-address" if person.is_active else "closed")
        return ""
    if written < clock.now() - TOO_OLD:
        letters.drop(found, "too-old")
        return ""
    key = found[0].bundle or found[0].pk
    try:
        mail = mail_of(found)
        if mail is None:
            letters.drop(found, "overtaken")
            return ""
        send(mail, address, key=key)
    except DatabaseError:
        raise
    except Exception as no:  # whatever is wrong with this one keeps no other from being sent
        trouble = next((code for kind, code in TROUBLES if isinstance(no, kind)), type(no).__name__)
        log.warning(
            "A letter could not be sent (%s); it is tried again: mail %s, try %s.", trouble, key, found[0].attempts
        )
        letters.were_not_sent(found, trouble)
        return trouble
    # Killed here, the mail goes out a second time, under the same Message-ID: once too often at most, never not at all.
    halt("letters.sent")
    letters.were_sent(found)
    return ""


def send(mail: Mail, address: str, *, key: UUID) -> None:
    """Hand a mail to the server. Its Message-ID is that of the key, so that a mail sent twice is known as one."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    headers = {
        "Message-ID": f"<{key}@{host}>",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{settings.PUBLIC_URL}{reverse('account')}>",
    }
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[address], headers=headers)
    message.attach_alternative(mail.html, "text/html")
    message.send()
