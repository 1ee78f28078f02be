"""Addresses of coaching."""

from django.urls import path

from merited.web.coach import drafts, groups, home

app_name = "coach"
urlpatterns = [
    path("", home.home, name="home"),
    path("drafts/<uuid:guest_id>/", drafts.draft, name="draft"),
    path("groups/<uuid:group_id>/", groups.group, name="group"),
]
