"""Addresses of the interface, version 1."""

from django.urls import path

from merited.api import verify

app_name = "api"
urlpatterns = [path("verify", verify.verify, name="verify")]
