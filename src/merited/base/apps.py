"""The base as a Django app."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Log and refusals."""

    name = "merited.base"
    label = "base"
