"""Who signs: a private key in memory, in an encrypted file, in a device (PKCS#11) or in a cloud service (KMS)."""

from .kms import KmsSigner
from .memory import Ed25519Signer, MemorySigner, generate, private_key_of
from .pkcs11 import Pkcs11Signer
from .sealed_file import KeyFile, SealedKey

__all__ = [
    "Ed25519Signer",
    "KeyFile",
    "KmsSigner",
    "MemorySigner",
    "Pkcs11Signer",
    "SealedKey",
    "generate",
    "private_key_of",
]
