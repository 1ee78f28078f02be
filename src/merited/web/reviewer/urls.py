"""Addresses of the reviewer's pages."""

from django.urls import path

from merited.web.reviewer import flags, history, views

app_name = "reviewer"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("history/", history.history, name="history"),
    path("claim/<uuid:attempt_id>/", views.claim, name="claim"),
    path("<uuid:reading_id>/", views.desk, name="desk"),
    path("<uuid:reading_id>/flag/<slug:kind>/", flags.flag, name="flag"),
]
