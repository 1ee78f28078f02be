"""The samples of the demonstration's panels, and who learns by them."""

from merited.cli.demo.cast import Cast
from merited.cli.demo.content_files import calibrations, load
from merited.cli.demo.samples import load_samples
from merited.review.actions import invite_to_train


def load_calibration(cast: Cast) -> None:
    """Load every set, and let those in training begin."""
    for source in calibrations():
        load_samples(source)
    for one in load("district.yaml")["people"]:
        for key in one.get("learning", ()):
            invite_to_train(cast.people[one["id"]], cast.versions[key].microcredential, by=None)
