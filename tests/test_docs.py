"""What the documents say is so: their examples run, their links lead somewhere, their commands exist."""

import doctest
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOT_OURS = {".venv", "var", "node_modules", ".git", "build"}
PAGES = sorted(path for path in ROOT.rglob("*.md") if not NOT_OURS & set(path.relative_to(ROOT).parts))
EXAMPLES = [path for path in PAGES if ">>> " in path.read_text()]
MODULES = sorted(
    ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
    for path in (ROOT / "src/merited").rglob("*.py")
    if ">>> " in path.read_text()
)

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?\)")


def name_of(path):
    return str(path.relative_to(ROOT))


def words_of(path):
    """The page without what stands in fences: a link in an example leads nowhere."""
    return FENCE.sub("", path.read_text())


def run(examples, where):
    told = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(examples, out=told.append)
    assert runner.failures == 0, where + "\n" + "".join(told)
    return runner.tries


@pytest.mark.parametrize("path", EXAMPLES, ids=name_of)
def test_examples_in_a_page_run_from_top_to_bottom(path):
    source = "\n\n".join(text for _language, text in FENCE.findall(path.read_text()) if ">>> " in text)
    examples = doctest.DocTestParser().get_doctest(source, {}, name_of(path), str(path), 0)
    assert run(examples, name_of(path)) > 0, "examples outside of a fence do not run"


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings_run(module):
    found = doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(module))
    assert sum(run(one, module) for one in found if one.examples) > 0


def test_the_rooms_in_which_we_judge_have_examples():
    for wanted in ("review.rules.outcome", "people.rules.calendar", "awards.rules.standing", "base.text"):
        assert f"merited.{wanted}" in MODULES


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_link_leads_to_a_file(path):
    for target in LINK.findall(words_of(path)):
        if re.match(r"[a-z]+:", target) or target.startswith("#"):
            continue
        file, _hash, place = target.partition("#")
        assert (path.parent / file).exists(), f"{name_of(path)} -> {target}"
        if place:
            assert place in anchors_of(path.parent / file), f"{name_of(path)} -> {target}"


def anchors_of(path):
    headings = re.findall(r"^#+ (.+)$", words_of(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


def test_every_make_command_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for path in PAGES:
        code = " ".join(
            re.findall(r"`[^`\n]+`", words_of(path)) + [text for _language, text in FENCE.findall(path.read_text())]
        )
        for target in re.findall(r"\bmake ([a-z][a-z-]+)", code):
            assert target in targets, f"{name_of(path)}: make {target}"


def test_every_merited_command_exists():
    from merited.cli.main import parser

    commands = re.search(r"\{(.+?)\}", parser().format_usage())[1].split(",")
    for path in PAGES:
        code = " ".join(
            re.findall(r"`[^`\n]+`", words_of(path)) + [text for _language, text in FENCE.findall(path.read_text())]
        )
        for command in re.findall(r"(?:`|^|\s|bin/)merited ([a-z]+)\b", code):
            assert command in commands, f"{name_of(path)}: merited {command}"


def test_the_readme_begins_with_the_two_commands():
    code = FENCE.search((ROOT / "README.md").read_text())[2]
    assert re.findall(r"^make (\w+)", code, re.MULTILINE) == ["demo", "test"]


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_no_page_names_a_path_of_one_machine(path):
    assert not re.search(r"(?<![\w.])/(home|root|work/(main|shared))/", path.read_text())


def test_the_reference_is_what_the_code_says():
    found = subprocess.run(
        [sys.executable, "scripts/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
