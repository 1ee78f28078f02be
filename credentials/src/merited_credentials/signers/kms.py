"""A signer whose private key stays in a cloud key service: AWS KMS (extra `kms`)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_public_key

from ..errors import CredentialError, KeyMismatch, NotInstalled, SignerUnavailable, UnknownKind
from ..keys import VerificationKey, raw_ecdsa

_ALGORITHMS: dict[str, tuple[str, Callable[[bytes], Any] | None]] = {
    "P-256": ("ECDSA_SHA_256", hashlib.sha256),
    "P-384": ("ECDSA_SHA_384", hashlib.sha384),
    "P-521": ("ECDSA_SHA_512", hashlib.sha512),
    "RSA": ("RSASSA_PKCS1_V1_5_SHA_256", hashlib.sha256),
    "Ed25519": ("ED25519_SHA_512", None),  # signs the text itself, never a digest of it
}
_LONGEST = 4096  # bytes that the service hashes itself; a longer text is sent as its digest


@dataclass(frozen=True, eq=False)
class KmsSigner:
    """A key of AWS KMS (usage SIGN_VERIFY) by its id, its ARN or its alias: P-256, P-384, P-521, RSA, Ed25519.

    `client` is a boto3 client for "kms"; without one it is made from the usual settings of boto3 (region, role).
    Raises NotInstalled without the package boto3, and SignerUnavailable when the service refuses or cannot be reached.
    """

    key_id: str
    verification_method: str
    client: Any = field(default=None, repr=False)

    @cached_property
    def public_key(self) -> VerificationKey:
        """The public half, asked of the service once. Raises UnknownKind for a key that badges are not signed with."""
        answer = self._asked("get_public_key")
        if answer.get("KeyUsage") != "SIGN_VERIFY":
            raise KeyMismatch(f"The key {self.key_id} is not made for signatures. Make one with usage SIGN_VERIFY.")
        try:
            public = load_der_public_key(answer["PublicKey"])
        except (ValueError, UnsupportedAlgorithm):
            raise UnknownKind(f"The key {self.key_id} is not of a kind that badges are signed with.") from None
        return VerificationKey.from_public(public)

    def sign(self, data: bytes) -> bytes:
        """The signature over the data, as `VerificationKey.holds` takes it. Raises SignerUnavailable."""
        kind = self.public_key.kind
        algorithm, digest = _ALGORITHMS[kind]
        form = "DIGEST" if len(data) > _LONGEST and digest else "RAW"
        message = digest(data).digest() if form == "DIGEST" and digest else data
        answer = self._asked("sign", Message=message, MessageType=form, SigningAlgorithm=algorithm)
        signature = bytes(answer["Signature"])
        return raw_ecdsa(signature, kind) if kind.startswith("P-") else signature

    @cached_property
    def _client(self) -> Any:
        if self.client is not None:
            return self.client
        try:
            import boto3
        except ImportError:
            sentence = 'To sign with AWS KMS, install the extra "kms": pip install "merited-credentials[kms]".'
            raise NotInstalled(sentence) from None
        return boto3.client("kms")

    def _asked(self, operation: str, **values: object) -> Any:
        try:
            return getattr(self._client, operation)(KeyId=self.key_id, **values)
        except CredentialError:
            raise
        except Exception as error:  # botocore makes its exceptions at run time; each means that nothing was signed
            code = getattr(error, "response", {}).get("Error", {}).get("Code", type(error).__name__)
            sentence = (
                f"The key service did not sign with {self.key_id} ({code}). Check the id of the key, the region, and "
                "that this role may call kms:GetPublicKey and kms:Sign."
            )
            raise SignerUnavailable(sentence) from None
