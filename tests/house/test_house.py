"""What an import linter does not see: tables stay out of faces, every file says what it is, sizes only shrink."""

import ast
import json
import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[2]
SOURCE = sorted(
    path
    for path in [*(ROOT / "src").rglob("*.py"), *(ROOT / "credentials/src").rglob("*.py")]
    if "migrations" not in path.parts
)
FACES = [path for path in SOURCE if {"web", "api", "cli", "worker"} & set(path.relative_to(ROOT).parts[:3])]
RATCHET = json.loads((Path(__file__).parent / "ratchet.json").read_text())


def name_of(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCE, ids=name_of)
def test_every_file_opens_with_what_it_is(path):
    said = ast.get_docstring(ast.parse(path.read_text()))
    assert said, name_of(path)
    assert said.splitlines()[0].rstrip()[-1] in ".:?)", said.splitlines()[0]


@pytest.mark.parametrize("path", FACES, ids=name_of)
def test_faces_never_touch_tables(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            assert node.attr != "objects", f"{name_of(path)}:{node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("save", "delete"):
            # Pillow's pictures are saved too: into a buffer, with a format. A row is saved with neither.
            assert [ast.unparse(one) for one in node.args][:1] == ["out"], f"{name_of(path)}:{node.lineno}"


@pytest.mark.parametrize(
    "model", [one for one in apps.get_models() if one.__module__.startswith("merited.")], ids=lambda one: one.__name__
)
def test_every_model_says_what_personal_data_it_holds_and_how_it_ends(model):
    assert isinstance(model.personal_data, str) and model.personal_data
    assert model.__doc__ and not model.__doc__.startswith(f"{model.__name__}(")


def test_foreign_keys_between_rooms_have_no_road_back():
    for model in apps.get_models():
        if not model.__module__.startswith("merited."):
            continue
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model._meta.app_label != model._meta.app_label:
                assert field.remote_field.related_name in ("+", None) and field.remote_field.hidden, (
                    f"{model.__name__}.{field.name}"
                )


def functions_over(limit):
    for path in SOURCE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno - node.lineno + 1 > limit:
                yield f"{name_of(path)}::{node.name}", node.end_lineno - node.lineno + 1


def test_long_files_are_listed_and_the_list_only_shrinks():
    long_ones = {name_of(path): n for path in SOURCE if (n := len(path.read_text().splitlines())) > 400}
    assert {name: n for name, n in long_ones.items() if n > RATCHET["files"].get(name, 0)} == {}
    assert set(RATCHET["files"]) <= set(long_ones), "shorter now: take it off the list"


def test_long_functions_are_listed_and_the_list_only_shrinks():
    long_ones = dict(functions_over(40))
    assert {name: n for name, n in long_ones.items() if n > RATCHET["functions"].get(name, 0)} == {}
    assert set(RATCHET["functions"]) <= set(long_ones), "shorter now: take it off the list"


def test_no_path_leads_from_scores_to_a_decision_by_arithmetic():
    for name in (
        "review/rules/outcome.py",
        "review/actions.py",
        "submissions/actions.py",
        "submissions/rules/completeness.py",
    ):
        text = (ROOT / "src/merited" / name).read_text()
        assert not re.search(r"\b(sum|mean|average|Avg|Sum)\(|\bvalue\s*[+*/]|[+*/]\s*\w+\.value\b", text), name


def test_templates_carry_no_inline_code_and_no_style():
    for path in (ROOT / "src/merited/web/templates").rglob("*.html"):
        text = path.read_text()
        assert not re.search(
            r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son(?!e=)[a-z]+=|javascript:|\|safe\b|autoescape off", text
        ), name_of(path)


def test_pinned_files_carry_hashes_and_no_address():
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        assert "://" not in text and "--hash=sha256:" in text, name_of(path)


def test_base_stays_small():
    assert sum(len(path.read_text().splitlines()) for path in SOURCE if "/merited/base/" in str(path)) < 400


def test_a_changed_context_keeps_everything_from_starting(monkeypatch):
    from merited.site import checks

    monkeypatch.setattr(checks, "check_contexts", lambda: ["credentials/v2 has another digest."])
    found = checks.contexts_are_whole()
    assert [one.id for one in found] == ["merited.E004"] and found[0].is_serious()
