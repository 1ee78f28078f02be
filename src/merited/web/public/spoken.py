"""The verifier's sentences in the reader's language. The library speaks English; what it seldom says stays English."""

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from merited.people.dates import full_day_of

# Whole sentences of merited_credentials: named here so that they are translated.
WHOLE = (
    _("This badge is unchanged since its issuer signed it, it is in force, and nothing shows that it was revoked."),
    _("What is shown is what was signed."),
    _("The badge is unchanged since it was signed."),
    _("The badge was changed after it was signed, or another key signed it."),
    _("This badge is not signed, so anyone could have written it."),
    _("This badge is in force and has no end date."),
    _("The issuer has not revoked this badge."),
    _("The issuer keeps no list on which this badge could be revoked."),
    _("Revoked: the issuer has withdrawn this badge."),
    _("This badge was issued to this person."),
    _("This badge was issued to somebody else."),
    _("This is an image only; there is no credential in it."),
    _("This is a list of revoked badges and not a badge."),
    _("Not checked, because this is no badge."),
    _("Not checked, because this kind of badge cannot be read yet."),
    _("Not checked, because it is not well-formed."),
    _("Not checked, because it cannot be told what was signed."),
    _("Not checked, because the signature does not hold."),
    _("Not checked, because there is no signature here that can be checked."),
    _("Not checked, because the key is not the issuer's."),
)
# Sentences that end in something of the badge's own: how they begin, and the whole.
BEGUN: dict[str, str] = {
    "This is well-formed as ": _("This is well-formed as %(it)s."),
    "The key that signed this badge is listed by its issuer, ": _(
        "The key that signed this badge is listed by its issuer, %(it)s."
    ),
    "This badge is valid until ": _("This badge is valid until %(it)s."),
    "This badge expired on ": _("This badge expired on %(it)s."),
    "This badge is not valid before ": _("This badge is not valid before %(it)s."),
}
REVOKED = "Revoked on "


def spoken(sentence: str) -> str:
    """A sentence of the verifier, translated where we know it."""
    whole = gettext(sentence)
    if whole != sentence:
        return whole
    if sentence.startswith(REVOKED) and ": " in sentence:
        day, why = sentence.removeprefix(REVOKED).split(": ", 1)
        return gettext("Revoked on %(day)s: %(why)s.") % {"day": _day(day), "why": gettext(why.removesuffix("."))}
    for start, words in BEGUN.items():
        if sentence.startswith(start):
            return gettext(words) % {"it": _day(sentence.removeprefix(start).removesuffix("."))}
    return sentence


def _day(text: str) -> str:
    """A day of the verifier (December 8, 2026) as the reader writes days; anything else as it is."""
    try:
        return full_day_of(datetime.strptime(text, "%B %d, %Y").date())
    except ValueError:
        return text
