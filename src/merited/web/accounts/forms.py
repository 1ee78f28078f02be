"""Forms of the library, held to our rule of whose account an address opens."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm, ResetPasswordKeyForm

from merited.people.joining import entered_by_letter
from merited.people.queries import holder_of


class ResetForm(ResetPasswordForm):  # type: ignore[misc]
    """A letter with a link goes to an address that opens an account, and to no other."""

    def clean_email(self) -> str:
        """Whose account the address opens; nobody's is answered in the same words."""
        email = str(get_adapter().clean_email(self.cleaned_data["email"].lower()))
        holder = holder_of(email)
        self.users = [holder] if holder and holder.is_active else []
        return email


class ResetKeyForm(ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password. Whoever came by the letter has shown that the address is theirs."""

    def save(self) -> None:
        """Keep the password; links that are out end."""
        get_adapter().set_password(self.user, self.cleaned_data["password1"])
        entered_by_letter(self.user)
