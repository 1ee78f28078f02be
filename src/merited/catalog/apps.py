"""The room catalog as a Django app."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """See the package's docstring."""

    name = "merited.catalog"
    label = "catalog"
