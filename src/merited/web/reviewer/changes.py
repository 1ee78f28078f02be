"""What a place of evidence held in the attempt before, beside what it holds now."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from merited.review.rules.changes import Since, Thing, changes, matched
from merited.web.reviewer.showing import Answered, Place, Shown, places_of

if TYPE_CHECKING:
    from merited.catalog.document import Document
    from merited.review.withheld import Withheld
    from merited.submissions.models import Attempt


def compared(now: Sequence[Place], before: "Attempt", document: "Document", withheld: "Withheld") -> list[Place]:
    """The same places, with what stood there in the attempt before. `withheld`: what nobody may read of that one."""
    earlier = {one.id: one for one in places_of(before, document, None, withheld)}
    return [_compared(one, earlier[one.id]) for one in now]


def _compared(now: Place, before: Place) -> Place:
    was = {one.id: one for one in before.answers}
    answers = tuple(_answer(one, was[one.id]) for one in now.answers)
    rows = matched([_thing(one) for one in before.exhibits], [_thing(one) for one in now.exhibits])
    exhibits = tuple(
        _exhibit(now.exhibits[row.now], row.since, before.exhibits[row.before] if row.before is not None else None)
        for row in rows
        if row.now is not None
    )
    gone = tuple(before.exhibits[row.before] for row in rows if row.now is None and row.before is not None)
    return replace(now, answers=answers, exhibits=exhibits, gone=gone)


def _answer(now: Answered, before: Answered) -> Answered:
    if now.withheld or before.withheld:
        return now
    return replace(now, changes=changes(before.text, now.text))


def _exhibit(now: Shown, since: Since, before: Shown | None) -> Shown:
    if now.how == "withheld" or (before is not None and before.how == "withheld"):
        return now
    if since is not Since.REPLACED or before is None:
        return replace(now, since=since, is_new=now.is_new or since is Since.NEW)
    words = changes(before.text, now.text) if now.how == before.how == "text" else None
    return replace(now, since=since, is_new=True, was=replace(before, is_new=False), changes=words)


def _thing(one: Shown) -> Thing:
    """The bytes are what a file is known by, the address what a link is: sent once more, it is the same."""
    evidence = one.exhibit.evidence
    kind = "text" if evidence.is_text else evidence.kind
    return Thing(evidence.digest or evidence.url or str(evidence.pk), kind)
