"""What somebody who has left a district may still do there."""

from merited.base.errors import Refused
from merited.base.words import _


def must_be_here(left: bool, *, district: str) -> None:
    """Raises `Refused` for whoever has left: their work and badges stay theirs, new work begins where they are now."""
    if left:
        raise Refused(
            "left",
            _(
                "You no longer work for {district}, so this cannot be done there. "
                "Your work and your badges stay yours to read, share and download."
            ),
            district=district,
        )
