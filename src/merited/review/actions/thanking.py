"""A reviewer says that a colleague's words helped. A preference among colleagues: the log does not note it."""

from merited.people.models import Person
from merited.review.models import Helpful, Reading


def find_helpful(reading: Reading, *, by: Person) -> None:
    """Say that the words of a reading helped. Twice is as good as once."""
    Helpful.objects.get_or_create(person=by, reading=reading)


def find_helpful_no_more(reading: Reading, *, by: Person) -> None:
    """Take it back."""
    Helpful.objects.filter(person=by, reading=reading).delete()
