"""What happens to every request, whatever the page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from merited.people.queries import root_organization


def one_host(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send visitors of 127.0.0.1 to localhost: passkeys refuse an address without a name, and two hosts are two sign-ins."""

    def middleware(request: HttpRequest) -> HttpResponse:
        host, _colon, port = request.META.get("HTTP_HOST", "").partition(":")
        if host == "127.0.0.1" and (settings.DEMO or settings.DEBUG):
            return HttpResponseRedirect(f"http://localhost:{port or 80}{request.get_full_path()}")
        return get_response(request)

    return middleware


def district_time(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Say every time as the clocks in the district's schools do, and keep the district at hand for the page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        district = root_organization()
        request.district = district  # type: ignore[attr-defined]
        with timezone.override(district.timezone or "UTC" if district else "UTC"):
            return get_response(request)

    return middleware
