"""The demonstration's badges before judges that we did not write, and changed leaf by leaf before our own."""

import copy
import json
import subprocess
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from merited_credentials import (
    Ed25519Signer,
    Verifier,
    did_key,
    generate_ed25519,
    prepare,
    public_multibase_of,
    sign,
    unbake,
)

from merited.cli.demo.content_files import stories
from tests.databases import ON_SQLITE
from tests.demo.stories import marks_of
from tests.running import LOADED

NOW = datetime.fromisoformat(LOADED)

EXPIRED = sum("expired" in marks_of(one) for one in stories())
REVOKED = sum("revoked" in marks_of(one) for one in stories())

pytestmark = [pytest.mark.processes, ON_SQLITE]


def badges(folder):
    return {path: json.loads(path.read_text()) for path in sorted(folder.glob("*-*.json"))}


def judged(judge, exported, files):
    command = [
        "node",
        str(judge),
        "--now",
        NOW.isoformat(),
        "--documents",
        str(exported / "documents.json"),
        "--status",
        str(exported / "status"),
        *map(str, files),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    return {line.split()[0]: line.split(maxsplit=1)[1] for line in done.stdout.splitlines()}, done


def verifier(exported):
    lists = {one["id"]: one for one in (json.loads(path.read_text()) for path in (exported / "status").glob("*.json"))}
    return Verifier(documents=json.loads((exported / "documents.json").read_text()), status_lists=lists, now=NOW)


def is_expired(badge):
    return "validUntil" in badge and datetime.fromisoformat(badge["validUntil"]) < NOW


def test_an_independent_judge_accepts_every_good_badge_and_refuses_the_revoked_and_the_expired(judge, exported):
    found = badges(exported)
    said, done = judged(judge, exported, found)
    assert len(said) == len(found) >= 8, done.stderr
    refused = {path: words for path, words in said.items() if not words.startswith("VERIFIED")}
    assert sum("validUntil" in words for words in refused.values()) == EXPIRED
    assert sum("status set: revocation" in words for words in refused.values()) == REVOKED
    assert len(refused) == EXPIRED + REVOKED


def test_our_own_verifier_says_the_same(exported):
    ours = verifier(exported)
    verdicts = Counter(ours.verify(path.read_bytes()).verdict for path in badges(exported))
    assert verdicts == {"PASS": len(badges(exported)) - EXPIRED - REVOKED, "FAIL": EXPIRED + REVOKED}


def test_the_badges_match_the_official_schema(shared, exported):
    from jsonschema import Draft201909Validator

    schema = json.loads(
        (shared / "conformance/schemas/open-badges/v3_0/ob_v3p0_achievementcredential_schema.json").read_text()
    )
    for path, badge in badges(exported).items():
        assert list(Draft201909Validator(schema).iter_errors(badge)) == [], path


def test_the_demonstration_holds_the_texts_that_break_other_badges(exported):
    text = "".join(path.read_text() for path in badges(exported))
    for needle in ("أهلاً", "👋", "Bienvenidos", "“", '\\"', "\\t"):
        assert needle in text, needle


def test_pictures_hold_the_very_same_document(exported):
    for path in badges(exported):
        for kind in ("png", "svg"):
            assert unbake(path.with_suffix(f".{kind}").read_bytes()) == path.read_text(), path


def leaves(node, path=()):
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*path, key))
    elif isinstance(node, list):
        for n, value in enumerate(node):
            yield from leaves(value, (*path, n))
    else:
        yield path


def with_change(badge, path, kind):
    changed = copy.deepcopy(badge)
    at = changed
    for step in path[:-1]:
        at = at[step]
    value = at[path[-1]]
    if kind == "removed":
        del at[path[-1]]
    elif kind == "type":
        at[path[-1]] = {"true": value} if isinstance(value, str) else str(value).lower()
    else:
        at[path[-1]] = (
            (not value) if isinstance(value, bool) else value + 1 if isinstance(value, (int, float)) else f"{value}x"
        )
    return changed


def three_kinds(exported):
    """Three good badges of three micro-credentials."""
    found = {}
    for path, badge in badges(exported).items():
        if verifier(exported).verify(path.read_bytes()).verdict == "PASS":
            found.setdefault(badge["credentialSubject"]["achievement"]["id"], badge)
    return list(found.values())[:3]


@pytest.mark.parametrize("which", [0, 1, 2])
def test_every_leaf_of_a_badge_is_guarded(exported, which, capsys):
    ours, badge = verifier(exported), three_kinds(exported)[which]
    refused_at = Counter()
    for path in leaves(badge):
        for kind in ("value", "type", "removed"):
            report = ours.verify(json.dumps(with_change(badge, path, kind)).encode())
            assert report.verdict != "PASS", (path, kind)
            first = next(step for step in report.steps if step.result != "PASS")
            refused_at[f"{kind} by {first.id}"] += 1
    with capsys.disabled():
        print(f"\n{badge['name']}: {sum(refused_at.values())} changes refused: {dict(sorted(refused_at.items()))}")


CHARACTERS = [
    "\x0b",
    "\x0c",
    "\x08",
    "\x7f",
    "\x1f",
    "\x01",
    "\t",
    "\n",
    "\r",
    '"',
    "\\",
    "é",
    "é",
    "ñ¿¡",
    "مرحبا",
    "👩‍🏫",
    "\u2028",
]


def test_text_that_is_never_cleaned_is_signed_exactly_and_the_judge_agrees(judge, tmp_path):
    """The product cleans what is typed; the library signs what it is given, escapes and all."""
    private = generate_ed25519()
    did = did_key(public_multibase_of(private))
    signer = Ed25519Signer(private, f"{did}#{did.removeprefix('did:key:')}")
    now = NOW.astimezone(UTC).replace(microsecond=0) - timedelta(minutes=1)
    files = []
    for n, character in enumerate(CHARACTERS):
        document = {
            "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
            "id": f"urn:uuid:00000000-0000-4000-8000-{n:012d}",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": f"a{character}b",
            "issuer": {"id": did, "type": ["Profile"], "name": f"x{character}y"},
            "validFrom": now.isoformat().replace("+00:00", "Z"),
            "credentialSubject": {
                "type": ["AchievementSubject"],
                "id": "did:example:someone",
                "achievement": {
                    "id": "urn:uuid:00000000-0000-4000-8000-0000000000ff", "type": ["Achievement"], "name": f"t{character}t",
                    "description": f"{character}d{character}", "criteria": {"narrative": f"one{character}two"},
                },
            },
        }  # fmt: skip
        signed = sign(prepare(document), signer, created=now)
        assert signed["name"] == f"a{character}b"
        text = json.dumps(signed, ensure_ascii=n % 2 == 0)
        files.append(tmp_path / f"{n:02d}.json")
        files[-1].write_text(text)
        assert Verifier(now=NOW).verify(text.encode()).verdict == "PASS", repr(character)
    done = subprocess.run(
        ["node", str(judge), "--now", NOW.isoformat(), *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
