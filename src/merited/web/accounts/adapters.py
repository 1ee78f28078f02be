"""How accounts behave where the library asks: made by the district, refusals in our words, passkeys beside passwords."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from merited.people.joining import end_links
from merited.people.queries import addresses_of, holder_of, verified_address


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
        "duplicate_email": gettext_lazy("This address is on your account already."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never; the page says whom to ask."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The address has to be one that opens the account: what somebody merely typed into an account opens nothing."""
        email = credentials.get("email")
        holder = holder_of(email) if email else None
        if email and holder is None:
            credentials["password"] = ""
        found = super().authenticate(request, **credentials)
        return found if found is None or holder is None or found.pk == holder.pk else None

    def reauthenticate(self, user: Any, password: str) -> bool:
        """The password once more, whichever address is used first."""
        first = addresses_of(user).first()
        email = verified_address(user) or (first.email if first else "")
        found = self.authenticate(context.request, email=email, password=password) if email else None
        return found is not None and found.pk == user.pk

    def set_password(self, user: Any, password: str) -> None:
        """Whoever has a password needs no link: those that are out end."""
        super().set_password(user, password)
        end_links(user)

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> Any:
        """Whoever is in needs no link either."""
        end_links(user)
        return super().post_login(request, user, **more)

    def get_login_stages(self) -> list[str]:
        """A passkey signs in alone, and so does the password: neither is asked for on top of the other."""
        return [one for one in super().get_login_stages() if not one.startswith("allauth.mfa.")]

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Never the last verified address: badges are made out to one, and the way back leads through one."""
        others = addresses_of(email_address.user).filter(verified=True).exclude(pk=email_address.pk)
        return bool(super().can_delete_email(email_address)) and (not email_address.verified or others.exists())


class PasskeyAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys, named in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("That passkey did not fit. Try again, or sign in with your password."),
    }

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """A name for whoever gives none."""
        return gettext("My passkey")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Under which name the device keeps it: the host that the person sees."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Merited"}


def passkeys_work_at(request: HttpRequest) -> bool:
    """Browsers offer passkeys over https and on this very machine, and under a name, not a number."""
    host = request.get_host().partition(":")[0]
    return not host.replace(".", "").isdigit() and (request.is_secure() or host == "localhost" or settings.BEHIND_HTTPS)
