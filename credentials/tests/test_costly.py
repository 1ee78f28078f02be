"""Any file is answered in little memory, interpreter included: the operating system sets the limit, a hard one.

How long each takes is measured by a command and not by a test: `python credentials/tests/costly.py`.
"""

from __future__ import annotations

import json
import resource

import pytest

from costly import FILES, MEGABYTES, cost_of

pytestmark = pytest.mark.long

# What a process may write to (its data), which is less than it maps and no less than it holds of its own.
DATA = MEGABYTES * 1_000_000


def limit():
    resource.setrlimit(resource.RLIMIT_DATA, (DATA, DATA))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@pytest.mark.parametrize("name", FILES)
def test_any_file_is_answered_within_a_hard_limit_of_memory(name, tmp_path):
    cost = cost_of(FILES[name](), tmp_path, limit)

    assert cost.said.startswith("{"), cost.said[-500:]
    report = json.loads(cost.said)
    assert cost.code == {"PASS": 0, "FAIL": 1, "UNKNOWN": 3}[report["verdict"]]
    assert not any("Something unforeseen" in step["sentence"] for step in report["steps"]), report
    assert cost.megabytes < MEGABYTES


def test_the_limit_is_one(tmp_path):
    """The test can fail: half the memory that the interpreter and its libraries need is not enough."""

    def too_little():
        resource.setrlimit(resource.RLIMIT_DATA, (12_000_000, 12_000_000))

    assert not cost_of(b"{}", tmp_path, too_little).said.startswith("{")


def test_a_file_is_not_read_beyond_what_could_be_a_badge(tmp_path, monkeypatch):
    from merited_credentials.commands import files

    (tmp_path / "large").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(files.LARGEST_FILE * 3))

    assert len(files.read_bytes(str(tmp_path / "large"))) == files.LARGEST_FILE + 1
