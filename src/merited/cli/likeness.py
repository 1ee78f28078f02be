"""`merited likeness`: compare what was sent before there was comparing, or make every mark again."""

from merited.review.actions.likeness import compare_all


def check(*, anew: bool) -> int:
    """Compare what is not compared yet (`anew`: everything). Prints how much, and what a person is shown now; never what or whose."""
    many, found = compare_all(anew=anew)
    print(f"{many} attempts compared; {found} new things for the integrity lead to look at.")
    return 0
