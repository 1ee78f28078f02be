"""The letters of the demonstration, as they would arrive: nothing of it leaves the machine, so a visitor looks here."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from merited.base import clock
from merited.cli.demo.pages import only_in_the_demonstration
from merited.people.letters import latest, mail_with
from merited.people.queries import verified_address
from merited.people.rules.letters import Kind
from merited.worker.letters import Mail, mail_of

if TYPE_CHECKING:
    from merited.people.models import Letter

ABOUT: dict[str, str] = {
    Kind.SENT: _("Your work is here"),
    Kind.NOT_YET: _("Not yet"),
    Kind.EARNED: _("Earned"),
    Kind.ON_HOLD: _("One thing to mend"),
    Kind.LATE: _("We are late"),
    Kind.DUE_SOON: _("Due soon"),
    Kind.OVERDUE: _("Somebody waits too long"),
    Kind.ASSIGNED: _("A reading for you"),
    Kind.NUDGE: _("Waiting for a reading"),
    Kind.CALIBRATE: _("Would you read for us?"),
    Kind.RUNNING_OUT: _("Little time is left"),
    Kind.ASKED: _("A question to you"),
    Kind.ANSWERED: _("Your question is answered"),
    Kind.LOOKED: _("Looked at again"),
    Kind.PANEL: _("An appeal needs your voice"),
    Kind.CONCERN: _("Something to look at"),
    Kind.LEADLESS: _("Another integrity lead is needed"),
    Kind.CASE_NOTICE: _("A question about your work"),
    Kind.CASE_DUE: _("Your answer is due soon"),
    Kind.CASE_PANEL: _("A case needs your voice"),
    Kind.CASE_OUTCOME: _("There is an outcome"),
    Kind.RETURNED: _("Something does not open"),
    Kind.CHECK: _("Something waits to be opened"),
    Kind.GRANT: _("Something waits to be confirmed"),
    Kind.ASK_BY: _("The days to ask end soon"),
    Kind.LOOK_DUE: _("Another look is due"),
    Kind.INVITED: _("Somebody asks for your comments"),
    Kind.COMMENTED: _("Comments on your draft"),
    Kind.GROUP: _("You are asked into a group"),
    Kind.OFFICE_GIVEN: _("An office of yours"),
    Kind.OFFICE_ENDED: _("An office has ended"),
}
# A mail brings its own style; here it may have it and nothing else.
AS_MAIL = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-top-navigation-by-user-activation"


@only_in_the_demonstration
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The latest letters, the newest first: sent, or waiting for the morning."""
    mails: dict[UUID, list[Letter]] = {}
    for one in latest():
        mails.setdefault(one.bundle or one.pk, []).append(one)
    rows = [(group[0], [gettext(ABOUT[one.kind]) for one in group]) for group in mails.values()]
    return render(request, "demo/letters.html", {"area": "demo", "rows": rows, "now": clock.now()})


@only_in_the_demonstration
@require_safe
def letter(request: HttpRequest, key: UUID) -> HttpResponse:
    """One letter: its lines and its text."""
    found, mail = _mail(key)
    context = {
        "area": "demo", "letter": found[0], "mail": mail, "sender": settings.DEFAULT_FROM_EMAIL,
        "address": verified_address(found[0].person),
    }  # fmt: skip
    return render(request, "demo/letter.html", context)


@only_in_the_demonstration
@require_safe
def as_html(_request: HttpRequest, key: UUID) -> HttpResponse:
    """The same as a mail program shows it."""
    _found, mail = _mail(key)
    if mail is None:
        raise Http404
    return HttpResponse(mail.html, headers={"Content-Security-Policy": AS_MAIL})


def _mail(key: UUID) -> "tuple[list[Letter], Mail | None]":
    found = mail_with(key)
    if not found:
        raise Http404
    return found, mail_of(found)
