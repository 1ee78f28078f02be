"""The commands with which anybody can put a server under load and kill it, in their short forms."""

import os
import re
import subprocess
import sys

import pytest

from tests.databases import server

pytestmark = pytest.mark.processes


def merited(*arguments):
    known = {key: value for key, value in os.environ.items() if not key.startswith(("MERITED_", "PYTEST_"))}
    return subprocess.run(
        [sys.executable, "-m", "merited", *arguments],
        env=known,
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )


def test_what_is_killed_at_random_moments_loses_nothing_and_says_how_far_it_came():
    done = merited("torture", "--times", "3")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rstrip().endswith("survived 3 / tried 3")
    assert re.search(r"^sent [1-9]\d*, claimed [1-9]\d*, filed [1-9]", done.stdout, re.MULTILINE)
    assert re.search(r"^first sheets [1-9]", done.stdout, re.MULTILINE)


@pytest.mark.skipif(not server(), reason="load is tried on PostgreSQL alone: set DATABASE_URL")
def test_reviewers_at_once_claim_nothing_twice_and_lose_no_sheet():
    done = merited("load", "review", "--seconds", "4", "--reviewers", "6", "--waiting", "200")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rstrip().endswith("6 at once for 4 s: nothing twice, nothing lost")
    claimed = re.search(r"^claimed (\d+), of them twice 0; filed (\d+), of them lost 0$", done.stdout, re.MULTILINE)
    assert claimed and claimed[1] == claimed[2] and int(claimed[1]) >= 6
    assert re.search(r"^all +\d+ answers +p50 +[\d.]+ ms +p95 +[\d.]+ ms$", done.stdout, re.MULTILINE)


def test_load_says_that_it_needs_postgresql():
    known = {
        key: value for key, value in os.environ.items() if not key.startswith(("MERITED_", "PYTEST_", "DATABASE_"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "merited", "load", "review"], env=known, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and "PostgreSQL" in done.stderr
