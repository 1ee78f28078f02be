"""Learning to read: what there is to learn, the anchors with their reasons, an exercise about bias, practice."""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from merited.base.errors import Refused
from merited.review import actions, queries
from merited.review.rules.calibration import Standing, Use, rule_from
from merited.review.rules.outcome import Outcome
from merited.web.access import PersonRequest, page, told
from merited.web.reviewer.samples import errors_of_all, everything, passages_of, place_of

if TYPE_CHECKING:
    from merited.catalog.document import Criterion, Document
    from merited.review.models import CalibrationSet, Sample
    from merited.review.queries import Training

AREA = {"area": "review", "reviews": True}


@page
@require_safe
def training(request: PersonRequest) -> HttpResponse:
    """What one learns, holds or must renew. Whoever has nothing of it finds no page."""
    found = queries.trainings_of(request.user)
    if not found:
        raise Http404
    return render(request, "reviewer/training/list.html", AREA | {"trainings": found})


def _training(request: PersonRequest, found: "CalibrationSet") -> "Training":
    return next(one for one in queries.trainings_of(request.user) if one.set == found)


def _set(request: PersonRequest, set_id: UUID) -> "CalibrationSet":
    return get_object_or_404(queries.sets_open_to(request.user), pk=set_id)


@page
@require_safe
def study(request: PersonRequest, set_id: UUID) -> HttpResponse:
    """One micro-credential: the four steps, and how one stands."""
    found = _set(request, set_id)
    mine, samples = _training(request, found), queries.samples_of(found, Use.ANCHOR, Use.QUALIFICATION)
    context = AREA | {
        "set": found, "version": found.version, "training": mine, "rule": rule_from(found.rule),
        "anchors": [one for one in samples if one.use == Use.ANCHOR],
        "blind": len([one for one in samples if one.use == Use.QUALIFICATION]),
        "is_paused": mine.standing is Standing.SUSPENDED,
    }  # fmt: skip
    return render(request, "reviewer/training/study.html", context)


def _anchor(found: "CalibrationSet", key: str) -> "tuple[Sample, list[Sample]]":
    anchors = queries.samples_of(found, Use.ANCHOR)
    one = next((one for one in anchors if one.key == key), None)
    if one is None:
        raise Http404
    return one, anchors


@page
@require_safe
def anchor(request: PersonRequest, set_id: UUID, key: str) -> HttpResponse:
    """One anchor, with the panel's scores and reasons."""
    found = _set(request, set_id)
    document = found.version.document
    one, anchors = _anchor(found, key)
    context = AREA | {
        "set": found, "version": found.version, "sample": one, "number": anchors.index(one) + 1, "count": len(anchors),
        "passages": passages_of(one, document, {}, told=everything(document)),
        "earned": one.decision == Outcome.EARNED, "errors": errors_of_all(one, document),
        "next": next(iter(anchors[anchors.index(one) + 1 :]), None),
    }  # fmt: skip
    return render(request, "reviewer/training/anchor.html", context)


def _chosen(asked: Mapping[str, str], document: "Document") -> dict[str, str]:
    """The levels that an address names, of criteria and levels that there are."""
    levels = {one.id: asked.get(f"level-{one.id}", "") for one in document.criteria}
    return {key: level for key, level in levels.items() if level in {x.id for x in document.criterion(key).levels}}


@page
@require_safe
def practice(request: PersonRequest, set_id: UUID, key: str) -> HttpResponse:
    """An anchor to score oneself; whatever is scored is answered at once. Nothing of it is kept."""
    found = _set(request, set_id)
    document = found.version.document
    one, anchors = _anchor(found, key)
    own = _chosen(request.GET.dict(), document)
    passages = passages_of(one, document, own, told=own.keys())
    alike = [compared.alike for place in passages for compared in place.criteria if compared.panel]
    context = AREA | {
        "set": found, "version": found.version, "sample": one, "passages": passages, "scored": len(alike),
        "alike": alike.count(True), "left": len(document.criteria) - len(alike),
        "next": next(iter(anchors[anchors.index(one) + 1 :]), None), "letter": "ABCDEFGH"[anchors.index(one) % 8],
    }  # fmt: skip
    return render(request, "reviewer/training/practice.html", context)


def _halo(found: "CalibrationSet") -> "tuple[Sample, Criterion]":
    """The anchor of the exercise, and its criterion: one that is not met where other places of the work are good."""
    anchors = queries.samples_of(found, Use.ANCHOR)
    criteria = found.version.document.criteria

    def open_ones(one: "Sample") -> list["Criterion"]:
        return [each for each in criteria if not each.level(one.levels[each.id]).meets]

    fitting = [one for one in anchors if open_ones(one)] or anchors
    one = min(fitting, key=lambda each: (len(open_ones(each)), each.position))
    return one, next(iter(open_ones(one)), criteria[0])


@page
@require_safe
def exercise(request: PersonRequest, set_id: UUID) -> HttpResponse:
    """Halo: which passage convinced you? One criterion of one sample. Nothing of it is kept."""
    found = _set(request, set_id)
    document = found.version.document
    one, criterion = _halo(found)
    level, place = request.GET.get(f"level-{criterion.id}", ""), request.GET.get("passage", "")
    answered = level in {x.id for x in criterion.levels} and place in one.texts
    passages = passages_of(one, document, {criterion.id: level}, told={criterion.id} if answered else ())
    context = AREA | {
        "set": found, "version": found.version, "sample": one, "passages": passages, "answered": answered,
        "asked": next(x for p in passages for x in p.criteria if x.criterion == criterion),
        "place": place_of(criterion), "chosen": place, "began": bool(level or place),
        "there": next((p for p in passages if p.id == place), None),
    }  # fmt: skip
    return render(request, "reviewer/training/exercise.html", context)


@page
@require_POST
def begin(request: PersonRequest, set_id: UUID) -> HttpResponse:
    """Begin the blind set, or go on with it."""
    found = _set(request, set_id)
    try:
        trial = actions.begin_trial(found, by=request.user)
    except Refused as no:
        messages.info(request, told(no), extra_tags="ochre")
        return redirect("reviewer:study", set_id)
    return redirect("reviewer:trial", trial.pk)
