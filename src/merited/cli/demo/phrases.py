"""The demonstration's feedback bank: what the district and a department share, and one reviewer's own."""

from merited.cli.demo.cast import Cast
from merited.cli.demo.content_files import load
from merited.review.actions import keep_phrase, share_phrase


def load_phrases(cast: Cast) -> None:
    """Share the phrases of the bank, and keep the reviewers' own."""
    bank = load("feedback-bank.yaml")
    for one in bank["phrases"]:
        share_phrase(
            one["text"], part=one["part"], kind=one["kind"], at=cast.places[one["at"]], language=one["language"], by=None
        )  # fmt: skip
    for one in bank["own"]:
        keep_phrase(one["text"], part=one["part"], kind=one["kind"], by=cast.people[one["of"]])
