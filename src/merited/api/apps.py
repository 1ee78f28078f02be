"""The face api as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """See the package's docstring."""

    name = "merited.api"
    label = "api"
