"""The room review as a Django app."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """See the package's docstring."""

    name = "merited.review"
    label = "review"
