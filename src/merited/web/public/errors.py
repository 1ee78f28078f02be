"""Pages for when something is not there, or went wrong: what happened, that nothing was lost, what to do."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from merited.web.typed import typed_in

MEGABYTE = 1_000_000


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For strangers and for addresses that are not there: the same page."""
    return render(request, "errors/not_found.html", status=404)


def odd_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For a request that no page of ours would send, or one that was too much to read."""
    too_much = _too_much(exception)
    if too_much:
        context = {"too_much": too_much, "address": _page_of(request)}
        return render(request, "errors/too_much.html", context, status=400)
    return render(request, "errors/odd_request.html", status=400)


def _too_much(exception: Exception | None) -> str:
    """What of it was too much, and what to do; nothing for other exceptions."""
    if isinstance(exception, TooManyFilesSent):
        most = settings.DATA_UPLOAD_MAX_NUMBER_FILES
        return gettext("More than %(most)s files came at once. Choose fewer, then send again.") % {"most": most}
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // MEGABYTE
        return gettext(
            "The texts on it are longer than %(most)s MB together. Shorten them, or add the long one as a file, then send again."
        ) % {"most": most}
    if isinstance(exception, TooManyFieldsSent):
        return gettext("It had more fields than any page of ours. Open the page anew and send it from there.")
    return ""


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For a form opened long ago, or before signing in anew elsewhere: what was typed in it is handed back to copy.

    What another site sends in a stranger's name is not shown: it would be that site's words on our page.
    """
    foreign = reason.startswith(("Origin", "Referer")) and not request.user.is_authenticated
    context = {
        "typed": [] if foreign else typed_in(request),
        "files": bool(request.FILES),
        "address": _page_of(request),
    }
    return render(request, "errors/stale_form.html", context, status=403)


def _page_of(request: HttpRequest) -> str:
    """The page on which the form stood, as far as the browser says; else the form's own address."""
    referer = request.headers.get("Referer", "")
    return referer if url_has_allowed_host_and_scheme(referer, {request.get_host()}) else request.path


def broken(request: HttpRequest) -> HttpResponse:
    """For our own mistakes. Nothing is read from the database here: it may be what is broken."""
    return render(request, "errors/broken.html", {"district": None, "plain": True}, status=500)
