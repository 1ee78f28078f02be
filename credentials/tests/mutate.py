"""One seeded change to an honest badge, and what must become of it.

The badges are of every sort (generate_sorts.py), in turn. In a token one claim in four is changed and signed again with
the same key, so that it contradicts the credential.

The long form: `python credentials/tests/mutate.py --badges 5000 --whole 50 --seed 1` prints the seed, the counts, and
every change that was not refused though it should have been (exit code 1 when there is one).
"""

from __future__ import annotations

import argparse
import copy
import random
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from equal_forms import Document, Place, alike, at, is_foreign_proof, is_foreign_token, places
from generate import Chance, Honest
from generate_sorts import any_sort, claims_that_contradict, verifier, with_another_signature
from merited_credentials import Report
from merited_credentials.shapes import GENERIC, SHAPES

MEMBERS = sorted({name for members in SHAPES.values() for name in members} | set(GENERIC))
UNSEEN = ("\u200b", "\u00a0", "\u202e", "\u0000", "\u0301", "\ufeff", " ")
OTHERS: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    0.5,
    1e-7,
    2**53 - 1,
    "",
    "x",
    "true",
    "0",
    [],
    {},
    [[]],
    [{}],
    [None],
)
HIDDEN = (
    "@id", "@type", "@nest", "@graph", "@reverse", "@included", "@index", "@value", "@language", "@context",
    "unheard", "",
    "https://schema.org/name", "cred:validUntil", "https://www.w3.org/2018/credentials#validUntil", "Type", "ID",
    "__proto__",
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """What was changed, where, and what came out of it."""

    kind: str
    path: Place
    document: Document
    shown: Any

    def __str__(self) -> str:
        return f"{self.kind} at {'.'.join(map(str, self.path)) or 'the badge'}"


def one_change(honest: Honest, chance: random.Random) -> Change:
    """One change drawn: of a value, of a type, something added, removed, or put in another order."""
    found = [path for path, _ in places(honest.document) if path]
    near = [path for path in found if set(path) & {*honest.within}]
    if honest.again is not None and chance.random() < 0.25:
        return _in_a_token(honest, chance)
    if near and chance.random() < 0.5:
        found = near
    while True:
        kind = chance.choice(list(KINDS))
        for path in chance.sample(found, len(found)):  # the first that can be changed in this way
            change = _changed(honest, kind, path, chance)
            if change:
                return change


def every_change(honest: Honest, chance: random.Random) -> Iterator[Change]:
    """Each member of a badge, one after the other: another value, another type, removed, and one added beside it."""
    for path, _ in places(honest.document):
        for kind in ("value", "type", "removed", "added", "order") if path else ():
            change = _changed(honest, kind, path, chance)
            if change:
                yield change
    for _ in range(30 if honest.again else 0):
        yield _in_a_token(honest, chance)


def _changed(honest: Honest, kind: str, path: Place, chance: random.Random) -> Change | None:
    document = copy.deepcopy(honest.document)
    if not KINDS[kind](document, path, chance) or document == honest.document:
        return None
    shown = honest.shown(document)
    # Two documents may be one token: what stands beside its head and its payload is not in it.
    return Change(kind, path, document, shown) if shown != honest.shown(honest.document) else None


def _in_a_token(honest: Honest, chance: random.Random) -> Change:
    if chance.random() < 0.2:
        return Change("signature", (), honest.document, with_another_signature(honest, chance))
    document = claims_that_contradict(honest, chance)
    assert honest.again is not None
    return Change("contradiction", (), document, honest.again(document))


def _value(document: Document, path: Place, chance: random.Random) -> bool:
    value, (*above, last) = at(document, path), path
    if isinstance(value, bool):
        new: Any = not value
    elif isinstance(value, str):
        new = _other_text(value, chance)
    elif isinstance(value, int | float):
        new = chance.choice((value + 1, -value or 5, value + 0.25, value * 10 + 3))
    else:
        return False
    at(document, tuple(above))[last] = new
    return True


def _other_text(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text) + 1)
    choices = [
        text[:place] + chance.choice(UNSEEN) + text[place:],
        text + "x",
        "",
        text.upper(),
        text.lower(),
        text.swapcase(),
    ]
    choices += [unicodedata.normalize(form, text) for form in ("NFC", "NFD", "NFKC")]
    choices += [
        text[1:],
        text[:-1],
        text[::-1],
        text.strip(),
        text.replace("T", "t"),
        text.replace("Z", "+00:00"),
        text * 2,
    ]
    return chance.choice([choice for choice in choices if choice != text])


def _type(document: Document, path: Place, chance: random.Random) -> bool:
    value, (*above, last) = at(document, path), path
    text = str(value).lower() if isinstance(value, bool) else str(value)
    around = [
        text,
        [value],
        [value, value],
        {"@value": value},
        {"id": value},
        {"en": value},
        [[value]],
        {"@list": [value]},
        {"@set": [value]},
    ]
    choices = [
        *OTHERS,
        *around,
        *(value if isinstance(value, list) else value.values() if isinstance(value, dict) else []),
    ]
    at(document, tuple(above))[last] = copy.deepcopy(
        chance.choice([one for one in choices if type(one) is not type(value) or one != value])
    )
    return True


def _removed(document: Document, path: Place, _chance: random.Random) -> bool:
    del at(document, path[:-1])[path[-1]]
    return True


def _added(document: Document, path: Place, chance: random.Random) -> bool:
    place = at(document, path)
    everything = [value for _, value in places(copy.deepcopy(document))]
    thing = chance.choice([*OTHERS, *everything])
    if isinstance(place, list):
        place.insert(chance.randrange(len(place) + 1), thing)
        return True
    if isinstance(place, dict):
        absent = [name for name in (*MEMBERS, *HIDDEN) if name not in place]
        place[chance.choice(absent)] = thing
        return True
    return False


def _order(document: Document, path: Place, chance: random.Random) -> bool:
    place = at(document, path)
    if isinstance(place, list) and len(place) > 1:
        one, other = chance.sample(range(len(place)), 2)
        place[one], place[other] = place[other], place[one]
        return True
    return False


def _renamed(document: Document, path: Place, chance: random.Random) -> bool:
    *above, last = path
    if not isinstance(last, str):
        return False
    parent = at(document, tuple(above))
    parent[chance.choice([name for name in (*MEMBERS, *HIDDEN) if name not in parent])] = parent.pop(last)
    return True


def _swapped(document: Document, path: Place, chance: random.Random) -> bool:
    """Two values trade places."""
    other, _ = chance.choice(list(places(document)))
    if not other or path[: len(other)] == other or other[: len(path)] == path:
        return False
    one_above, other_above = at(document, path[:-1]), at(document, other[:-1])
    one_above[path[-1]], other_above[other[-1]] = at(document, other), at(document, path)
    return True


KINDS = {
    "value": _value, "type": _type, "removed": _removed, "added": _added, "order": _order, "renamed": _renamed,
    "swapped": _swapped,
}  # fmt: skip


def refused(report: Report) -> bool:
    """A FAIL, or a finding: what the steps on format and on vocabularies would not let through."""
    return report.verdict == "FAIL" or any(
        step.result != "PASS" for step in report.steps if step.id in ("format", "context")
    )


def problem_with(honest: Honest, change: Change) -> str | None:
    """None when the change was refused, or is a form that the standards hold equal; else what happened."""
    report = verifier().verify(change.shown)
    is_open = report.verdict == "UNKNOWN"
    if "header" in honest.document:  # a token is signed letter by letter: no two are equal, and nothing stays open
        is_fine = report.verdict == "FAIL" or (is_open and is_foreign_token(change.document))
    else:
        is_fine = refused(report) or (is_open and is_foreign_proof(change.document))
        is_fine = is_fine or alike(honest.document, change.document, ordered=honest.is_ordered)
    if is_fine:
        return None
    return f"{honest.sort}, {change} ({honest.suite}): {report.verdict}, {report.sentence}"


def run(badges: int, whole: int, seed: int) -> tuple[Counter[tuple[str, str]], list[str]]:
    """Counts of what was tried by sort and kind, and the problems.

    One change each in `badges`, every member of `whole` others.
    """
    tried: Counter[tuple[str, str]] = Counter()
    problems: list[str] = []
    for number in range(badges + whole):
        chance = Chance(seed * 1_000_003 + number)
        honest = any_sort(chance, seed + number)
        changes = [one_change(honest, chance.random)] if number < badges else every_change(honest, chance.random)
        for change in changes:
            tried[honest.sort, change.kind] += 1
            problem = problem_with(honest, change)
            if problem:
                problems.append(f"badge {number}: {problem}")
    return tried, problems


def _portions(options: argparse.Namespace) -> Iterator[tuple[int, int, int]]:
    """The work in portions, each with a seed of its own, so that what is found is told at once and can be repeated."""
    for number in range(0, options.badges, 100):
        yield min(100, options.badges - number), 0, options.seed * 10_007 + number
    for number in range(options.whole):
        yield 0, 1, options.seed * 10_009 + number


def main() -> int:
    """The long form."""
    parser = argparse.ArgumentParser(description="Change honest badges, one change each, and see that each is refused.")
    parser.add_argument("--badges", type=int, default=5000, help="badges with one change each")
    parser.add_argument("--whole", type=int, default=50, help="badges of which every member is changed")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tried: Counter[tuple[str, str]] = Counter()
    problems: list[str] = []
    for badges, whole, seed in _portions(options):
        more, found = run(badges, whole, seed)
        tried.update(more)
        problems += found
        for problem in found:
            print(f"  seed {seed}, {problem}", flush=True)
    print(f"seed {options.seed}: {options.badges} badges with one change, {options.whole} with every member changed")
    print(f"changes: {sum(tried.values())}")
    for sort in sorted({sort for sort, _ in tried}):
        print(f"  {sort}: { {kind: count for (one, kind), count in sorted(tried.items()) if one == sort} }")
    print(f"not refused: {len(problems)}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
