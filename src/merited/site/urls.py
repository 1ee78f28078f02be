"""Every address."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("accounts/", include("merited.web.accounts_urls")),
    path("work/", include("merited.web.earner.urls")),
    path("evidence/", include("merited.web.evidence_urls")),
    path("coach/", include("merited.web.coach.urls")),
    path("review/", include("merited.web.reviewer.urls")),
    path("district/", include("merited.web.district.urls")),
    path("demo/", include("merited.cli.demo.urls")),
    path("api/v1/", include("merited.api.urls")),
    path("", include("merited.api.badges_urls")),
    path("", include("merited.web.public.urls")),
]
if settings.VC_TEST:  # never in production: see settings.py and checks.py
    urlpatterns.insert(0, path("", include("merited.api.vc_urls")))
handler404 = "merited.web.public.errors.not_found"
handler403 = "merited.web.public.errors.not_found"
handler400 = "merited.web.public.errors.odd_request"
handler500 = "merited.web.public.errors.broken"
