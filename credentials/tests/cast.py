"""The cast of the tests: Alder Bay, its key, one badge with everything that a micro-credential carries."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import merited_credentials as mc

HOST = "https://badges.alderbay.example"
DID = mc.did_web(HOST)
PRIVATE = bytes(range(32))
SIGNER = mc.Ed25519Signer(PRIVATE, f"{DID}#key-1")
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
LIST = f"{HOST}/status/1"
INDEX = 94_567
MARLA = "marla.ortiz@alderbay.example"
DOCUMENTS = {DID: mc.did_document(DID, [mc.PublicKey("key-1", SIGNER.public_multibase)])}


def level(criterion: int, name: str) -> mc.ResultLevel:
    return mc.ResultLevel(
        f"{HOST}/a/1/r/{criterion}/{name.lower()}", name, level=name, description=f"The evidence is {name.lower()}."
    )


def achievement(**changes: Any) -> mc.Achievement:
    rubrics = tuple(
        mc.ResultDescription(
            f"{HOST}/a/1/r/{number}",
            words,
            levels=(level(number, "Emerging"), level(number, "Proficient")),
            required_level=level(number, "Proficient").id,
        )
        for number, words in ((1, "Designs checks"), (2, "Acts on what was learned"))
    )
    values: dict[str, Any] = {
        "id": f"{HOST}/a/1",
        "name": "Checking for Student Understanding",
        "description": "The educator uses formative checks to learn what each student understands.",
        "criteria_id": f"{HOST}/a/1/criteria",
        "criteria_narrative": "Two trained reviewers score each part.",
        "alignments": (
            mc.Alignment("Assessment", f"{HOST}/f/6", "CFItem", "InTASC", "6", "Standard 6"),
            mc.Alignment("Planning", f"{HOST}/f/7", "CFItem", "InTASC", "7"),
        ),
        "result_descriptions": rubrics,
        "image": mc.Image(f"{HOST}/a/1.png", "A speech bubble with a check mark"),
        "version": "2026.1",
        "tags": ("formative assessment", "instruction"),
        "in_language": "en-US",
        "creator": ISSUER,
    }
    return mc.Achievement(**(values | changes))


ISSUER = mc.Issuer(
    DID, "Alder Bay Unified School District", HOST, "A district on the coast.", "badges@alderbay.example"
)


def credential(**changes: Any) -> mc.Credential:
    results = tuple(
        mc.Result(f"{HOST}/a/1/r/{number}", level(number, "Proficient").id, "Completed") for number in (1, 2)
    )
    values: dict[str, Any] = {
        "id": f"{HOST}/credentials/1",
        "issuer": ISSUER,
        "achievement": achievement(),
        "recipient": mc.Recipient.of_email(MARLA, "salt-of-1"),
        "valid_from": datetime(2026, 1, 15, 9, 30, tzinfo=UTC),
        "valid_until": datetime(2029, 1, 15, tzinfo=UTC),
        "results": results,
        "status": mc.StatusEntry(LIST, INDEX),
        "awarded_date": datetime(2026, 1, 14, tzinfo=UTC),
        "evidence": (mc.Evidence(f"{HOST}/e/1", "Lesson video", narrative="What I tried.", genre="video"),),
    }
    return mc.Credential(**(values | changes))


def signed(source: Any = None, signer: mc.Signer = SIGNER, **changes: Any) -> dict[str, Any]:
    return mc.sign(mc.prepare(source if source is not None else credential(**changes)), signer, created=NOW)


def status_list(
    *revoked: int, purpose: str = "revocation", signer: mc.Signer = SIGNER, id: str = LIST
) -> dict[str, Any]:
    bits = mc.StatusBits()
    for index in revoked:
        bits.set(index)
    issuer = signer.verification_method.partition("#")[0]
    return signed(mc.status_list_document(id, issuer, bits, purpose, datetime(2026, 1, 1, tzinfo=UTC)), signer)


def verifier(*revoked: int, **changes: Any) -> mc.Verifier:
    values: dict[str, Any] = {"now": NOW, "documents": DOCUMENTS, "status_lists": {LIST: status_list(*revoked)}}
    return mc.Verifier(**(values | changes))


BADGE = signed()
VERIFIER = verifier()


def badge() -> dict[str, Any]:
    """A fresh copy of the one good signed badge."""
    return copy.deepcopy(BADGE)


class Name(str):
    """Text that counts how often it is compared: a search shows in the count, a table of hashes does not."""

    compared = 0
    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        Name.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__
