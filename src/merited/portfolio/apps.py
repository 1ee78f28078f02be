"""The room portfolio as a Django app."""

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    """See the package's docstring."""

    name = "merited.portfolio"
    label = "portfolio"
