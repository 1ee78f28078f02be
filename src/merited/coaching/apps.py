"""The room coaching as a Django app."""

from django.apps import AppConfig


class CoachingConfig(AppConfig):
    """See the package's docstring."""

    name = "merited.coaching"
    label = "coaching"
