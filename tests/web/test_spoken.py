"""Whatever the verifier says is Spanish on the Spanish page: the library's own code is read, and no sentence missed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import merited_credentials as mc
import pytest
from django.utils.translation import gettext, override
from merited_credentials import dates, report

from merited.web.public.composed import COMPOSED, PHRASES
from merited.web.public.sentences import WHOLE
from merited.web.public.spoken import AND, LONGEST, spoken

LIBRARY = Path(mc.__file__).parent
# What speaks to those who make badges, or to whoever types commands, and never in a verifier's report.
SILENT = (
    "commands/", "signers/", "__main__.py", "jose/__main__.py", "jose/general.py", "jose/issue.py", "issue.py",
    "lint.py", "seals.py", "policies.py", "places.py", "did.py", "ob3.py", "model.py", "ob2/model.py",
)  # fmt: skip
# Said while something is made, in modules that also read; or to programs only.
ELSEWHERE = {
    "The badge would not come out of this picture as it went in.",
    "The badge would not come out of this drawing as it went in.",
    "This badge is a signed one, and without its signature it is worth nothing: bake the token.",
    "Only a badge in JSON, or a signed token, can be baked.",
    "This drawing cannot carry a badge.",
    "The file {} is missing. Install the packages openbadgeslib 4.6.3 and pyld 3.3.",
    "The file {} is not the published vocabulary. Reinstall the package {}.",
    "The words of {} are not the published ones. Reinstall this library.",
    "This badge names its recipient by an e-mail address or another identifier only, and a signed token (JWT) needs "
    "an id, such as a did: address. Sign this badge with a Data Integrity proof instead.",
    "An RSA key has no Multikey text. Publish it as a JWK.",
    "The new signature does not match its public key. Check which private key is configured.",
    "A key of the kind {} does not sign {} here.",
    "A presentation holds at most {} credentials here.",
    "What was demanded besides could not be checked ({}).",
}
SENTENCE = re.compile(r"[A-Z\"{].* .*[.:](?: ?\{\}:?)*", re.DOTALL)


def spoken_files() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(LIBRARY.rglob("*.py")):
        name = path.relative_to(LIBRARY).as_posix()
        if not any(name == one or (one.endswith("/") and name.startswith(one)) for one in SILENT):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def texts_of(tree: ast.Module) -> Iterator[str]:
    """The texts of a module, docstrings left out; where something is filled in stands {}."""
    named = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str) and " " in node.value.value
    }
    inside = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside |= {id(one) for one in ast.walk(node) if isinstance(one, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(
                named.get(ast.unparse(one.value), "{}") if isinstance(one, ast.FormattedValue) else str(one.value)
                for one in node.values
            )


def said_by_the_library() -> set[str]:
    """Its sentences; those of report.py that explain the steps are read on no page."""
    found = {text.strip() for name, tree in spoken_files() for text in texts_of(tree) if name != "report.py"}
    return {one for one in found if SENTENCE.fullmatch(one) and re.search("[a-z]{2} [a-z]", one)}


def forms_of(sentence: str) -> set[str]:
    """A sentence with and without what only stands before or after it and is a sentence of its own."""
    ends = {sentence, re.sub(r"(?<=[.:])(( \{\}:?)+|\{\})$", "", sentence)}
    return ends | {re.sub(r"^\{\} ", "", one) for one in ends}


def skeleton(template: str) -> str:
    return re.sub(r"%\(\w+\)s", "{}", template)


HELD = {*WHOLE, *map(skeleton, COMPOSED)}
SAID = said_by_the_library()


def is_held(sentence: str) -> bool:
    return bool(forms_of(sentence) & HELD)


def test_every_sentence_of_the_library_has_its_spanish():
    assert len(SAID) > 280, "the library is read"
    assert sorted(one for one in SAID if not forms_of(one) & (HELD | ELSEWHERE)) == []


def test_a_new_sentence_would_be_found():
    tree = ast.parse('def one(it):\n    return f"The badge is {it[:10]} today, and nobody knows why."')
    (text,) = (one for one in texts_of(tree) if "{}" in one)

    assert SENTENCE.fullmatch(text) and not is_held(text)


def test_no_sentence_is_held_twice():
    assert sorted(one for held in (WHOLE, COMPOSED) for one in held if held.count(one) > 1) == []


def test_nothing_is_held_that_the_library_does_not_say():
    everything = {one.strip() for path in LIBRARY.rglob("*.py") for one in texts_of(ast.parse(path.read_text("utf-8")))}
    forms = set().union(*map(forms_of, everything))
    templates = [re.compile(re.escape(skeleton(one)).replace(r"\{\}", ".+?")) for one in COMPOSED]
    filled_in = {one for one in WHOLE if any(template.fullmatch(one) for template in templates)}

    assert ELSEWHERE - forms == set()
    assert {*map(skeleton, COMPOSED)} - forms == set()
    assert {*WHOLE} - forms - filled_in == set()
    assert [one for one in PHRASES if one not in forms and not one.startswith("one of Open Badges")] == []


def test_what_is_filled_in_comes_through_and_all_else_is_translated():
    for template in COMPOSED:
        values = {name: f"x{number}y" for number, name in enumerate(re.findall(r"%\((\w+)\)s", template))}
        english = template % values
        with override("es"):
            assert spoken(english) == gettext(template) % values != english
        assert spoken(english) == english


def test_every_whole_sentence_and_phrase_has_its_spanish():
    with override("es"):
        assert [one for one in (*WHOLE, *PHRASES, AND) if gettext(one) == one] == []


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("The signature lacks created.", "A la firma le falta created."),
        (
            "Not checked. The keys of did:web:x.example are not at hand, so the signature cannot be checked.",
            "No se comprobó. Las claves de did:web:x.example no están disponibles, así que la firma no se puede comprobar.",
        ),
        (
            "This is not well-formed as Open Badges 3.0. credentialSubject.achievement: The member \"name\" is missing.",
            "No tiene la forma correcta de Open Badges 3.0. credentialSubject.achievement: Falta el miembro “name”.",
        ),
        (
            "the badge: The same thing is described at two places of the badge, in two ways.",
            "la insignia: Lo mismo se describe en dos lugares de la insignia, de dos maneras.",
        ),
        (
            "The list of revoked badges cannot be trusted: This badge expired on May 1, 2026. This badge may be revoked.",
            "No se puede confiar en la lista de insignias revocadas: Esta insignia venció el 1 de mayo de 2026. "
            "Esta insignia puede estar revocada.",
        ),
        (
            "Credential 2: The signature lacks created.",
            "Credencial 2: A la firma le falta created.",
        ),
        (
            "The issuer's key is not at hand. https://x.example/ could not be asked.",
            "La clave de la entidad emisora no está disponible. No se pudo preguntar a https://x.example/.",
        ),
        (
            "This is a well-formed signed token. It leaves out sub and exp, which would only repeat what the badge says.",
            "Este es un token firmado bien formado. Omite sub y exp, que solo repetiría lo que la insignia dice.",
        ),
        (
            "This image carries more than one badge (one of Open Badges 2.0 and one of Open Badges 3.0), so it is not "
            "clear which one is meant.",
            "Esta imagen lleva más de una insignia (una de Open Badges 2.0 y una de Open Badges 3.0), así que no está "
            "claro a cuál se refiere.",
        ),
        (
            "The badge is unchanged since it was signed. It carries an endorsement that nobody signed, which is no more "
            "than the issuer's own word.",
            "La insignia no ha cambiado desde que se firmó. Lleva un respaldo que nadie firmó, y eso no es más que la "
            "palabra de la entidad emisora.",
        ),
        (
            'credentialSubject.cred:validUntil: "cred:validUntil" is written in an unusual way that hides it from readers.',
            "credentialSubject.cred:validUntil: “cred:validUntil” está escrito de una manera poco común que lo oculta a "
            "quien lee.",
        ),
        ("Not checked, because this is no badge.", "No se comprobó, porque no es una insignia."),
        ("The issuer says of this badge: Call St. Mary. Soon.", "La entidad emisora dice de esta insignia: Call St. Mary. Soon."),
        ("The issuer lists %(issuer)s.", "The issuer lists %(issuer)s."),
        ("Somebody's own policy says no.", "Somebody's own policy says no."),
        ("", ""),
    ],
)  # fmt: skip
def test_sentences_of_several_parts_are_read_in_spanish(said, read):
    with override("es"):
        assert spoken(said) == read
    assert spoken(said) == said


@pytest.mark.parametrize(
    "text",
    ["a. " * 700, "Not checked. " * 100, "x" * (LONGEST + 1), "%(it)s {it} %s", "a: " * 500],
)
def test_a_strangers_text_is_left_as_it_is_at_little_cost(text):
    with override("es"):
        assert spoken(text) == text


def test_the_verifiers_own_days_and_kinds_are_known():
    day = dates.day_in_words(dates.parse_instant("2026-05-01T12:00:00Z"))
    with override("es"):
        assert spoken(f"This badge expired on {day}.") == "Esta insignia venció el 1 de mayo de 2026."
        for kind in report.KINDS.values():
            assert gettext(kind) in spoken(f"This is not well-formed as {kind}.")
