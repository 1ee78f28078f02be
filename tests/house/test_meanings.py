"""What the verifier says of its steps and what the page for teachers says are the same sentences."""

import re
from pathlib import Path

from merited_credentials import MEANINGS

PAGE = (Path(__file__).parents[2] / "docs/valid-badge.md").read_text()


def test_the_page_on_valid_badges_says_what_the_code_says():
    rows = re.findall(r"^\| (\d) \| (.*?) \| (.*?) \| (.*?) \|$", PAGE, re.MULTILINE)
    assert rows == [(str(one.number), one.question, one.proves, one.does_not_prove) for one in MEANINGS.values()]
