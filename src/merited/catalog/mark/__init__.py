"""Badge marks: a hallmark drawn from a definition, the same bytes for the same definition and version."""

from merited.catalog.mark.choice import COLORS, House, Mark, assign_houses
from merited.catalog.mark.drawing import GROUNDS, describe, render
from merited.catalog.mark.motifs import MOTIFS
from merited.catalog.mark.outlines import OUTLINES

__all__ = ["COLORS", "GROUNDS", "MOTIFS", "OUTLINES", "House", "Mark", "assign_houses", "describe", "render"]
