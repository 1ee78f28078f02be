"""The roof as a Django app."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """See the package's docstring."""

    name = "merited.site"
    label = "site"

    def ready(self) -> None:
        """Register the start-up checks."""
        from merited.site import checks  # noqa: F401
