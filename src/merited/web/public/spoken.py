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
    _("No recipient was named to compare with."),
    _("This badge names its recipient in a way that cannot be compared."),
    _("A status list with a status of its own is not followed."),
    _("Suspended: the issuer has set this badge aside for the time being."),
    _("The issuer has not suspended this badge."),
    _("The issuer offers a newer version of this badge."),
    _("The issuer offers no newer version of this badge."),
    _("The status of the badge is not written as a status."),
    _("The status of the badge does not say where it can be looked up."),
    _("The badge names a place that the issuer's list does not have."),
    _("The issuer's key is of a kind that this library cannot use yet."),
    _(
        "The key stands in the signature's own address. It shows that the badge is unchanged, but not that the key is the issuer's."
    ),
    _("The issuer is named by a mere number, which no key can be shown to belong to."),
    _("The signature does not name its key by a full address."),
    _("The document with the issuer's keys belongs to somebody else."),
    _("The issuer does not list the key that signed this badge."),
    _("The issuer lists two keys under the same address."),
    _("The issuer does not allow this key to sign badges."),
    _("The key in the issuer's document is controlled by somebody else."),
    _("The document that the key stands in does not allow it to sign badges."),
    _("The document that the key stands in is controlled by somebody else."),
    _("The issuer has given up the identifier that the key belongs to."),
    _("The signature names a whole document of keys and not one key in it."),
    _("The issuer has withdrawn the key that signed this badge."),
    _("The key that signed this badge is past its own end."),
    _("The key in the signature's address is malformed."),
    _("The issuer has published the private half of this key, so anyone could sign with it."),
    _("The issuer's key is not written as its kind demands."),
    _("The issuer's key is of another kind than it says."),
    _("This presentation is in order, and so is every credential in it."),
    _("What the presentation says of itself is what was signed."),
    _("Nobody signed this presentation, so nothing shows that it was made for this occasion."),
    _("Every credential in this presentation is valid by itself."),
    _("This is well-formed as a verifiable presentation."),
    _("This is not a verifiable presentation."),
    _("Something that is no credential stands among the credentials of the presentation."),
    _("Nobody signed this presentation: what it holds stands on its own, whoever shows it."),
    _("There is no credential in this presentation."),
    _("This file is neither a badge in JSON nor an image that carries one."),
    _("This is an address and not a badge. Save the badge's file, and hand that in."),
    _("This is a presentation of the older data model 1.1. Hand in the badges inside it one by one."),
    _("This JSON is not a badge: it names none of the vocabularies that badges are written in."),
    _("This JSON does not say that it is a badge."),
    _("This library cannot open this kind of envelope. Ask for the badge as JSON."),
    _("This token is in force."),
    _(
        "The key stands in the token itself. It shows that the badge is unchanged, but not that the key is the issuer's."
    ),
    _("The token is signed with a key that its issuer does not list, so somebody else may have written it."),
    _("The token does not say which key signed it."),
    _("The token names one key and brings another."),
    _("The key lies on the site of the issuer, but nothing there shows that it is the issuer's key."),
    _("The address of the key leads to no key, or to more than one."),
    _("Not shown, because the badge was not seen at its own address."),
    _("This is well-formed as Open Badges 2.0."),
    _("Not checked, because the badge is not shown to be its issuer's."),
    _("A hosted badge is revoked at its own address, which was not seen, so it may be revoked."),
    _("The badge's own address still shows it, and does not say that it is revoked."),
    _("The issuer's own page is not at hand."),
    _("The issuer's own page is not at hand, so this badge may be revoked."),
    _("The list of revoked badges is not this issuer's list, so this badge may be revoked."),
    _(
        "This badge says that it is signed, but no signature came with it, so anyone could have written it. Hand in the picture or the file that you were given."
    ),
    _("Not checked, because there is no signature."),
    _("Not checked, because the signature cannot be checked."),
    _("The issuer publishes no key, and the badge names none, so nothing can have signed it."),
    _("The signature is of another kind than the issuer's key can make."),
    _("The issuer's key is not at hand."),
    _("The words of this badge are those of Open Badges 2.0, and none is hidden in another spelling."),
    _("The badge brings a vocabulary of its own, in which words of Open Badges mean something else."),
    _("The address of this badge is not a plain address of the web, so nobody can be shown to own it."),
    _("The signature cannot be checked without the vocabularies of the badge."),
    # Of the door to the network.
    _("This is not a well-formed web address, so it was not opened."),
    _("Only addresses that begin with https:// are opened."),
    _("This address carries a user name, so it was not opened."),
    _("This address names a port of its own, and only the usual one (443) is opened."),
    _("This address names its site by a number; sites that issue badges have names."),
    _("The name of the site in this address is malformed."),
    _("The name of the site must be written in plain letters (for others: xn--)."),
    _("This name means something inside a private network only, so it was not opened."),
    _("There is no site by this name."),
    _("This address leads into a private network and not onto the web, so it was not opened."),
    _("The site led on to something that is no web address."),
    _("The site led from a protected address to an unprotected one."),
    _("The site led on and on, from address to address, so it was given up."),
    _("The site could not show that it is the one of this name (its certificate does not hold)."),
    _("No protected connection to the site could be made."),
    _("The site could not be reached."),
    _("The site took too long to answer."),
    _("The site's answer was not well-formed."),
    _("The site's answer broke off before its end."),
    _("The site sent a packed answer, though a plain one was asked for."),
    _("The site sent far more than a badge needs, so reading was stopped."),
    _("What stands at this address is far larger than a badge."),
    _("What stands at this address is not a document for programs (JSON)."),
    _("There is no badge at this address, but something else."),
    _("This is a page for people, and it does not say where its badge is. Save the badge's file from it."),
    _("The site has nothing at this address."),
    _("The site says that what was at this address is gone for good."),
    _("The site does not show this address to everybody."),
    _("The site did not answer with a document."),
    _("This badge leads to more addresses than one check opens."),
    _("Keys of this kind of identifier cannot be looked up on the web."),
    _("Not checked, because there is nothing at hand."),
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
