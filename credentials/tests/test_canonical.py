"""Canonical text: exact escapes, exact numbers, and a limit that is counted before the work is done."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
import threading
from collections import Counter

import pytest
from pyld import jsonld

import merited_credentials as mc
from cast import BADGE, VERIFIER, achievement, badge, credential, signed
from merited_credentials import canonical, rdfc
from merited_credentials.canonical import canonical_double, canonical_text, canonicalize, quads_of
from merited_credentials.contexts import FROZEN, OB3, VC2
from merited_credentials.errors import TooMuchWork

CONTEXT = [VC2, OB3]


def test_the_contexts_are_as_published():
    assert mc.check_contexts() == []
    assert FROZEN[VC2].digest.startswith("59955ced6697d61e")
    assert FROZEN[OB3].digest.startswith("3d34f4d4ef1bce69")
    assert FROZEN["https://w3id.org/security/data-integrity/v2"].digest.startswith("67f21e6e33a6c14e")
    assert FROZEN["https://w3id.org/security/multikey/v1"].digest.startswith("ba2c182de2d92f7e")


def test_a_changed_or_missing_context_file_is_told(monkeypatch, tmp_path):
    from merited_credentials import contexts

    contexts.context_document.cache_clear()
    monkeypatch.setattr(contexts, "_folder", lambda _package, _inside: tmp_path)
    (tmp_path / "credentials-v2.json").write_text("{}")

    problems = mc.check_contexts()

    assert len(problems) == len(FROZEN)
    assert "not the published" in problems[0]
    assert "openbadgeslib" in problems[1]
    assert "pyld" in problems[1]
    monkeypatch.undo()
    contexts.context_document.cache_clear()
    assert mc.check_contexts() == []


def test_openbadgeslib_is_located_and_never_imported():
    program = "import sys, merited_credentials as m; m.check_contexts(); print('openbadgeslib' in sys.modules)"

    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert out.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("character", "written"),
    [("\x00", r"\u0000"), ("\x07", r"\u0007"), ("\b", r"\b"), ("\t", r"\t"), ("\n", r"\n"), ("\x0b", r"\u000B"),
     ("\f", r"\f"), ("\r", r"\r"), ("\x1f", r"\u001F"), ("\x7f", r"\u007F"), ('"', r"\""), ("\\", r"\\"),
     ("\x80", "\x80"), ("é", "é"), ("e\u0301", "e\u0301"), ("🎓", "🎓"), ("\u2028", "\u2028")],
)  # fmt: skip
def test_every_character_is_escaped_as_rdfc_says_and_no_other(character, written):
    text = canonicalize({"@context": CONTEXT, "id": "urn:x:1", "name": character})

    assert text == f'<urn:x:1> <https://schema.org/name> "{written}" .\n'


@pytest.mark.parametrize(
    ("number", "text"),
    [(1.5, "1.5E0"), (0.1, "1.0E-1"), (1e-7, "1.0E-7"), (123456.789, "1.23456789E5"), (1 / 3, "3.333333333333333E-1"),
     (-2.5e-9, "-2.5E-9"), (5e-324, "4.940656458412465E-324"), (1e21, "1.0E21"), (1.5e300, "1.5E300")],
)  # fmt: skip
def test_doubles_have_their_canonical_form(number, text):
    assert canonical_double(number) == text


@pytest.mark.parametrize(
    ("number", "text"), [(3, "3"), (3.0, "3"), (-0.0, "0"), (1e20, "1" + "0" * 20), (1.5, "1.5E0")]
)
def test_numbers_are_written_as_json_ld_says(number, text):
    document = {"@context": CONTEXT, "id": "urn:x:1", "type": ["AchievementSubject"], "creditsEarned": number}

    assert f'"{text}"^^<https://www.w3.org/2001/XMLSchema#float>' in canonicalize(document)


def test_a_number_that_programs_read_differently_is_not_signed():
    for number in (1e-7, 2**53, 10**30):
        document = {name: value for name, value in badge().items() if name != "proof"}
        document["credentialSubject"]["creditsEarned"] = number
        with pytest.raises(mc.LintRefused):
            mc.prepare(document)


@pytest.fixture
def steps(monkeypatch):
    """Counts what the canonicalizer does, and not only what it says that it does: hashes, and orders tried."""
    counted = Counter()
    for name in ("hash", "path"):
        inner = getattr(rdfc._Canonicalization, name)

        def counting(self, *given, inner=inner, name=name):
            counted[name] += 1
            return inner(self, *given)

        monkeypatch.setattr(rdfc._Canonicalization, name, counting)
    return counted


def linked(size: int) -> list[rdfc.Quad]:
    """Blank nodes, each of which is linked to every other: the poison graph."""
    return [
        (f"_:n{one}", "<urn:x:knows>", f"_:n{other}", "")
        for one in range(size)
        for other in range(size)
        if one != other
    ]


@pytest.mark.parametrize("size", [7, 8, 10, 20, 140])
def test_a_poison_clique_is_refused_within_the_counted_steps(size, steps):
    with pytest.raises(TooMuchWork):
        canonical_text(linked(size))

    assert steps["path"] <= rdfc.MAX_STEPS
    assert steps["hash"] <= rdfc.MAX_STEPS + 2 * size**2


@pytest.mark.parametrize("size", [10, 20, 140])
def test_of_a_larger_one_not_one_way_is_tried(size, steps):
    """All orders of a list are counted before the first is tried: here the first list is too long already."""
    with pytest.raises(TooMuchWork):
        canonical_text(linked(size))

    assert steps["path"] == 0


def test_the_work_grows_as_the_graph_does_and_stops_at_the_limit():
    counts = [rdfc.canonicalized(linked(size)).steps for size in (2, 3, 4, 5)]

    assert counts == sorted(counts)
    assert counts[-1] < rdfc.MAX_STEPS < 10 * counts[-1]  # six and more are over it


@pytest.mark.parametrize("size", [50, 100])
def test_a_ring_of_alike_nodes_costs_its_square(size):
    ring = [(f"_:n{one}", "<urn:x:next>", f"_:n{(one + 1) % size}", "") for one in range(size)]

    assert rdfc.canonicalized(ring).steps == 4 * size**2


def test_a_long_ring_is_refused_before_python_runs_out_of_stack(steps):
    ring = [(f"_:n{one}", "<urn:x:next>", f"_:n{(one + 1) % 5_000}", "") for one in range(5_000)]
    with pytest.raises(TooMuchWork):
        canonical_text(ring)
    assert steps["path"] <= 2 * rdfc.MAX_LEVELS


def test_many_alike_nodes_that_know_nobody_cost_one_step_each():
    leaves = [("<urn:x:1>", "<urn:x:has>", f"_:n{number}", "") for number in range(10_000)]

    assert rdfc.canonicalized(leaves).steps == 10_000


def test_too_many_statements_are_refused_before_they_are_all_read():
    read = []

    def endless():
        for number in range(10**9):
            read.append(number)
            yield (f"<urn:x:{number}>", "<urn:x:p>", '"x"', "")

    with pytest.raises(TooMuchWork):
        canonical_text(endless())
    assert len(read) == rdfc.MAX_QUADS + 1


@pytest.mark.parametrize("shape", ["wide", "long list", "deep", "deep lists"])
def test_a_document_of_a_hundred_thousand_members_never_reaches_pyld(shape, monkeypatch):
    """Counted at the door of canonicalization itself, whoever calls it."""
    document = {"@context": CONTEXT, "id": "urn:x:1", "type": ["Achievement"]}
    if shape == "wide":
        document |= {f"name{number}": "x" for number in range(100_000)}
    elif shape == "long list":
        document["tag"] = [f"tag {number}" for number in range(100_000)]
    else:
        inner = document
        for _ in range(100_000):
            inner["related"] = {"id": "urn:x:2"} if shape == "deep" else [{"id": "urn:x:2"}]
            inner = inner["related"] if shape == "deep" else inner["related"][0]

    def never(*_anything, **_named):
        raise AssertionError("expansion was begun")

    monkeypatch.setattr(canonical.jsonld, "expand", never)
    with pytest.raises(TooMuchWork):
        canonicalize(document)


def test_a_poison_clique_inside_a_badge_is_answered_within_the_steps(steps):
    """Blank nodes can only be linked to each other through ids, which the guard refuses; the limit stands behind it."""
    document = badge()
    names = [f"_:n{number}" for number in range(8)]
    document["credentialSubject"]["result"] = [
        {"id": name, "type": ["Result"], "alignment": [{"id": other, "type": ["Alignment"]} for other in names]}
        for name in names
    ]

    assert VERIFIER.verify(document).verdict == "FAIL"
    assert steps["path"] <= rdfc.MAX_STEPS


def test_many_alike_parts_are_no_poison():
    """An honest badge may repeat itself: forty results without ids that say the same."""
    document = {name: value for name, value in badge().items() if name != "proof"}
    results = [{"type": ["Result"], "status": "Completed", "alignment": [{
        "type": ["Alignment"], "targetName": "x", "targetUrl": "https://x.example/1"}]} for _ in range(40)]  # fmt: skip
    document["credentialSubject"]["result"] = results

    assert VERIFIER.verify(signed(document)).verdict == "PASS"


@pytest.mark.parametrize(("results", "alignments"), [(4, 9), (30, 7)])
def test_alike_parts_in_alike_parts_are_refused_within_the_steps(results, alignments, steps):
    document = {name: value for name, value in badge().items() if name != "proof"}
    part = {"type": ["Alignment"], "targetName": "x", "targetUrl": "https://x.example/1"}
    document["credentialSubject"]["result"] = [{"type": ["Result"], "alignment": [part] * alignments}] * results

    with pytest.raises(mc.LintRefused, match="tangled"):
        mc.prepare(document)
    assert steps["path"] <= rdfc.MAX_STEPS


def record(results: int) -> dict[str, object]:
    """A badge as large as a whole learner record: each result with its rubric of four levels."""
    host = "https://badges.alderbay.example/a/9"
    described = tuple(
        mc.ResultDescription(
            f"{host}/r/{number}",
            f"Criterion {number}",
            levels=tuple(
                mc.ResultLevel(f"{host}/r/{number}/{level}", level, level=level, description=f"It is {level}.")
                for level in ("Emerging", "Basic", "Proficient", "Distinguished")
            ),
            required_level=f"{host}/r/{number}/Proficient",
        )
        for number in range(results)
    )
    reached = tuple(mc.Result(f"{host}/r/{n}", f"{host}/r/{n}/Proficient", "Completed") for n in range(results))
    return mc.to_document(credential(achievement=achievement(result_descriptions=described), results=reached))


def test_a_badge_with_three_hundred_results_is_signed_and_passes():
    document = signed(record(300))

    assert VERIFIER.verify(document).verdict == "PASS"
    assert VERIFIER.verify(json.dumps(document)).verdict == "PASS"


def test_the_steps_of_an_honest_badge_grow_with_its_alike_parts_and_no_faster():
    """Results of the levels look unlike; without unlike parts there is nothing to try."""
    assert [rdfc.canonicalized(quads_of(record(size))).steps for size in (10, 100)] == [0, 0]


def test_a_list_keeps_its_order_under_the_signature():
    document = {name: value for name, value in badge().items() if name != "proof"}
    document["credentialSubject"]["achievement"]["resultDescription"][0]["allowedValue"] = ["one", "two", "three"]
    document = signed(document)
    assert VERIFIER.verify(document).verdict == "PASS"

    document["credentialSubject"]["achievement"]["resultDescription"][0]["allowedValue"].reverse()
    assert VERIFIER.verify(document).verdict == "FAIL"


def test_another_vocabulary_in_the_caches_of_pyld_changes_nothing():
    """PyLD keeps resolved contexts for the whole process, by address; another program part could fill them falsely."""
    from pyld import jsonld

    def liar(address, _options=None):
        context = {"@context": {"name": "urn:liar:name", "id": "@id"}}
        return {"document": context, "documentUrl": address, "contextUrl": None, "tag": "static"}

    jsonld.expand({"@context": VC2, "id": "urn:x:1", "name": "x"}, {"documentLoader": liar})

    assert "schema.org/name" in canonicalize({"@context": CONTEXT, "id": "urn:x:1", "name": "x"})


def test_threads_get_the_same_answers():
    answers: list[str] = []

    def work() -> None:
        answers.extend(VERIFIER.verify(BADGE).verdict for _ in range(5))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["PASS"] * 20


def test_key_order_and_spaces_change_nothing():
    turned = json.loads(json.dumps(BADGE), object_pairs_hook=lambda pairs: dict(reversed(pairs)))

    assert VERIFIER.verify(json.dumps(turned, indent=4)).verdict == "PASS"


@pytest.mark.parametrize("count", [1, 3, 40])
def test_contexts_that_are_kept_change_no_letter_of_what_pyld_says_by_itself(monkeypatch, count):
    """Objects of several types, each with words of its own in force: as with a processor that nothing is put around."""
    result = {"type": ["Result"], "value": "4"}
    document = json.loads(json.dumps(BADGE))
    subject = document["credentialSubject"]
    subject["result"] = [dict(result, value=str(number)) for number in range(count)]
    subject["achievement"]["alignment"] = [
        {"type": ["Alignment"], "targetName": f"a{number}", "targetUrl": f"https://x.example/{number}"}
        for number in range(count)
    ]
    ours = canonicalize(document)

    monkeypatch.setattr(canonical, "_processor", jsonld.JsonLdProcessor)

    assert ours == canonicalize(document) and len(ours.splitlines()) > count


def test_pyld_still_has_the_function_that_is_put_around_it_with_these_arguments():
    given = list(inspect.signature(jsonld.JsonLdProcessor._process_context).parameters)
    assert given == [
        "self", "active_ctx", "local_ctx", "options", "override_protected", "propagate", "validate_scoped", "cycles",
    ]  # fmt: skip
