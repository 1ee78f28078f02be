"""Addresses of the demonstration itself. Its pages answer 404 everywhere else."""

from django.urls import path

from merited.cli.demo import letters, pages

app_name = "demo"
urlpatterns = [
    path("", pages.people, name="people"),
    path("become/", pages.become, name="become"),
    path("letters/", letters.letters, name="letters"),
    path("letters/<uuid:key>/", letters.letter, name="letter"),
    path("letters/<uuid:key>/html", letters.as_html, name="letter_html"),
]
