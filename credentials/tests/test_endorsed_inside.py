"""An endorsement inside a badge that names the badge's own achievement: signed, and nothing can be moved unseen."""

from __future__ import annotations

import copy
from typing import Any

import pytest

import merited_credentials as mc
from cast import HOST, NOW, VERIFIER, achievement, credential, signed
from merited_credentials.steps import endorsed

STATE = mc.Ed25519Signer(bytes(range(1, 33)), "did:web:state.example#key-1")


def endorsement(about: str, comment: str = "Fit for the classroom.", number: int = 1) -> mc.Endorsement:
    """What a state says of something, signed by the state."""
    made = mc.Endorsement(
        id=f"{HOST}/endorsements/{number}",
        issuer=mc.Issuer("did:web:state.example", "The state"),
        about=about,
        name="Endorsed",
        valid_from=NOW,
        comment=comment,
    )
    source = mc.from_document(mc.sign(mc.prepare(made), STATE, created=NOW))
    assert isinstance(source, mc.Endorsement)
    return source


BADGE = signed(achievement=achievement(endorsements=(endorsement(f"{HOST}/a/1"),)))


def parts(document: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The achievement, and what the endorsement in it says of it."""
    whole = document["credentialSubject"]["achievement"]
    listed = whole["endorsement"]
    return whole, (listed[0] if isinstance(listed, list) else listed)["credentialSubject"]


def test_an_endorsement_of_the_badges_own_achievement_is_signed_and_passes():
    assert VERIFIER.verify(BADGE).verdict == "PASS"
    whole, said = parts(BADGE)
    assert whole["id"] == said["id"] and said["endorsementComment"] == "Fit for the classroom."


def test_an_endorsement_of_the_badge_itself_passes():
    document = signed(endorsements=(endorsement(f"{HOST}/credentials/1"),))
    assert VERIFIER.verify(document).verdict == "PASS"


def moved(name: str, *, back: bool, kept: bool) -> dict[str, Any]:
    """The badge with a member at the other place: taken there, or (`kept`) repeated there."""
    document = copy.deepcopy(BADGE)
    ends = parts(document)
    source, target = ends if not back else ends[::-1]
    value = source[name] if kept else source.pop(name)
    target[name] = [*target[name], *value] if name == "type" and name in target else copy.deepcopy(value)
    return document


WHOLE, SAID = parts(BADGE)
MOVES = [(name, False) for name in WHOLE if name not in ("id", "endorsement")]
MOVES += [(name, True) for name in SAID if name != "id"]


@pytest.mark.parametrize("kept", [False, True], ids=["moved", "repeated"])
@pytest.mark.parametrize(("name", "back"), MOVES, ids=[f"{name}-{back}" for name, back in MOVES])
def test_whatever_is_moved_between_the_two_places_never_passes(name, back, kept):
    assert VERIFIER.verify(moved(name, back=back, kept=kept)).verdict in ("FAIL", "UNKNOWN")


def test_another_type_of_the_achievement_cannot_wander_into_the_endorsement():
    document = copy.deepcopy(BADGE)
    whole, said = parts(document)
    whole["type"], said["type"] = [*whole["type"], "EndorsementSubject"], ["EndorsementSubject", "Achievement"]
    assert VERIFIER.verify(document).verdict in ("FAIL", "UNKNOWN")


def test_two_endorsers_whose_comments_could_be_exchanged_are_refused_by_name():
    """To the signature both comments are on one thing, and nothing says who made which."""
    both = (endorsement(f"{HOST}/a/1"), endorsement(f"{HOST}/a/1", "Well made.", 2))
    with pytest.raises(mc.LintRefused) as refused:
        mc.prepare(mc.to_document(credential(achievement=achievement(endorsements=both))))
    assert {finding.code for finding in refused.value.findings} == {"described-twice"}


def test_the_verifier_says_that_it_did_not_check_the_endorsement():
    assert "which was not checked here" in VERIFIER.verify(BADGE).step("proof").sentence


def test_an_endorsement_that_nobody_signed_is_not_signed_over_and_is_said():
    unsigned = {name: value for name, value in copy.deepcopy(BADGE).items() if name != "proof"}
    del unsigned["credentialSubject"]["achievement"]["endorsement"][0]["proof"]
    with pytest.raises(mc.LintRefused) as refused:
        mc.prepare(unsigned)
    assert [finding.code for finding in refused.value.findings] == ["unsigned"]

    assert endorsed(BADGE) != endorsed(unsigned)
    assert "nobody signed" in endorsed(unsigned)
