"""What a file would change: each person as they are here, beside each person as the file has them."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum

from merited.people.rules.roster.fields import (
    day_of,
    department_of,
    email_in,
    license_of,
    place_of,
    schools_in,
    schools_of,
)
from merited.people.rules.roster.findings import Finding, Weight
from merited.people.rules.roster.reading import COLUMNS, LONGEST, Row, Sheet

LENGTHS = {"staff_id": 64, "role": 120, "license_type": 64, "first_name": 100, "last_name": 99}


class Deed(StrEnum):
    """What applying the file does for a person."""

    NEW = "new"  # an account is made
    JOINS = "joins"  # has an account already, and is on this roster for the first time
    BACK = "back"  # had left, and works here again
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Staff:
    """One person of the staff, as plain values."""

    staff_id: str
    name: str = ""
    email: str = ""
    personal_email: str = ""
    schools: tuple[str, ...] = ()
    department: str = ""
    job: str = ""
    license: str = ""
    license_expires: str = ""
    supervisor: str = ""
    here: bool = True  # false: has left


@dataclass(frozen=True, slots=True)
class Known:
    """What stands here: staff by staff id, places by key, and who has an account under an address of the file."""

    staff: Mapping[str, Staff]
    schools: Mapping[str, str]
    departments: Mapping[str, str]
    accounts: Mapping[str, str]  # address -> staff id here, or "" for an account that is not on this roster
    shared: tuple[
        str, ...
    ] = ()  # staff ids of those who work in another district too: their name is not this one's to change

    def digest(self) -> str:
        """A fingerprint of all of it: the same as long as nothing has changed."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """What the file does for one person. `differences`: name of the field, as it is, as it will be. `was`: the staff id until now."""

    deed: Deed
    line: int
    staff: Staff
    differences: tuple[tuple[str, str, str], ...] = ()
    was: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a file would do, and everything that it cannot."""

    changes: tuple[Change, ...]
    left_out: tuple[Staff, ...]
    findings: tuple[Finding, ...]

    def of(self, *deeds: Deed) -> list[Change]:
        """The changes of these kinds, in the order of the file."""
        return [one for one in self.changes if one.deed in deeds]

    def weighing(self, *weights: Weight) -> list[Finding]:
        """The findings of these weights, in the order of the file."""
        return [one for one in self.findings if one.weight in weights]

    def counts(self) -> dict[str, int]:
        """How many of each."""
        found = {deed.value: len(self.of(deed)) for deed in Deed}
        return found | {
            "left_out": len(self.left_out),
            "set_aside": len({one.line for one in self.weighing(Weight.ROW)}),
            "partly": len({one.line for one in self.weighing(Weight.FIELD)}),
        }


@dataclass(slots=True)
class _Work:
    """What is found out on the way."""

    known: Known
    columns: tuple[str, ...]
    findings: list[Finding] = field(default_factory=list)
    mentioned: set[str] = field(default_factory=set)
    renumbered: dict[str, str] = field(default_factory=dict)  # staff id in the file -> until now

    def say(self, code: str, row: Row, **facts: str) -> None:
        self.findings.append(Finding(code, row.line, row.who, facts))


def compare(sheet: Sheet, known: Known) -> Plan:
    """Work out what the file would do. Nobody is ever deleted: whoever is not in the file is only listed."""
    work = _Work(known, sheet.columns)
    rows = _one_row_each(_sound(sheet.rows, work), work)
    rows = _own_address(rows, work)
    ids = {one["license_type"] for one in rows} | {one.license for one in known.staff.values()}
    present = set(known.staff) | {one["staff_id"] for one in rows}
    changes = [one for row in rows if (one := _change(row, work, ids, present))]
    left_out = [
        one for key, one in known.staff.items() if one.here and key not in work.mentioned
    ]  # fmt: skip
    return Plan(
        tuple(changes),
        tuple(sorted(left_out, key=lambda one: one.name)),
        tuple(sorted(work.findings, key=lambda one: (one.line, one.code))),
    )


def _sound(rows: Iterable[Row], work: _Work) -> list[Row]:
    """The rows that say who they are about."""
    by_email = {one.email: one for one in work.known.staff.values() if one.email}
    spelled = {one.casefold(): one for one in work.known.staff}
    kept = []
    for row in rows:
        long = next((one for one in COLUMNS if len(row[one]) > LENGTHS.get(one, LONGEST)), None)
        meant = by_email.get(row["email"])
        as_before = spelled.setdefault(row["staff_id"].casefold(), row["staff_id"])
        work.mentioned |= {row["staff_id"], as_before}
        if row.tidied:
            work.say("tidied", row)
        if long:
            work.say("too-long", row, column=long, most=str(LENGTHS.get(long, LONGEST)))
        elif not row["staff_id"] and meant:
            work.mentioned.add(meant.staff_id)
            work.say("staff-id-by-email", row, who=meant.name, staff_id=meant.staff_id)
        elif not row["staff_id"]:
            work.say("no-staff-id", row)
        elif as_before != row["staff_id"] and row["staff_id"] not in work.known.staff:
            work.say("staff-id-by-case", row, value=row["staff_id"], near=as_before)
        elif not (row["first_name"] or row["last_name"]):
            work.say("no-name", row)
        else:
            kept.append(row)
    return kept


def _one_row_each(rows: list[Row], work: _Work) -> list[Row]:
    """Rows of one staff id as one: they may differ in their school, in nothing else."""
    found: dict[str, Row] = {}
    for row in rows:
        first = found.get(row["staff_id"])
        if first is None:
            found[row["staff_id"]] = row
            continue
        differ = [one for one in COLUMNS if one != "school" and one in work.columns and row[one] != first[one]]
        if differ:
            work.say("rows-disagree", row, other=str(first.line), fields=", ".join(differ))
            found[row["staff_id"]] = Row(0, first.fields)
        elif first.line:
            schools = [*schools_in(first["school"]), *schools_in(row["school"])]
            keys = dict.fromkeys(place_of(one, work.known.schools) or one for one in schools)
            together = ";".join(keys)
            named = ", ".join(work.known.schools.get(one, one) for one in keys)
            work.say("rows-joined", row, first=str(first.line), other=str(row.line), schools=named)
            found[row["staff_id"]] = Row(first.line, {**first.fields, "school": together})
    return [one for one in found.values() if one.line]


def _own_address(rows: list[Row], work: _Work) -> list[Row]:
    """The rows whose address is their own."""
    owner = {one.email: one for one in work.known.staff.values() if one.email}
    seen: dict[str, Row] = {}
    kept = []
    for row in rows:
        email = row["email"]
        reached_at = email or ("" if row["staff_id"] in work.known.staff else row["personal_email"])
        holder, account = owner.get(email), work.known.accounts.get(reached_at, "")
        if email and email in seen:
            work.say("email-twice", row, other=str(seen[email].line))
        elif holder and _has_a_new_number(row, holder, work):
            work.renumbered[row["staff_id"]] = holder.staff_id
            work.mentioned.add(holder.staff_id)
            seen[email] = row
            kept.append(row)
        elif email and holder and holder.staff_id != row["staff_id"]:
            work.say("email-of-another", row, email=email, who=holder.name, staff_id=holder.staff_id)
        elif account and account != row["staff_id"]:
            work.say("account-of-another", row, email=reached_at)
        else:
            seen[email] = row
            seen.pop("", None)
            kept.append(row)
    return kept


def _has_a_new_number(row: Row, holder: Staff, work: _Work) -> bool:
    """The same name and address under a staff id that nobody has, and the old one is not in the file any more."""
    same = holder.name == f"{row['first_name']} {row['last_name']}".strip()
    return same and row["staff_id"] not in work.known.staff and holder.staff_id not in work.mentioned


def _change(row: Row, work: _Work, ids: set[str], present: set[str]) -> Change | None:
    before = work.known.staff.get(work.renumbered.get(row["staff_id"], row["staff_id"]))
    base = before or Staff(row["staff_id"])
    if before is None and not row["email"] and not row["personal_email"]:
        work.say("new-without-email", row)
        return None
    told = work.findings
    after = Staff(
        staff_id=row["staff_id"],
        name=base.name if base.staff_id in work.known.shared else f"{row['first_name']} {row['last_name']}".strip(),
        email=email_in(row, "email", base.email, told),
        personal_email=email_in(row, "personal_email", base.personal_email, told),
        schools=schools_of(row, work.known.schools, base.schools, told),
        department=department_of(row, work.known.departments, base.department, told),
        job=row["role"] if "role" in row.fields else base.job,
        license=license_of(row, ids, base.license, told),
        license_expires=day_of(row, base.license_expires, told),
        supervisor=_supervisor(row, base, present, work),
    )
    if before is None:
        known_at = (after.email or after.personal_email) in work.known.accounts
        return Change(Deed.JOINS if known_at else Deed.NEW, row.line, after)
    differences = _differences(before, after)
    if not before.here:
        return Change(Deed.BACK, row.line, after, differences, before.staff_id)
    return Change(Deed.CHANGED if differences else Deed.SAME, row.line, after, differences, before.staff_id)


def _supervisor(row: Row, base: Staff, present: set[str], work: _Work) -> str:
    value = row["supervisor_staff_id"]
    if "supervisor_staff_id" not in row.fields:
        return base.supervisor
    if value and value == row["staff_id"]:
        work.say("own-supervisor", row)
        return base.supervisor
    if value and value not in present:
        work.say("no-such-supervisor", row, value=value)
        return base.supervisor
    return value


def _differences(before: Staff, after: Staff) -> tuple[tuple[str, str, str], ...]:
    after = replace(after, here=before.here)
    found = []
    for one in fields(Staff):
        old, new = getattr(before, one.name), getattr(after, one.name)
        if old != new:
            found.append((one.name, _text(old), _text(new)))
    return tuple(found)


def _text(value: object) -> str:
    return ";".join(value) if isinstance(value, tuple) else str(value)
