"""Offices: who holds which since when; giving one to a person of the district, and ending one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from merited.base.errors import Refused
from merited.base.words import _
from merited.people.offices import (
    FEW,
    Realm,
    give_office,
    how_many_beside,
    is_held,
    others_in,
    people_in,
    places_of,
    realm_of,
    roles_in,
)
from merited.people.rules.office_words import DOES, NAMES, WITHOUT
from merited.people.rules.places import Office, Place
from merited.review import actions, queries
from merited.web.access import PersonRequest, page, speak_for, told

if TYPE_CHECKING:
    from merited.people.models import Organization, Person, Role


@dataclass(frozen=True)
class Row:
    """One office somebody holds."""

    role: "Role"
    name: str
    may_end: bool


@dataclass(frozen=True)
class Kind:
    """One kind of office: what it is called, what whoever holds it does, and who holds it."""

    code: Office
    name: str
    does: str
    without: str
    rows: list[Row]
    may_give: bool


def _realm(request: PersonRequest) -> Realm:
    """Where this person has a say; whoever gives no office finds no page."""
    found = realm_of(request.user)
    if found is None:
        raise Http404
    speak_for(request, found.district)
    return found


def _rows(realm: Realm, roles: "list[Role]") -> list[Row]:
    return [
        Row(one, gettext(NAMES[Office(one.kind)]), realm.may(one.kind, one.organization_id))
        for one in roles
        if one.kind in set(Office)
    ]


@page
def offices(request: PersonRequest) -> HttpResponse:
    """Every office, what it does and who holds it; and a search for somebody to give one to."""
    realm = _realm(request)
    search = " ".join(request.GET.get("q", "").split())[:100]
    found = list(people_in(realm, search=search)[: FEW + 1]) if search else []
    works = places_of(found, realm.district)
    rows = _rows(realm, list(roles_in(realm)))
    given = {office for office, _where in realm.gives()}
    shown = [one for one in NAMES if one in given or any(row.role.kind == one for row in rows)]
    context = {
        "area": "district",
        "q": search,
        "found": [(one, works.get(one.pk, [])) for one in found[:FEW]],
        "more": len(found) > FEW,
        "kinds": [
            Kind(one, gettext(NAMES[one]), gettext(DOES[one]), gettext(WITHOUT[one]),
                 [row for row in rows if row.role.kind == one], one in given)
            for one in shown
        ],
        "people": len({row.role.person_id for row in rows}),
    }  # fmt: skip
    return render(request, "district/offices.html", context)


@page
def person(request: PersonRequest, person_id: UUID) -> HttpResponse:
    """One person's offices; POST gives another one. A refusal keeps what was chosen."""
    realm = _realm(request)
    one = get_object_or_404(people_in(realm), pk=person_id)
    chosen = request.POST if request.method == "POST" else request.GET
    refused: dict[str, object] = {}
    if request.method == "POST":
        try:
            return _given(request, realm, one)
        except Refused as no:
            refused = {"refusal": told(no), "code": no.code}
    context = {
        "area": "district",
        "one": one,
        "is_self": one.pk == request.user.pk,
        "works": places_of([one], realm.district).get(one.pk, []),
        "rows": _rows(realm, list(roles_in(realm).filter(person=one))),
        "choices": [
            (office, gettext(NAMES[office]), gettext(DOES[office]), _where(where)) for office, where in realm.gives()
        ],
        "places": realm.places,
        "office": chosen.get("office", ""),
        "place": chosen.get("place", ""),
    }
    return render(request, "district/person_offices.html", context | refused)


def _where(places: "list[Organization]") -> str:
    """At which kind of place an office can be given, for there is one list of places for every office."""
    kinds = {one.kind for one in places}
    if kinds == {Place.DISTRICT}:
        return gettext("For the whole district.")
    return gettext("For a department.") if kinds == {Place.DEPARTMENT} else gettext("For the district or a department.")


def _given(request: PersonRequest, realm: Realm, one: "Person") -> HttpResponse:
    office, place = request.POST.get("office", ""), _place(realm, request.POST.get("place", ""))
    give_office(one, office, place, by=request.user)
    facts = {"name": one.name, "office": gettext(NAMES[Office(office)]), "place": place.name}
    messages.success(
        request,
        gettext("%(name)s holds this office from now on: %(office)s, %(place)s. A letter tells them.") % facts,
        extra_tags="pine",
    )
    return redirect("district:person_offices", one.pk)


def _place(realm: Realm, wanted: str) -> "Organization":
    """The place that was chosen. Raises `Refused`: no other is taken for it, and least of all the whole district."""
    found = next((one for one in realm.places if str(one.pk) == wanted), None)
    if found is None:
        raise Refused("no-such-place", _("Choose one of the places where you give offices."))
    return found


@page
def end(request: PersonRequest, role_id: UUID) -> HttpResponse:
    """Asks once, and says what happens to what was begun; POST ends it."""
    realm = _realm(request)
    role = roles_in(realm).select_related("person", "organization__parent__parent").filter(pk=role_id).first()
    if (
        role is None and request.POST.get("was") in NAMES and not is_held(role_id)
    ):  # a double click, or somebody was quicker
        messages.info(request, gettext("This office has ended already. Nothing else has changed."))
        return redirect("district:offices")
    if role is None or not realm.may(role.kind, role.organization_id):
        raise Http404
    refused: dict[str, object] = {}
    if request.method == "POST":
        try:
            actions.end_office(role, by=request.user)
        except Refused as no:
            refused = {"refusal": told(no), "code": no.code}
        else:
            return _ended(request, role)
    office = Office(role.kind)
    context = {
        "area": "district",
        "role": role,
        "name": gettext(NAMES[office]),
        "without": gettext(WITHOUT[office]),
        "others": others_in(role)[:FEW],
        "settles": queries.settles_by(role),
        "sits": queries.may_sit_by(role),
        "is_self": role.person_id == request.user.pk,
        "is_last": office is Office.PROGRAM_ADMIN and not how_many_beside(role, realm),
    }
    return render(request, "district/end_office.html", context | refused)


def _ended(request: PersonRequest, role: "Role") -> HttpResponse:
    facts = {"name": role.person.name, "office": gettext(NAMES[Office(role.kind)])}
    messages.success(request, gettext("%(name)s no longer holds this office: %(office)s.") % facts, extra_tags="pine")
    return redirect("district:offices" if realm_of(request.user) else "district:home")
