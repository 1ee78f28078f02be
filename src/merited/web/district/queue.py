"""Queue health: what waits and for how long, when it would be answered, who could help, and opening it to others."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext

from merited.base.errors import Refused
from merited.insight.queue import PAST, District, Health, queues_of
from merited.insight.reasons import Reasons, reasons_for
from merited.review.actions import ask_to_calibrate, set_plan
from merited.review.rules.assignment import Because
from merited.review.rules.forecast import HORIZON, Outlook, outlook
from merited.review.rules.reasons import ABOUT_THE_READER, WHY_NOT
from merited.web.access import PersonRequest, page, told

if TYPE_CHECKING:
    from datetime import date, datetime

    from merited.people.models import Organization

A_PAGE = 25


@dataclass(frozen=True)
class DepartmentQueues:
    """The queues of one department, and what they come to together."""

    department: "Organization"
    queues: list[Health]
    waiting: int
    past: int
    late: int
    ahead: str
    district: str = ""  # its name, where there is more than one


def _departments(found: District, *, is_one_of_many: bool) -> list[DepartmentQueues]:
    """Those of a district that whoever asks answers for, each with a forecast for all of it."""
    departments, ahead = [], found.look_ahead()
    mine = [one for one in found.queues.values() if one.version.mine]
    for department, rows in groupby(mine, key=lambda one: one.version.microcredential.organization):
        queues = list(rows)
        together = outlook([job for one in queues for job in one.jobs], ahead, found.days)
        n = {name: sum(getattr(one, name) for one in queues) for name in ("waiting", "past", "late")}
        name = found.district.name if is_one_of_many else ""
        departments.append(DepartmentQueues(department, queues, **n, ahead=in_days(together), district=name))
    return departments


@page
def queue(request: PersonRequest) -> HttpResponse:
    """By department and micro-credential."""
    every = queues_of(request.user)
    if not every:
        raise Http404
    departments = [one for found in every for one in _departments(found, is_one_of_many=len(every) > 1)]
    context = {
        "area": "district",
        "departments": departments,
        "rows": {one.version.pk: in_days(one.outlook) for each in departments for one in each.queues},
        "waiting": sum(one.waiting for one in departments),
        "late": sum(one.late for one in departments),
        "past": PAST,
    }
    return render(request, "district/queue.html", context)


def in_days(found: Outlook) -> str:
    """A forecast in words."""
    if found.days is None:
        return gettext("more than %(n)s working days") % {"n": HORIZON}
    if not found.days:
        return gettext("nobody may read it") if found.nobody else gettext("nothing waits")
    return ngettext("%(n)s working day", "%(n)s working days", found.days) % {"n": found.days}


@dataclass(frozen=True)
class ReaderShown:
    """Somebody who may read it, or could."""

    name: str
    place: str
    weekly: int
    busy: int
    away: "tuple[date, date] | None" = None
    asked_at: "datetime | None" = None


@page
def queue_of(request: PersonRequest, key: str) -> HttpResponse:
    """One micro-credential: who reads it, who could, what the pool would change. POST opens or closes it, or asks people."""
    every = ((found, one) for found in queues_of(request.user, willing=key) for one in found.queues.values())
    pair = next((pair for pair in every if (it := pair[1].version).microcredential.key == key and it.mine), None)
    if pair is None:
        raise Http404
    found, one = pair
    context: dict[str, object] = {"area": "district", "day": one.plan.pool_from}
    if request.method == "POST":
        try:
            messages.success(request, _done(request, one), extra_tags="pine")
        except Refused as no:
            context |= {"refusal": told(no), "code": no.code, "day": request.POST.get("day", "")}
        else:
            return redirect("district:queue_of", key=key)
    sheet = Paginator(one.pieces, A_PAGE).get_page(request.GET.get("page"))
    own = [(piece, piece.attempt.submission.person_id == request.user.pk) for piece in sheet]
    context |= _shown(found, one) | {"sheet": sheet, "pieces": own}
    return render(request, "district/queue_of.html", context, status=400 if "refusal" in context else 200)


def _done(request: PersonRequest, one: Health) -> str:
    """Do what was asked, and say what was done. Raises `Refused`."""
    if request.POST.get("deed") == "ask":
        n = ask_to_calibrate(one.version.microcredential, by=request.user)
        return ngettext(
            "%(n)s person is asked to calibrate. They get a letter.",
            "%(n)s people are asked to calibrate. Each gets a letter.",
            n,
        ) % {"n": n}
    pool, typed = request.POST.get("deed") == "open", request.POST.get("day", "").strip()
    day = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else -1
    set_plan(
        one.version.microcredential,
        replace(one.plan, pool=pool, pool_from=day if pool else one.plan.pool_from),
        by=request.user,
    )
    if pool:
        return gettext("Other departments read it too, from working day %(n)s on.") % {"n": day}
    return gettext("Its own department reads it alone again. What others have begun stays with them.")


def _shown(found: District, one: Health) -> dict[str, object]:
    offered, bench = one.version.microcredential, found.bench
    good = bench.good.get(offered.pk, {})
    could = {key: at for key, at in bench.willing.get(offered.pk, {}).items() if not good.get(key)}
    could = {key: at for key, at in could.items() if not bench.people[key].gone and bench.people[key].is_active}
    current = [key for key, counts in good.items() if counts and not bench.people[key].gone]
    shown = {
        key: ReaderShown(
            bench.people[key].name,
            ", ".join(sorted(bench.names[place] for place in bench.departments.get(key, ()))),
            bench.people[key].weekly, bench.people[key].busy, bench.pauses.get(key), could.get(key),
        )
        for key in (*current, *could)
    }  # fmt: skip

    def by_name(keys: Iterable[UUID]) -> list[ReaderShown]:
        return sorted((shown[key] for key in keys), key=lambda one: one.name)

    leads = [key for key in current if bench.is_senior(key, offered.organization)]
    pooled = replace(one.plan, pool=True)
    return {
        "one": one,
        "version": one.version,
        "plan": one.plan,
        "past": PAST,
        "ahead": in_days(one.outlook),
        "if_closed": in_days(found.if_pooled(one, replace(one.plan, pool=False))),
        "if_open": in_days(found.if_pooled(one, pooled)),
        "if_helped": in_days(found.if_pooled(one, pooled, could)) if could else "",
        "pace": one.at_pace,
        "readers": by_name(key for key in current if key not in leads),
        "leads": by_name(leads),
        "could": by_name(could),
    }


@page
def why(request: PersonRequest, attempt_id: UUID) -> HttpResponse:
    """Why this person reads a piece of work, and why not that one."""
    found = reasons_for(request.user, attempt_id)
    if found is None:
        raise Http404
    context = {"area": "district", "found": found, "version": found.attempt.submission.version}
    return render(request, "district/queue_why.html", context | _in_words(found))


def _in_words(found: Reasons) -> dict[str, object]:
    because = " · ".join(gettext(ABOUT_THE_READER[one]) for one in found.choice.because)
    chosen = found.choice.person if found.due else None
    others = [
        (found.bench.people[key].name, list(dict.fromkeys(gettext(WHY_NOT[bar]) for bar in bars)))
        for key, bars in found.choice.bars.items()
        if key != chosen and key not in {one.reviewer_id for one in found.held}
    ]
    return {
        "held": [
            (one, " · ".join(gettext(ABOUT_THE_READER[Because(why)]) for why in one.because)) for one in found.held
        ],
        "chosen": found.bench.people[chosen].name if chosen else "",
        "because": because,
        "others": sorted(others, key=lambda pair: (bool(pair[1]), pair[0])),
    }
