"""The room people as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See the package's docstring."""

    name = "merited.people"
    label = "people"
