"""How often the intervals of agreement hold the truth, in simulated sets: `python -m tests.review.simulated`.

Everyone sees the true level with probability 0.85 and guesses otherwise, so the truth of each measure is known from one
very large set. The figures in docs/rules/agreement.md are what this prints.
"""

import argparse
from collections import Counter
from random import Random

from merited.review.agreement import Measure, Rating, Ratings, report

LEVELS = (1, 2, 3)
LARGE = 200_000
SETS = ((2, 20), (2, 30), (2, 100), (3, 20), (3, 100))


def simulated(items: int, raters: int, random: Random) -> Ratings:
    """A set of ratings, two thirds of them on the highest level."""
    rows = []
    for item in range(items):
        (true,) = random.choices(LEVELS, [0.10, 0.25, 0.65])
        for rater in range(raters):
            (guess,) = random.choices(LEVELS, [0.15, 0.35, 0.50])
            rows.append(Rating(str(item), str(rater), true if random.random() < 0.85 else guess))
    return Ratings.of(rows, levels=LEVELS)


def coverage(items: int, raters: int, *, sets: int, seed: int, large: int = LARGE) -> dict[Measure, float]:
    """Of the intervals that are there, the share that holds the truth."""
    random = Random(seed)
    truth = {one.measure: one.value for one in report(simulated(large, raters, random)).statistics}
    held, there = Counter(), Counter()
    for _set in range(sets):
        for one in report(simulated(items, raters, random)).statistics:
            if one.low is not None:
                there[one.measure] += 1
                held[one.measure] += one.low <= truth[one.measure] <= one.high
    return {measure: held[measure] / there[measure] for measure in Measure}


def main() -> None:
    """Print a line for each number of raters and items."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sets", type=int, default=2000)
    options.add_argument("--seed", type=int, default=11)
    asked = options.parse_args()
    for raters, items in SETS:
        found = coverage(items, raters, sets=asked.sets, seed=asked.seed)
        print(raters, items, " ".join(f"{measure}={share:.3f}" for measure, share in found.items()), flush=True)


if __name__ == "__main__":
    main()
