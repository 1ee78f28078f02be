"""A reviewer's own terms: how much a week, in which languages, what else they would read, and when not."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import get_language_info, gettext, ngettext
from django.views.decorators.http import require_http_methods

from merited.base import clock
from merited.base.errors import Refused
from merited.base.words import _
from merited.people.queries import home_of
from merited.review import actions, queries
from merited.web.access import PersonRequest, page, told


@page
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: PersonRequest) -> HttpResponse:
    """See them; POST changes them, begins a pause or ends it. A refusal keeps what was typed."""
    readable, offers = list(queries.readable_by(request.user)), queries.offers_of(request.user)
    if not readable and not offers:
        raise Http404
    context: dict[str, object] = {}
    if request.method == "POST":
        try:
            messages.success(request, _done(request), extra_tags="pine")
        except Refused as no:
            context = {"refusal": told(no), "code": no.code, "typed": request.POST}
        else:
            return redirect("reviewer:terms")
    stored = queries.terms_of(request.user)
    speaks = set(request.POST.getlist("language")) if _deed(request) == "terms" else None
    chosen = set(request.POST.getlist("offer")) if _deed(request) == "terms" else None
    shown = speaks if speaks is not None else queries.languages_of(stored, request.user)
    context |= {
        "area": "review",
        "reviews": True,
        "capacity": request.POST.get("capacity", stored.capacity),
        "reads_in": [(code, _named(code), code in shown) for code, _name in settings.LANGUAGES],
        "offers": [
            (one, one.key in (chosen if chosen is not None else offers))
            for one in queries.offered_with_titles(request.user)
        ],
        "pause": queries.pause_of(request.user, _today()),
        "today": _today(),
        "held": queries.readings_of(request.user).filter(expires_at__gt=clock.now()).count(),  # those that run
    }
    return render(request, "reviewer/terms.html", context, status=400 if "refusal" in context else 200)


def _deed(request: PersonRequest) -> str:
    return request.POST.get("deed", "")


def _today() -> date:
    return timezone.localdate(clock.now())


def _named(code: str) -> str:
    name: str = get_language_info(code)["name_local"]
    return name.capitalize()


def _done(request: PersonRequest) -> str:
    """Do what was asked, and say what was done. Raises `Refused`."""
    me = request.user
    if _deed(request) == "pause":
        return _paused(request)
    if _deed(request) == "back":
        actions.come_back(me)
        return gettext("Welcome back. Work comes to you again.")
    typed, languages = request.POST.get("capacity", "").strip(), request.POST.getlist("language")
    known = [code for code, _name in settings.LANGUAGES if code in languages]
    if not known:
        raise Refused("no-language", _("Choose at least one language in which you read."))
    wanted = request.POST.getlist("offer")
    actions.set_terms(
        me, capacity=int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else -1, languages=known, by=me
    )  # fmt: skip
    actions.offer(me, [one.pk for one in queries.offered_to(me) if one.key in wanted], by=me)
    return gettext("Your terms are kept. They count from now on.")


def _paused(request: PersonRequest) -> str:
    since, until = _day(request.POST.get("since", "")), _day(request.POST.get("until", ""))
    home = home_of(request.user)
    if since is None or until is None or home is None:
        raise Refused("no-such-pause", _("Choose a first and a last day. The last one lies ahead, and within a year."))
    before = queries.readings_of(request.user).count()
    actions.pause(request.user, since, until, at=home)
    back = before - queries.readings_of(request.user).count()
    if back:
        return ngettext(
            "Your pause has begun. %(n)s reading that you held is back in the queue, and what you wrote is kept.",
            "Your pause has begun. %(n)s readings that you held are back in the queue, and what you wrote is kept.",
            back,
        ) % {"n": back}
    return gettext("Your pause is noted. No new work comes to you in it.")


def _day(typed: str) -> date | None:
    try:
        return parse_date(typed.strip())
    except ValueError:  # such as February 30
        return None
