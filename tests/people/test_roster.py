"""A staff roster: read whatever program wrote it, told in words, applied exactly as shown, nobody deleted."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merited.base.errors import Refused
from merited.people.rules.roster import COLUMNS, WORDS, Deed, Known, Sheet, Staff, Weight, compare, read

CONTENT = Path(__file__).parents[2] / "src/merited/cli/demo/content"
FINE = (CONTENT / "roster-staff.csv").read_bytes()
FLAWED = (CONTENT / "roster-staff-flawed.csv").read_bytes()
HEAD = ",".join(COLUMNS)
SCHOOLS = {
    "gull-point-es": "Gull Point Elementary",
    "cedar-landing-es": "Cedar Landing Elementary",
    "tidewater-ms": "Tidewater Middle School",
    "harbor-ridge-hs": "Harbor Ridge High School",
}
DEPARTMENTS = dict.fromkeys(
    ["personalized-learning", "multilingual", "educational-technology", "student-services", "cte"], "Department"
)
NOBODY = Known({}, SCHOOLS, DEPARTMENTS, {})


def known():
    staff = {one.staff.staff_id: one.staff for one in compare(read(FINE), NOBODY).changes}
    return Known(staff, SCHOOLS, DEPARTMENTS, {one.email: one.staff_id for one in staff.values()})


def row(**fields):
    usual = {"staff_id": "X-1", "email": "x@alderbay.example", "first_name": "Xenia", "last_name": "Ott"}
    return HEAD + "\n" + ",".join((usual | fields).get(one, "") for one in COLUMNS) + "\n"


def told(text, at=NOBODY):
    return {one.code: one for one in compare(read(text.encode()), at).findings}


def test_the_districts_own_file_changes_nothing():
    plan = compare(read(FINE), known())
    assert plan.counts() == dict.fromkeys(plan.counts(), 0) | {"same": 65}
    assert plan.findings == ()


@pytest.mark.parametrize(
    ("who", "code", "line"),
    [
        ("Otis Farrow", "rows-joined", 66),
        ("Gideon Ashgrove", "no-such-day", 12),
        ("Lorne Dapple", "only-a-year", 17),
        ("Nasrin Holloway", "no-email", 19),
        ("Uriel Banks", "staff-id-by-email", 26),
        ("Wilmot Greer", "license-by-label", 28),
        ("Quentin Mabry", "school-misspelled", 22),
        ("Katya Rusk", "no-such-supervisor", 16),
        ("Cyrus Pennock", "tidied", 10),
    ],
)
def test_each_planted_flaw_is_named_with_its_line(who, code, line):
    found = {one.who: one for one in compare(read(FLAWED), known()).findings}
    assert (found[who].code, found[who].line) == (code, line)
    assert "{" not in found[who].sentence


def test_the_other_three_planted_differences_are_differences():
    plan = compare(read(FLAWED), known())
    changed = {one.staff.name: one.differences for one in plan.of(Deed.CHANGED)}
    assert changed == {
        "Tamsin Oduya": (("schools", "gull-point-es", "cedar-landing-es"),),
        "Veda Crossley-Amado": (
            ("name", "Veda Crossley", "Veda Crossley-Amado"),
            ("email", "veda.crossley@alderbay.example", "veda.crossley-amado@alderbay.example"),
        ),
    }
    assert [one.name for one in plan.left_out] == ["Xanthe Moore"]
    assert len(plan.findings) == 9


def test_a_suggestion_names_the_school_and_the_license_that_were_meant():
    found = {one.who: one.facts for one in compare(read(FLAWED), known()).findings}
    assert found["Quentin Mabry"]["near"] == "harbor-ridge-hs"
    assert found["Wilmot Greer"]["near"] == "cascadia-cte"
    assert found["Uriel Banks"]["staff_id"] == "AB-1215"


def test_one_field_set_aside_keeps_the_rest_of_the_row():
    text = FLAWED.decode().replace("Grade 11 history teacher", "Grade 12 history teacher").encode()
    (katya,) = [one for one in compare(read(text), known()).of(Deed.CHANGED) if one.staff.name == "Katya Rusk"]
    assert katya.differences == (("job", "Grade 11 history teacher", "Grade 12 history teacher"),)
    assert katya.staff.supervisor == "AB-1481"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"staff_id": ""}, "no-staff-id"),
        ({"first_name": "", "last_name": ""}, "no-name"),
        ({"email": ""}, "new-without-email"),
        ({"role": "x" * 121}, "too-long"),
        ({"email": "nobody-at-all"}, "bad-email"),
        ({"license_expires": "05/06/2027"}, "unclear-day"),
        ({"license_expires": "soon"}, "no-such-day"),
        ({"school": "atlantis"}, "no-such-school"),
        ({"department": "atlantis"}, "no-such-department"),
        ({"license_type": "No Such License"}, "bad-license"),
        ({"supervisor_staff_id": "X-1"}, "own-supervisor"),
    ],
)
def test_each_thing_that_can_be_wrong_has_a_sentence(fields, code):
    assert code in told(row(**fields))


def test_addresses_of_others_are_refused():
    at = Known({"X-2": Staff("X-2", "Yan Ost", "x@alderbay.example")}, SCHOOLS, DEPARTMENTS, {})
    assert told(row(), at)["email-of-another"].facts["who"] == "Yan Ost"
    assert "email-twice" in told(row() + row(staff_id="X-3").partition("\n")[2])
    at = Known({}, SCHOOLS, DEPARTMENTS, {"x@alderbay.example": "X-9"})
    assert "account-of-another" in told(row(), at)


def test_a_staff_id_in_other_capitals_is_said_and_its_owner_is_not_left_out():
    at = Known({"X-1": Staff("X-1", "Xenia Ott", "x@alderbay.example")}, SCHOOLS, DEPARTMENTS, {})
    plan = compare(read(row(staff_id="x-1").encode()), at)
    assert [one.code for one in plan.findings] == ["staff-id-by-case"] and plan.left_out == ()
    assert "staff-id-by-case" in told(row() + row(staff_id="x-1", email="y@a.example").partition("\n")[2])


def test_a_new_staff_id_of_the_same_person_is_a_change_and_nobody_is_left_out():
    at = Known(
        {"X-2": Staff("X-2", "Xenia Ott", "x@alderbay.example")}, SCHOOLS, DEPARTMENTS, {"x@alderbay.example": "X-2"}
    )
    plan = compare(read(row().encode()), at)

    assert [(one.deed, one.was, one.differences) for one in plan.changes] == [
        (Deed.CHANGED, "X-2", (("staff_id", "X-2", "X-1"),))
    ]
    assert plan.left_out == plan.findings == ()

    both = compare(read((row() + row(staff_id="X-2").partition("\n")[2]).encode()), at)
    assert {one.code for one in both.findings} == {"email-of-another"}  # the old number is in the file as well


def test_two_rows_that_disagree_are_both_set_aside():
    text = row() + row(role="Coach").partition("\n")[2]
    plan = compare(read(text.encode()), NOBODY)
    assert plan.findings[0].code == "rows-disagree" and plan.findings[0].facts["fields"] == "role"
    assert plan.changes == ()


def test_every_finding_is_tried_above():
    tried = Path(__file__).read_text()
    assert [code for code in WORDS if f'"{code}"' not in tried] == []


def test_an_american_date_is_read_where_it_can_mean_one_day_only():
    (one,) = compare(read(row(license_expires="6/30/2027").encode()), NOBODY).changes
    assert one.staff.license_expires == "2027-06-30"


def test_a_school_may_be_written_by_its_name():
    (one,) = compare(read(row(school="Tidewater Middle School").encode()), NOBODY).changes
    assert one.staff.schools == ("tidewater-ms",)


def test_somebody_with_an_account_joins_and_somebody_who_left_comes_back():
    joins = compare(read(row().encode()), Known({}, SCHOOLS, DEPARTMENTS, {"x@alderbay.example": ""}))
    assert [one.deed for one in joins.changes] == [Deed.JOINS]
    gone = Staff("X-1", "Xenia Ott", "x@alderbay.example", here=False)
    back = compare(read(row().encode()), Known({"X-1": gone}, SCHOOLS, DEPARTMENTS, {}))
    assert [one.deed for one in back.changes] == [Deed.BACK]
    assert back.left_out == ()


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_coding_and_separator_is_read(coding, separator):
    text = row(first_name="Inés", last_name="Peña").replace(",", separator)
    (one,) = read(text.encode(coding)).rows
    assert one.who == "Inés Peña"


def test_excels_hint_quotes_and_line_ends_are_read():
    text = 'sep=;\r\nstaff_id;email;first_name;last_name;role\r\nX-1;x@a.example;"Ann ""Nan""";Ott;"Coach;\r\nhalf time"\r\n\r\nX-2;y@a.example;Yan;Ost;\r\n'
    first, second = read(text.encode()).rows
    assert first["first_name"] == 'Ann "Nan"' and first["role"] == "Coach; half time"
    assert (first.line, second.line) == (3, 6)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (HEAD.encode(), "no-rows"),
        (b"PK\x03\x04 a workbook", "workbook"),
        (b"%PDF-1.7", "pdf"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\r", "no-text"),
        (b"name,mail\nA,b@c.example\n", "columns-missing"),
        (f"{HEAD},Email\n".encode() + b"x\n", "columns-twice"),
        (b"x" * (10 * 1024 * 1024 + 1), "too-large"),
        (HEAD.encode() + b'\n"' + b"x" * 200_000, "unreadable"),
        (HEAD.encode() + b"\nx" * 50_001, "too-many-rows"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_roster_is_refused_with_a_sentence(content, code):
    with pytest.raises(Refused) as no:
        read(content)
    assert no.value.code == code and "{" not in no.value.sentence


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "ignore")))
def test_any_bytes_are_read_or_refused(content):
    for body in (content, (HEAD + "\n").encode() + content):
        try:
            plan = compare(read(body), known())
        except Refused:
            continue
        assert all("{" not in one.sentence or "{" in body.decode("utf-8", "replace") for one in plan.findings)


@given(st.lists(st.fixed_dictionaries({one: st.text(max_size=12) for one in COLUMNS}), max_size=5))
def test_what_was_read_is_stored_and_read_again(rows):
    import csv
    import io

    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows({key: value.replace("\0", "") for key, value in one.items()} for one in rows)
    try:
        sheet = read(out.getvalue().encode("utf-8", "ignore"))
    except Refused:
        return
    assert Sheet.from_json(sheet.as_json()) == sheet
    assert all(one.weight in Weight for one in compare(sheet, NOBODY).findings)
