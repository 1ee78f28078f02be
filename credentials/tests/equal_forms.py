"""The one place for what the standards themselves hold equal: the only changes to a signed badge that may pass.

`FORMS` lists them, each with the standard that says so and with a change that makes it; a test makes each of them and
sees that what is signed is the same, byte for byte. `alike` says whether two documents differ by such forms alone.
Whatever differs otherwise must be refused: FAIL, or a finding of the steps on format and on vocabularies. The one other
answer is UNKNOWN for a proof of which nobody here can tell (`is_foreign_proof`): it names itself as one of a kind that
is not known, which may be a fine one of next year, or a key that is a document on the web and is not at hand. It is
never a PASS.

In credentials that are no badges there are more, which no generated badge can show: those of `OTHER_FORMS`
(`test_equal_forms_of_others.py`), and the direction of a text, which a signature by words leaves out and the report
names as not protected (`test_direction.py`).

A form that the standards hold equal may still be refused: the shapes of Open Badges 3.0 are stricter than JSON-LD, and
what is read twice is not signed twice.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from merited_credentials.contexts import FROZEN, OB3_EXTENSIONS
from merited_credentials.jose.token import UNCHECKED
from merited_credentials.proofs.suites import suite_of
from merited_credentials.strict_json import canonical

# The two lists whose order counts in JSON-LD here: `@list` by the vocabulary, and the vocabularies themselves.
ORDERED = ("allowedValue", "@context")
Document = dict[str, Any]
Place = tuple[Any, ...]


@dataclass(frozen=True)
class Form:
    """Two ways to say the same. `make` says it the other way wherever it can.

    `rdf_only`: under JCS, which signs the JSON text itself, it is a change; `jcs_only`: the other way round.
    """

    name: str
    why: str
    rdf_only: bool
    make: Callable[[Document], Document]
    jcs_only: bool = False


def places(value: Any, path: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every value of a document with the way to it, the document itself first."""
    yield path, value
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(item, (*path, key))


def at(document: Any, path: Place) -> Any:
    """The value at a place."""
    for key in path:
        document = document[key]
    return document


def _everywhere(change: Callable[[Place, Any], Any]) -> Callable[[Document], Document]:
    """A change of every value of a document, from the inside out; the vocabularies and the proof stay as they are."""

    def inside(value: Any, path: Place) -> Any:
        if path[:1] == ("proof",) or "@context" in path:
            return value
        if isinstance(value, dict):
            value = {name: inside(item, (*path, name)) for name, item in value.items()}
        elif isinstance(value, list):
            value = [inside(item, (*path, number)) for number, item in enumerate(value)]
        return change(path, value)

    return lambda document: inside(copy.deepcopy(document), ())


def _members_turned_round(_path: Place, value: Any) -> Any:
    return dict(reversed(value.items())) if isinstance(value, dict) else value


def _decimal_point(_path: Place, value: Any) -> Any:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _lists_turned_round(path: Place, value: Any) -> Any:
    return value[::-1] if isinstance(value, list) and path[-1] not in ORDERED else value


def _alone_without_its_list(path: Place, value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _said_twice(path: Place, value: Any) -> Any:
    return [*value, value[-1]] if path[-1:] == ("type",) and isinstance(value, list) else value


def _unused_vocabulary(document: Document) -> Document:
    """Without the extensions of Open Badges, where the badge takes no word from them: one with a schema does."""
    unused = "1EdTechJsonSchemaValidator2019" not in canonical(document)
    kept = [address for address in document["@context"] if not (unused and address == OB3_EXTENSIONS)]
    return {**document, "@context": kept}


def _known_vocabulary_behind(document: Document) -> Document:
    known = next(address for address in FROZEN if address not in document["@context"])
    return {**document, "@context": [*document["@context"], known]}


def _proof_in_a_list(document: Document) -> Document:
    proof = document["proof"]
    return {**document, "proof": proof[::-1] if isinstance(proof, list) else [proof]}


def _one_proof_less(document: Document) -> Document:
    proof = document["proof"]
    return {**document, "proof": proof[1:]} if isinstance(proof, list) and len(proof) > 1 else document


def _proof_names_the_vocabularies(document: Document) -> Document:
    proofs = [{"@context": document["@context"], **proof} for proof in _proofs(document)]
    return {**document, "proof": proofs if isinstance(document["proof"], list) else proofs[0]}


FORMS = (
    Form("members in another order", "RFC 8259, 4: the members of an object have no order.", False,
         _everywhere(_members_turned_round)),
    Form("3 and 3.0", "RFC 8785, 3.2.2.3, and JSON-LD 1.1 API, 8.2.2: one number, one text.", False,
         _everywhere(_decimal_point)),
    Form("one proof in a list", "Data Integrity 1.0, 2.1: `proof` is one proof or a set of them.", False,
         _proof_in_a_list),
    Form("one proof of a set taken away", "Data Integrity 1.0, 2.1.1: the proofs of a set have no order and do not "
         "depend on each other; whichever is left was made over the whole badge.", False, _one_proof_less),
    Form("items in another order", "JSON-LD 1.1, 4.3: arrays are sets, save those that a vocabulary calls lists.", True,
         _everywhere(_lists_turned_round)),
    Form("one item without its list", "JSON-LD 1.1, 4.3.2: a set with one item may be written as the item.", True,
         _everywhere(_alone_without_its_list)),
    Form("a type said twice", "RDF 1.1 Concepts, 3: a graph is a set of statements; said twice is said once.", True,
         _everywhere(_said_twice)),
    Form("a proof that repeats the vocabularies", "vc-di-eddsa 3.2.5 and vc-di-ecdsa 3.2.5: the proof options are "
         "canonicalized with the `@context` of the document.", True, _proof_names_the_vocabularies),
    Form("without a vocabulary that no word is from", "JSON-LD 1.1 API, 5.1: of `@context` nothing is left but what "
         "each word means, and every word means the same.", True, _unused_vocabulary),
    Form("a known vocabulary behind those of the proof", "vc-di-eddsa 3.3.2, step 4: the badge may name more "
         "vocabularies behind those that its proof names, and is signed without them.", False, _known_vocabulary_behind,
         jcs_only=True),
)  # fmt: skip


def _language_in_other_letters(_path: Place, value: Any) -> Any:
    said = isinstance(value, dict) and "@language" in value
    return {**value, "@language": value["@language"].swapcase()} if said else value


def _issuer_as_an_object(document: Document) -> Document:
    issuer = document["issuer"]
    bare = isinstance(issuer, dict) and issuer.keys() == {"id"}
    return {**document, "issuer": issuer["id"] if bare else {"id": issuer}}


# What only credentials that are no badges can say in two ways: in a badge the one way of the two is refused.
OTHER_FORMS = (
    Form("a language in other letters", "RFC 5646, 2.1.1: tags know no large and small letters; RDF 1.1 Concepts, 3.3: "
         "the value space of language tags is always in lower case.", True, _everywhere(_language_in_other_letters)),
    Form("an issuer as an object with an id only", "JSON-LD 1.1 API, 5.3.2: where a word is read as an address, the "
         "text is an object with that @id.", True, _issuer_as_an_object),
)  # fmt: skip


def alike(one: Document, other: Document, *, ordered: bool) -> bool:
    """Whether two documents differ by the forms above alone. `ordered`: the order of every list is signed (JCS)."""
    proofs, others = _said_by_proofs(one), _said_by_proofs(other)
    shown_as = other.get("proof") or []
    everything = isinstance(shown_as, dict) or (isinstance(shown_as, list) and len(_proofs(other)) == len(shown_as))
    shown = bool(others) or not proofs  # with all its proofs taken away nothing is shown any more
    return everything and shown and others <= proofs and _plain(one, ordered) == _plain(other, ordered)


def _plain(document: Document, ordered: bool) -> str:
    """The document without its proofs, each value in one of its equal forms."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    for proof in _proofs(document) if ordered else ():
        named, behind = proof.get("@context"), document.get("@context")
        if isinstance(named, list) and isinstance(behind, list) and behind[: len(named)] == named:
            bare["@context"] = named + [address for address in behind[len(named) :] if address not in FROZEN]
    return canonical(_normal("", bare, ordered))


def _proofs(document: Document) -> list[Document]:
    proof = document.get("proof")
    return [one for one in (proof if isinstance(proof, list) else [proof]) if isinstance(one, dict)]


def _said_by_proofs(document: Document) -> set[str]:
    """What each proof says; one by words is signed with the vocabularies of the badge, repeated in it or not."""
    said = set()
    for proof in _proofs(document):
        suite = suite_of(proof)
        repeats = suite is not None and suite.by_words and proof.get("@context") == document.get("@context")
        kept = {name: item for name, item in proof.items() if not (repeats and name == "@context")}
        said.add(canonical(_normal("", kept, suite is not None and not suite.by_words)))
    return said


def _normal(name: str, value: Any, ordered: bool) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _normal(key, item, ordered) for key, item in value.items()}
    if not isinstance(value, list) or ordered:
        return [_normal(name, item, ordered) for item in value] if isinstance(value, list) else value
    items = [_normal(name, item, ordered) for item in value]
    if name == "@context":
        return items[:2] + [address for address in items[2:] if address not in FROZEN]
    if name not in ORDERED:
        texts = {canonical(item): item for item in items} if name == "type" else None
        items = list(texts.values()) if texts is not None else items
        items.sort(key=canonical)
    # A list inside a list is no set with one item: JSON-LD has no such thing.
    return items[0] if len(items) == 1 and not isinstance(items[0], list) else items


def is_foreign_proof(document: Document) -> bool:
    """Whether a proof says of itself that nobody can check it here: its kind or the address of its key is unknown."""
    return any(suite_of(one) is None or _is_elsewhere(one.get("verificationMethod")) for one in _proofs(document))


def _is_elsewhere(method: Any) -> bool:
    """A key that is a document of its own on the web: whose it is, only that document could tell."""
    return isinstance(method, str) and method.startswith(("https://", "http://")) and "#" not in method


def is_foreign_token(document: Document) -> bool:
    """Whether a token says of itself that nobody can check it here, by its `alg`. It is never a PASS."""
    header = document.get("header")
    return isinstance(header, dict) and header.get("alg") in UNCHECKED
