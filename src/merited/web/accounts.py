"""How accounts behave: made by the district, not by strangers; and one's own page."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _

from merited.people.queries import addresses_of, memberships_of, roles_of
from merited.people.rules.places import Office
from merited.web.access import PersonRequest, page

OFFICES: dict[str, str] = {
    Office.PROGRAM_ADMIN: _("Program administrator"),
    Office.DEPARTMENT_LEAD: _("Department lead"),
    Office.OPERATOR: _("Operator"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves: the district invites. Refusals speak as the rest of the pages do."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "The address and the password do not fit together. Check both, or have a new password sent to you."
        ),
        "too_many_login_attempts": gettext_lazy(
            "That did not fit several times in a row. Wait five minutes, or have a new password sent to you."
        ),
        "incorrect_password": gettext_lazy("This is not your password. Type it once more."),
        "enter_current_password": gettext_lazy("Type the password that you have now."),
        "rate_limited": gettext_lazy("That was often, and fast. Go on in a minute."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never; the page says whom to ask."""
        return False


@page
def mine(request: PersonRequest) -> HttpResponse:
    """My account: name, places of work, addresses, password, signing out."""
    context = {
        "area": "account",
        "memberships": memberships_of(request.user),
        "roles": [(gettext(OFFICES[one.kind]), one.organization) for one in roles_of(request.user)],
        "addresses": addresses_of(request.user),
    }
    return render(request, "account/mine.html", context)
