"""From the bytes of a file to rows of text: whatever program wrote it."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field

from merited.base.errors import Refused
from merited.base.text import cleaned, one_line
from merited.base.words import _

COLUMNS = (
    "staff_id", "email", "personal_email", "first_name", "last_name", "school", "department", "role",
    "license_type", "license_expires", "supervisor_staff_id",
)  # fmt: skip
NEEDED = ("staff_id", "email", "first_name", "last_name")
MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 50_000
LONGEST = 254  # characters in a field
_ZIP, _OLD_OFFICE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file, and its fields as written, but for spaces around them."""

    line: int
    fields: Mapping[str, str]
    tidied: bool = False

    def __getitem__(self, column: str) -> str:
        return self.fields.get(column, "")

    @property
    def who(self) -> str:
        """The person as the file names them."""
        name = f"{self['first_name']} {self['last_name']}".strip()
        return name or self["email"] or self["staff_id"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was read: its columns and its rows."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...] = field(default=())

    def as_json(self) -> dict[str, object]:
        """Plain values, to be stored."""
        return {"columns": list(self.columns), "rows": [asdict(one) for one in self.rows]}

    @classmethod
    def from_json(cls, stored: Mapping[str, list[dict[str, object]]]) -> "Sheet":
        """The sheet that `as_json` stored."""
        return cls(tuple(map(str, stored["columns"])), tuple(Row(**one) for one in stored["rows"]))  # type: ignore[arg-type]


def read(content: bytes) -> Sheet:
    """Read a roster, whatever its coding and its separator. Raises `Refused` for what is no such file, and nothing else."""
    lines = _lines(_text(content))
    try:
        _line, head = next(lines)
    except StopIteration:
        raise Refused(
            "empty", _("There is nothing in this file. Choose the file that your staff system exports.")
        ) from None
    columns = _columns(head)
    rows = tuple(_row(line, columns, values) for line, values in lines)
    if not rows:
        raise Refused("no-rows", _("This file has a head, but no row under it. Nothing has changed."))
    return Sheet(columns, rows)


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Refused(
            "too-large",
            _("This file is larger than 10 MB. A roster of a whole state is smaller: is it the right file?"),
        )
    if content.startswith((_ZIP, _OLD_OFFICE)):
        raise Refused(
            "workbook", _("This is a workbook, not a CSV file. Open it, choose Save as, and choose CSV UTF-8.")
        )
    if content.startswith(_PDF):
        raise Refused("pdf", _("This is a PDF. Choose the CSV file that your staff system exports."))
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = content.decode("utf-16")
        elif content[1:2] == b"\0" or content[:1] == b"\0":
            text = content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be")
        else:
            text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Older programs write Windows' letters; every byte means something there but five, and those were never meant.
        text = content.decode("cp1252", errors="ignore")
    if "\0" in text:
        raise Refused("no-text", _("This file is not made of text, so it cannot be a roster. Choose the CSV file."))
    return text


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with the line on which it begins."""
    first, _end, rest = text.partition("\n")
    skipped = first.strip().lower().startswith("sep=")  # Excel's own hint
    body = rest if skipped else text
    delimiter = max(",;\t", key=body.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)
    count, line = 0, 1 + skipped
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Refused(
                "unreadable",
                _("Line {line} cannot be read: a quotation mark is open, or it is far too long."),
                line=line,
            ) from None
        if any(value.strip() for value in values):
            count += 1
            if count > MOST_ROWS + 1:  # with the head
                raise Refused("too-many-rows", _("This file has more than 50,000 rows. Is it the right file?"))
            yield line, values
        line = reader.line_num + 1 + skipped


def _columns(head: list[str]) -> tuple[str, ...]:
    found = tuple("_".join(cleaned(one).strip().lower().split()) for one in head)
    missing = [one for one in NEEDED if one not in found]
    if missing:
        raise Refused(
            "columns-missing",
            _("The first line has to name the columns, and these are missing: {columns}. Nothing has changed."),
            columns=", ".join(missing),
        )
    twice = sorted({one for one in found if one and found.count(one) > 1})
    if twice:
        raise Refused(
            "columns-twice",
            _("These columns stand in the file twice: {columns}. Take one of each out."),
            columns=", ".join(twice),
        )
    return found


def _row(line: int, columns: tuple[str, ...], values: list[str]) -> Row:
    fields, tidied = {}, False
    for column, value in zip(columns, values, strict=False):
        if column in COLUMNS:
            kept = one_line(value)
            if "email" in column:
                kept = kept.lower()
            tidied |= kept != value
            fields[column] = kept
    return Row(line, fields, tidied)
