"""The stages as rules: off, everything is as before; on, their order holds, and nothing but the sheets decides."""

import io
import struct
import wave
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from hypothesis import given
from hypothesis import strategies as st
from merited_credentials import DoorRefused

from merited.base.errors import Refused
from merited.catalog.document import Criterion, Descriptor, Level
from merited.people.rules.places import MAY_CHECK, MAY_GRANT, Office
from merited.portfolio.models import Evidence
from merited.portfolio.opening import Opening, open_once
from merited.review import links
from merited.review.rules.granting import is_due, passed_back
from merited.review.rules.outcome import Judged, Outcome, outcome, settled
from merited.review.rules.prechecks import FOUND, HELPS, Finding, asks_to_sign_in
from merited.review.rules.stages import Plan, Purpose, Why, as_stored, due, plan_from
from merited.submissions.rules.states import State, must_be_ours_to_move, must_move

LEVELS = (
    Level("proficient", "Proficient", 3, True),
    Level("basic", "Basic", 2, False),
    Level("developing", "Developing", 1, False),
)
SCOPE = tuple(
    Criterion(key, key, "p2", "a1", tuple(Descriptor(one, "x") for one in LEVELS))
    for key in ("a1.c1", "a1.c2", "a1.c3")
)
SHEETS = st.fixed_dictionaries({one.id: st.sampled_from([level.id for level in LEVELS]) for one in SCOPE}).map(
    lambda levels: {key: Judged(level, "words") for key, level in levels.items()}
)
REASONS = st.lists(st.sampled_from([Why.NEW_VERSION, Why.DRAW, Why.STAKES, Why.BORDERLINE]), unique=True)
PLANS = st.builds(
    Plan, first_of_version=st.integers(0, 9), share=st.integers(0, 100), borderline=st.booleans(), stakes=st.booleans()
)


@given(
    PLANS,
    REASONS,
    SHEETS,
    SHEETS,
    st.sampled_from([(), (Purpose.FIRST,), (Purpose.FIRST, Purpose.SECOND)]),
    st.booleans(),
    st.booleans(),
)
def test_which_readings_are_due_never_depends_on_the_check_or_the_grant(
    plan, because, one, other, filed, precheck, grant
):
    sheets = dict(zip(filed, (one, other), strict=False))
    with_stages = plan_from(as_stored(plan) | {"precheck": precheck, "grant": grant})
    assert due(with_stages, because, SCOPE, sheets, number=1) == due(plan, because, SCOPE, sheets, number=1)


@given(REASONS, SHEETS, SHEETS, SHEETS)
def test_passed_back_there_is_exactly_one_more_reading_and_never_after_the_third(because, one, other, third):
    sheets, said = {Purpose.FIRST: one}, list(because)
    if not due(Plan(borderline=False), said, SCOPE, sheets, number=1):
        said.append(passed_back(sheets))
        assert due(Plan(borderline=False), said, SCOPE, sheets, number=1) == (Purpose.SECOND,)
    sheets[Purpose.SECOND] = other
    if not due(Plan(borderline=False), said, SCOPE, sheets, number=1):
        said.append(passed_back(sheets))
    assert due(Plan(borderline=False), said, SCOPE, sheets, number=1) == (Purpose.THIRD,)
    sheets[Purpose.THIRD] = third
    assert due(Plan(borderline=False), said, SCOPE, sheets, number=1) == ()
    with pytest.raises(Refused) as no:
        passed_back(sheets)
    assert no.value.code == "read-out"


@given(st.lists(SHEETS, min_size=1, max_size=2), st.none() | SHEETS)
def test_what_is_recorded_is_the_sheets_alone(sheets, third):
    recorded = settled(SCOPE, sheets, third)
    stood = [third] if third else sheets
    every = {one.id: {sheet[one.id].level for sheet in stood} for one in SCOPE}
    assert all(recorded[key].level in levels for key, levels in every.items())
    assert (outcome(SCOPE, recorded) is Outcome.EARNED) == all(levels == {"proficient"} for levels in every.values())


@given(PLANS, st.sampled_from(list(Outcome)), st.booleans())
def test_a_grant_is_asked_for_what_is_earned_where_the_plan_has_it(plan, found, grant):
    assert is_due(plan_from(as_stored(plan) | {"grant": grant}), found) == (grant and found is Outcome.EARNED)


def test_a_plan_that_was_stored_before_there_were_these_stages_has_none():
    old = {key: value for key, value in as_stored(Plan()).items() if key not in ("precheck", "grant")}
    assert plan_from(old) == Plan()
    assert not Plan().precheck and not Plan().grant


def moves(deed, now):
    found = set()
    for to in State:
        try:
            deed(now, to)
        except Refused:
            continue
        found.add(to)
    return found


def test_the_check_comes_before_the_reading_and_nothing_comes_back_to_it():
    assert moves(must_move, State.PRECHECK) == {State.WAITING, State.DRAFT, State.WITHDRAWN}
    assert [one for one in State if State.PRECHECK in moves(must_move, one)] == [State.DRAFT]
    assert State.EARNED not in moves(must_move, State.PRECHECK) and State.NOT_YET not in moves(
        must_move, State.PRECHECK
    )


@given(st.sampled_from(list(State)), st.sampled_from(list(State)))
def test_its_earner_moves_nothing_out_of_the_check(now, to):
    if now is State.PRECHECK and to in (State.WAITING, State.DRAFT):
        with pytest.raises(Refused) as no:
            must_be_ours_to_move(now, to)
        assert no.value.code == "already-sent"
    elif now is not State.PRECHECK:
        assert moves(must_be_ours_to_move, now) == moves(must_move, now)


def test_every_finding_has_words_for_both_and_whoever_checks_need_not_grant():
    assert set(FOUND) == set(HELPS) == set(Finding)
    assert Office.CHECKER in MAY_CHECK and Office.CHECKER not in MAY_GRANT
    assert {one.value for one in Opening} <= {one.value for one in Finding}


# What the software finds.


@pytest.mark.parametrize(
    ("code", "asked", "found"),
    [
        ("media-type", ["https://docs.example/plan"], Finding.OPENS),
        ("page", ["https://docs.example/plan"], Finding.OPENS),
        ("page", ["https://docs.example/plan", "https://accounts.google.com/v3/signin"], Finding.LOGIN),
        ("page", ["https://docs.example/plan", "https://docs.example/login?next=/plan"], Finding.LOGIN),
        ("closed", ["https://docs.example/plan"], Finding.LOGIN),
        ("missing", ["https://docs.example/plan"], Finding.NOTHING_THERE),
        ("gone", ["https://docs.example/plan"], Finding.NOTHING_THERE),
        ("unreachable", ["https://docs.example/plan"], Finding.NO_ANSWER),
        ("unresolved", [], Finding.NO_ANSWER),
        ("time", [], Finding.NO_ANSWER),
        ("scheme", [], Finding.NOT_LOOKED),
    ],
)
def test_a_link_is_asked_for_as_a_stranger_would(monkeypatch, settings, code, asked, found):
    class Answering:
        def __init__(self, **_limits):
            self.asked = asked

        def fetch(self, _address):
            raise DoorRefused("A sentence.", code)

    settings.FETCH = True
    monkeypatch.setattr(links, "Door", Answering)
    assert links.found_at("https://docs.example/plan") is found


def test_where_the_door_is_shut_no_site_is_asked(monkeypatch, settings):
    settings.FETCH = False
    monkeypatch.setattr(links, "Door", lambda **_limits: pytest.fail("a site was asked"))
    assert links.found_at("https://docs.example/plan") is Finding.NOT_LOOKED


def test_a_plan_about_logging_in_is_no_page_for_it():
    assert not asks_to_sign_in("school.example", "/units/logins-and-passwords.pdf")
    assert asks_to_sign_in("alderbay.classlink.com", "/")


def box(kind, content=b""):
    return struct.pack(">I4s", 8 + len(content), kind) + content


def packed(*, cut=False):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", "<w:p>A plan.</w:p>" * 50)
    content = bytearray(out.getvalue())
    if cut:
        content[60] ^= 0xFF
    return bytes(content)


def locked():
    """As a packer with a password marks it: the first bit of the flags of each part."""
    content = bytearray(packed())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def sound(frames):
    out = io.BytesIO()
    with wave.open(out, "wb") as one:
        one.setnchannels(1)
        one.setsampwidth(2)
        one.setframerate(8000)
        one.writeframes(b"\0\0" * frames)
    return out.getvalue()


VIDEO = box(b"ftyp", b"isom") + box(b"moov", b"x" * 40) + box(b"mdat", b"y" * 400)


@pytest.mark.parametrize(
    ("kind", "media_type", "extension", "content", "found"),
    [
        ("video", "video/mp4", "mp4", VIDEO, Opening.OPENS),
        ("video", "video/mp4", "mp4", VIDEO[:-100], Opening.DAMAGED),  # an upload that was cut off
        ("video", "video/mp4", "mp4", box(b"ftyp", b"isom") + box(b"mdat", b"y" * 400), Opening.DAMAGED),
        ("video", "video/webm", "webm", b"\x1aE\xdf\xa3rest", Opening.NOT_LOOKED),
        ("document", "application/vnd.openxmlformats", "docx", packed(), Opening.OPENS),
        ("document", "application/vnd.openxmlformats", "docx", packed(cut=True), Opening.DAMAGED),
        ("document", "application/vnd.openxmlformats", "docx", locked(), Opening.DAMAGED),  # with a password
        ("document", "text/plain", "txt", b"A plan.", Opening.OPENS),
        ("audio", "audio/wav", "wav", sound(80), Opening.OPENS),
        ("audio", "audio/wav", "wav", sound(0), Opening.DAMAGED),
        ("image", "image/png", "png", b"\x89PNG\r\n\x1a\nno picture", Opening.DAMAGED),
        ("pdf", "application/pdf", "pdf", b"%PDF-1.7 and nothing more", Opening.DAMAGED),
    ],
)
def test_a_file_is_opened_as_far_as_software_can(kind, media_type, extension, content, found):
    path = storages["private"].save(f"evidence/00/try.{extension}", ContentFile(content))
    evidence = Evidence(kind=kind, media_type=media_type, path=path, size=len(content), pages=1)
    assert open_once(evidence) is found
    storages["private"].delete(path)
    assert open_once(evidence) is Opening.GONE
