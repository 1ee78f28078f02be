"""Files made to cost much time or memory, for the limits of the command line: any file is answered in 2 s and 256 MB.

How much each costs on this machine: `python credentials/tests/costly.py` runs the command on each, as a process of its
own, and prints seconds and megabytes (interpreter included). Exit code 1 when one is over.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from damage import ENTITIES, json_bombs
from generate import NOW, Chance, signer_of
from honest_files import SVG, chunk, picture, token
from merited_credentials.contexts import OB3, VC2
from merited_credentials.multibase import base58_encode
from merited_credentials.proofs import data_integrity

SECONDS, MEGABYTES = 2.0, 256
HEAD: dict[str, Any] = {"@context": [VC2, OB3], "type": ["VerifiableCredential", "OpenBadgeCredential"]}


def _badge(**members: Any) -> dict[str, Any]:
    """A well-formed badge named by a key, with members of one's own; signed if it can be, so that the work is done."""
    key = signer_of("Ed25519", "").public_key.multikey
    did = f"did:key:{key}"
    achievement = {
        "id": "urn:x:a", "type": ["Achievement"], "name": "x", "description": "x", "criteria": {"narrative": "x"},
        **members.pop("achievement", {}),
    }  # fmt: skip
    subject = {
        "type": ["AchievementSubject"],
        "id": "urn:x:s",
        "achievement": achievement,
        **members.pop("subject", {}),
    }
    return {
        **HEAD, "id": "urn:x:1", "issuer": {"id": did, "type": ["Profile"]}, "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": subject, **members,
    }  # fmt: skip


def _with_a_proof(document: dict[str, Any]) -> bytes:
    """With a well-formed proof that does not hold, so that all the work up to the signature must be done."""
    key = signer_of("Ed25519", "").public_key.multikey
    small = data_integrity.add(_badge(), signer_of("Ed25519", f"did:key:{key}#{key}"), NOW)
    return json.dumps({**document, "proof": small["proof"]}).encode()


def _clique(size: int) -> bytes:
    """Nodes without a name that all point at each other through named ones: alike from every side."""
    levels = [{"type": ["Alignment"], "targetName": "x", "targetUrl": "urn:x:t"} for _ in range(size)]
    return _with_a_proof(_badge(achievement={"alignment": levels}))


def _nested(width: int, depth: int) -> bytes:
    inner: Any = {"type": ["Profile"], "id": "urn:x:p", "name": "x"}
    for number in range(depth):
        inner = {"type": ["Profile"], "id": f"urn:x:{number}", "parentOrg": inner, "otherIdentifier": [
            {"type": "IdentifierEntry", "identifier": "x", "identifierType": "identifier"} for _ in range(width)
        ]}  # fmt: skip
    return _with_a_proof(_badge(subject={"source": inner}))


def _many_members(count: int, word: str = "tag") -> bytes:
    return _with_a_proof(_badge(achievement={"tag": [f"{word} {number}" for number in range(count)]}))


def _large_token(count: int) -> bytes:
    document = {name: value for name, value in json.loads(_many_members(count)).items() if name != "proof"}
    claims = {"iss": document["issuer"]["id"], "jti": document["id"], "sub": "urn:x:s", "nbf": 1_767_225_600}
    return token({**document, **claims})


def _many_proofs(count: int) -> bytes:
    document = Chance(4, fullness=0.3).honest().document
    proof = document["proof"] if isinstance(document["proof"], dict) else document["proof"][0]
    return json.dumps({**document, "proof": [{**proof, "id": f"urn:x:p{number}"} for number in range(count)]}).encode()


def tangled(proofs: int, width: int = 6, first: int = 0) -> dict[str, Any]:
    """A credential whose nodes without a name take more steps than any document may, with different proofs on it."""
    key = signer_of("Ed25519", "").public_key.multikey
    results = [{"type": ["Result"], "value": "a"} for _ in range(width)]
    proof = {
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "proofPurpose": "assertionMethod",
        "created": "2026-01-01T00:00:00Z", "verificationMethod": f"did:key:{key}#{key}",
    }  # fmt: skip
    values = [base58_encode(bytes([1]) * 60 + struct.pack(">I", first + number)) for number in range(proofs)]
    return {
        "@context": [VC2, OB3], "type": ["VerifiableCredential"], "issuer": f"did:key:{key}",
        "credentialSubject": [{"type": ["AchievementSubject"], "result": results} for _ in range(4)],
        "proof": [{**proof, "proofValue": value} for value in values],
    }  # fmt: skip


def tangled_presentation(count: int, proofs: int, width: int = 6) -> dict[str, Any]:
    """Many of them, each with proofs of its own."""
    carried = [tangled(proofs, width, number * proofs) for number in range(count)]
    return {"@context": [VC2], "type": ["VerifiablePresentation"], "verifiableCredential": carried}


def tangled_token(count: int, proofs: int) -> bytes:
    """The same as a token, whose signature does not hold."""
    key = signer_of("Ed25519", "").public_key.multikey
    head = {"alg": "EdDSA", "typ": "vp+jwt", "kid": f"did:key:{key}#{key}"}
    parts = [json.dumps(part).encode() for part in (head, tangled_presentation(count, proofs))]
    return b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in (*parts, bytes([1]) * 64))


def _tokens_in_a_presentation(values: int) -> bytes:
    """Tokens that hold far more values than the file around them seems to."""
    one = _large_token(values).decode()
    carried = {"@context": VC2, "type": "EnvelopedVerifiableCredential", "id": "data:application/vc+jwt," + one}
    head = {"@context": [VC2], "type": ["VerifiablePresentation"]}
    return json.dumps({**head, "verifiableCredential": [carried] * (950_000 // len(one))}).encode()


def _nested_badges(count: int) -> bytes:
    opening = b'<o:credential xmlns:o="https://purl.imsglobal.org/ob/v3p0">'
    inside = opening + b"<o:credential>" * count + b"</o:credential>" * count + b"</o:credential>"
    return SVG.replace(b"<title>", inside + b"<title>")


def _defaults(count: int, elements: int, size: int = 0) -> bytes:
    """Attributes that are declared once and belong to every element."""
    declared = b" ".join(b"a%d CDATA '%s'" % (number, b"x" * size) for number in range(count))
    return b"<!DOCTYPE svg [<!ATTLIST g " + declared + b">]>" + SVG.replace(b"<title>", b"<g/>" * elements + b"<title>")


def _long_namespace(size: int, inside: bytes) -> bytes:
    return SVG.replace(b"<title>", b'<g xmlns:p="' + b"u" * size + b'">' + inside + b"</g><title>")


def _swollen(kind: bytes, size: int) -> bytes:
    packed = zlib.compress(bytes(size), 9)
    return picture(chunk(kind, b"openbadgecredential\0" + (b"\1\0\0\0" if kind == b"iTXt" else b"\0") + packed))


def _pixels() -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(20_000_000), 9)) + chunk(b"IEND", b"")


def _entities() -> bytes:
    head = b"<!DOCTYPE svg [<!ENTITY a '" + b"x" * 1000 + b"'>" + ENTITIES + b"]>"
    return head + SVG.replace(b"A badge", b"&j;")


def _jws(size: int) -> bytes:
    return base64.urlsafe_b64encode(b'{"alg":"EdDSA"}').rstrip(b"=") + b"." + b"A" * size + b"." + b"A" * 86


# Name -> how to make it; in this order they are told.
FILES: dict[str, Callable[[], bytes]] = {
    "an honest badge": lambda: json.dumps(Chance(4, fullness=0.3).honest().document).encode(),
    "nothing": lambda: b"",
    "50 MB of zeros": lambda: bytes(50_000_000),
    "50 MB of spaces": lambda: b" " * 50_000_000,
    "50 MB of letters": lambda: b"A" * 50_000_000,
    "5 MB of opening brackets": lambda: b"[" * 5_000_000,
    "1 MB of opening brackets": lambda: b"[" * 999_999,
    "1 MB of empty lists": lambda: b"[" + b"[]," * 333_000 + b"0]",
    "1 MB of empty objects in objects": lambda: b'{"a":' * 166_000 + b"0" + b"}" * 166_000,
    "1 MB of members": lambda: ("{" + ",".join(f'"{number:x}":0' for number in range(100_000)) + "}").encode(),
    "1 MB of one member": lambda: b'{"a":0' + b',"a":0' * 160_000 + b"}",
    "60,000 members of which the last is given twice": lambda: (
        b"{" + b",".join(b'"%x":0' % number for number in range(60_000)) + b',"ea5f":0}'
    ),
    "a tangled document with 10 proofs": lambda: json.dumps(tangled(10)).encode(),
    "a presentation of 20 tangled documents": lambda: json.dumps(tangled_presentation(20, 4)).encode(),
    "a presentation of 50 documents with 2 proofs each": lambda: json.dumps(tangled_presentation(50, 2, 4)).encode(),
    "a token of 50 tangled documents": lambda: tangled_token(50, 10),
    "a presentation of large tokens": lambda: _tokens_in_a_presentation(2_000),
    "a drawing of badges in badges": lambda: _nested_badges(60_000),
    "a drawing whose root has 1.9 MB of spaces": lambda: SVG.replace(b" viewBox", b" " * 1_900_000 + b"viewBox"),
    "a badge of 100,000 members": lambda: _many_members(100_000),
    "a badge of 7,000 tags": lambda: _many_members(7_000),
    "a badge of 7,000 hundred-letter tags": lambda: _many_members(7_000, "x" * 100),
    "900 nodes alike": lambda: _clique(900),
    "20 nodes alike": lambda: _clique(20),
    "nested profiles": lambda: _nested(25, 16),
    "300 proofs": lambda: _many_proofs(300),
    "a picture whose text swells to 100 MB (iTXt)": lambda: _swollen(b"iTXt", 100_000_000),
    "a picture whose text swells to 100 MB (zTXt)": lambda: _swollen(b"zTXt", 100_000_000),
    "a picture of 60,000 by 60,000": _pixels,
    "a picture of 9 MB in chunks": lambda: picture(*[chunk(b"tEXt", b"x\0" + b"y" * 900)] * 9_900),
    "a picture of a million chunks": lambda: picture(*[chunk(b"tEXt", b"")] * 800_000),
    "a drawing with entities that swell": _entities,
    "a drawing of 200,000 elements": lambda: SVG.replace(b"<title>", b"<g/>" * 200_000 + b"<title>"),
    "a drawing 100,000 deep": lambda: SVG.replace(b"<title>", b"<g>" * 100_000 + b"</g>" * 100_000 + b"<title>"),
    "a drawing with a long text": lambda: SVG.replace(b"A badge", b"x" * 1_900_000),
    "a drawing with 1,000 default attributes": lambda: _defaults(1_000, 20_000),
    "the same behind a comment that names the root": lambda: b"<!-- <svg > -->" + _defaults(1_000, 20_000),
    "a drawing with a long default attribute": lambda: _defaults(1, 200_000, 15_000),
    "a drawing with a long namespace of many names": lambda: _long_namespace(
        100_000, b"".join(b"<p:a%d/>" % number for number in range(8_000))
    ),
    "a drawing with a long namespace of many attributes": lambda: _long_namespace(
        900_000, b"<g" + b"".join(b" p:a%x=''" % number for number in range(80_000)) + b"/>"
    ),
    "a drawing with a long namespace of equal elements": lambda: _long_namespace(500_000, b"<p:a/>" * 180_000),
    "a drawing of one element with 150,000 attributes": lambda: SVG.replace(
        b"<title>", b"<g" + b"".join(b" %x=''" % (number + 0xA00000) for number in range(150_000)) + b"/><title>"
    ),
    "a drawing of 50 MB": lambda: SVG.replace(b"A badge", b"x" * 50_000_000),
    "a drawing of comments": lambda: b"<!---->" * 280_000 + SVG,
    "a drawing after 2 MB of hidden beginnings": lambda: b"<?x " * 490_000 + SVG,
    "a token of 10 MB": lambda: _jws(10_000_000),
    "a token of 900 kB": lambda: _jws(900_000),
    "a token over a large badge": lambda: _large_token(7_000),
    "a token of dots": lambda: b"aaaaaaaa" + b"." * 2_000_000,
    "an address of 5 MB": lambda: b"https://" + b"x" * 5_000_000,
    **{f"bomb {number}": lambda bomb=bomb: bomb for number, bomb in enumerate(json_bombs())},
}  # fmt: skip


# The command as a process of its own, which at its end tells its own largest size: what the system keeps of a child
# counts the moment before it became the command, too, when it still was a copy of this process.
RUN = """
import sys
from merited_credentials.__main__ import main
code = main(["verify", "--json", "file"])
print(code, next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")), file=sys.stderr)
"""


@dataclass(frozen=True)
class Cost:
    """What one file cost; the exit code; what was said.

    `worked` are seconds of the processor: what the clock says (`seconds`) where nothing else is running.
    """

    code: int
    seconds: float
    worked: float
    megabytes: float
    said: str


def cost_of(data: bytes, folder: Path, limit: Callable[[], None] | None = None) -> Cost:
    """Run `verify` on a file. `limit` is called in the new process before the command begins."""
    (folder / "file").write_bytes(data)
    before, begun = os.times(), time.perf_counter()
    found = subprocess.run(
        [sys.executable, "-c", RUN], cwd=folder, preexec_fn=limit, capture_output=True, text=True, check=False
    )
    seconds, after = time.perf_counter() - begun, os.times()
    worked = after.children_user + after.children_system - before.children_user - before.children_system
    code, kilobytes = (found.stderr.split() or ["0", "0"])[-2:] if found.returncode == 0 else (found.returncode, "0")
    return Cost(int(code), seconds, worked, int(kilobytes) / 1024, found.stdout or found.stderr)


def _rows(pattern: str) -> Iterator[tuple[str, Cost]]:
    with tempfile.TemporaryDirectory() as folder:
        for name, make in FILES.items():
            if pattern in name:
                yield name, cost_of(make(), Path(folder))


def main() -> int:
    """Measure, and print one line for each file."""
    parser = argparse.ArgumentParser(description="Seconds and megabytes that verify takes for files made to cost much.")
    parser.add_argument("--only", default="", help="files with this in their name")
    over = 0
    for name, cost in _rows(parser.parse_args().only):
        late = cost.worked > SECONDS or cost.megabytes > MEGABYTES
        over += late
        numbers = f"{cost.seconds:6.2f} s ({cost.worked:5.2f} s of work)  {cost.megabytes:4.0f} MB  exit {cost.code}"
        print(f"{numbers}  {name}{'  OVER' if late else ''}", flush=True)
    print(f"over {SECONDS} s or {MEGABYTES} MB: {over}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
