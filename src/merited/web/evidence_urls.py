"""Addresses of evidence."""

from django.urls import path

from merited.web import evidence

app_name = "evidence"
urlpatterns = [
    path("<uuid:exhibit_id>/file", evidence.file, name="file"),
    path("<uuid:exhibit_id>/page/<int:number>.png", evidence.page, name="page"),
]
