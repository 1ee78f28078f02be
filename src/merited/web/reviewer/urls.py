"""Addresses of the reviewer's pages."""

from django.urls import path

from merited.web.reviewer import flags, helpers, history, looks, phrases, terms, training, trials, views

app_name = "reviewer"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("history/", history.history, name="history"),
    path("helpers/", helpers.helpers, name="helpers"),
    path("terms/", terms.terms, name="terms"),
    path("phrases/", phrases.own, name="phrases"),
    path("trend/", trials.trend, name="trend"),
    path("training/", training.training, name="training"),
    path("training/<uuid:set_id>/", training.study, name="study"),
    path("training/<uuid:set_id>/begin/", training.begin, name="begin"),
    path("training/<uuid:set_id>/exercise/", training.exercise, name="exercise"),
    path("training/<uuid:set_id>/anchors/<slug:key>/", training.anchor, name="anchor"),
    path("training/<uuid:set_id>/practice/<slug:key>/", training.practice, name="practice"),
    path("training/tries/<uuid:trial_id>/", trials.trial, name="trial"),
    path("training/tries/<uuid:trial_id>/<int:number>/", trials.sheet, name="sheet"),
    path("training/samples/<uuid:seed_id>/", trials.revealed, name="revealed"),
    path("claim/next/", views.claim_next, name="claim_next"),
    path("claim/<uuid:attempt_id>/", views.claim, name="claim"),
    path("looks/", looks.looks, name="looks"),
    path("looks/<uuid:look_id>/claim/", looks.claim, name="claim_look"),
    path("questions/<uuid:look_id>/", looks.question, name="question"),
    path("<uuid:reading_id>/", views.desk, name="desk"),
    path("<uuid:reading_id>/flag/<slug:kind>/", flags.flag, name="flag"),
]
