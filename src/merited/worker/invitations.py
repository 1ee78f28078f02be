"""Letters with a link that opens an account: sent once the row is committed, and tried again until they are out."""

import logging
import smtplib
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from merited.people.joining import mailed, next_to_mail, token_of
from merited.people.queries import district_of, memberships_of, public_url
from merited.people.rules.invitations import Kind

if TYPE_CHECKING:
    from merited.people.models import Invitation

log = logging.getLogger(__name__)


def post_next() -> bool:
    """Send the letter that has waited longest. Whether there was one.

    Raises when the mail server does not answer: the letter stays due. An address that the server refuses keeps no
    other letter waiting; the coordinator sees that nobody came, and copies the link.
    """
    if settings.EMAIL_BACKEND.endswith("dummy.EmailBackend"):
        return False  # nothing would arrive: letters wait until mail is set up
    with transaction.atomic():
        invitation = next_to_mail()
        if invitation is None:
            return False
        try:
            send_invitation(invitation)
        except smtplib.SMTPRecipientsRefused:
            log.warning("The mail server refuses the address of invitation %s.", invitation.pk)
        mailed(invitation)
    return True


def send_invitation(invitation: "Invitation") -> None:
    """One letter, in the person's language, as text and as HTML."""
    place = memberships_of(invitation.person).select_related("organization__parent__parent").first()
    context = {
        "person": invitation.person,
        "until": invitation.until,
        "place": district_of(place.organization) if place else None,
        "back": invitation.kind == Kind.RETURN,
        "link": public_url() + reverse("account_claim", args=[token_of(invitation)]),
        "fresh": public_url() + reverse("account_fresh_link"),
    }
    with translation.override(invitation.person.language):
        subject = " ".join(render_to_string("account/email/invitation_subject.txt", context).split())
        text = render_to_string("account/email/invitation.txt", context)
        html = render_to_string("account/email/invitation.html", context)
    send_mail(subject, text, None, [invitation.address], html_message=html)
