"""Damage by chance to honest files: bytes, JSON, tokens, PNG and SVG; and files that were never honest (bombs)."""

from __future__ import annotations

import base64
import gzip
import json
import random
import re
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

from equal_forms import at, places
from honest_files import SVG, chunk, honest_files, picture, token
from merited_credentials.contexts import OB3, VC2
from mutate import HIDDEN, KINDS, MEMBERS

Damage = Callable[[bytes, random.Random], bytes]
VC1 = "https://www.w3.org/2018/credentials/v1"
ENTITIES = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
LARGE = 1_200_000  # a little more than the library reads as JSON
TOKENS = (
    b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"null", b"true", b"1e999", b"-", b"NaN", b"-Infinity",
    b"9" * 400, b"\\ud800",
    b"\x00", b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b"<", b">", b"]]>", b"<!--",
    b"<![CDATA[", b"&", b"&a;",
    b"<?", b"--", b".", b"=", b"~", b"%", b"#", b"@context", b"@graph", b"_:b0", b"1" + b"0" * 5000, b"0.1e-400",
    b"\r\n",
)  # fmt: skip


# Bytes of any kind


def flipped(data: bytes, chance: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 3, 20))):
        found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def truncated(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return chance.choice((data[:place], data[place:]))


def spliced(data: bytes, chance: random.Random) -> bytes:
    one, other = sorted((chance.randrange(len(data)), chance.randrange(len(data))))
    part = data[one:other]
    return chance.choice(
        (data[:one] + data[other:], data[:other] + part[:5000] + data[other:], data[:one] + part[::-1] + data[other:])
    )


def with_token(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.choice(TOKENS) * chance.choice((1, 1, 1, 2, 50)) + data[place:]


def invalid_text(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return (
        data[:place]
        + chance.choice((b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\x80" * 5))
        + data[place + 1 :]
    )


def in_another_encoding(data: bytes, chance: random.Random) -> bytes:
    encoding = chance.choice(("utf-16", "utf-16-le", "utf-32", "utf-7", "utf-8-sig"))
    return data.decode("utf-8", "replace").encode(encoding)


def together(data: bytes, chance: random.Random) -> bytes:
    other = chance.choice(honest_files()[chance.choice(("json", "jwt", "png", "svg"))])
    return chance.choice((data + other, other + data, data + data, b" " * 3000 + data, data + b"\0" * 3000))


ANY: tuple[Damage, ...] = (flipped, truncated, spliced, with_token, invalid_text, in_another_encoding, together)


# JSON


def odd_value(chance: random.Random) -> Any:
    """A value that no schema expects there."""
    return chance.choice((
        None, True, 0, -1, 2**53, -(2**53), 2**70, 1e308, 5e-324, -0.0, "", "x", "\ud800", "\x00", "http://",
        "did:web:", "did:key:z6Mk",
        "https://x.example/" + "a" * 3000, [], {}, [[]], [None], {"": ""}, {"id": {}}, {"@id": 1}, ["x"] * 300,
        {"type": [[]]}, [{}] * 50,
        "2026-02-30T00:00:00Z", "0000-00-00T00:00:00Z", "9999-12-31T23:59:60Z", "99999999999999999999", "-5", "1e5",
        "٥", "u" + "H4sI" * 9,
        "did:jwk:e30", "did:web:%00", "did:web:" + ":" * 300, "urn:", "_:b0", "#", "javascript:x",
        "data:application/json,{}", "zzzz", "z" + "1" * 9000,
    ))  # fmt: skip


def odd_member(data: bytes, chance: random.Random) -> bytes:
    document = json.loads(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        found = [path for path, _ in places(document) if path]
        if found:
            path = chance.choice(found)
            at(document, path[:-1])[path[-1]] = odd_value(chance)
    return json.dumps(document).encode()


def changed_member(data: bytes, chance: random.Random) -> bytes:
    document = json.loads(data)
    for _ in range(chance.choice((1, 2, 4))):
        found = [path for path, _ in places(document) if path]
        if not found:
            break
        KINDS[chance.choice(list(KINDS))](document, chance.choice(found), chance)
        document = json.loads(json.dumps(document))  # no object stands at two places, or the next change makes a circle
    return json.dumps(document).encode()


def member_twice(data: bytes, chance: random.Random) -> bytes:
    names = list(re.finditer(rb'"([^"\\]{1,40})"\s*:', data))
    if not names:
        return data + b","
    found = chance.choice(names)
    return data[: found.start()] + found[0] + chance.choice((b'"x",', b"null,", b"[],")) + data[found.start() :]


def deep(data: bytes, chance: random.Random) -> bytes:
    depth = chance.choice((39, 41, 500, 5_000, 200_000))
    before, after = chance.choice(((b"[", b"]"), (b'{"a":', b"}"), (b'{"@graph":[', b"]}"), (b'{"evidence":', b"}")))
    whole = before * depth + data + after * depth
    return whole[:LARGE] if chance.random() < 0.5 else whole


def huge_number(data: bytes, chance: random.Random) -> bytes:
    number = chance.choice(
        (
            b"9" * 20,
            b"9" * 5_000,
            b"1e400",
            b"-1e99999",
            b"1" + b"0" * 100_000,
            b"0." + b"0" * 5_000 + b"1",
            b"1E+9999999999",
        )
    )
    places_ = [found.start() for found in re.finditer(rb'"[^"\\]*"(?=[,}\]])', data)]
    if not places_:
        return number
    place = chance.choice(places_)
    return data[:place] + number + data[data.index(b'"', place + 1) + 1 :]


def random_tree(_data: bytes, chance: random.Random) -> bytes:
    """JSON made of the words of badges, without any sense."""

    def value(depth: int) -> Any:
        draw = chance.random()
        if depth > 5 or draw < 0.35:
            return chance.choice(
                [odd_value(chance), VC2, OB3, "OpenBadgeCredential", "VerifiableCredential", "DataIntegrityProof"]
            )
        if draw < 0.5:
            return [value(depth + 1) for _ in range(chance.randrange(5))]
        return {chance.choice([*MEMBERS, *HIDDEN]): value(depth + 1) for _ in range(chance.randrange(8))}

    start = chance.choice((
        {}, {"@context": [VC2, OB3], "type": ["VerifiableCredential", "OpenBadgeCredential"]},
        {"@context": "https://w3id.org/openbadges/v2", "type": "Assertion"},
        {"uid": "1", "verify": {}, "recipient": {}, "badge": {}},
        {"@context": [VC1], "type": ["VerifiableCredential", "OpenBadgeCredential"]},
        {"@context": [VC2], "type": ["VerifiableCredential", "BitstringStatusListCredential"]},
        {"@context": [VC2], "type": ["VerifiablePresentation"]},
        {"@context": [VC2], "type": "EnvelopedVerifiableCredential", "id": "data:application/vc+jwt,a.b.c"},
    ))  # fmt: skip
    drawn = {chance.choice(MEMBERS): value(0) for _ in range(chance.randrange(1, 14))}
    return json.dumps({**drawn, **start} if chance.random() < 0.8 else [drawn]).encode()


@cache
def json_bombs() -> tuple[bytes, ...]:
    """Files made to cost much: many values, long texts, tangles of nodes without a name, lists that swell."""
    head = {"@context": [VC2, OB3], "type": ["VerifiableCredential", "OpenBadgeCredential"], "id": "urn:x:1"}
    tangle = [{"type": ["Evidence"], "name": "x"} for _ in range(1200)]
    alike: dict[str, Any] = {"type": ["Alignment"], "targetName": "x", "targetUrl": "urn:x:1"}
    levels: Any = [alike]
    for _ in range(6):
        levels = [
            {"type": ["ResultDescription"], "alignment": levels, "name": "x", "id": f"urn:x:{number}"}
            for number in range(3)
        ]
    swelling = "u" + base64.urlsafe_b64encode(gzip.compress(bytes(30_000_000))).decode().rstrip("=")
    listed = {
        "@context": [VC2],
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "credentialSubject": {"encodedList": swelling},
    }
    return (
        b"[" * LARGE, b'{"a":' * 200_000, b"[" + b"0," * 400_000 + b"0]", b"[" + b"[]," * 400_000 + b"[]]",
        b'"' + b"x" * LARGE + b'"',
        b'{"a":"' + b"\\u0000" * 160_000 + b'"}',
        ("{" + ",".join(f'"m{number}":0' for number in range(70_000)) + "}").encode(),
        json.dumps({**head, "evidence": tangle}).encode(),
        json.dumps({**head, "credentialSubject": {"result": levels}}).encode(),
        swelling.encode(), json.dumps(listed).encode(), b" " * LARGE, b"\n" * LARGE, b"9" * LARGE, b"-" * LARGE,
        b'{"@context":' + b"[" * 900_000,
        json.dumps({**head, "issuer": {"id": "did:key:z" + "6" * 200_000}}).encode(), ("\u00e9" * 500_000).encode(),
    )  # fmt: skip


def json_bomb(_data: bytes, chance: random.Random) -> bytes:
    found = chance.choice(json_bombs())
    return flipped(found, chance) if chance.random() < 0.3 else found


JSON: tuple[Damage, ...] = (
    odd_member,
    odd_member,
    changed_member,
    changed_member,
    member_twice,
    deep,
    huge_number,
    random_tree,
    json_bomb,
)


# Tokens


def _part(value: object) -> bytes:
    return base64.urlsafe_b64encode(value if isinstance(value, bytes) else json.dumps(value).encode()).rstrip(b"=")


def other_head(data: bytes, chance: random.Random) -> bytes:
    _head, payload, signature = data.split(b".")
    alg = chance.choice(
        (
            "none",
            "None",
            "HS256",
            "RS256",
            "ES256",
            "ES384",
            "EdDSA",
            "Ed25519",
            "PS256",
            "",
            None,
            7,
            ["EdDSA"],
            {"a": 1},
        )
    )
    extra = chance.choice((
        {}, {"crit": ["b64"], "b64": False}, {"crit": []}, {"crit": "x"}, {"zip": "DEF"}, {"kid": odd_value(chance)},
        {"jwk": odd_value(chance)}, {"x5c": ["x"]},
        {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "AA"}}, {"jwk": {"kty": "RSA", "n": "A" * 3000, "e": "AQAB"}},
        {"jku": "https://x.example/k"},
        {"typ": odd_value(chance)}, {"cty": "JWT"}, {"kid": "did:jwk:" + "e30" * 500}, {"x": "y" * 10_000},
        {"jwk": {"kty": "EC", "crv": "P-256", "x": "_" * 43, "y": "_" * 43}},
    ))  # fmt: skip
    return b".".join([_part({"alg": alg, **extra}), payload, signature])


def other_payload(data: bytes, chance: random.Random) -> bytes:
    head, payload, signature = data.split(b".")
    bare = base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4))
    damage = chance.choice((*JSON, *ANY))
    payload = _part(damage(bare, chance))
    if chance.random() < 0.5 and damage is not json_bomb:  # signed anew by its issuer: what is inside is looked at
        try:
            return token(json.loads(base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4))))
        except (ValueError, RecursionError):
            pass
    return b".".join([head, payload, signature])


def other_dots(data: bytes, chance: random.Random) -> bytes:
    parts = data.split(b".")
    return chance.choice((
        b".".join(parts[:2]), b".".join([*parts, b""]), b"..".join(parts), b"." * 5000, parts[0] + b".." + parts[2],
        b".".join(parts[::-1]), data + b"~x~y",
        data + b"=", data.replace(b".", b".="), b".".join([parts[0], parts[1], b""]),
        data.replace(b"A", b"+").replace(b"_", b"/"), b"Bearer " + data, data + b"\n\n",
        b".".join([parts[0], parts[1], parts[2][:-1] + b"-"]), b"aaaaaaaa." * 100_000,
        _part({"alg": "EdDSA"}) + b"." + b"A" * LARGE + b".A", b'"' + data + b'"',
    ))  # fmt: skip


TOKEN: tuple[Damage, ...] = (other_head, other_head, other_payload, other_payload, other_dots)


# PNG


def odd_chunk(data: bytes, chance: random.Random) -> bytes:
    keyword = chance.choice((b"openbadgecredential", b"openbadges", b"", b"x" * 100))
    text = chance.choice(
        (b"{}", b"", b"\xff", b"a.b.c", b"https://x.example/1", b'{"a":' * 5000, honest_files()["json"][0])
    )
    small, swollen = zlib.compress(text), zlib.compress(bytes(3_000_000))
    made = chance.choice((
        chunk(b"iTXt", keyword + b"\0\0\0\0\0" + text), chunk(b"iTXt", keyword + b"\0\1\0\0\0" + small),
        chunk(b"iTXt", keyword + b"\0\1\0\0\0" + swollen),
        chunk(b"zTXt", keyword + b"\0\0" + swollen), chunk(b"zTXt", keyword + b"\0\0" + small[:-3]),
        chunk(b"tEXt", keyword + b"\0" + text), chunk(b"iTXt", keyword),
        chunk(b"iTXt", keyword + b"\0"), chunk(b"iTXt", keyword + b"\0\7\0\0\0" + text),
        chunk(b"iTXt", keyword + b"\0\0\0" + text), chunk(b"zTXt", keyword + b"\0"), chunk(b"", b""),
        chunk(b"IHDR", b""), chunk(b"IEND", b""), b"\xff\xff\xff\xff" + b"iTXt",
        b"\x7f\xff\xff\xff" + b"iTXt" + b"x" * 50, chunk(b"tEXt", b"x\0y") * 11_000, b"\0" * 12,
    ))  # fmt: skip
    place = chance.choice((8, 33, len(data) - 12, len(data)))
    return data[:place] + made + data[place:]


def resummed(data: bytes, chance: random.Random) -> bytes:
    """A changed text whose checksum fits again."""
    text = bytearray(chance.choice(honest_files()["json"]))
    text[chance.randrange(len(text))] = chance.randrange(256)
    if len(text) < 60_000 and chance.random() < 0.3:
        text = bytearray(chance.choice(JSON)(bytes(text), chance) if _is_json(bytes(text)) else text)
    return picture(chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + bytes(text)))


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


PNG: tuple[Damage, ...] = (odd_chunk, odd_chunk, resummed)


# SVG


def odd_drawing(_data: bytes, chance: random.Random) -> bytes:
    """Drawings made to mislead or to cost much."""
    credential = b'<o:credential xmlns:o="https://purl.imsglobal.org/ob/v3p0"'
    inside = chance.choice((
        credential + b' verify="' + chance.choice(honest_files()["jwt"]) + b'"/>', credential + b"/>",
        (credential + b"/>") * 3, credential + b' verify=""/>',
        credential + b"><![CDATA[" + b"]]><![CDATA[" * 30 + b"]]><g/></o:credential>",
        credential + b">" + b"<![CDATA[x]]>" * 28 + b"</o:credentials>",
        b"<g>" * 50_000 + b"</g>" * 50_000, b"<g>" * 100_000,
        b"<g " + b" ".join(b"a%d='x'" % number for number in range(20_000)) + b"/>", b"<!--" * 5000, b"<!-- -- -->",
        credential + b">" + b"&#48;" * 50_000 + b"</o:credential>", credential + b">&#0;</o:credential>",
        b"<![CDATA[" * 100, b"<?x " * 10_000, b"&undefined;",
        b"<a xmlns:b='c'>" * 2000 + b"</a>" * 2000,
        b'<ob:assertion xmlns:ob="http://openbadges.org" verify="https://x.example/1"/>',
        b'<g xmlns:p="' + b"u" * 50_000 + b'">' + b"".join(b"<p:a%d/>" % number for number in range(2_000)) + b"</g>",
    ))  # fmt: skip
    whole = SVG.replace(b"<title>", inside + b"<title>")
    before = chance.choice((
        b"", b"", b"", b'<?xml version="1.0" encoding="utf-16"?>', b'<?xml version="1.0" encoding="x-unheard-of"?>',
        b'<?xml version="9"?>', b"<!-- x -->" * 500,
        b'<!DOCTYPE svg [<!ENTITY a "' + b"x" * 1000 + b'">' + ENTITIES + b"]>",
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE svg SYSTEM "http://x.example/svg.dtd">', b"<!DOCTYPE svg [<!ATTLIST svg a CDATA 'x'>]>",
        b"<!DOCTYPE svg [<!ATTLIST g " + b"".join(b"a%d CDATA '' " % number for number in range(900)) + b">]>",
        b"<!DOCTYPE" * 2000, b"<?" * 10_000, b'<?xml version="1.0" encoding="utf-7"?>', b"<!DOCTYPE svg [%x;]>",
        b"\n" * 30_000, b"<!--" + b"-" * 50_000,
    ))  # fmt: skip
    return before + whole


DRAWING: tuple[Damage, ...] = (odd_drawing, odd_drawing)
OF_KIND = {"json": JSON, "jwt": TOKEN, "png": PNG, "svg": DRAWING}


def damaged(chance: random.Random) -> tuple[str, bytes]:
    """A malformed file of a kind drawn, and the name of its damage, such as "png: truncated"."""
    kind = chance.choices(list(OF_KIND), weights=(40, 25, 17, 18))[0]
    data = chance.choice(honest_files()[kind])
    damage = chance.choice((*OF_KIND[kind], *OF_KIND[kind], *ANY) if kind != "json" else (*JSON, *ANY))
    name = f"{kind}: {damage.__name__}"
    found = damage(data, chance)
    if chance.random() < 0.1 and found and len(found) < 200_000:
        found, name = flipped(found, chance), f"{name}, flipped"
    return name, found
