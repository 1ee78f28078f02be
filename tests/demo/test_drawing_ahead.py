"""Drawing ahead in another process changes nothing of what is drawn."""

import pytest

from merited.cli.demo.ahead import Drawings, drawn_ahead, seed_of
from merited.cli.demo.content_files import stories

pytestmark = pytest.mark.processes

STORY = next(one for one in stories() if one["id"] == "fern-02")


def test_what_is_drawn_ahead_is_what_would_be_drawn_on_the_spot():
    exhibits = STORY["attempts"][0]["exhibits"]["a1"]
    with drawn_ahead([STORY]) as drawings:
        begun = set(drawings.begun)
        found = [drawings.of(seed_of("fern-02", 1, "a1", n), one, "en") for n, one in enumerate(exhibits)]
    assert begun == {seed_of("fern-02", attempt, "a1", n) for attempt in (1, 2) for n in range(2)}
    assert found == [Drawings().of(seed_of("fern-02", 1, "a1", n), one, "en") for n, one in enumerate(exhibits)]
