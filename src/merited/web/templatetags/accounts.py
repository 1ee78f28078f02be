"""What templates of the accounts need to know of the request."""

from django import template
from django.http import HttpRequest

from merited.web.accounts.adapters import passkeys_work_at

register = template.Library()


@register.filter
def passkeys_work(request: HttpRequest) -> bool:
    """Whether a browser offers passkeys at this address."""
    return passkeys_work_at(request)
