"""Two micro-credentials side by side: what each asks, in the same words as its own page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from merited.base.text import cleaned
from merited.catalog import queries, shelves
from merited.catalog.rules.finding import hours_in, student_data_in
from merited.people.queries import district_of
from merited.web import words
from merited.web.localized import spoken

if TYPE_CHECKING:
    from merited.catalog.document import Document
    from merited.catalog.models import Version


@dataclass(frozen=True, slots=True)
class Row:
    """One question, answered for both."""

    heading: str
    answers: tuple[list[str], list[str]]
    is_said: bool = False  # a person's words


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two of the catalog side by side; with fewer, a page that asks which."""
    ticked = request.GET.getlist("c")
    if len(ticked) == 2:  # from the boxes of the catalog: to an address that can be passed on
        return redirect(f"{reverse('public:compare')}?{urlencode({'a': ticked[0], 'b': ticked[1]})}")
    asked = [cleaned(one) for one in (request.GET.get("a", ""), request.GET.get("b", "")) if one]
    pair = [one for one in (queries.current_of(key).first() for key in dict.fromkeys(asked)) if one is not None]
    context = {"area": "catalog", "pair": pair, "ticked": len(ticked)}
    if len(pair) == 2:
        return render(request, "public/compare.html", {**context, "rows": _rows(pair[0], pair[1])})
    choices = shelves.cards(shelves.Asked(chosen={"kind": ("microcredential",)}))[:500]
    first = pair[0].microcredential.key if pair else (ticked[0] if len(ticked) == 1 else "")
    return render(request, "public/compare_which.html", {**context, "choices": choices, "first": first})


def _rows(a: "Version", b: "Version") -> list[Row]:
    one, other = spoken(a), spoken(b)  # in the reader's language, where there is a translation
    return [
        Row(gettext("What you will be able to show"), ([one.competency], [other.competency]), is_said=True),
        Row(gettext("What you hand in"), (_work(one), _work(other))),
        Row(gettext("What it is judged by"), (_criteria(one), _criteria(other))),
        Row(gettext("Work to expect"), ([_effort(one)], [_effort(other)])),
        Row(gettext("When you hear"), ([_promise(a)], [_promise(b)])),
        Row(gettext("You may answer in"), ([_languages(one)], [_languages(other)])),
        Row(gettext("What it asks of learners’ data"), (_data(one), _data(other))),
        Row(gettext("How long the badge is good"), ([_validity(one)], [_validity(other)])),
        Row(gettext("Offered by"), ([a.microcredential.organization.name], [b.microcredential.organization.name])),
    ]


def _work(document: "Document") -> list[str]:
    return [words.handed_in(document), *(one.title for one in document.artifacts)]


def _criteria(document: "Document") -> list[str]:
    count = len(document.criteria)
    told = ngettext("%(n)d point that must be met", "%(n)d points that must each be met", count) % {"n": count}
    return [told, *(one.name for one in document.criteria)]


def _effort(document: "Document") -> str:
    hours = hours_in(document.source)
    if hours is None:
        return gettext("Its authors do not say")
    return ngettext("About %(n)d hour. Nobody counts it", "About %(n)d hours. Nobody counts them", hours) % {"n": hours}


def _promise(version: "Version") -> str:
    if version.document.source.get("audience") == "student":
        return gettext("Students cannot send work on this site yet")
    days = district_of(version.microcredential.organization).promise_days
    return ngettext("Within %(n)d working day of sending", "Within %(n)d working days of sending", days) % {"n": days}


def _languages(document: "Document") -> str:
    return words.languages(document.source.get("submission_languages") or ["en"])


def _data(document: "Document") -> list[str]:
    told = [words.facet("data", student_data_in(document.source))]
    if any(one.off_camera for one in document.artifacts):
        told.append(gettext("It may also be done without learners on camera."))
    return told


def _validity(document: "Document") -> str:
    months = document.valid_months
    if not months:
        return gettext("It does not expire")
    return ngettext(
        "%(n)d month from the day it is earned", "%(n)d months from the day it is earned", months
    ) % {"n": months}  # fmt: skip
