"""What a presentation says of itself, apart from the credentials in it: well-formed, and in no words of a credential.

A signature over words leaves out what no vocabulary gives a presentation, and step 2 says so. In a token everything is
signed, whatever it means: there an `issuer` or a `validUntil` of the presentation would be taken for that of a badge.
"""

from __future__ import annotations

from .contexts import VC2
from .errors import NotReadable
from .guard import is_absolute_iri
from .shapes import SHAPES
from .strict_json import Json
from .structure import examine_structure

# What data model 1.1 called two members.
_OLDER = {"issuanceDate", "expirationDate"}
# Members of whole documents: of credentials of any kind, and of presentations.
MEMBERS = frozenset(SHAPES["OpenBadgeCredential"] | SHAPES["VerifiableCredential"] | SHAPES["VerifiablePresentation"])
MEMBERS |= _OLDER
# What the data model 2.0 gives to anything, and what the holder's own service may be told by (1.1, 5.4).
_ELSEWHERE_TOO = {"name", "description", "relatedResource", "refreshService"}
_CREDENTIALS_ALONE = (
    (SHAPES["VerifiableCredential"].keys() | _OLDER) - SHAPES["VerifiablePresentation"].keys() - _ELSEWHERE_TOO
)


def document_shell(document: dict[str, Json]) -> dict[str, Json]:
    """The presentation without its credentials, each of which brings its own vocabularies and is checked by itself."""
    return {name: value for name, value in document.items() if name != "verifiableCredential"}


def examine_shell(document: dict[str, Json]) -> None:
    """Raise NotReadable for a presentation that is not what the data models ask of it (2.0, 4.13; 1.1, 4.10)."""
    for name in ("id", "holder"):
        value = document.get(name)
        value = value.get("id") if name == "holder" and isinstance(value, dict) else value
        if name in document and not (isinstance(value, str) and is_absolute_iri(value)):
            raise NotReadable("The id and the holder of a presentation must be full addresses.")
    for name in document:
        if name in _CREDENTIALS_ALONE:
            raise NotReadable(f'The member "{name}" belongs to a credential, and a presentation may not have it.')
    # Which vocabularies a data model begins with is asked where the data model is known.
    findings = examine_structure({**document_shell(document), "@context": [VC2]}, "VerifiablePresentation")
    if findings:
        where, sentence = findings[0].where, findings[0].sentence
        raise NotReadable(f"This is not well-formed as a verifiable presentation. {where}: {sentence}")
