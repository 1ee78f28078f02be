"""What happens to every request, whatever the page."""

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation

from merited.people.queries import home_of, root_organization
from merited.web.localized import forget


def one_host(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send visitors of 127.0.0.1 to localhost: passkeys refuse an address without a name, and two hosts are two sign-ins."""

    def middleware(request: HttpRequest) -> HttpResponse:
        host, _colon, port = request.META.get("HTTP_HOST", "").partition(":")
        if host == "127.0.0.1" and (settings.DEMO or settings.DEBUG):
            return HttpResponseRedirect(f"http://localhost:{port or 80}{request.get_full_path()}")
        return get_response(request)

    return middleware


def own_language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Speak the language that a signed-in person chose. For strangers the cookie and the browser have decided before."""

    def middleware(request: HttpRequest) -> HttpResponse:
        forget()
        # Without the session's cookie nobody is signed in: a page for everybody stays one that caches may keep.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            with suppress(LookupError):
                translation.activate(translation.get_supported_language_variant(request.user.language))
                request.LANGUAGE_CODE = translation.get_language()
        return get_response(request)

    return middleware


def district_time(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Say every time as the clocks in one's own district do, and keep that district at hand for the page.

    For a stranger it is the oldest district. A page that shows something of another one says so: `access.speak_for`.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        forget()
        # Without the session's cookie nobody is signed in: a page for everybody stays one that caches may keep.
        district = None
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            district = home_of(request.user)
        district = district or root_organization()
        request.district = district  # type: ignore[attr-defined]
        with timezone.override(district.timezone or "UTC" if district else "UTC"):
            return get_response(request)

    return middleware
