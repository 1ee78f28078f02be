"""POST /api/v1/verify: a badge or its address in, a verdict with its steps out. Nothing that is sent is kept."""

import re

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from merited_credentials import DoorRefused

from merited.awards import verifying
from merited.awards.often import is_too_often
from merited.base.errors import Refused

LARGEST = 5_000_000
A_MINUTE = 60  # requests from one address
_ADDRESS = re.compile(rb"\s*https?://[\x21-\x7e]{1,2000}\s*", re.IGNORECASE)


@csrf_exempt  # it reads no cookie and changes nothing
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """The body is JSON, a JWT as text, a PNG, an SVG or an address, whatever its Content-Type says.

    `?recipient=` is optional.
    """
    if request.method != "POST":
        refusal = _refusal("post-only", gettext("Send the badge as the body of a POST: JSON, JWT, PNG or SVG."), 405)
        refusal["Allow"] = "POST"
        return refusal
    who = get_adapter().get_client_ip(request)
    if is_too_often("verify", who, A_MINUTE):
        refusal = _refusal("too-often", gettext("That was more than 60 badges in a minute. Go on in a minute."), 429)
        return _later(refusal)
    data = request.read(LARGEST + 1)
    if len(data) > LARGEST:
        return _refusal(
            "too-large", gettext("This is larger than 5 MB, and badges are smaller. Send the badge alone."), 413
        )
    if not data.strip():
        return _refusal("empty", gettext("Nothing was sent. Send the badge as the body of the POST."), 400)
    recipient = request.GET.get("recipient", "").strip() or None
    try:
        return JsonResponse(_checked(data, who, recipient).as_dict())
    except Refused as no:
        return _later(_refusal(no.code, gettext(no.template), 429))


def _checked(data: bytes, who: str, recipient: str | None) -> verifying.Checked:
    """Raises `Refused` where other sites were asked too often, or by too many at once."""
    if _ADDRESS.fullmatch(data):
        try:
            return verifying.check_address(data.decode().strip(), who=who, recipient=recipient)
        except DoorRefused as no:
            return verifying.Checked(verifying.unread(no))
        except Refused as no:
            if no.code != "closed":  # where the door is shut, an address is answered as what it is: no badge
                raise
    return verifying.check(data, who=who, recipient=recipient)


def _later(refusal: HttpResponse) -> HttpResponse:
    refusal["Retry-After"] = "60"
    return refusal


def _refusal(code: str, sentence: str, status: int) -> HttpResponse:
    return JsonResponse({"error": code, "sentence": sentence}, status=status)
