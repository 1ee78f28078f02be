"""The page of the demonstration on which a visitor becomes anyone with one click. Nowhere else does it exist."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from merited.awards.queries import awards_of
from merited.cli.demo.cast import PASSWORD
from merited.cli.demo.content_files import introduced, load
from merited.people import queries
from merited.review.queries import readings_of
from merited.submissions.queries import open_submissions_of
from merited.web.localized import reading

if TYPE_CHECKING:
    from merited.people.models import Person

View = Callable[..., HttpResponse]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def only_in_the_demonstration(view: View) -> View:
    """No page and no deed unless invented people live here and the server was started as a demonstration."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO or not queries.is_demo():
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(guarded)


@only_in_the_demonstration
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Whom to become: those who are introduced, by what they do; then everybody else."""
    places: dict[UUID, list[Any]] = {}
    everyone: dict[UUID, Person] = {}
    for one in queries.placed():
        places.setdefault(one.person_id, []).append(one)
        everyone[one.person_id] = one.person
    known = queries.people_at([one["email"] for one in introduced()])
    groups = [
        (
            _said(group),
            [
                (known[one["email"]], places.get(known[one["email"]].pk, []), _said(one))
                for one in introduced()
                if one["group"] == group["id"] and one["email"] in known
            ],
        )
        for group in load("cast.yaml")["groups"]
    ]
    met = {person.pk for _group, members in groups for person, _places, _one in members}
    others: dict[str, list[Any]] = {}
    for key, person in everyone.items():
        if key not in met:
            home = queries.district_of(places[key][0].organization)
            others.setdefault(home.name, []).append((person, places[key]))
    context = {"area": "demo", "groups": [one for one in groups if one[1]], "others": others, "password": PASSWORD}
    return render(request, "demo/people.html", context)


def _said(one: dict[str, Any]) -> dict[str, Any]:
    """What the cast says of a group or of a person, in the reader's language; marked where it stands in English only."""
    if reading() == "en":
        return one
    here = {name: one.get(f"{name}_{reading()}") for name in ("title", "about", "who", "try") if name in one}
    return one | {name: said or format_html('<span lang="en">{}</span>', one[name]) for name, said in here.items()}


@only_in_the_demonstration
@require_POST
def become(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the invented people, and go to where the thing to try is."""
    try:
        key = UUID(request.POST.get("person", ""))
    except ValueError as no_key:
        raise Http404 from no_key
    person = get_object_or_404(queries.everyone(), pk=key)
    login(request, person, backend=BACKEND)
    return redirect(landing(person))


def landing(person: "Person") -> str:
    """Where this person has something to try: the page itself, or the one above it when the thing is gone meanwhile."""
    addresses = {one.email for one in queries.addresses_of(person)}
    go: dict[str, str] = next((one["go"] for one in introduced() if one["email"] in addresses), {})
    if "page" in go:
        return str(go["page"])
    if "award" in go:
        award = awards_of(person).filter(version__microcredential__key=go["award"]).first()
        return f"/awards/{award.pk}" if award else "/work/"
    if "reading" in go:
        reading = readings_of(person).filter(
            attempt__submission__version__microcredential__key=go["reading"]
        ).first()  # fmt: skip
        return f"/review/{reading.pk}/" if reading else "/review/"
    submission = open_submissions_of(person).filter(version__microcredential__key=go.get("work", "")).first()
    return f"/work/{submission.pk}/{go.get('at', '')}" if submission else "/work/"
