"""Verify: drop anything; the sentence first, then seven questions with PASS, FAIL or UNKNOWN in words."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods
from merited_credentials import DoorRefused, Report

from merited.awards import queries, verifying
from merited.awards.credential import award_address
from merited.awards.often import is_too_often
from merited.awards.verifying import Checked
from merited.base import clock
from merited.base.errors import Refused
from merited.base.words import _
from merited.people.queries import public_url
from merited.web.access import told
from merited.web.public.findings import shown
from merited.web.public.privately import is_closed
from merited.web.public.spoken import spoken

if TYPE_CHECKING:
    from merited.awards.models import Award

LARGEST = 2_000_000
A_MINUTE = 60  # badges from one address
_ADDRESS = re.compile(r"(?:https?://|/|[\w.-]+(?::\d+)?/)[^\s{}\"]+", re.IGNORECASE)
_AWARD = re.compile(r"/awards/([0-9a-f-]{36})(?:\.json|\.png|\.svg)?/?")
_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_AROUND = "<>()[]\"' \t\r\n.,;"  # what clings to an address that is copied out of a text


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to have checked. Nothing of it is kept."""

    data: bytes
    name: str  # of the file
    text: str
    email: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Asked":
        """Read the form. Raises `Refused` where there is nothing, or too much, to check."""
        text, email = request.POST.get("text", "").strip(), request.POST.get("email", "").strip()
        if _is_address(text.strip(_AROUND)):
            text = text.strip(_AROUND)
        file = request.FILES.get("file")
        if isinstance(file, UploadedFile):
            if (file.size or 0) > LARGEST:
                raise Refused("too-large", TOO_LARGE)
            return cls(file.read(), str(file.name), "", email)
        if len(text) > LARGEST:
            raise Refused("too-large", TOO_LARGE)
        if not text:
            raise Refused(
                "nothing",
                _("There is nothing to check yet. Choose the badge’s file, or paste its text or its web address."),
            )
        return cls(text.encode(), "", text, email)


TOO_LARGE = _(
    "This is larger than 2 MB, and badges are smaller. Choose the badge itself: the PNG, SVG or JSON file that you were given."
)


@csrf_exempt  # so that a form that is too large to read is answered too; inside, the form is protected
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check a badge. Changes nothing and keeps nothing."""
    try:
        return _answer(request) if request.method == "POST" else _ask(request)
    except RequestDataTooBig:
        return _page(request, problem=gettext(TOO_LARGE), status=413)


def _ask(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("award")
    if not wanted:
        return _page(request)
    try:
        award = get_object_or_404(queries.award_at(UUID(wanted)))
    except ValueError as odd:
        raise Http404 from odd
    try:
        return _page(request, checked=Checked(_own(request, award, "")), text=award_address(award))
    except Refused as no:
        return _page(request, problem=told(no), text=award_address(award))


@csrf_protect
def _answer(request: HttpRequest) -> HttpResponse:
    try:
        asked = Asked.of(request)
    except Refused as no:
        return _page(request, problem=told(no), email=request.POST.get("email", ""))
    try:
        checked = _checked(request, asked)
    except Refused as no:
        late = no.code in ("too-often", "busy")
        return _page(request, problem=told(no), text=asked.text, email=asked.email, status=429 if late else 200)
    except DoorRefused as no:
        advice = "" if no.code == "page" else f" {gettext(INSTEAD)}"
        return _page(request, problem=spoken(no.sentence) + advice, text=asked.text, email=asked.email)
    text = asked.text if _is_address(asked.text) else ""
    return _page(request, checked=checked, text=text, email=asked.email, name=asked.name)


def _checked(request: HttpRequest, asked: Asked) -> Checked:
    """Look the badge up where it is ours, fetch it where only its address was given, and verify it."""
    who, recipient = get_adapter().get_client_ip(request), asked.email or None
    if is_too_often("verify", who, A_MINUTE):
        raise Refused("too-often", TOO_OFTEN)
    if not _is_address(asked.text):
        return verifying.check(asked.data, who=who, recipient=recipient)
    here, key = _own_key(request, asked.text)
    if not here:
        address = asked.text if "://" in asked.text else f"https://{asked.text}"
        return verifying.check_address(address, who=who, recipient=recipient)
    award = queries.award_at(key).first() if key else None
    if award is None:
        raise Refused("not-here", NOT_HERE)
    return Checked(_own(request, award, asked.email))


TOO_OFTEN = _("That was more than 60 badges in a minute. Go on in a minute.")
INSTEAD = _("If you have the badge’s file, drop that here instead.")
NOT_HERE = _("There is no badge at that address. Compare it with the link that you were given, to the last letter.")


PRIVATE = _(
    "That badge is held privately, and its address tells nothing of it. Ask its holder for the file and drop it here: it can be checked as before."
)


def _own(request: HttpRequest, award: "Award", email: str) -> Report:
    if is_closed(request, award):
        raise Refused("held-privately", PRIVATE)
    if award.credential:
        return verifying.verify_award(award, recipient=email or None)
    if award.revoked_at:
        raise Refused("revoked-unsigned", _("This badge was revoked before it was signed. It is not valid."))
    raise Refused(
        "not-signed", _("This badge has been granted and is still being signed. Look again in a few minutes.")
    )


def _is_address(text: str) -> bool:
    """Whether a text is an address, or the bare key of an award."""
    return bool(_ADDRESS.fullmatch(text) or _KEY.fullmatch(text))


def _own_key(request: HttpRequest, address: str) -> tuple[bool, UUID | None]:
    """Whether an address is one of ours, however it was copied, and the key of the award in it if there is one."""
    try:
        if _KEY.fullmatch(address):
            return True, UUID(address)
        if "://" not in address:
            address = f"{request.scheme}://{request.get_host() if address.startswith('/') else ''}{address}"
        parts = urlsplit(address)
        host = parts.netloc.lower().replace("127.0.0.1", "localhost")
        if host not in {urlsplit(public_url()).netloc.lower(), request.get_host().lower()}:
            return False, None
        found = _AWARD.fullmatch(parts.path.lower())
        asked = parse_qs(parts.query).get("award", [""])[0]
        key = found.group(1) if found else asked if _KEY.fullmatch(asked) else None
        return True, UUID(key) if key else None
    except ValueError:
        return False, None


def _page(
    request: HttpRequest,
    *,
    checked: Checked | None = None,
    problem: str = "",
    text: str = "",
    email: str = "",
    name: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page; the address and e-mail that were typed stand in their fields again."""
    context = {
        "area": "verify",
        "finding": shown(checked.report) if checked else None,
        "asked": [(one.address, spoken(one.sentence)) for one in checked.asked] if checked else [],
        "alone": told(checked.refusal) if checked and checked.refusal else "",
        "opens_others": settings.FETCH,
        "problem": problem,
        "text": text,
        "email": email,
        "name": name,
        "now": clock.now(),
    }
    return render(request, "public/verify.html", context, status=status)
