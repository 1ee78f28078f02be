"""Addresses without an account."""

from django.urls import path, re_path

from merited.web.public import awards, catalog, frameworks, home, verify

app_name = "public"
urlpatterns = [
    path("", home.home, name="home"),
    path("favicon.ico", home.favicon, name="favicon"),
    path("how-we-judge/", home.how_we_judge, name="how_we_judge"),
    path("catalog/", catalog.shelf, name="catalog"),
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
    # As people copy it: with a slash at its end, its key in capitals.
    re_path(
        r"^awards/(?P<key>[0-9A-Fa-f-]{36})(?P<kind>\.[A-Za-z]{3,4})?/?$",
        awards.award_as_copied,
        name="award_as_copied",
    ),
    path("issuers/<slug:key>", awards.issuer, name="issuer"),
]
