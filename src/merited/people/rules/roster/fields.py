"""Judging one field of a row: a place, a day, a license, an address."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from difflib import get_close_matches

from merited.people.rules.roster.findings import Finding
from merited.people.rules.roster.reading import Row

_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(?:\.[^@\s,;<>\".]+)+")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ISO, _US, _YEAR = re.compile(r"\d{4}-\d{2}-\d{2}"), re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})"), re.compile(r"\d{4}")


def is_email(text: str) -> bool:
    """Whether this looks like an address; only a letter to it can tell for sure."""
    return _EMAIL.fullmatch(text) is not None


def email_in(row: Row, column: str, known: str, found: list[Finding]) -> str:
    """The address in a column, or the known one where the column has none that can be used."""
    value = row[column]
    if value and not is_email(value):
        found.append(Finding("bad-email", row.line, row.who, {"email": value}))
        return known
    if not value and column == "email" and known:
        found.append(Finding("no-email", row.line, row.who, {"email": known}))
        return known
    return value if value or column in row.fields else known


def schools_in(text: str) -> list[str]:
    """The schools as written; several stand in one field.

    >>> schools_in("gull-point-es; tidewater-ms")
    ['gull-point-es', 'tidewater-ms']
    """
    return [one.strip() for one in re.split(r"[;|]", text) if one.strip()]


def place_of(value: str, places: Mapping[str, str]) -> str | None:
    """The key of a place, from its key or its name; None for neither."""
    wanted = value.casefold()
    for key, name in places.items():
        if wanted in (key.casefold(), name.casefold()):
            return key
    return None


def nearest(value: str, places: Mapping[str, str]) -> str | None:
    """The key that was probably meant.

    >>> nearest("harbor-rigde-hs", {"harbor-ridge-hs": "Harbor Ridge High School", "tidewater-ms": "Tidewater"})
    'harbor-ridge-hs'
    """
    words = {key.casefold(): key for key in places} | {name.casefold(): key for key, name in places.items()}
    found = get_close_matches(value.casefold(), list(words), n=1, cutoff=0.75)
    return words[found[0]] if found else None


def schools_of(row: Row, places: Mapping[str, str], known: tuple[str, ...], found: list[Finding]) -> tuple[str, ...]:
    """Keys of the schools in a row; the known ones where one of them cannot be read."""
    if "school" not in row.fields:
        return known
    keys = []
    for value in schools_in(row["school"]):
        key = place_of(value, places)
        if key is None:
            near = nearest(value, places)
            facts = {"value": value, "near": near or "", "all": ", ".join(sorted(places))}
            found.append(Finding("school-misspelled" if near else "no-such-school", row.line, row.who, facts))
            return known
        keys.append(key)
    return tuple(sorted(set(keys)))


def department_of(row: Row, places: Mapping[str, str], known: str, found: list[Finding]) -> str:
    """The key of the department in a row."""
    value = row["department"]
    if "department" not in row.fields or not value:
        return "" if "department" in row.fields else known
    key = place_of(value, places)
    if key is None:
        found.append(
            Finding("no-such-department", row.line, row.who, {"value": value, "all": ", ".join(sorted(places))})
        )
        return known
    return key


def license_of(row: Row, ids: Collection[str], known: str, found: list[Finding]) -> str:
    """The id of the license in a row."""
    value = row["license_type"]
    if "license_type" not in row.fields or not value:
        return "" if "license_type" in row.fields else known
    if _ID.fullmatch(value):
        return value
    near = "-".join(re.findall(r"[a-z0-9]+", value.lower()))
    if near in ids:
        found.append(Finding("license-by-label", row.line, row.who, {"value": value, "near": near}))
    else:
        found.append(Finding("bad-license", row.line, row.who, {"value": value}))
    return known


def day_of(row: Row, known: str, found: list[Finding]) -> str:
    """The day on which the license ends, as an ISO date."""
    value = row["license_expires"]
    if "license_expires" not in row.fields or not value:
        return "" if "license_expires" in row.fields else known
    day = _day(value)
    if isinstance(day, date):
        return day.isoformat()
    found.append(Finding(day, row.line, row.who, {"value": value}))
    return known


def _day(value: str) -> date | str:
    """The day, or the code of what is wrong. American dates are read where they can mean one day only."""
    if _YEAR.fullmatch(value):
        return "only-a-year"
    american = _US.fullmatch(value)
    try:
        if _ISO.fullmatch(value):
            return date.fromisoformat(value)
        if american:
            month, day, year = map(int, american.groups())
            return "unclear-day" if day <= 12 and day != month else date(year, month, day)
    except ValueError:
        pass
    return "no-such-day"
