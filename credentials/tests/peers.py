"""The cases of the matrix: badges of every suite and every fate, signed here or by the peer on npm packages."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

import merited_credentials as mc
from cast import DID, LIST, NOW, PRIVATE, SIGNER, achievement, credential, status_list
from merited_credentials.multibase import base58_encode
from merited_credentials.proofs import data_integrity

REVOKED = 7
_P256 = ec.derive_private_key(int.from_bytes(PRIVATE, "big"), ec.SECP256R1())
_P384 = ec.derive_private_key(int.from_bytes(PRIVATE + PRIVATE[:16], "big"), ec.SECP384R1())
SIGNERS: dict[str, mc.Signer] = {
    "Ed25519": SIGNER,
    "P-256": mc.MemorySigner(_P256, f"{DID}#key-2"),
    "P-384": mc.MemorySigner(_P384, f"{DID}#key-3"),
}
# The private halves as the peer reads them: multicodec prefix and bytes (Controlled Identifiers 1.0, 2.2.2).
_SECRETS = {
    "Ed25519": b"\x80\x26" + PRIVATE,
    "P-256": b"\x86\x26" + _P256.private_numbers().private_value.to_bytes(32, "big"),
    "P-384": b"\x87\x26" + _P384.private_numbers().private_value.to_bytes(48, "big"),
}
DOCUMENTS = {
    DID: mc.did_document(
        DID, [mc.PublicKey(f"key-{number}", one.public_key.multikey) for number, one in enumerate(SIGNERS.values(), 1)]
    )
}
SUITES = [
    ("eddsa-rdfc-2022", "Ed25519"),
    ("eddsa-jcs-2022", "Ed25519"),
    ("ecdsa-rdfc-2019", "P-256"),
    ("ecdsa-rdfc-2019", "P-384"),
]
VERIFIER = mc.Verifier(now=NOW, documents=DOCUMENTS, status_lists={LIST: status_list(REVOKED)})
CONTROLS = [chr(number) for number in (*range(0x20), *range(0x7F, 0xA0))]
TEXTS = {
    "control characters": "".join(CONTROLS),
    "Spanish": "Señalización ¿qué?",
    "Arabic": "شهادة \u200fتقدير",
    "emoji": "👩🏽‍🏫 🇺🇸",
    "decomposed": "e\u0301 n\u0303 \u1e9b\u0323",
    "quotes and lines": "\"\\'`\r\n\t\u2028\u2029{}<>&",
    "beyond the first plane": "\U0001d49c \U0010fffd \ue000 \ufffd",
}
FATES = ("good", "tampered", "expired", "revoked")


@dataclass(frozen=True)
class Case:
    """One badge of the matrix."""

    suite: str
    kind: str
    fate: str
    text: str = "Checking for Student Understanding"

    @property
    def unsigned(self) -> dict[str, Any]:
        """The document before it is signed, without lint: what others sign may hold any text."""
        plan: dict[str, Any] = {"name": self.text, "achievement": achievement(name=self.text)}
        if self.fate == "expired":
            plan["valid_until"] = datetime(2026, 2, 1, tzinfo=UTC)
        if self.fate == "revoked":
            plan["status"] = mc.StatusEntry(LIST, REVOKED)
        document = mc.to_document(credential(**plan))
        for place in (document, document["credentialSubject"]["achievement"]):  # type: ignore[call-overload,index]
            place["name"] = self.text
        return document

    def finished(self, signed: dict[str, Any]) -> dict[str, Any]:
        """The signed document, tampered with where that is its fate."""
        return {**signed, "awardedDate": "2026-01-13T00:00:00Z"} if self.fate == "tampered" else signed

    @property
    def ours(self) -> dict[str, Any]:
        """The badge signed by this library."""
        suite = data_integrity.CRYPTOSUITES[self.suite]
        return self.finished(data_integrity.add(self.unsigned, SIGNERS[self.kind], NOW, suite=suite))


CASES = [Case(suite, kind, fate) for suite, kind in SUITES for fate in FATES]
CASES += [Case(suite, kind, "good", text) for suite, kind in SUITES for text in TEXTS.values()]
CASES += [Case("eddsa-rdfc-2022", "Ed25519", "good", f"a{one}b") for one in CONTROLS]


def key_for_peer(kind: str) -> dict[str, str]:
    """A key pair as the peer reads it."""
    signer = SIGNERS[kind]
    return {
        "id": signer.verification_method,
        "controller": DID,
        "publicKeyMultibase": signer.public_key.multikey,
        "secretKeyMultibase": base58_encode(_SECRETS[kind]),
    }


def ask_peer(judge: Path, tasks: list[dict[str, Any]], documents: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """The peer's answers to the tasks, in their order, from one process."""
    given = {
        "now": NOW.isoformat().replace("+00:00", "Z"),
        "documents": {**DOCUMENTS, LIST: status_list(REVOKED), **(documents or {})},
        "tasks": tasks,
    }
    done = subprocess.run(
        ["node", "peer.mjs"], cwd=judge, input=json.dumps(given).encode(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    assert len(answers) == len(tasks)
    return answers
