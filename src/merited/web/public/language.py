"""Choosing the language of the pages: kept in a cookie, and with the person who is signed in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from merited.people.actions import speak

LANGUAGES = dict(settings.LANGUAGES)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the choice, and go back to the page on which it was made. A language that we do not have changes nothing."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    chosen = request.POST.get("language", "")
    if chosen in LANGUAGES:
        if request.user.is_authenticated:
            speak(chosen, by=request.user)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response
