"""The world of the tests: the cast of Alder Bay and its neighbor, grown through actions, so that it cannot hold what the rules forbid."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.test import Client

from merited.awards.actions import Portrait, present
from merited.awards.models import Award, Profile
from merited.catalog.models import Version
from merited.cli.demo.cast import load_cast
from merited.cli.demo.content_files import DISTRICTS, Shift, load
from merited.people.models import Installation, Organization, Person
from merited.review.actions import claim, score
from merited.review.models import Decision, Reading
from merited.review.queries import scope_for
from merited.review.rules.outcome import Judged
from merited.submissions.actions import add_file, revise, send, start, write
from merited.submissions.models import Attempt, Submission
from merited.submissions.queries import met_of, open_attempt_of
from merited.submissions.rules.completeness import STATEMENTS, artifacts_in, prompts_in, scope_of
from merited.worker.loop import turn

if TYPE_CHECKING:
    from collections.abc import Mapping

# Monday, November 16, 2026, 9 in the morning in Alder Bay.
MONDAY = datetime.fromisoformat("2026-11-16T09:00:00-08:00")
PUBLIC_URL = "http://localhost:8000"

# name in the tests -> key in the content
CAST = {
    "marla": "p-earner-phone",  # grade 4, Gull Point
    "lupe": "p-earner-06",  # kindergarten, Gull Point
    "gideon": "p-earner-11",  # grade 7 mathematics, Tidewater
    "cyrus": "p-earner-09",  # grade 5, Cedar Landing
    "dov": "p-earner-cte",  # automotive, Harbor Ridge
    "keziah": "p-reviewer-pl-1",  # reads PL; teaches at Harbor Ridge
    "tobin": "p-reviewer-pl-2",  # reads PL; teaches at Gull Point, like Marla
    "vesna": "p-reviewer-pl-5",  # reads PL; no school
    "petra": "p-reviewer-ml-1",  # reads ML; no school
    "halvard": "p-reviewer-et-1",  # reads ET; no school
    "isolde": "p-lead-reader",  # settles differences; reads everything
    "philippa": "p-coach",  # coaches Marla and Gideon
    "thea": "p-coordinator",  # program admin of the district
    "corwin": "p-lead-pl",  # lead of Personalized Learning
    "ximena": "p-lead-ml",  # lead of ESL and Multilingual Programs
    "teodor": "p-operator",
    "lotte": "p-committee-3",  # principal and supervisor
    "magnus": "fh-teacher",  # grade 3, Fernhollow: another district, of which nobody above sees anything
    "rowan": "fh-reviewer",  # reads FH-101
    "gwendolyn": "fh-admin",  # program admin of Fernhollow
}
TEXT = b"Lesson plan\n\nTarget: I can decide which of two decimals is greater.\n"


class World:
    """People by name (`world.marla`), versions (`world.pl101`), and the shortest honest way to any state."""

    people: dict[str, Person]

    @classmethod
    def found(cls) -> World:
        """The world of this database, loaded if it is not there."""
        world = cls()
        if not Organization.objects.exists():
            Installation.objects.get_or_create(
                pk=1, defaults={"public_url": PUBLIC_URL, "stored_at": MONDAY, "demo": True}
            )
            load_cast(Shift(), only=frozenset(CAST.values()))
            Person.objects.exclude(language="en").update(language="en")  # pages are read in English, unless a test asks
        by_name = {one.name: one for one in Person.objects.all()}
        world.people = {name: by_name[_names()[key]] for name, key in CAST.items()}
        return world

    def __getattr__(self, name: str) -> Any:
        if name in self.people:
            return self.people[name]
        raise AttributeError(name)

    def version(self, key: str) -> Version:
        """The published version of a micro-credential."""
        return Version.objects.select_related("microcredential__organization__parent").get(
            microcredential__key=key, state="published"
        )

    @property
    def pl101(self) -> Version:
        """Checking for Understanding in Real Time."""
        return self.version("pl-101")

    @property
    def ml101(self) -> Version:
        """Language Objectives for Content Lessons."""
        return self.version("ml-101")

    @property
    def et103(self) -> Version:
        """Choosing Apps that Protect Student Data: its badge expires after 36 months."""
        return self.version("et-103")

    @property
    def fh101(self) -> Version:
        """Reading Aloud with a Purpose, of Fernhollow."""
        return self.version("fh-101")

    @property
    def district(self) -> Organization:
        """Alder Bay."""
        return Organization.objects.get(key="alder-bay")

    def draft(self, person: Person, version: Version | None = None) -> Submission:
        """Just started, nothing written."""
        return start(version or self.pl101, by=person)

    def attempt(self, submission: Submission) -> Attempt:
        """Its open attempt."""
        attempt = open_attempt_of(submission)
        assert attempt is not None
        return attempt

    def written(self, person: Person, version: Version | None = None) -> Submission:
        """Everything is there, nothing is sent."""
        submission = self.draft(person, version)
        attempt, document = self.attempt(submission), submission.version.document
        scope = scope_of(document, met_of(submission))
        for prompt in prompts_in(document, scope):
            write(attempt, prompt, f"My answer to {prompt}.", revision=0, by=person)
        for artifact in artifacts_in(scope):
            add_file(attempt, artifact, ContentFile(TEXT, name="plan.txt"), about="My plan", by=person)
        return submission

    def sent(self, person: Person, version: Version | None = None) -> Submission:
        """Sent for review."""
        submission = self.written(person, version)
        send(submission, set(STATEMENTS), by=person)
        submission.refresh_from_db()
        return submission

    def claimed(self, person: Person, reader: Person, version: Version | None = None) -> Reading:
        """Sent, and claimed by a reader."""
        submission = self.sent(person, version)
        return claim(submission.attempts.get(state="sent"), by=reader)

    def sheet(self, reading: Reading, open_ones: Mapping[str, str] | None = None) -> dict[str, Judged]:
        """A full sheet: everything at the best level, except the given criteria at their lowest, with these words."""
        found = {}
        for one in scope_for(reading.attempt):
            words = (open_ones or {}).get(one.id, "")
            found[one.id] = Judged(one.levels[-1].id if words else one.levels[0].id, words)
        return found

    def not_yet(
        self, person: Person, reader: Person, version: Version | None = None, open_ones: Mapping[str, str] | None = None
    ) -> Submission:
        """Read once; by default one criterion of the second part is open."""
        reading = self.claimed(person, reader, version)
        document = reading.attempt.submission.version.document
        last = [one for one in document.criteria if one.artifact][-1].id
        words = open_ones or {
            last: f"In {last} something is missing. One next move: add what is missing. The rest is met and stays."
        }
        score(reading, self.sheet(reading, words), keep="", by=reader)
        return Submission.objects.select_related("version__microcredential").get(pk=reading.attempt.submission_id)

    def revised(self, person: Person, reader: Person, version: Version | None = None) -> Submission:
        """A second attempt is begun."""
        submission = self.not_yet(person, reader, version)
        revise(submission, by=person)
        submission.refresh_from_db()
        return submission

    def granted(self, person: Person, reader: Person, version: Version | None = None) -> Award:
        """Earned, not signed yet."""
        reading = self.claimed(person, reader, version)
        score(reading, self.sheet(reading), keep="The plan is clear.", by=reader)
        return Award.objects.get(pk=Decision.objects.get(attempt=reading.attempt).award_id)

    def earned(self, person: Person, reader: Person, version: Version | None = None) -> Award:
        """Earned and signed."""
        award = self.granted(person, reader, version)
        turn()
        award.refresh_from_db()
        assert award.credential
        return award

    def profile(self, person: Person, *awards: Award) -> Profile:
        """A profile page that is on, with these badges."""
        chosen = frozenset(one.pk for one in awards)
        return present(Portrait(person.name, "", chosen, public=True, indexed=False), by=person)

    def client(self, person: Person | None = None) -> Client:
        """A browser without JavaScript, signed in as this person."""
        client = Client(HTTP_HOST="localhost:8000")
        if person is not None:
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client


@cache
def _names() -> dict[str, str]:
    return {one["id"]: one["name"] for name in DISTRICTS for one in load(name)["people"]}
