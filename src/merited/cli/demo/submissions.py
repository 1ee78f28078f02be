"""The work of the two districts: each submission of the content, grown through the same actions that people use."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile

from merited.awards.actions import Portrait, hide, plan_next, present, publish_next, revoke, share, sign_next
from merited.awards.queries import award_at, choosable_by
from merited.base import clock
from merited.base.errors import Refused
from merited.cli.demo.ahead import Drawings, drawn_ahead, seed_of
from merited.cli.demo.cast import OPENED, Cast
from merited.cli.demo.coaching import support
from merited.cli.demo.content_files import Shift, load, stories
from merited.cli.demo.history import Season, history
from merited.cli.demo.integrity import Integrity, seat_people
from merited.cli.demo.looks import look_again
from merited.cli.demo.peak import peak, rest
from merited.cli.demo.stages import check, turn_on
from merited.review.actions import claim, jot, score, send_in
from merited.review.actions.likeness import compare_all
from merited.review.flags import raise_flag
from merited.review.queries import award_for
from merited.review.rules.flags import Kind
from merited.review.rules.outcome import Judged
from merited.submissions.actions import (
    add_file,
    add_link,
    assess_self,
    explain,
    revise,
    start,
    withdraw,
    write,
)  # fmt: skip
from merited.submissions.queries import open_attempt_of, submissions_of
from merited.submissions.rules.completeness import STATEMENTS

if TYPE_CHECKING:
    from merited.review.models import Reading
    from merited.submissions.models import Attempt, Submission

Deed = Callable[[], object]
EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "text/plain": "txt"}


@dataclass
class Story:
    """One submission of the content, told deed by deed, each at its time."""

    source: dict[str, Any]
    cast: Cast
    shift: Shift
    drawings: Drawings = field(default_factory=Drawings)
    submission: "Submission | None" = field(default=None)

    @property
    def earner(self) -> Any:
        """Who earns."""
        return self.cast.people[self.source["earner"]]

    def moment(self, value: datetime | str) -> datetime:
        """A local time of the story, by the clocks of the district that offers what is earned."""
        return self.shift.moment(value, self.cast.zones[self.source["credential"]])

    def deeds(self) -> Iterator[tuple[datetime, Deed]]:
        """Every deed with its time, in order."""
        yield self.moment(self.source["started"]), self._start
        for number, attempt in enumerate(self.source.get("attempts", ()), start=1):
            yield from self._attempt(number, attempt)
        if "withdrawn" in self.source:
            yield self.moment(self.source["withdrawn"]), self._withdraw
        if "revoked" in self.source:
            yield self.moment(self.source["revoked"]["at"]), self._revoke

    def _attempt(self, number: int, source: dict[str, Any]) -> Iterator[tuple[datetime, Deed]]:
        reading = source.get("reading", {})
        sent = self.moment(source["sent"]) if "sent" in source else None
        begun = self.moment(self.source["started"]) + timedelta(minutes=20)
        written = sent - timedelta(minutes=10) if sent else begun
        if number > 1:
            decided = self.moment(self.source["attempts"][number - 2]["reading"]["filed"])
            written = max(decided + timedelta(hours=4), written) if sent else decided + timedelta(days=1)
            yield written - timedelta(hours=1), self._revise
        yield written, lambda: self._write(source)
        if sent:
            if number == 1 and "stages" in self.source:
                yield sent - timedelta(minutes=1), lambda: turn_on(self.cast, self.source)
            yield sent, self._send
            if "check" in source:
                yield self.moment(source["check"]["at"]), lambda: check(self, source["check"])
        # In the order of their times: a second reading is claimed before the first is filed, or after it.
        yield from sorted(
            (deed for one in (reading, *source.get("also", ())) for deed in self._reading(one)),
            key=lambda deed: deed[0],
        )

    def _reading(self, reading: dict[str, Any]) -> Iterator[tuple[datetime, Deed]]:
        held: list[Reading] = []
        if "claimed" in reading:
            yield self.moment(reading["claimed"]), lambda: self._claim(reading, held)
        if "flag" in reading:
            yield self.moment(reading["flag"]["at"]), lambda: self._flag(reading, held)
        if "filed" in reading:
            yield self.moment(reading["filed"]), lambda: self._file(reading, held)

    def _start(self) -> None:
        self.submission = start(
            self.cast.versions[self.source["credential"]], by=self.earner, language=self.source.get("language", "en")
        )

    def _open(self) -> "tuple[Submission, Attempt]":
        submission = submissions_of(self.earner).get(pk=self.submission.pk)  # type: ignore[union-attr]
        attempt = open_attempt_of(submission)
        if attempt is None:
            raise AssertionError(f"{self.source['id']}: nothing is open")
        return submission, attempt

    def _write(self, source: dict[str, Any]) -> None:
        _submission, attempt = self._open()
        revisions = {one.prompt: one.revision for one in attempt.answers.all()}
        for prompt, text in source.get("answers", {}).items():
            write(attempt, prompt, text, revision=revisions.get(prompt, 0), by=self.earner)
        for criterion, text in source.get("change_notes", {}).items():
            explain(attempt, criterion, text, revision=0, by=self.earner)
        for artifact, exhibits in source.get("exhibits", {}).items():
            for number, one in enumerate(exhibits):
                self._exhibit(attempt, artifact, number, one)
        assess_self(attempt, source.get("self_assessment", {}), by=self.earner)

    def _exhibit(self, attempt: "Attempt", artifact: str, number: int, one: dict[str, Any]) -> None:
        if one["form"] == "link":
            add_link(attempt, artifact, one["url"], about=one["what"].splitlines()[0], by=self.earner)
            return
        seed = seed_of(self.source["id"], attempt.number, artifact, number)
        content, media_type = self.drawings.of(seed, one, self.source.get("language", "en"))
        upload = ContentFile(content, name=f"{seed}.{EXTENSIONS[media_type]}")
        add_file(attempt, artifact, upload, about=one["what"].splitlines()[0], by=self.earner)

    def _send(self) -> None:
        submission, _attempt = self._open()
        send_in(submission, set(STATEMENTS), by=self.earner)

    def _revise(self) -> None:
        revise(self.submission, by=self.earner)  # type: ignore[arg-type]

    def _withdraw(self) -> None:
        withdraw(self.submission, by=self.earner)  # type: ignore[arg-type]

    def _claim(self, source: dict[str, Any], held: "list[Reading]") -> None:
        reader = self.cast.people[source["by"]]
        attempt = self.submission.attempts.order_by("-number")[0]  # type: ignore[union-attr]
        reading = claim(attempt, by=reader)
        held.append(reading)
        if "filed" not in source and source.get("scores"):
            jot(
                reading, _sheet(source), keep=source.get("keep", ""), private_note=source.get("private", ""), by=reader
            )  # fmt: skip

    def _flag(self, source: dict[str, Any], held: "list[Reading]") -> None:
        flag, reading = source["flag"], held[0]
        exhibit = reading.attempt.exhibits.filter(artifact=flag["about"]).order_by("position").first()
        raise_flag(
            reading, Kind(flag["kind"]), exhibit=exhibit, prompt="" if exhibit else flag["about"],
            words=flag["words"], by=self.cast.people[source["by"]],
        )  # fmt: skip

    def _file(self, source: dict[str, Any], held: "list[Reading]") -> None:
        score(held[0], _sheet(source), keep=source.get("keep", ""), by=self.cast.people[source["by"]])
        _sign()
        key = award_for(self.submission)  # type: ignore[arg-type]
        if key and self.source.get("shared"):
            share(award_at(key).get(), by=self.earner)
        if key and self.source.get("hidden"):
            hide(award_at(key).get(), by=self.earner)

    def _revoke(self) -> None:
        source = self.source["revoked"]
        award = award_at(award_for(self.submission)).get()  # type: ignore[arg-type]
        revoke(award, source["reason"], words=source["note"], by=self.cast.people[source["by"]])


def _sign() -> None:
    """As the worker would within a second: a badge is signed at the time at which it was earned."""
    while publish_next() or plan_next() or sign_next():
        pass


def _sheet(source: dict[str, Any]) -> dict[str, Judged]:
    return {key: Judged(one["level"], one.get("words", "")) for key, one in source.get("scores", {}).items()}


def grow(cast: Cast, shift: Shift, say: Callable[[str], None] = lambda _line: None) -> int:
    """Grow every submission of the content, all deeds in the order of their time. Returns how many submissions."""
    sources = [*stories(), *peak(), *history()]
    with clock.at(shift.moment(OPENED)):
        seat_people(cast)
    with drawn_ahead(sources) as drawings:
        every = [Story(one, cast, shift, drawings) for one in sources]
        by_id = {one.source["id"]: one for one in every}
        told: list[Story | Integrity | Season] = [*every, Integrity(cast, shift, by_id), Season(cast, shift)]
        deeds = heapq.merge(*(_numbered(n, story) for n, story in enumerate(told)))
        for n, (moment, story, _step, deed) in enumerate(deeds, start=1):
            try:
                with clock.at(moment):
                    deed()
            except Refused as no:  # the content asks for what the rules forbid: say where
                where = f"{getattr(told[story], 'source', {'id': 'season'})['id']}, {moment:%Y-%m-%d %H:%M}"
                raise RuntimeError(f"{where}: {no.code}: {no.sentence}") from no
            if n % 50 == 0:
                say(f"  {n} deeds done, up to {moment:%B %Y}")
    compare_all()
    look_again({one.source["id"]: one for one in every})
    support(cast, {one.source["id"]: one for one in every}, shift)
    _present(cast, shift)
    rest(cast, shift)
    return len(every)


def _present(cast: Cast, shift: Shift) -> None:
    for one in load("cast.yaml")["profiles"]:
        person = cast.people[one["id"]]
        chosen = frozenset(choosable_by(person).values_list("pk", flat=True))
        with clock.at(shift.moment(f"{load('demo-submissions.yaml')['as_of']}T18:00")):
            present(
                Portrait(name=person.name, words=one["words"], awards=chosen, public=True, indexed=False), by=person
            )


def _numbered(n: int, story: "Story | Integrity | Season") -> Iterator[tuple[datetime, int, int, Deed]]:
    for step, (moment, deed) in enumerate(story.deeds()):
        yield moment, n, step, deed
