"""The room awards as a Django app."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """See the package's docstring."""

    name = "merited.awards"
    label = "awards"
