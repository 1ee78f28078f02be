"""The manner of the house: small files, first lines, dependencies, an example that runs."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import merited_credentials as mc

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted(Path(mc.__file__).parent.rglob("*.py"))  # where it is installed: also when that is a wheel
ALLOWED = {"cryptography", "pyld", "pyoxigraph", "rfc8785", "merited_credentials", "pkcs11", "boto3"}


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_a_file_is_small_says_what_it_is_and_imports_little(path):
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)

    assert (ast.get_docstring(tree) or "").strip(), "every file opens with what it is"
    assert source.startswith('"""')
    assert len(source.splitlines()) < 400
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, node.name
        if isinstance(node, ast.Import | ast.ImportFrom) and not getattr(node, "level", 0):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            for name in {name.partition(".")[0] for name in names}:
                import sys

                assert name in ALLOWED or name in sys.stdlib_module_names, name


def test_everything_at_the_door_has_a_docstring():
    for name in mc.__all__:
        assert (getattr(mc, name).__doc__ or "").strip(), name


def test_the_example_in_the_readme_runs():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```python\n(.*?)```", text, re.DOTALL)

    assert example is not None
    assert text.index("```python") < 600, "the README begins with the example"
    exec(compile(example[1], "README.md", "exec"), {"__name__": "readme"})
