"""What a person wishes: the language of pages and letters, and how many letters."""

from collections.abc import Mapping

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from merited.base.errors import Refused
from merited.people.actions import speak
from merited.people.letters import prefer
from merited.people.rules.letters import Wish
from merited.web.access import PersonRequest, page, told

WISHES: Mapping[str, tuple[str, str]] = {
    Wish.EACH: (_("Each as it comes"), _("By day. At night they wait until six in the morning.")),
    Wish.DAILY: (_("One a day"), _("At seven in the morning, with everything since the day before.")),
    Wish.NEEDED: (
        _("Only when something is decided or asked of you"),
        _("None to say that your work came in, or that we are late. My work says it too."),
    ),
}


@page
def letters(request: PersonRequest) -> HttpResponse:
    """POST keeps the wishes; a GET leads to the page on which they are made."""
    if request.method == "POST":
        language = request.POST.get("language", "")
        try:
            prefer(request.POST.get("letters", ""), by=request.user)
        except Refused as no:
            messages.warning(request, told(no))
        else:
            if language in dict(settings.LANGUAGES):
                speak(language, by=request.user)
            with override(language or None):
                messages.success(request, gettext("It is kept."))
    return redirect(f"{reverse('account')}#letters")
