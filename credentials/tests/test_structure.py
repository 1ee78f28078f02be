"""The shapes against 1EdTech's JSON Schema: whatever is accepted here is accepted there."""

from __future__ import annotations

import copy
import json
import random
import re
from typing import Any

import pytest

from cast import BADGE, signed, status_list
from merited_credentials import structure
from merited_credentials.shapes import OPEN, SHAPES
from merited_credentials.strict_json import canonical
from merited_credentials.structure import examine_structure
from test_mutations import FULL, at, leaves, objects

SCHEMA = "schemas/open-badges/v3_0/ob_v3p0_achievementcredential_schema.json"
VALUES: list[Any] = [
    "", "x", "https://x.example/1", "2026-01-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-01", 0, 1, -1, 1.5, True,
    False, None, [], {}, ["x"], [1], [["x"]], {"en": "x"}, {"type": "Image", "id": "https://x.example/1"},
    ["VerifiableCredential"], "Image", "ext:mine", "a.b.c", "MicroCredential", "Completed", {"id": "urn:x:1"},
]  # fmt: skip
# Every member of every class, so that the schema's opinion on each is asked.
LARGE = copy.deepcopy(FULL)
LARGE["credentialSubject"] |= {
    "activityStartDate": "2026-01-01T00:00:00Z", "activityEndDate": "2026-01-02T00:00:00Z", "licenseNumber": "7",
    "term": "Fall", "source": {"id": "https://x.example/s", "type": ["Profile"], "dateOfBirth": "1990-01-01"},
    "image": {"id": "https://x.example/i", "type": "Image"},
}  # fmt: skip
LARGE["credentialSubject"]["achievement"] |= {
    "related": [{"id": "https://x.example/r", "type": ["Related"], "inLanguage": "es", "version": "1"}],
    "otherIdentifier": [{"type": "IdentifierEntry", "identifier": "7", "identifierType": "systemId"}],
    "endorsementJwt": ["aaa.bbb.ccc"], "fieldOfStudy": "x", "humanCode": "y", "specialization": "z",
}  # fmt: skip
LARGE |= {
    "refreshService": {"id": "https://x.example/refresh", "type": "1EdTechCredentialRefresh"},
    "termsOfUse": [{"id": "https://x.example/terms", "type": "Terms"}],
    "credentialSchema": [{"id": "https://x.example/schema", "type": "1EdTechJsonSchemaValidator2019"}],
    "endorsement": [
        {
            "@context": LARGE["@context"], "id": "https://x.example/e", "name": "E",
            "validFrom": "2026-01-01T00:00:00Z",
            "type": ["VerifiableCredential", "EndorsementCredential"], "issuer": "https://x.example/",
            "credentialSubject": {"id": "urn:x:2", "type": ["EndorsementSubject"], "endorsementComment": "Yes."},
        }
    ],
}  # fmt: skip


def accepted(document: Any) -> bool:
    return not examine_structure(document, "OpenBadgeCredential")


@pytest.fixture(scope="module")
def official(conformance):
    jsonschema = pytest.importorskip("jsonschema", reason="install the extra `test`")
    schema = json.loads((conformance / SCHEMA).read_text(encoding="utf-8"))
    return jsonschema.Draft201909Validator(schema, format_checker=jsonschema.Draft201909Validator.FORMAT_CHECKER)


def test_a_badge_with_everything_is_accepted_by_both(official):
    for document in (BADGE, FULL, LARGE, signed()):
        assert accepted(document), examine_structure(document, "OpenBadgeCredential")
        official.validate(document)


def mutations(count: int) -> list[Any]:
    chance = random.Random(7)
    paths, places = list(leaves(LARGE)), list(objects(LARGE))
    made = []
    for _ in range(count):
        document = copy.deepcopy(LARGE)
        way = chance.random()
        if way < 0.5:
            path = chance.choice(paths)
            at(document, path[:-1])[path[-1]] = chance.choice(VALUES)
        elif way < 0.7:
            path = chance.choice([one for one in places if one])
            at(document, path[:-1])[path[-1]] = chance.choice(VALUES)
        elif way < 0.85:
            path = chance.choice(paths)
            del at(document, path[:-1])[path[-1]]
        else:
            name = chance.choice([path[-1] for path in paths if isinstance(path[-1], str)])
            at(document, chance.choice(places))[name] = chance.choice(VALUES)
        made.append(document)
    return made


def test_whatever_is_accepted_here_is_accepted_by_the_official_schema(official):
    disagreed, kept, refused = [], 0, 0
    for document in mutations(600):
        if accepted(document):
            kept += 1
            problems = list(official.iter_errors(document))
            if problems:
                disagreed.append((list(problems[0].absolute_path), problems[0].message[:100]))
        else:
            refused += 1
    assert disagreed == []
    assert kept > 50
    assert refused > 200


def test_a_change_that_leaves_the_statements_alone_is_caught_by_the_shape():
    for change in ("true", 1, "1"):
        document = copy.deepcopy(BADGE)
        document["credentialSubject"]["identifier"][0]["hashed"] = change
        assert not accepted(document)


def test_a_status_list_has_a_shape_of_its_own():
    listed = status_list()

    assert not examine_structure(listed, "BitstringStatusListCredential")
    listed["credentialSubject"]["encodedList"] = 7
    assert examine_structure(listed, "BitstringStatusListCredential")


@pytest.mark.parametrize("index", [5, "0x10", "5.5", "-1", " 5", "05", "", "٥", "1e3"])
def test_an_index_is_plain_decimal_digits(index):
    document = json.loads(canonical(BADGE))
    document["credentialStatus"]["statusListIndex"] = index

    assert not accepted(document)


@pytest.mark.parametrize(
    "moment",
    ["2026-01-01", "2026-01-01T00:00:00", "2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01 00:00:00Z",
     "2026-01-01T00:00:00z", "2026-01-01T00:00:00Z\n", "26-01-01T00:00:00Z", "2026-01-01T00:00:00+15:00", 1767225600],
)  # fmt: skip
def test_a_date_is_real_and_has_a_zone(moment):
    assert not accepted({**BADGE, "validFrom": moment})


def test_the_forms_that_are_held_equal_are_listed_where_they_are_accepted():
    """Each member that may stand alone or in a list, and no other, is named in the first words of structure.py."""
    badge = {name for name in SHAPES if name not in OPEN and name not in ("", "VerifiableCredential")}
    several = {
        name for shape in badge for name, code in SHAPES[shape].items() if code.endswith("*") and "words" not in code
    }
    said = structure.__doc__ or ""
    listed = said[said.index("one or several:") : said.index("At every other member")]

    assert several == set(re.findall(r"`(\w+)`", listed)) - {"type"}


@pytest.mark.parametrize("name", ["issuer", "credentialSubject", "validFrom", "name", "credentialStatus", "image"])
def test_a_list_where_the_schema_has_one_value_is_caught(name, official):
    document = copy.deepcopy(FULL)
    document["credentialStatus"] = BADGE["credentialStatus"]
    document["image"] = {"id": "https://x.example/i", "type": "Image"}
    assert accepted(document)

    document[name] = [document[name]]

    assert not accepted(document)
    assert list(official.iter_errors(document))
