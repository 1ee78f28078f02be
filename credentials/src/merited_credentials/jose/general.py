"""What is asked of a credential or a presentation of any kind, about anything at all, when it is in a token.

Badges, endorsements and status lists are linted before they are signed. The vocabularies of others are not known here,
so their words cannot be looked up; but a word that stands where the data model 2.0 has words of its own must be one of
those, or it would be signed without a meaning.
"""

from __future__ import annotations

from ..dates import parse_instant
from ..errors import LintRefused, NotReadable
from ..lint import lint
from ..shapes import SHAPES
from ..strict_json import Json
from ..structure import examine_structure, shape_of
from .presentation import enclosed

# Words of credentials/v2 for which this library has no shape.
_OTHERS = {"confidenceMethod", "renderMethod"}


def check_credential(document: dict[str, Json], *, to_sign: bool) -> None:
    """Raise NotReadable or LintRefused when a credential is not what the data model 2.0 asks (section 4)."""
    shape = shape_of(document) or "VerifiableCredential"
    if to_sign and shape != "VerifiableCredential":
        findings = lint(document)
        if findings:
            raise LintRefused(findings)
    _check(document, shape)
    begin, end = document.get("validFrom"), document.get("validUntil")
    if isinstance(begin, str) and isinstance(end, str) and parse_instant(end) < parse_instant(begin):
        raise NotReadable("The credential would end before it begins.")


def check_presentation_shell(document: dict[str, Json]) -> None:
    """The same for a presentation, all of whose credentials must be secured; they are not checked themselves."""
    enclosed(document)
    _check(
        {name: value for name, value in document.items() if name != "verifiableCredential"}, "VerifiablePresentation"
    )


def _check(document: dict[str, Json], shape: str) -> None:
    findings = examine_structure(document, shape)
    if findings:
        raise LintRefused(findings)
    known = SHAPES["VerifiableCredential"].keys() | SHAPES[shape].keys() | _OTHERS
    unknown = [name for name in document if name not in known]
    if unknown:
        raise NotReadable(f'"{unknown[0][:60]}" is not a word that the data model has at this place.')
