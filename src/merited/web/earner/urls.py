"""Addresses of an earner's pages."""

from django.urls import path

from merited.web.earner import (
    answer,
    awards,
    comments,
    declaring,
    groups,
    guests,
    integrity,
    looks,
    not_yet,
    on_hold,
    profile,
    send,
    showing,
    work,
)

app_name = "earner"
urlpatterns = [
    path("", work.my_work, name="work"),
    path("start/<slug:key>/", work.start, name="start"),
    path("awards/<uuid:award_id>/share/", awards.share, name="share"),
    path("profile/", profile.profile, name="profile"),
    path("groups/", groups.groups, name="groups"),
    path("groups/join/<str:token>/", groups.join, name="join_group"),
    path("<uuid:submission_id>/", work.submission, name="submission"),
    path("<uuid:submission_id>/send/", send.send, name="send"),
    path("<uuid:submission_id>/show/", showing.show, name="show"),
    path("<uuid:submission_id>/guests/", guests.guests, name="guests"),
    path("<uuid:submission_id>/comments/", comments.comments, name="comments"),
    path("<uuid:submission_id>/withdraw/", work.withdraw, name="withdraw"),
    path("<uuid:submission_id>/on-hold/", on_hold.on_hold, name="on_hold"),
    path("<uuid:submission_id>/another-look/", looks.another_look, name="another_look"),
    path("<uuid:submission_id>/declare/", declaring.declare, name="declare"),
    path("<uuid:submission_id>/integrity/", integrity.integrity, name="integrity"),
    path("<uuid:submission_id>/revise/", not_yet.revise, name="revise"),
    path("<uuid:submission_id>/attempts/<int:number>/", not_yet.attempt, name="attempt"),
    path("<uuid:submission_id>/<slug:key>/", answer.step, name="step"),
]
