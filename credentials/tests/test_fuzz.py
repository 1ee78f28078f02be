"""Malformed files of every kind: a typed error or a verdict, bounded by counted work and memory, and nothing else.

The long form is a command: `python credentials/tests/fuzz.py --count 200000`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import fuzz
import merited_credentials as mc
from damage import JSON, OF_KIND, json_bombs
from honest_files import honest_files

pytestmark = pytest.mark.long

TESTS = Path(__file__).parent


@pytest.mark.parametrize("seed", range(6))
def test_malformed_files_are_answered_and_none_costs_much(seed):
    by_damage, by_answer, survivors = fuzz.run(400, seed)

    assert [(one.what, one.damage) for one in survivors] == []
    assert sum(by_damage.values()) == 400
    assert {"verify: FAIL", "verify: UNKNOWN"} <= set(by_answer)


def test_every_kind_of_damage_is_drawn():
    drawn = set()
    for seed in range(3):
        drawn |= {name.removesuffix(", flipped") for name in fuzz.run(0, seed)[0]}
        import random

        chance = random.Random(seed)
        drawn |= {fuzz.damaged(chance)[0].removesuffix(", flipped") for _ in range(700)}

    assert {f"{kind}: {damage.__name__}" for kind, damages in OF_KIND.items() for damage in damages} <= drawn


@pytest.mark.parametrize("number", range(len(json_bombs())))
def test_a_bomb_is_answered_within_counted_work(number):
    for door in ("verify", "read", "json", "prepare"):
        _answer, survivor = fuzz.one(door, "bomb", json_bombs()[number], counted=True)
        assert survivor is None, survivor.what


def test_the_honest_files_are_what_they_are_called():
    files = honest_files()

    assert set(files) == set(OF_KIND)
    for kind in ("json", "jwt", "png", "svg"):
        assert fuzz.VERIFIER.verify(files[kind][0]).verdict == "PASS", kind
    assert json.loads(files["json"][0])["proof"]
    assert JSON


def test_a_survivor_is_noticed(monkeypatch):
    """The test can fail: an exception of another kind, endless work, and a damaged badge that passes are all seen."""

    def endless(_data):
        for _ in range(10**9):
            len("")

    monkeypatch.setitem(fuzz.DOORS, "read", lambda data: 1 / 0)
    monkeypatch.setitem(fuzz.DOORS, "json", endless)
    monkeypatch.setattr(fuzz, "_is_honest", lambda document: False)

    assert "ZeroDivisionError" in fuzz.one("read", "x", b"x", counted=False)[1].what
    assert "calls" in fuzz.one("json", "x", b"x", counted=True)[1].what
    assert "passes" in fuzz.one("verify", "x", honest_files()["json"][0], counted=False)[1].what


def test_an_error_of_the_library_has_a_sentence(monkeypatch):
    def silent(_data):
        raise mc.NotReadable(" ")

    monkeypatch.setitem(fuzz.DOORS, "read", silent)

    assert fuzz.one("read", "x", b"x", counted=False)[1] is not None


def test_malformed_files_are_answered_in_little_memory():
    """In a process of its own, whose memory the operating system bounds."""
    command = [sys.executable, "fuzz.py", "--count", "300", "--seed", "9", "--counted-every", "300"]
    found = subprocess.run(command, cwd=TESTS, capture_output=True, text=True, check=False, env=os.environ)

    assert found.returncode == 0, found.stdout[-2000:] + found.stderr[-2000:]
    assert "survivors: 0" in found.stdout
