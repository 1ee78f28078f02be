"""Pages for when something is not there, or went wrong: what happened, that nothing was lost, what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For strangers and for addresses that are not there: the same page."""
    return render(request, "errors/not_found.html", status=404)


def odd_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For a request that no page of ours would send."""
    return render(request, "errors/odd_request.html", status=400)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For a form that does not come from a page of ours, or from one opened long ago."""
    return render(request, "errors/stale_form.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """For our own mistakes. Nothing is read from the database here: it may be what is broken."""
    return render(request, "errors/broken.html", {"district": None, "plain": True}, status=500)
