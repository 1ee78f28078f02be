"""Badge marks: a hallmark drawn from a definition, the same bytes for the same definition and version."""

from merited.catalog.mark.choice import House, Mark, assign_houses
from merited.catalog.mark.drawing import describe, render

__all__ = ["House", "Mark", "assign_houses", "describe", "render"]
