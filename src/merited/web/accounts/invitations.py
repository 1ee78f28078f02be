"""Links that open an account: claim one that the district made, come back to one that was closed, ask for a fresh link."""

from typing import TYPE_CHECKING, Any

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from merited.base.errors import Refused
from merited.people.joining import ask_for_link, claim_account, invitation_at, must_be_good
from merited.people.queries import district_of, memberships_of
from merited.people.rules.invitations import Kind
from merited.web.access import told
from merited.web.accounts.adapters import passkeys_work_at

if TYPE_CHECKING:
    from merited.people.models import Invitation, Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class PasswordForm(forms.Form):
    """A password, typed twice."""

    password1 = forms.CharField(strip=False, max_length=200)
    password2 = forms.CharField(strip=False, max_length=200)

    def __init__(self, *args: Any, person: "Person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password1(self) -> str:
        """It is long enough, and none that everybody uses."""
        validate_password(self.cleaned_data["password1"], self.person)
        return str(self.cleaned_data["password1"])

    def clean_password2(self) -> str:
        """The same as the first."""
        if self.cleaned_data["password2"] != self.cleaned_data.get("password1", self.cleaned_data["password2"]):
            raise ValidationError(gettext("The two are not the same. Type them once more."))
        return str(self.cleaned_data["password2"])


@never_cache
@sensitive_post_parameters("password1", "password2")
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """What the link is for, and the ways in. Opening it changes nothing: mail programs open links by themselves."""
    invitation = invitation_at(token)
    if invitation is None:
        return _no_more(request, gettext("This link is not whole. Open it from the letter, or ask for a fresh one."))
    if request.user.is_authenticated:
        return _somebody_is_here(request, invitation)
    try:
        must_be_good(invitation)
        form = PasswordForm(request.POST or None, person=invitation.person)
        way = request.POST.get("way")
        if way == "passkey" or (way == "back" and invitation.kind == Kind.RETURN):
            return _open(request, invitation, then="mfa_add_webauthn" if way == "passkey" else "account")
        if way == "password" and form.is_valid():
            return _open(request, invitation, password=form.cleaned_data["password1"], then="earner:work")
    except Refused as no:
        return _no_more(request, told(no), code=no.code)
    return render(request, "account/claim.html", _welcome(request, invitation, form))


def _open(request: HttpRequest, invitation: "Invitation", *, password: str = "", then: str) -> HttpResponse:
    person = claim_account(invitation, password=password)
    login(request, person, backend=BACKEND)
    if then == "mfa_add_webauthn":
        messages.success(request, gettext("Your address is verified, and you are signed in. One step is left."))
    else:
        messages.success(request, gettext("Your address is verified, and you are signed in."))
    return redirect(then)


def _welcome(request: HttpRequest, invitation: "Invitation", form: PasswordForm) -> dict[str, object]:
    place = memberships_of(invitation.person).select_related("organization__parent__parent").first()
    return {
        "area": "account",
        "person": invitation.person,
        "address": invitation.address,
        "until": invitation.until,
        "invited_to": district_of(place.organization) if place else None,
        "back": invitation.kind == Kind.RETURN,
        "form": form,
        "passkeys": passkeys_work_at(request),
    }


def _somebody_is_here(request: HttpRequest, invitation: "Invitation") -> HttpResponse:
    if request.user.pk == invitation.person_id:
        messages.info(request, gettext("You are signed in already. The link has nothing more to do."))
        return redirect("account")
    return render(request, "account/wrong_person.html", {"area": "account", "person": invitation.person}, status=409)


def _no_more(request: HttpRequest, sentence: str, *, code: str = "") -> HttpResponse:
    context = {"area": "account", "sentence": sentence, "open": code in ("used", "taken")}
    return render(request, "account/claim_over.html", context, status=410)


@never_cache
def fresh_link(request: HttpRequest) -> HttpResponse:
    """My link ran out: type the address. The answer is the same whether or not we know it."""
    if request.method != "POST":
        return render(request, "account/fresh_link.html", {"area": "account"})
    address = request.POST.get("email", "").strip()[:254]
    if not address:
        return render(request, "account/fresh_link.html", {"area": "account", "missing": True})
    limited: HttpResponse | None = ratelimit.consume_or_429(request, action="reset_password", key=address.lower())
    if limited:
        return limited
    ask_for_link(address)
    return render(request, "account/fresh_link.html", {"area": "account", "asked": address})
