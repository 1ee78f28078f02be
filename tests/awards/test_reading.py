"""The badges that the world earns, read back into the library's dataclasses."""

import json

from merited_credentials import from_document, to_document


def test_a_signed_badge_comes_back_from_its_dataclasses_as_it_was(world):
    document = json.loads(world.earned(world.lupe, world.keziah).credential)

    read = from_document(document)

    assert to_document(read) == document
    assert read.extra == {"proof": document["proof"]}
    assert read.as_read == {}, "it is written as the library writes"
