"""Addresses without an account."""

from django.urls import path, re_path

from merited.web.earner import showing
from merited.web.public import (
    awards,
    carried,
    catalog,
    compare,
    crawlers,
    frameworks,
    home,
    language,
    people,
    questions,
    shelf,
    verify,
)

app_name = "public"
urlpatterns = [
    path("", home.home, name="home"),
    path("favicon.ico", home.favicon, name="favicon"),
    path("language/", language.language, name="language"),
    path("how-we-judge/", home.how_we_judge, name="how_we_judge"),
    path("two-questions/", questions.two_questions, name="two_questions"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("catalog/", shelf.shelf, name="catalog"),
    path("catalog/compare/", compare.compare, name="compare"),
    path("catalog/<slug:key>/", catalog.current, name="microcredential"),
    path("catalog/<slug:key>/<str:number>", catalog.version, name="version"),
    path("catalog/<slug:key>/<str:number>/mark.svg", catalog.mark_svg, name="mark_svg"),
    path("catalog/<slug:key>/<str:number>/mark.png", catalog.mark_png, name="mark_png"),
    path("frameworks/", frameworks.frameworks, name="frameworks"),
    path("frameworks/<slug:framework>", frameworks.framework, name="framework"),
    path("frameworks/<slug:framework>/<slug:identifier>", frameworks.item, name="framework_item"),
    path("verify/", verify.verify, name="verify"),
    path("awards/<uuid:key>", awards.award, name="award"),
    path("awards/<uuid:key>.json", awards.award_json, name="award_json"),
    path("awards/<uuid:key>.png", awards.award_png, name="award_png"),
    path("awards/<uuid:key>.svg", awards.award_svg, name="award_svg"),
    path("awards/<uuid:key>/card.png", carried.card, name="award_card"),
    path("awards/<uuid:key>/certificate", carried.certificate, name="certificate"),
    path("awards/<uuid:key>/qr.svg", carried.qr, name="award_qr"),
    path("people/<uuid:key>/", people.profile, name="profile"),
    # As people copy it: with a slash at its end, its key in capitals.
    re_path(
        r"^awards/(?P<key>[0-9A-Fa-f-]{36})(?P<kind>\.[A-Za-z]{3,4})?/?$",
        awards.award_as_copied,
        name="award_as_copied",
    ),
    path("shown/<str:token>", showing.shown, name="shown"),
    path("issuers/<slug:key>", awards.issuer, name="issuer"),
]
