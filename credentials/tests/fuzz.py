"""Malformed files by chance, out of a seed, into every door of the library: a typed error or a verdict, nothing else.

The long form: `python credentials/tests/fuzz.py --count 200000 --seed 1` prints the seed, how many inputs of which
kind were tried, what came of them, and every survivor: an input that raised anything but a CredentialError, or did more
counted work or took more memory than any honest file does. Exit code 1 when there is one; `--keep DIR` writes them
down. Memory is bounded by the operating system (RLIMIT_AS), work by counting the calls of functions.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import merited_credentials as mc
from damage import damaged
from equal_forms import alike
from generate import VERIFIER
from honest_files import honest_files
from merited_credentials import strict_json
from merited_credentials.addresses import parse_address
from merited_credentials.bake import kind_of
from merited_credentials.dates import parse_instant
from merited_credentials.did import did_web_address
from merited_credentials.recognize import read

# The largest honest badges need about 600,000 calls; this is counted, so it is the same on every machine.
MOST_CALLS = 6_000_000
MEMORY = 600_000_000  # address space: the interpreter with all libraries mapped takes about half of it
SECONDS_TO_A_HANG = 30  # no measure of speed: only so that the long form ends and names what hangs
UNFORESEEN = "Something unforeseen"


@dataclass(frozen=True)
class Survivor:
    """What should not have happened, the damage that led to it, and the input."""

    what: str
    damage: str
    data: bytes


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _verify(data: bytes, *, signed_anew: bool = False) -> str:
    report = VERIFIER.verify(data)
    assert report.verdict in ("PASS", "FAIL", "UNKNOWN") and report.sentence and report.steps
    if report.verdict == "PASS" and not signed_anew and not _is_honest(report.document):
        raise RuntimeError("a damaged badge passes")
    if any(UNFORESEEN in step.sentence for step in report.steps):
        raise RuntimeError(report.sentence)  # the last net of the verifier caught it: it should not have come to that
    return report.verdict


def _is_honest(document: dict[str, Any] | None) -> bool:
    """Whether this is one of the honest badges again, as when white space was changed, or a presentation of such.

    A presentation that nobody signed says nothing of its own, so only the badges in it count.
    """
    bare = {name: value for name, value in (document or {}).items() if name != "proof"}
    if "VerifiablePresentation" in bare.get("type", ()):
        shown = bare.get("verifiableCredential", [])
        return all(_is_honest(one) for one in (shown if isinstance(shown, list) else [shown]))
    return any(alike(bare, honest, ordered=False) for honest in _honest_documents())


@cache
def _honest_documents() -> tuple[dict[str, Any], ...]:
    found = [json.loads(text) for text in honest_files()["json"]]
    found += [read(text).document or {} for text in honest_files()["jwt"]]
    return tuple({name: value for name, value in one.items() if name != "proof"} for one in found)


def _document(data: bytes) -> dict[str, Any]:
    return strict_json.parse_object(data)


def _prepare(data: bytes) -> str:
    mc.prepare({name: value for name, value in _document(data).items() if name != "proof"})
    return "prepared"


def _key(data: bytes) -> str:
    mc.VerificationKey.from_jwk(_document(data))
    return "key"


def _bake(data: bytes) -> str:
    (mc.bake_png if kind_of(data) == "png" else mc.bake_svg)(data, '{"name": "]]> \\u0000"}')
    return "baked"


# Door -> what goes in, and a word for what comes out. The first is where nearly everything goes.
DOORS: dict[str, Callable[[bytes], object]] = {
    "verify": _verify,
    "read": lambda data: read(data).result,
    "unbake": lambda data: str(type(mc.unbake(data)).__name__),
    "bake": _bake,
    "prepare": _prepare,
    "prepared": lambda data: mc.Prepared.from_json(_text(data)) and "prepared",
    "json": lambda data: str(type(strict_json.parse(data)).__name__),
    "jwk": _key,
    "multikey": lambda data: mc.VerificationKey.from_multikey(_text(data)[:200]) and "key",
    "pem": lambda data: mc.VerificationKey.from_pem(_text(data)[:5000]) and "key",
    "list": lambda data: mc.StatusBits.decode(_text(data)) and "list",
    "instant": lambda data: parse_instant(_text(data)) and "instant",
    "did": lambda data: did_web_address(_text(data)) and "address",
    "token": lambda data: mc.read_token(_text(data)) and "token",
    "model": lambda data: mc.from_document(_document(data)) and "model",
    "private key": lambda data: mc.private_key_of(data) and "private key",
    "sealed": lambda data: mc.open_private_key(data, bytes(32), key_id="key-1") and "open",
    "did-jwk": lambda data: mc.resolve_did_jwk(_text(data)[:5000]) and "document",
    "address": lambda data: str(parse_address(_text(data).strip()[:3000])) and "address",
    "presentation": lambda data: mc.verify_presentation(_document(data), VERIFIER).verdict,
    "documents": lambda data: _with_documents(data),
}


def _with_documents(data: bytes) -> str:
    """What a stranger's server answers with: an honest badge, with this as the document of its keys and its list."""
    from generate import DID, LISTS, Chance

    found = strict_json.parse(data)
    hostile = mc.Verifier(now=VERIFIER.now, documents={DID: found}, status_lists=dict.fromkeys(LISTS, found))
    report = hostile.verify(_honest_badge or _honest_badge.update(Chance(2).honest().document) or _honest_badge)
    assert report.verdict != "PASS"
    if any(UNFORESEEN in step.sentence for step in report.steps):
        raise RuntimeError(report.sentence)
    return report.verdict


_honest_badge: dict[str, Any] = {}


class _Calls:
    """Counts the calls of functions, Python's and C's; stops what goes on and on."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, _frame: object, event: str, _argument: object) -> None:
        if event in ("call", "c_call"):
            self.count += 1
            if self.count > MOST_CALLS:
                sys.setprofile(None)
                raise MemoryError(f"more than {MOST_CALLS:,} calls")


def one(door: str, damage: str, data: bytes, *, counted: bool) -> tuple[str, Survivor | None]:
    """What came of one input: a word, and a survivor when it should not have happened."""
    if counted:
        sys.setprofile(_Calls())
    try:
        if door == "verify":
            return _verify(data, signed_anew="other_payload" in damage), None
        return str(DOORS[door](data)), None
    except mc.CredentialError as error:
        problem = None if error.sentence.strip() else "an error without a sentence"
        return type(error).__name__, Survivor(problem, damage, data) if problem else None
    except BaseException as error:
        sys.setprofile(None)
        if isinstance(error, KeyboardInterrupt):
            raise
        last = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{door}: {type(error).__name__}: {str(error)[:120]} ({Path(last.filename).name}:{last.lineno})"
        return "survivor", Survivor(what, damage, data)
    finally:
        sys.setprofile(None)


def run(count: int, seed: int, *, counted_every: int = 1) -> tuple[Counter[str], Counter[str], list[Survivor]]:
    """Counts by damage, counts by what came of it, and the survivors."""
    chance = random.Random(seed)
    by_damage: Counter[str] = Counter()
    by_answer: Counter[str] = Counter()
    survivors: list[Survivor] = []
    others = [door for door in DOORS if door != "verify"]
    for number in range(count):
        name, data = damaged(chance)
        door = "verify" if chance.random() < 0.7 else chance.choice(others)
        answer, survivor = one(door, name, data, counted=number % counted_every == 0)
        by_damage[name] += 1
        by_answer[f"{door}: {answer}"] += 1
        if survivor:
            survivors.append(survivor)
    return by_damage, by_answer, survivors


def _hang(_signal: int, _frame: object) -> None:
    raise TimeoutError("it hangs")


def main() -> int:
    """The long form."""
    parser = argparse.ArgumentParser(description="Hand malformed files to the library.")
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--counted-every", type=int, default=20, help="count the calls of every so manieth input")
    parser.add_argument("--keep", type=Path, help="folder for the survivors")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, _hang)
    by_damage, by_answer, survivors = run_watched(options)
    print(f"seed {options.seed}: {options.count} inputs")
    for title, counts in (("damage", by_damage), ("answer", by_answer)):
        print(f"by {title}:", *(f"{number:>8}  {name}" for name, number in counts.most_common()), sep="\n  ")
    print(f"survivors: {len(survivors)}")
    for what, number in Counter(one.what for one in survivors).most_common():
        print(f"  {number} times  {what}")
    for number, survivor in enumerate(survivors[:200] if options.keep else ()):
        options.keep.mkdir(parents=True, exist_ok=True)
        (options.keep / f"{options.seed}-{number}").write_bytes(survivor.data)
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB")
    return 1 if survivors else 0


def run_watched(options: argparse.Namespace) -> tuple[Counter[str], Counter[str], list[Survivor]]:
    """The run in portions, so that an alarm names what hangs instead of ending everything."""
    totals: tuple[Counter[str], Counter[str], list[Survivor]] = (Counter(), Counter(), [])
    portion = 500
    for start in range(0, options.count, portion):
        signal.alarm(SECONDS_TO_A_HANG * 10)
        size = min(portion, options.count - start)
        found = run(size, options.seed * 1_000_003 + start, counted_every=options.counted_every)
        totals[0].update(found[0])
        totals[1].update(found[1])
        totals[2].extend(found[2])
        signal.alarm(0)
    return totals


if __name__ == "__main__":
    sys.exit(main())
