"""Questions about calibration: what somebody learns, how a try came out, which sample is due, a trend."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from merited.awards.models import Award
from merited.base import clock
from merited.catalog.models import MicroCredential, Pathway
from merited.catalog.pathway import STACK, Stack
from merited.people.models import Person
from merited.people.queries import left_behind
from merited.review.models import CalibrationSet, Check, Qualification, Reading, Sample, SeedReading, Trial
from merited.review.queries.reading import is_good, still
from merited.review.queries.samples import in_training
from merited.review.rules.calibration import (
    LEAST,
    SEED_WITHIN,
    Advice,
    Panel,
    Result,
    Standing,
    Trend,
    Use,
    advice,
    earns,
    needs_coaching,
    next_seed,
    result,
    rule_from,
    seed_is_due,
    standing,
)
from merited.review.rules.outcome import Outcome
from merited.review.rules.stages import Purpose

A_YEAR = timedelta(days=366)


def standing_of(qualification: Qualification) -> Standing:
    """How somebody stands today."""
    return standing(qualification.state, qualification.until, still())


def sets_open_to(person: Person) -> QuerySet[CalibrationSet]:
    """The sets that somebody may learn from: of what they learn, hold or must renew."""
    mine = in_training(person).values("microcredential")
    return CalibrationSet.objects.filter(retired_at__isnull=True, microcredential__in=mine).select_related(
        "version__microcredential", "microcredential__organization__parent"
    )


def tries_of_person(person: Person) -> QuerySet[Trial]:
    """Somebody's own tries, the first one first."""
    return (
        Trial.objects.filter(person=person)
        .select_related("of__version__microcredential", "of__microcredential__organization__parent")
        .prefetch_related("sheets__sample")
        .order_by("of", "number")
    )


def states_of(person: Person, found: CalibrationSet) -> list[str]:
    """The states of somebody's tries at a set, the first one first."""
    return list(Trial.objects.filter(person=person, of=found).order_by("number").values_list("state", flat=True))


def samples_of(found: CalibrationSet, *uses: Use) -> list[Sample]:
    """The samples of a set for some uses, in order. Seeds are for nobody's eyes: they are asked for by no page."""
    if Use.SEED in uses:
        raise AssertionError("nobody is shown a seed")
    return list(found.samples.filter(use__in=uses).order_by("position"))


def panel_of(samples: Collection[Sample]) -> list[Panel]:
    """As the panel scored them."""
    return [Panel(one.key, one.levels, Outcome(one.decision)) for one in samples]


def result_of(trial: Trial) -> Result:
    """What a try came to, from its stored sheets alone."""
    sheets = {one.sample.key: one.levels for one in trial.sheets.select_related("sample")}
    samples = trial.of.samples.filter(key__in=trial.order).order_by("position")
    return result(rule_from(trial.of.rule), trial.of.version.document.criteria, panel_of(list(samples)), sheets)


def checks_of(qualification: Qualification) -> list[Check]:
    """The checks of a reader since they are qualified, the latest last."""
    mine = Check.objects.filter(
        reviewer=qualification.person_id, microcredential=qualification.microcredential_id, at__gt=qualification.since
    )
    return list(mine.order_by("at", "pk"))


def sample_filed(person: Person) -> QuerySet[SeedReading]:
    """Samples that this person has filed, with what the panel said."""
    return SeedReading.objects.filter(reviewer=person, filed_at__isnull=False).select_related(
        "sample__of__version__microcredential", "sample__of__microcredential__organization__parent"
    )


@dataclass
class Training:
    """One micro-credential as its reader, or its lead, sees it."""

    qualification: Qualification
    set: CalibrationSet | None = None
    trials: list[Trial] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)  # of the last twelve months, the latest last

    @property
    def standing(self) -> Standing:
        """How they stand."""
        return standing_of(self.qualification)

    @property
    def last(self) -> Trial | None:
        """The latest try that is handed in."""
        return next((one for one in reversed(self.trials) if one.state != "open"), None)

    @property
    def open(self) -> Trial | None:
        """The try that is going on."""
        return next((one for one in self.trials if one.state == "open"), None)

    @property
    def unseen(self) -> int:
        """How many samples they have never been shown; where `trainings_at` asked."""
        return int(getattr(self.set, "seeds", 0)) - int(getattr(self.qualification, "shown", 0) or 0)

    @property
    def needs_coaching(self) -> bool:
        """Whether the lead opens the next try."""
        return self.set is not None and needs_coaching(rule_from(self.set.rule), [one.state for one in self.trials])

    @property
    def advice(self) -> Advice:
        """What the checks come to."""
        return advice([one.missed for one in self.checks if one.at > self.qualification.since])

    @property
    def trend(self) -> Trend:
        """How often they scored as the panel or the lead reader did, in the last twelve months."""
        return Trend(sum(one.n for one in self.checks), sum(one.exact for one in self.checks))

    @property
    def may_begin(self) -> bool:
        """Whether a try may be begun or gone on with."""
        if self.set is None or (self.needs_coaching and not self.open):
            return False
        until = self.qualification.until
        return self.standing is not Standing.QUALIFIED or until is None or until - still() < LEAST


def trainings_of(person: Person) -> list[Training]:
    """What somebody learns, holds or must renew, by micro-credential."""
    return _trainings(in_training(person))


def trends_of(person: Person) -> list[Training]:
    """The same with what has no samples, but checks all the same: of one's own everything that the lead sees."""
    mine = Qualification.objects.filter(_is_compared(), person=person)
    return _trainings(mine.exclude(left_behind(person, "microcredential__organization")))


def _is_compared() -> Q:
    sets = CalibrationSet.objects.filter(retired_at__isnull=True, microcredential=OuterRef("microcredential"))
    checked = Check.objects.filter(reviewer=OuterRef("person"), microcredential=OuterRef("microcredential"))
    return Q(Exists(sets)) | Q(Exists(checked))


def trainings_at(places: Collection[UUID]) -> list[Training]:
    """The same of everybody, for the lead of these places."""
    there = Qualification.objects.filter(microcredential__organization__in=places, person__is_active=True)
    there = there.annotate(shown=_shown_to(OuterRef("person"), OuterRef("microcredential")))
    return _trainings(there.filter(_is_compared()))


def _shown_to(person: OuterRef, microcredential: OuterRef) -> Subquery:
    """How many samples of today's set somebody has been shown."""
    of_today = SeedReading.objects.filter(
        reviewer=person, sample__of__microcredential=microcredential, sample__of__retired_at__isnull=True
    )
    return Subquery(of_today.order_by().values("reviewer").annotate(n=Count("pk")).values("n"))


def _trainings(found: QuerySet[Qualification]) -> list[Training]:
    rows = list(
        found.select_related("person", "microcredential__organization__parent").order_by(
            "microcredential__key", "person__name"
        )
    )
    people, keys = {one.person_id for one in rows}, {one.microcredential_id for one in rows}
    live = CalibrationSet.objects.filter(retired_at__isnull=True, microcredential__in=keys).select_related(
        "version", "microcredential"
    )
    live = live.annotate(seeds=Count("samples", filter=Q(samples__use=Use.SEED)))
    sets = {one.microcredential_id: one for one in live}
    trials = list(Trial.objects.filter(person__in=people, of__in=sets.values()).order_by("number"))
    year = clock.now() - A_YEAR
    checks = list(Check.objects.filter(reviewer__in=people, microcredential__in=keys, at__gt=year).order_by("at", "pk"))
    return [
        Training(
            one,
            sets.get(one.microcredential_id),
            [t for t in trials if t.person_id == one.person_id and t.of_id == getattr(sets.get(one.microcredential_id), "pk", None)],
            [
                c for c in checks
                if (c.reviewer_id, c.microcredential_id) == (one.person_id, one.microcredential_id)
            ],
        )
        for one in rows
    ]  # fmt: skip


def trials_at(places: Collection[UUID]) -> QuerySet[Trial]:
    """Tries at these places that are handed in, for the lead."""
    return Trial.objects.filter(of__microcredential__organization__in=places).exclude(state="open")


def due_for(now: datetime) -> Iterator[tuple[UUID, UUID]]:
    """Reviewers for whom a sample is due now, each with the sample. Few questions, however many reviewers there are."""
    seeds: dict[UUID, list[UUID]] = {}
    loaded: dict[UUID, datetime] = {}
    live = Sample.objects.filter(use=Use.SEED, of__retired_at__isnull=True, of__version__state="published")
    for key, of, at in live.values_list("pk", "of__microcredential_id", "of__created_at"):
        seeds.setdefault(of, []).append(key)
        loaded[of] = at or now
    good = Qualification.objects.filter(is_good(), microcredential__in=seeds)
    since: dict[UUID, dict[UUID, datetime]] = {}
    for person, of, at in good.values_list("person_id", "microcredential_id", "since"):
        since.setdefault(person, {})[of] = max(at, loaded[of])
    filed: dict[UUID, list[tuple[UUID, UUID, datetime]]] = {}
    rows = Reading.objects.filter(
        state="filed", purpose__in=tuple(Purpose), filed_at__gte=now - SEED_WITHIN * 2, reviewer__in=since,
        attempt__submission__version__microcredential__in=seeds,
    )  # fmt: skip
    for reader, key, of, when in rows.values_list(
        "reviewer_id", "pk", "attempt__submission__version__microcredential_id", "filed_at"
    ):
        if when is not None and of in since[reader]:
            filed.setdefault(reader, []).append((key, of, when))
    shown = list(SeedReading.objects.filter(reviewer__in=filed))
    for reader, readings in sorted(filed.items()):
        mine = [one for one in shown if one.reviewer_id == reader]
        if any(one.filed_at is None and one.ended_at is None for one in mine):
            continue
        last = max([min(since[reader].values()), *(one.filed_at or one.shown_at for one in mine)])
        if seed_is_due({key: at for key, _of, at in readings}, last, now):
            here = [one for of in {of for _key, of, _at in readings} for one in seeds[of]]
            found = next_seed(reader, here, [one.sample_id for one in mine])
            if found:
                yield reader, found


@dataclass(frozen=True)
class Eligible:
    """Somebody who has what a stack asks for, and could learn to read one of its micro-credentials."""

    person: Person
    stack: str
    microcredential: MicroCredential


def eligible_at(places: Collection[UUID], trainings: Collection[Training] | None = None) -> list[Eligible]:
    """Who could be invited to learn: whoever earned a stack may read what it is made of, where there are samples."""
    trainings = trainings_at(places) if trainings is None else trainings
    sets = CalibrationSet.objects.filter(retired_at__isnull=True, microcredential__organization__in=places)
    taught = {one.microcredential.key: one.microcredential for one in sets.select_related("microcredential")}
    stacks = [
        (one.title, one.document)
        for one in Pathway.objects.filter(kind=STACK, state="published").order_by("key")
        if isinstance(one.document, Stack) and set(one.document.parts) & taught.keys()
    ]
    parts = {key for _title, stack in stacks for key in stack.parts}
    held: dict[Person, set[str]] = {}
    badges = Award.objects.filter(
        version__microcredential__key__in=parts, revoked_at__isnull=True, person__is_active=True
    )
    for award in badges.select_related("person", "version__microcredential").order_by("person__name"):
        held.setdefault(award.person, set()).add(award.version.microcredential.key)
    known = {(one.qualification.person_id, one.qualification.microcredential_id) for one in trainings}
    found = [
        Eligible(person, title, taught[key])
        for person, keys in held.items()
        for title, stack in stacks
        if earns(stack.asked, [(one.count, one.keys) for one in stack.choices], keys)
        for key in sorted(keys & taught.keys() & set(stack.parts))
        if (person.pk, taught[key].pk) not in known
    ]
    return list({(one.person.pk, one.microcredential.pk): one for one in found}.values())
