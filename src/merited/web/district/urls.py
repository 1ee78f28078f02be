"""Addresses of those who answer for a program."""

from django.urls import path

from merited.web.district import (
    awards,
    calibration,
    doctor,
    flags,
    home,
    judging,
    looks,
    pay,
    people,
    phrases,
    queue,
    reviewers,
    roster,
    waiting,
)

app_name = "district"
urlpatterns = [
    path("", home.home, name="home"),
    path("waiting/", waiting.waiting, name="waiting"),
    path("waiting.csv", waiting.as_csv, name="waiting_csv"),
    path("reviewers/", reviewers.reviewers, name="reviewers"),
    path("judging/", judging.judging, name="judging"),
    path("judging/phrases/", phrases.phrases, name="phrases"),
    path("judging/<slug:key>/", judging.plan, name="plan"),
    path("queue/", queue.queue, name="queue"),
    path("queue/waiting/<uuid:attempt_id>/", queue.why, name="queue_why"),
    path("queue/<slug:key>/", queue.queue_of, name="queue_of"),
    path("pay/", pay.pay, name="pay"),
    path("pay.csv", pay.as_csv, name="pay_csv"),
    path("calibration/", calibration.calibration, name="calibration"),
    path("doctor/", doctor.doctor, name="doctor"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<uuid:person_id>/link/", people.link, name="person_link"),
    path("people/<uuid:person_id>/invited/", people.invited, name="invited"),
    path("roster/", roster.roster, name="roster"),
    path("roster/<uuid:run_id>/", roster.run, name="roster_run"),
    path("roster/sample/<str:name>", roster.sample, name="roster_sample"),
    path("flags/", flags.flags, name="flags"),
    path("flags/<uuid:key>/", flags.resolve, name="flag"),
    path("looks/", looks.looks, name="looks"),
    path("looks/<uuid:key>/", looks.look, name="look"),
    path("awards/", awards.awards, name="awards"),
    path("awards/<uuid:key>/revoke/", awards.revoke, name="revoke"),
]
