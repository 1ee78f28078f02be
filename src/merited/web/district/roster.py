"""The roster: choose a file, see every difference in words, then apply exactly what was shown."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from merited.base.errors import Refused
from merited.people import rostering
from merited.people.rules.roster import WORDS, Change, Deed, Finding, Known, Weight
from merited.people.rules.roster.reading import MOST_BYTES
from merited.web.access import PersonRequest, page, told
from merited.web.district.people import district_managed_by
from merited.web.templatetags.merited import full_day

if TYPE_CHECKING:
    from merited.people.models import RosterRun

SAMPLES = {"roster-staff.csv", "roster-staff-flawed.csv"}
MOST_SHOWN, MOST_TICKED = 150, 250
FEW = 5  # so many leave in a month; more than a quarter of all is more likely a part of the roster
FIELDS: dict[str, str] = {
    "staff_id": _("Staff id"),
    "name": _("Name"),
    "email": _("Address at work"),
    "personal_email": _("Personal address"),
    "schools": _("School"),
    "department": _("Department"),
    "job": _("Job"),
    "license": _("License"),
    "license_expires": _("License ends"),
    "supervisor": _("Supervisor"),
}
CONFLICT_FACTS = {"schools", "supervisor"}


@page
def roster(request: PersonRequest) -> HttpResponse:
    """Choose a file; it is read and compared, and nothing changes yet."""
    district = district_managed_by(request)
    context: dict[str, object] = {"area": "district", "runs": rostering.runs_of(district)}
    if request.method != "POST":
        return render(request, "district/roster.html", context)
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise Refused("no-file", _("Choose a file first."))
        run = rostering.try_roster(
            upload.read(MOST_BYTES + 1), upload.name or "roster.csv", district=district, by=request.user
        )
    except Refused as no:
        return render(request, "district/roster.html", context | {"refusal": told(no)})
    return redirect("district:roster_run", run.pk)


@page
def run(request: PersonRequest, run_id: UUID) -> HttpResponse:
    """What the file would change, in words; POST does exactly that."""
    district = district_managed_by(request)
    found = get_object_or_404(rostering.runs_in(district), pk=run_id)
    if found.applied_at:
        return render(
            request, "district/roster_applied.html", {"area": "district", "run": found, "counts": found.counts}
        )
    if request.method != "POST":
        return render(request, "district/roster_run.html", _shown(found))
    ticks = rostering.Ticks(frozenset(request.POST.getlist("left")), invite="invite" in request.POST)
    try:
        rostering.apply_roster(found, ticks, by=request.user)
    except Refused as no:
        messages.warning(request, told(no))
    else:
        messages.success(request, gettext("The roster is applied. Here is what was done."))
    return redirect("district:roster_run", found.pk)


def _shown(found: "RosterRun") -> dict[str, object]:
    plan, known, _same = rostering.plan_of(found)
    counts = plan.counts()
    changed = [(one, _in_words(one, known)) for one in plan.of(Deed.CHANGED, Deed.BACK)]
    return {
        "area": "district",
        "run": found,
        "counts": counts,
        "to_mend": counts["set_aside"] + counts["partly"],
        "lede": _lede(counts),
        "mend": [(one, _said(one), one.weight == Weight.ROW) for one in plan.weighing(Weight.ROW, Weight.FIELD)][
            :MOST_SHOWN
        ],
        "more_to_mend": max(0, len(plan.weighing(Weight.ROW, Weight.FIELD)) - MOST_SHOWN),
        "tidy": [(one, _said(one)) for one in plan.weighing(Weight.TIDY)][:MOST_SHOWN],
        "changed": changed[:MOST_SHOWN],
        "more_changed": max(0, len(changed) - MOST_SHOWN),
        "new": [(one, _places(one, known)) for one in plan.of(Deed.NEW, Deed.JOINS)][:MOST_SHOWN],
        "more_new": max(0, counts["new"] + counts["joins"] - MOST_SHOWN),
        "left_out": plan.left_out[:MOST_TICKED],
        "left_out_count": len(plan.left_out),
        "more_left_out": max(0, len(plan.left_out) - MOST_TICKED),
        "is_it_whole": len(plan.left_out) > max(FEW, sum(one.here for one in known.staff.values()) // 4),
        "any": any(counts[one] for one in ("new", "joins", "back", "changed", "left_out")),
    }


def _lede(counts: dict[str, int]) -> str:
    """The whole file in one sentence."""
    does = counts["new"] + counts["joins"] + counts["back"] + counts["changed"]
    if not does and not counts["left_out"]:
        return gettext("Everybody in this file is here already, just as the file has them.")
    if not does:
        return gettext("Everybody in this file stays as they are. Whoever works here and is not in it is listed below.")
    if not counts["same"]:
        words = ngettext(
            "The file would change %(n)s person. Nothing has changed yet.",
            "The file would change %(n)s people. Nothing has changed yet.",
            does,
        )
        return words % {"n": does}
    return ngettext(
        "The file would change %(n)s person, and leaves %(same)s as they are. Nothing has changed yet.",
        "The file would change %(n)s people, and leaves %(same)s as they are. Nothing has changed yet.",
        does,
    ) % {"n": does, "same": counts["same"]}


def _said(one: Finding) -> str:
    return gettext(WORDS[one.code][1]).format(**one.facts)


def _in_words(one: Change, known: Known) -> dict[str, object]:
    """Each difference: what it is about, as it will be, as it is."""
    lines = [
        (gettext(FIELDS[name]), _value(name, new, known), _value(name, old, known))
        for name, old, new in one.differences
    ]
    return {
        "lines": lines,
        "back": one.deed == Deed.BACK,
        "judging": any(name in CONFLICT_FACTS for name, _old, _new in one.differences),
        "confirm": any(name == "email" and new for name, _old, new in one.differences),
    }


def _value(name: str, value: str, known: Known) -> str:
    if not value:
        return gettext("none")
    if name == "schools":
        return ", ".join(known.schools.get(key, key) for key in value.split(";"))
    if name == "department":
        return known.departments.get(value, value)
    if name == "supervisor" and value in known.staff:
        return f"{known.staff[value].name} ({value})"
    if name == "license_expires":
        return full_day(date.fromisoformat(value))
    return value


def _places(one: Change, known: Known) -> str:
    keys = [*one.staff.schools, *([one.staff.department] if one.staff.department else [])]
    return ", ".join(known.schools.get(key) or known.departments.get(key, key) for key in keys)


@page
def sample(request: PersonRequest, name: str) -> HttpResponse:
    """In the demonstration: a file to try this with."""
    district_managed_by(request)
    if not settings.DEMO or name not in SAMPLES:
        raise Http404
    path = Path(settings.PACKAGE) / "cli" / "demo" / "content" / name
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(path.read_bytes(), content_type="text/csv", headers=headers)
