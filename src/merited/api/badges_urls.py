"""Addresses that badges themselves refer to: issuers' documents and status lists."""

from django.urls import path

from merited.api import badges

app_name = "badges"
urlpatterns = [
    path("issuers/<slug:key>/did.json", badges.did_document, name="did"),
    path("status/<uuid:key>", badges.status_list, name="status"),
]
