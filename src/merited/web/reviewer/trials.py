"""A try at the blind samples: each is scored, nothing is said until all are handed in, and then everything is."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from merited.base.errors import Refused
from merited.insight.strictness import own_strictness
from merited.review import actions, queries
from merited.review.agreement.intervals import wilson
from merited.review.rules.calibration import Trend, Use, rule_from
from merited.review.rules.outcome import Outcome
from merited.web.access import PersonRequest, page, told
from merited.web.figures import strictness_words
from merited.web.reviewer.samples import errors_of_all, everything, passages_of
from merited.web.reviewer.training import AREA

if TYPE_CHECKING:
    from merited.review.models import Sample, Trial

LATEST = 11


@page
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: PersonRequest, trial_id: UUID) -> HttpResponse:
    """A try: its samples in order; once it is handed in, what it came to and why."""
    one = get_object_or_404(queries.tries_of_person(request.user), pk=trial_id)
    refusal = ""
    if request.method == "POST":
        try:
            actions.hand_in(one, by=request.user)
            return redirect("reviewer:trial", trial_id)
        except Refused as no:
            refusal = told(no)
    if one.state != "open":
        return _result(request, one)
    sheets = {sheet.sample.key: sheet for sheet in one.sheets.all()}
    asked = len(one.of.version.document.criteria)
    rows = [(n, len(sheets[key].levels) if key in sheets else 0) for n, key in enumerate(one.order, start=1)]
    context = AREA | {
        "trial": one, "version": one.of.version, "rows": rows, "asked": asked, "refusal": refusal,
        "ready": all(done == asked for _n, done in rows), "next": next((n for n, done in rows if done < asked), None),
    }  # fmt: skip
    return render(request, "reviewer/training/trial.html", context, status=400 if refusal else 200)


def _result(request: PersonRequest, one: "Trial") -> HttpResponse:
    document, sheets = one.of.version.document, {sheet.sample.key: sheet for sheet in one.sheets.all()}
    found = queries.result_of(one)
    samples = []
    for n, key in enumerate(one.order, start=1):
        sample, sheet = sheets[key].sample, sheets[key]
        passages = passages_of(sample, document, sheet.levels, words=sheet.words, told=everything(document))
        missed = [compared for place in passages for compared in place.criteria if not compared.alike]
        samples.append(
            {
                "number": n, "sample": sample, "missed": missed, "exact": len(document.criteria) - len(missed),
                "otherwise": key in found.decided_otherwise, "earned": sample.decision == Outcome.EARNED,
                "errors": errors_of_all(sample, document),
            }
        )  # fmt: skip
    mine = next((x for x in queries.trainings_of(request.user) if x.set == one.of), None)
    context = AREA | {
        "trial": one, "version": one.of.version, "result": found, "samples": samples, "rule": rule_from(one.of.rule),
        "asked": len(document.criteria), "training": mine, "is_last": mine is not None and mine.last == one,
        "share": round(rule_from(one.of.rule).min_exact * 100), "near": round(rule_from(one.of.rule).min_near * 100),
    }  # fmt: skip
    return render(request, "reviewer/training/result.html", context)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: PersonRequest, trial_id: UUID, number: int) -> HttpResponse:
    """One blind sample with its criteria. A refusal keeps what was chosen."""
    one = get_object_or_404(queries.tries_of_person(request.user), pk=trial_id)
    if not 1 <= number <= len(one.order):
        raise Http404
    if one.state != "open":
        return redirect("reviewer:trial", trial_id)
    document, key = one.of.version.document, one.order[number - 1]
    stored = next((x for x in one.sheets.all() if x.sample.key == key), None)
    own, words, refusal = (stored.levels, stored.words, "") if stored else ({}, {}, "")
    if request.method == "POST":
        own = {x.id: request.POST[f"level-{x.id}"] for x in document.criteria if request.POST.get(f"level-{x.id}")}
        words = {x.id: request.POST.get(f"words-{x.id}", "") for x in document.criteria}
        try:
            actions.write_trial(one, key, own, words, by=request.user)
            if number < len(one.order):
                return redirect("reviewer:sheet", trial_id, number + 1)
            return redirect("reviewer:trial", trial_id)
        except Refused as no:
            refusal = told(no)
    sample: Sample = next(x for x in queries.samples_of(one.of, Use.QUALIFICATION) if x.key == key)
    context = AREA | {
        "trial": one, "version": one.of.version, "number": number, "count": len(one.order), "refusal": refusal,
        "passages": passages_of(sample, document, own, words=words),
    }  # fmt: skip
    return render(request, "reviewer/training/sheet.html", context, status=400 if refusal else 200)


@page
def revealed(request: PersonRequest, seed_id: UUID) -> HttpResponse:
    """What one filed was a sample: what the panel said."""
    seed = get_object_or_404(queries.sample_filed(request.user), pk=seed_id)
    document = seed.sample.of.version.document
    passages = passages_of(seed.sample, document, seed.levels, told=everything(document))
    compared = [x for place in passages for x in place.criteria]
    mine = next((x for x in queries.trainings_of(request.user) if x.set == seed.sample.of), None)
    context = AREA | {
        "seed": seed, "version": seed.sample.of.version, "compared": compared, "training": mine,
        "exact": [x.alike for x in compared].count(True), "earned": seed.sample.decision == Outcome.EARNED,
    }  # fmt: skip
    return render(request, "reviewer/training/revealed.html", context)


@page
def trend(request: PersonRequest) -> HttpResponse:
    """One's own trend, by micro-credential, with n and an interval. Nobody else's."""
    found = queries.trends_of(request.user)
    if not found and not queries.qualified_for(request.user):
        raise Http404
    rows = [(one, in_percent(one.trend), one.checks[:-LATEST:-1]) for one in found]
    samples = queries.sample_filed(request.user).order_by("-filed_at")[:LATEST]
    return render(
        request,
        "reviewer/training/trend.html",
        AREA | {"rows": rows, "samples": samples, "trains": any(one.set for one in found)} | _own(request),
    )


def _own(request: PersonRequest) -> dict[str, object]:
    """How strict one is beside panels and lead readers, in words; for the template that the lead's page uses too."""
    value, between, n, enough, flagged = strictness_words(own_strictness(request.user))
    return {"value": value, "between": between, "n": n, "enough": enough, "flagged": flagged}


def in_percent(found: Trend) -> dict[str, int]:
    """A trend in whole percents."""
    low, high = wilson(found.share, found.n) if found.n else (0.0, 1.0)
    return {"share": round(found.share * 100), "low": round(low * 100), "high": round(high * 100)}
