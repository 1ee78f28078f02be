"""Support while earning in the demonstration: coaches, guests of drafts with their comments, a group. Through the same actions."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from merited.base import clock
from merited.cli.demo.content_files import Shift, load
from merited.coaching.actions import (
    Asked,
    answer,
    ask_guest,
    ask_into,
    comment,
    join,
    lead_group,
    look_on,
    mark_done,
    open_draft,
    say_coach,
    set_meeting,
)
from merited.people.queries import verified_address
from merited.submissions.actions import show_work

if TYPE_CHECKING:
    from merited.cli.demo.cast import Cast
    from merited.cli.demo.submissions import Story
    from merited.people.models import Person


def support(cast: "Cast", stories: Mapping[str, "Story"], shift: Shift) -> None:
    """What colleagues do for each other, each deed at its time."""
    source = load("demo-coaching.yaml")
    for one in source["coaches"]:
        with clock.at(shift.moment(one["since"])):
            say_coach(cast.people[one["person"]], one["words"])
    for one in source["guests"]:
        _show(stories[one["work"]], cast.people[one["person"]], one)
    for one in source["links"]:
        _give_link(stories[one["work"]], [cast.people[key] for key in one["seen_by"]], one)
    for one in source["groups"]:
        _gather(cast, one, shift)


def _show(story: "Story", person: "Person", source: dict[str, Any]) -> None:
    if story.submission is None:
        raise AssertionError(f"{source['work']}: nothing was begun")
    asked = Asked(kind=source["kind"], address=verified_address(person) or "", words=source["words"])
    with clock.at(story.moment(source["asked"])):
        guest = ask_guest(story.submission, asked, by=story.earner)
    if "opened" in source:
        with clock.at(story.moment(source["opened"])):
            open_draft(guest, by=person)
    for one in source.get("comments", ()):
        exhibit = guest.attempt.exhibits.filter(artifact=one["place"]).order_by("position").first()
        with clock.at(story.moment(one["at"])):
            [said] = comment(guest, {str(exhibit.pk) if exhibit else one["place"]: one["words"]}, by=person)
        if "answered" in one:
            with clock.at(story.moment(one["answered"])):
                answer(said, one["answer"], by=story.earner)
                mark_done(said, done=True, by=story.earner)


def _give_link(story: "Story", seen_by: "list[Person]", source: dict[str, Any]) -> None:
    if story.submission is None:
        raise AssertionError(f"{source['work']}: nothing was begun")
    with clock.at(story.moment(source["made"])):
        showing = show_work(story.submission, with_answers=True, by=story.earner)
    for person in seen_by:
        with clock.at(story.moment(source["seen"])):
            look_on(showing, by=person)


def _gather(cast: "Cast", source: dict[str, Any], shift: Shift) -> None:
    lead = cast.people[source["lead"]]
    with clock.at(shift.moment(source["begun"])):
        group = lead_group(source["name"], by=lead)
        set_meeting(group, shift.day(source["meets_on"]), source["meets"], by=lead)
    for one in source["members"]:
        person = cast.people[one["person"]]
        with clock.at(shift.moment(one["asked"])):
            ask_into(group, verified_address(person) or "", by=lead)
        if "joined" in one:
            with clock.at(shift.moment(one["joined"])):
                join(
                    group, shares_work=one.get("shares_work", True), shares_not_yet=one.get("shares_not_yet", False),
                    by=person,
                )  # fmt: skip
