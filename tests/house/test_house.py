"""What an import linter does not see: tables stay out of faces, every file says what it is, sizes only shrink."""

import ast
import json
import re
from pathlib import Path

import grimp
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


def modules_that_decide() -> set[str]:
    """Every module of review, submissions and catalog that filing a sheet leads through: by the graph of imports."""
    graph = grimp.build_graph("merited", exclude_type_checking_imports=True)
    rooms = ("merited.review", "merited.submissions", "merited.catalog.document")
    found, left = set(), {"merited.review.actions.filing", "merited.review.queries.sheets"}
    while left:
        one = left.pop()
        found.add(one)
        left |= {other for other in graph.find_modules_directly_imported_by(one) if other.startswith(rooms)} - found
    return found


# What writes a standing or an outcome by another path than filing: looks and panels, integrity, grants, what was left.
DECIDES = (
    "merited.awards.actions", "merited.review.actions.granting", "merited.review.actions.hearing", "merited.review.actions.looking",
    "merited.review.actions.panels", "merited.review.actions.settling", "merited.review.rules.granting", "merited.review.rules.integrity",
    "merited.review.rules.looks", "merited.submissions.falling", "merited.submissions.standings",
)  # fmt: skip


def modules_behind(roots: tuple[str, ...]) -> set[str]:
    """These modules and everything of ours that they lead to, however far."""
    graph = grimp.build_graph("merited", exclude_type_checking_imports=True)
    return set(roots).union(*(graph.find_upstream_modules(one) for one in roots))


def path_of(module: str) -> Path:
    path = ROOT / "src" / (module.replace(".", "/") + ".py")
    return path if path.exists() else path.with_suffix("") / "__init__.py"


def arithmetic_in(path: Path) -> list[str]:
    """Where a module adds, averages or multiplies anything that could be a score: every sum, mean, aggregate, and every
    + * / ** on something called a level, a value or a score. Counting and comparing levels is none of it."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        called = node.func if isinstance(node, ast.Call) else None
        name = getattr(called, "id", None) or getattr(called, "attr", "")
        if name in {
            "sum",
            "fsum",
            "mean",
            "fmean",
            "median",
            "mode",
            "average",
            "Avg",
            "Sum",
            "StdDev",
            "Variance",
            "reduce",
        }:
            found.append(f"{path.name}:{node.lineno} {name}")
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(
            node.op, ast.Add | ast.Mult | ast.Div | ast.FloorDiv | ast.Pow
        ):
            words = {getattr(one, "attr", None) or getattr(one, "id", "") for one in ast.walk(node)}
            found += [
                f"{path.name}:{node.lineno} {word}" for word in words if re.search(r"level|value|score|judged", word)
            ]
    return found


def test_no_path_leads_from_scores_to_a_decision_by_arithmetic():
    modules = modules_that_decide()
    assert {"merited.review.rules.outcome", "merited.review.rules.stages", "merited.submissions.actions"} <= modules
    assert not {one for one in modules if "agreement" in one}, "statistics describe; they decide nothing"
    for name in modules:
        assert arithmetic_in(path_of(name)) == []


def test_no_other_path_to_a_standing_or_an_outcome_adds_or_asks_statistics():
    """They lead to much that is no decision, such as who sits in a panel; so of them the deeds and rules themselves are read."""
    assert not {one for one in modules_behind(DECIDES) if "agreement" in one}, (
        "statistics describe; they decide nothing"
    )
    for name in DECIDES:
        assert arithmetic_in(path_of(name)) == []


def test_whatever_writes_standings_or_outcomes_is_among_them():
    """By the calls that write: who meets, who lets fall, who closes a look or a case, who decides, who grants."""
    writes = re.compile(
        r"\b(Standing\.objects\.(create|bulk_create|filter)|Decision\.objects\.create|meet_more\(|fall\(|_take_effect\(|conclude\()"
    )
    known = {path_of(one) for one in (*DECIDES, *modules_that_decide())}
    rooms = [path for path in SOURCE if re.search(r"/merited/(review|submissions)/(actions|[a-z_]+\.py)", str(path))]
    assert {path for path in rooms if writes.search(path.read_text())} <= known


@pytest.mark.parametrize(
    "code",
    [
        "sum(x)",
        "statistics.mean(x)",
        "a.value + b.value",
        "level_a * 2",
        "qs.aggregate(Avg('level'))",
        "total += one.value",
    ],
)
def test_the_search_for_arithmetic_finds_it(tmp_path, code):
    (tmp_path / "bad.py").write_text(code)
    assert arithmetic_in(tmp_path / "bad.py")


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


def test_what_make_check_leaves_out_is_what_ci_runs_after_it():
    check, run = (ROOT / "scripts/check.sh").read_text(), (ROOT / ".ci/run").read_text()
    (left_out,) = re.findall(r'-m "not (.*)"', check)
    (rest,) = re.findall(r'make .*test ONLY="(.*)"', run)
    assert left_out.replace(" and not ", " or ") == rest
    assert run.index("--no-print-directory check") < run.index("--no-print-directory test") < run.index("DATABASE_URL")
