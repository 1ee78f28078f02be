"""The room submissions as a Django app."""

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    """See the package's docstring."""

    name = "merited.submissions"
    label = "submissions"
