"""Addresses for the W3C's public test suites; site/urls.py takes them in only where MERITED_VC_TEST says so."""

from django.urls import path

from merited.api import vc

app_name = "vc"
urlpatterns = [
    path("credentials/issue", vc.issue, name="issue"),
    path("credentials/issuer", vc.issuer, name="issuer"),
    path("credentials/status/<slug:purpose>", vc.status_list, name="status"),
    path("credentials/verify", vc.verify, name="verify"),
    path("presentations/verify", vc.verify_vp, name="verify-presentation"),
]
