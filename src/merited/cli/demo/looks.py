"""Another look in the demonstration: a question that waits, an appeal in its panel, one that was upheld. Through the same actions."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from merited.base import clock
from merited.cli.demo.content_files import load
from merited.review.actions import ask_appeal, ask_question, claim_look, file_look, speak
from merited.review.rules.outcome import Judged

if TYPE_CHECKING:
    from merited.cli.demo.submissions import Story
    from merited.review.models import Look


def look_again(stories: Mapping[str, "Story"]) -> None:
    """What earners asked for after Not yet, each deed at its time."""
    for source in load("demo-looks.yaml")["looks"]:
        story = stories[source["work"]]
        with clock.at(story.moment(source["asked"])):
            look = _asked(story, source)
        if "reading" in source:
            _read(story, look, source["reading"])
        _heard(story, look, source.get("voices", ()))


def _asked(story: "Story", source: dict[str, Any]) -> "Look":
    work = story.submission
    if work is None:
        raise AssertionError(f"{source['work']}: nothing was begun")
    if source["kind"] == "question":
        return ask_question(work, source["criteria"][0], words=source["words"], by=story.earner)
    return ask_appeal(
        work, set(source["criteria"]), source["ground"], words=source["words"], place=source.get("place", ""),
        by=story.earner,
    )  # fmt: skip


def _read(story: "Story", look: "Look", source: dict[str, Any]) -> None:
    reader = story.cast.people[source["by"]]
    with clock.at(story.moment(source["claimed"])):
        reading = claim_look(look, by=reader)
    sheet = {key: Judged(one["level"], one.get("words", "")) for key, one in source["scores"].items()}
    with clock.at(story.moment(source["filed"])):
        file_look(reading, sheet, keep="", by=reader)


def _heard(story: "Story", look: "Look", voices: Any) -> None:
    """The first of those who have a seat speak, whoever they are: the rule has chosen them."""
    seats = look.voices.filter(left_at__isnull=True).select_related("person").order_by("person_id")
    for seat, one in zip(list(seats), voices, strict=False):
        with clock.at(story.moment(one["at"])):
            speak(look, one["voice"], reasons=one["reasons"], advice=one.get("advice", ""), by=seat.person)
