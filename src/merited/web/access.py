"""Who is asking: the decorator of pages behind sign-in, and what stands around every page."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_info, gettext
from django.views.decorators.cache import never_cache

from merited.base.errors import Refused
from merited.people.queries import district_of
from merited.review.queries import doors_of
from merited.web.typed import typed_in

if TYPE_CHECKING:
    from merited.people.models import Organization, Person

P = ParamSpec("P")


class PersonRequest(HttpRequest):
    """A request behind sign-in."""

    user: "Person"


def page(
    view: Callable[Concatenate[PersonRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page for people who are signed in; it is never kept by a cache.

    Whoever was signed out meanwhile gets back what the form brought, to copy it: nothing typed is lost.
    """

    @wraps(view)
    def signed_in(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        typed = [] if request.user.is_authenticated or is_script(request) else typed_in(request)
        if typed:
            return render(request, "errors/signed_out.html", {"typed": typed, "address": request.path}, status=401)
        return known(request, *args, **kwargs)

    @login_required
    def known(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return never_cache(signed_in)  # type: ignore[return-value]


def is_script(request: HttpRequest) -> bool:
    """Whether a script asks, and wants JSON: it keeps what was typed itself."""
    return "application/json" in request.headers.get("Accept", "")


def told(no: Refused) -> str:
    """The sentence of a refusal in the reader's language, its facts filled in."""
    return gettext(no.template).format(**no.facts)


def speak_for(request: HttpRequest, place: "Organization") -> "Organization":
    """Let the page say the name and the clocks of the district that answers for what it shows. Returns that district."""
    district = district_of(place)
    request.district = district  # type: ignore[attr-defined]
    timezone.activate(district.timezone or "UTC")  # until the request ends: middleware.district_time puts it back
    return district


def around(request: HttpRequest) -> dict[str, object]:
    """What the frame of every page needs; each is asked only where a template shows it."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    doors = SimpleLazyObject(lambda: doors_of(user) if known else (False, False, False, False))  # type: ignore[arg-type]
    return {
        "district": getattr(request, "district", None),
        "demo": settings.DEMO,
        "languages": [(code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES],
        "reviews": SimpleLazyObject(lambda: doors[0]),
        "oversees": SimpleLazyObject(lambda: doors[1]),
        "called_upon": SimpleLazyObject(lambda: doors[2]),
        "hears": SimpleLazyObject(lambda: doors[3]),
    }
