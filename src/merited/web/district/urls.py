"""Addresses of those who answer for a program."""

from django.urls import path

from merited.web.district import awards

app_name = "district"
urlpatterns = [
    path("awards/", awards.awards, name="awards"),
    path("awards/<uuid:key>/revoke/", awards.revoke, name="revoke"),
]
