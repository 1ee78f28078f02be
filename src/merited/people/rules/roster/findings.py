"""What can be wrong with a row, and what to do about it, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from merited.base.words import _


class Weight(StrEnum):
    """What a finding means for its row."""

    ROW = "row"  # the row is set aside: nothing of it counts
    FIELD = "field"  # one thing is set aside, the rest of the row counts
    TIDY = "tidy"  # put right by itself; good to know


WORDS: dict[str, tuple[Weight, str]] = {
    "no-staff-id": (Weight.ROW, _("There is no staff id. Write the staff id of this person in the column staff_id.")),
    "staff-id-by-email": (
        Weight.ROW,
        _("There is no staff id. By the address this is {who}: write {staff_id} in the column staff_id."),
    ),
    "staff-id-by-case": (
        Weight.ROW,
        _("The staff id {value} differs from {near} in capitals only. Write it the same way, or give each their own."),
    ),
    "no-name": (Weight.ROW, _("There is no name. Fill first_name and last_name.")),
    "new-without-email": (
        Weight.ROW,
        _("A new person needs an address, or nobody can be invited. Fill the column email."),
    ),
    "rows-disagree": (
        Weight.ROW,
        _("Line {other} has the same staff id, and the two do not agree on: {fields}. Keep the one that is true."),
    ),
    "email-of-another": (
        Weight.ROW,
        _(
            "The address {email} belongs to {who}. Write this person’s own, or, if it is {who}, the staff id {staff_id}."
        ),
    ),
    "email-twice": (Weight.ROW, _("Line {other} has the same address for somebody else. Each person needs their own.")),
    "account-of-another": (
        Weight.ROW,
        _("The address {email} belongs to somebody who is on the roster under another staff id. Write the right one."),
    ),
    "too-long": (Weight.ROW, _("The column {column} is too long to be true. Shorten it to {most} characters.")),
    "no-email": (Weight.FIELD, _("The column email is empty. The address that we have stays: {email}.")),
    "bad-email": (Weight.FIELD, _("{email} is no e-mail address. What we have stays; correct it in the file.")),
    "no-such-day": (
        Weight.FIELD,
        _("{value} is not a day. Write the day on which the license ends as in 2027-06-30. What we have stays."),
    ),
    "only-a-year": (
        Weight.FIELD,
        _(
            "{value} is a year, not a day. Write the day on which the license ends, such as {value}-06-30. What we have stays."
        ),
    ),
    "unclear-day": (
        Weight.FIELD,
        _("{value} could be two different days. Write it as in 2027-06-30. What we have stays."),
    ),
    "school-misspelled": (
        Weight.FIELD,
        _("There is no school {value}. Did you mean {near}? The schools that we have stay until it is corrected."),
    ),
    "no-such-school": (
        Weight.FIELD,
        _("There is no school {value} here. Use one of these: {all}. The schools that we have stay."),
    ),
    "no-such-department": (
        Weight.FIELD,
        _("There is no department {value} here. Use one of these: {all}. The department that we have stays."),
    ),
    "license-by-label": (
        Weight.FIELD,
        _("{value} is the name of a license. Write its id, {near}. The license that we have stays."),
    ),
    "bad-license": (
        Weight.FIELD,
        _("{value} is no id of a license. Write it in small letters with dashes, such as cascadia-professional."),
    ),
    "no-such-supervisor": (
        Weight.FIELD,
        _("Nobody here has the staff id {value}. The supervisor that we have stays; the rest of the row counts."),
    ),
    "own-supervisor": (Weight.FIELD, _("Nobody supervises themself. The supervisor that we have stays.")),
    "rows-joined": (
        Weight.TIDY,
        _("This person has two rows, lines {first} and {other}. They agree, so they count as one: {schools}."),
    ),
    "tidied": (Weight.TIDY, _("Spaces or capitals were put right. Nothing else follows from it.")),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one line. `who` is the person as the file names them."""

    code: str
    line: int
    who: str
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def weight(self) -> Weight:
        """What it means for the row."""
        return WORDS[self.code][0]

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in English; a face translates `WORDS[code]` and fills it."""
        return WORDS[self.code][1].format(**self.facts)
