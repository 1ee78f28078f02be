"""POST /api/v1/verify: the bytes of a badge in, a verdict with its steps out. Nothing that is sent is kept."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from merited.awards import verifying
from merited.base import clock

LARGEST = 5_000_000
A_MINUTE = 60  # requests from one address


@csrf_exempt  # it reads no cookie and changes nothing
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """The body is JSON, a JWT as text, a PNG or an SVG, whatever its Content-Type says; `?recipient=` is optional."""
    if request.method != "POST":
        refusal = _refusal("post-only", gettext("Send the badge as the body of a POST: JSON, JWT, PNG or SVG."), 405)
        refusal["Allow"] = "POST"
        return refusal
    if _is_too_often(request):
        refusal = _refusal("too-often", gettext("That was more than 60 badges in a minute. Go on in a minute."), 429)
        refusal["Retry-After"] = "60"
        return refusal
    data = request.read(LARGEST + 1)
    if len(data) > LARGEST:
        return _refusal(
            "too-large", gettext("This is larger than 5 MB, and badges are smaller. Send the badge alone."), 413
        )
    if not data.strip():
        return _refusal("empty", gettext("Nothing was sent. Send the badge as the body of the POST."), 400)
    recipient = request.GET.get("recipient", "").strip() or None
    return JsonResponse(verifying.verify(data, recipient=recipient).as_dict())


def _refusal(code: str, sentence: str, status: int) -> HttpResponse:
    return JsonResponse({"error": code, "sentence": sentence}, status=status)


def _is_too_often(request: HttpRequest) -> bool:
    """Counted by the minute, in the shared cache. Two at once may count as one: the limit guards, it does not bill."""
    key = f"verify:{get_adapter().get_client_ip(request)}:{int(clock.now().timestamp()) // 60}"
    if cache.add(key, 1, timeout=120):
        return False
    try:
        return cache.incr(key) > A_MINUTE
    except ValueError:  # it ran out in this very moment
        return False
