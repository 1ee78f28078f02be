"""Open Badges 3.0 in few words: prepare, sign, bake, unbake, verify. Everything offline; errors in plain sentences."""

from .bake import bake_png, bake_svg, kind_of, unbake
from .contexts import check_contexts
from .did import PublicKey, did_document, did_key, did_web, did_web_address, resolve_did_key
from .errors import (
    CredentialError,
    Finding,
    KeyMismatch,
    LintRefused,
    NotBakeable,
    NotReadable,
    TooMuchWork,
    UnknownContext,
    UnsafeDocument,
    WrongMasterKey,
)
from .issue import Prepared, prepare, sign
from .keys import (
    Ed25519Signer,
    Signer,
    decode_multikey,
    encode_multikey,
    generate_ed25519,
    new_master_key,
    open_private_key,
    public_multibase_of,
    seal_private_key,
)
from .model import (
    Achievement,
    Alignment,
    Credential,
    Evidence,
    Image,
    Issuer,
    Recipient,
    Result,
    ResultDescription,
    ResultLevel,
    StatusEntry,
)
from .ob3 import to_document
from .report import Report, Step
from .status import StatusBits, status_list_document
from .verify import Verifier

__all__ = [
    "Achievement",
    "Alignment",
    "Credential",
    "CredentialError",
    "Ed25519Signer",
    "Evidence",
    "Finding",
    "Image",
    "Issuer",
    "KeyMismatch",
    "LintRefused",
    "NotBakeable",
    "NotReadable",
    "Prepared",
    "PublicKey",
    "Recipient",
    "Report",
    "Result",
    "ResultDescription",
    "ResultLevel",
    "Signer",
    "StatusBits",
    "StatusEntry",
    "Step",
    "TooMuchWork",
    "UnknownContext",
    "UnsafeDocument",
    "Verifier",
    "WrongMasterKey",
    "bake_png",
    "bake_svg",
    "check_contexts",
    "decode_multikey",
    "did_document",
    "did_key",
    "did_web",
    "did_web_address",
    "encode_multikey",
    "generate_ed25519",
    "kind_of",
    "new_master_key",
    "open_private_key",
    "prepare",
    "public_multibase_of",
    "resolve_did_key",
    "seal_private_key",
    "sign",
    "status_list_document",
    "to_document",
    "unbake",
]
