"""How a public page describes itself to search engines and to the boxes that a pasted link becomes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from merited.catalog.queries import framework_path
from merited.catalog.rules.finding import skills_in
from merited.people.queries import public_url

if TYPE_CHECKING:
    from merited.catalog.models import Pathway, Version


@dataclass(frozen=True, slots=True)
class Described:
    """What stands in the head of a page. Addresses are whole: under the public address, whatever host was asked."""

    title: str
    words: str
    address: str
    picture: str = ""
    picture_words: str = ""
    facts: dict[str, Any] | None = None  # schema.org, as JSON-LD

    @classmethod
    def page(cls, title: str, words: str, path: str) -> "Described":
        """A page without a picture."""
        return cls(title, words, public_url() + path)


def describe_version(version: "Version", issuer: str) -> Described:
    """A micro-credential. Its canonical address is the key's: old versions point to what can be earned today."""
    document, base, key = version.document, public_url(), version.microcredential.key
    address = f"{base}/catalog/{key}/"
    here = f"{base}/catalog/{key}/{version.number}"
    facts = {
        **_facts(document.title, document.competency, here, address, version.published_at.date().isoformat(), issuer),
        "credentialCategory": "Micro-credential",
        "competencyRequired": [document.competency, *(one.name for one in document.criteria)],
        "version": version.number,
        "inLanguage": str(document.source.get("language", "en")),
        "keywords": skills_in(document.source),
        "audience": {
            "@type": "EducationalAudience",
            "educationalRole": str(document.source.get("audience", "educator")),
        },
        "educationalAlignment": [
            {
                "@type": "AlignmentObject",
                "educationalFramework": one.framework,
                "targetName": one.name,
                "targetUrl": base + framework_path(one.framework, one.identifier),
            }
            for one in document.alignments
        ],
    }
    if document.valid_months:
        facts["validFor"] = f"P{document.valid_months}M"
    return Described(
        version.title, document.competency, address, f"{here}/mark.png?size=600", f"{version.title}, {issuer}", facts
    )


def describe_pathway(pathway: "Pathway", words: str, issuer: str) -> Described:
    """A stack or a requirement list."""
    base = public_url()
    address, here = f"{base}/catalog/{pathway.key}/", f"{base}/catalog/{pathway.key}/{pathway.number}"
    day = pathway.published_at.date().isoformat()
    facts = {
        **_facts(pathway.title, words, here, address, day, issuer),
        "credentialCategory": "Stack of micro-credentials" if pathway.kind == "stack" else "Requirement list",
        "version": pathway.number,
    }
    return Described(
        pathway.title, words, address, f"{here}/mark.png?size=600", f"{pathway.title}, {issuer}", facts
    )  # fmt: skip


def _facts(name: str, words: str, here: str, address: str, day: str, issuer: str) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "EducationalOccupationalCredential",
        "@id": here,
        "url": address,
        "name": name,
        "description": words,
        "image": f"{here}/mark.png?size=600",
        "datePublished": day,
        "isAccessibleForFree": True,
        "publisher": {"@type": "EducationalOrganization", "name": issuer},
    }
