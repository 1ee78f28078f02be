"""Words for who sees an award's page."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from merited.awards.rules.visibility import Visibility

NAMES: dict[Visibility, str] = {
    Visibility.PRIVATE: _("Held privately"),
    Visibility.UNLISTED: _("Anyone with the link"),
    Visibility.SHARED: _("Shared"),
}
# What a choice means, before it is made.
MEANINGS: dict[Visibility, str] = {
    Visibility.PRIVATE: _(
        "Only you see the page. Others read that a badge of your issuer is held privately, and neither your name nor what it is."
    ),
    Visibility.UNLISTED: _(
        "People to whom you give the link see your name, the badge and its date. Search engines are asked to leave it alone."
    ),
    Visibility.SHARED: _(
        "Anyone sees your name, the badge and its date, and search engines may list the page under your name."
    ),
}
# What holds now, to its earner.
WHO_SEES: dict[Visibility, str] = {
    Visibility.PRIVATE: _("Held privately: only you see the page of this badge."),
    Visibility.UNLISTED: _("Only people who have the link see the page of this badge."),
    Visibility.SHARED: _("Anyone sees the page of this badge, and search engines may list it."),
}
# What happened, after a choice.
DONE: dict[Visibility, str] = {
    Visibility.PRIVATE: _(
        "The page is held privately now. People with the link read “held privately”, and your profile page does not show it. A file that you give to somebody still verifies. You can change it back at any time."
    ),
    Visibility.UNLISTED: _(
        "People with the link see the page now, and search engines are asked to leave it alone. You can change it back at any time."
    ),
    Visibility.SHARED: _(
        "Anyone sees the page now, and search engines may list it. You can change it back at any time; what a search engine kept may take some days to go."
    ),
}


def qr_title(title: str) -> str:
    """What the code is, for people who cannot see it."""
    return gettext("QR code: the page of the badge %(title)s") % {"title": title}
