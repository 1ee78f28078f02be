"""A sample badge, signed with each issuer's real key and verified, and never given to anybody."""

import json

import merited_credentials as ob

from merited.awards.actions import signer_of
from merited.awards.queries import issuers
from merited.awards.verifying import verify
from merited.base import clock


def verdict_on_sample() -> tuple[str, str]:
    """Sign a sample for every issuer and verify it. The verdict and a sentence; an installation without issuer uses a key of the moment."""
    found = list(issuers())
    for issuer in found:
        report = verify(_sample(issuer.did, issuer.organization.name, signer_of(issuer)))
        if report.verdict != "PASS":
            return report.verdict, next((step.sentence for step in report.steps if step.result != "PASS"), "")
    if found:
        return (
            "PASS",
            f"The keys of {len(found)} issuer{'s' if len(found) > 1 else ''} sign, and what they sign verifies.",
        )
    private = ob.generate_ed25519()
    did = ob.did_key(ob.public_multibase_of(private))
    report = verify(_sample(did, "Sample", ob.Ed25519Signer(private, f"{did}#{did.removeprefix('did:key:')}")))
    return report.verdict, "No issuer has a key yet; a key of the moment was used."


def _sample(did: str, name: str, signer: ob.Ed25519Signer) -> bytes:
    now = clock.now().replace(microsecond=0)
    plain = ob.Credential(
        id="urn:uuid:00000000-0000-7000-8000-000000000000",
        name="Sample",
        issuer=ob.Issuer(id=did, name=name),
        achievement=ob.Achievement(
            id="urn:uuid:00000000-0000-7000-8000-000000000001",
            name="Sample",
            description="A badge that proves that signing works.",
            criteria_narrative="None.",
        ),
        recipient=ob.Recipient.of_email("nobody@example.org", "salt"),
        valid_from=now,
    )
    return json.dumps(ob.sign(ob.prepare(plain), signer, created=now)).encode()
