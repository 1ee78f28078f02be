"""One's own account: how one signs in, addresses, places, and leaving."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from merited.awards.actions import Portrait, present
from merited.awards.queries import profile_of, shown_on
from merited.people.joining import close_account
from merited.people.queries import addresses_of, employments_of, memberships_of, passkeys_of, roles_of
from merited.people.rules.invitations import DAYS_TO_COME_BACK
from merited.people.rules.office_words import NAMES
from merited.people.rules.places import Office, Place
from merited.web.access import PersonRequest, page
from merited.web.accounts.preferences import WISHES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allauth.account.models import EmailAddress

    from merited.awards.models import Profile
    from merited.people.models import Employment, Person


@page
def mine(request: PersonRequest) -> HttpResponse:
    """My account, in the order in which people need it: signing in, addresses, places, leaving."""
    addresses = list(addresses_of(request.user))
    employments = list(employments_of(request.user))
    verified = [one for one in addresses if one.verified]
    works_at = [one for one in memberships_of(request.user) if one.organization.kind != Place.DISTRICT]
    context = {
        "area": "account",
        "memberships": works_at,
        "jobs": [one for one in employments if not one.until],
        "left": [one for one in employments if one.until],
        "roles": [(gettext(NAMES[Office(one.kind)]), one.organization) for one in roles_of(request.user)],
        "addresses": addresses,
        "made_out_to": verified[0] if verified else None,
        "personal_missing": bool(employments) and not _has_personal(employments, addresses),
        "on_file": _on_file(employments, addresses),
        "offered": _offered(employments, addresses),
        "wishes": [(code, gettext(name), gettext(meaning)) for code, (name, meaning) in WISHES.items()],
        "passkeys": [(one.wrap().name, one) for one in passkeys_of(request.user)],
    }
    return render(request, "account/mine.html", context)


def _has_personal(employments: "Sequence[Employment]", addresses: "Sequence[EmailAddress]") -> bool:
    """Whether there is a verified address that is no district's."""
    at_work = {one.email.partition("@")[2] for one in employments if one.email}
    return any(one.verified and one.email.partition("@")[2] not in at_work for one in addresses)


def _on_file(employments: "Sequence[Employment]", addresses: "Sequence[EmailAddress]") -> str:
    """The personal address that the district has on file, if it is not on the account yet."""
    mine = {one.email for one in addresses}
    return next(
        (one.personal_email for one in employments if one.personal_email and one.personal_email not in mine), ""
    )


def _offered(employments: "Sequence[Employment]", addresses: "Sequence[EmailAddress]") -> str:
    """The address at work that a roster brought, if it is not on the account yet: its owner alone can put it there."""
    mine = {one.email for one in addresses}
    return next((one.email for one in employments if one.email and not one.until and one.email not in mine), "")


@page
def close(request: PersonRequest) -> HttpResponse:
    """A page that says what closing means; POST does it: the profile goes off, signing in ends."""
    if request.method != "POST":
        context = {"area": "account", "days": DAYS_TO_COME_BACK, "profile": _public_profile(request.user)}
        return render(request, "account/close.html", context)
    profile = _public_profile(request.user)
    if profile:
        shown = set(shown_on(profile).values_list("pk", flat=True))
        present(Portrait(profile.name, profile.words, shown, public=False, indexed=False), by=request.user)
    close_account(by=request.user)
    logout(request)
    messages.success(request, gettext("Your account is closed, and you are signed out."))
    return redirect("account_inactive")


def _public_profile(person: "Person") -> "Profile | None":
    profile = profile_of(person)
    return profile if profile and profile.public_since else None
