"""The face web as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """See the package's docstring."""

    name = "merited.web"
    label = "web"
