"""Make docs/reference from the code, so that it cannot say anything else than the code does. `--check` only compares."""

from __future__ import annotations

import argparse
import ast
import inspect
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "merited"
TARGET = ROOT / "docs" / "reference"
MADE = "*Made from the code by `make docs`; do not edit it by hand.*"

# What a variable is for, in words for an operator. A variable of the code that is missing here stops this script.
VARIABLES = {
    "MERITED_MODE": "`production`, `development` or `demo`. Commands other than `demo` take it from here.",
    "MERITED_DATA": "The folder for everything that is kept on disk: SQLite, evidence, keys, collected static files.",
    "MERITED_PUBLIC_URL": "The address that people use. Stored at the first start; badges are signed under it for ever.",
    "MERITED_SECRET_KEY": "Signs sessions and forms. At least 32 characters in production. Badges do not depend on it.",
    "MERITED_MASTER_KEY_FILE": "The file with the key that seals the signing keys. Back it up apart from the database.",
    "MERITED_HOSTS": "Host names that are answered, separated by commas.",
    "MERITED_BEHIND_PROXY": "Set it when a proxy in front sets `X-Forwarded-Proto`, and only then.",
    "MERITED_PROXIES": "How many proxies of yours stand in front, so that rate limits count visitors and not the proxy.",
    "MERITED_COOKIE": "The name of the session cookie, for several installations on one host name.",
    "DATABASE_URL": "SQLite in the data folder unless this names a PostgreSQL: `postgres://user:password@host/name`.",
    "EMAIL_URL": "Where letters go: `smtp+tls://user:password@mail.example.org:587`. Without it production keeps them; the others print them.",
    "MERITED_FROM": "The sender of letters.",
    "MERITED_LINKEDIN_ORGANIZATION": "The number of an issuer's page on LinkedIn by the issuer's key, such as `alder-bay=1234567`; without it the issuer is named in words.",
    "MERITED_FETCH": "`on` lets the verifier ask other sites for badges, keys and status lists, over https, never on private networks. Off in production unless you set it.",
    "MERITED_ALLOW_LOOPBACK": "For development and tests: the verifier may also ask this machine itself. Refused in production.",
    "MERITED_VC_TEST": "For the W3C's test suites: `/credentials/issue` and its kin, which sign whatever they are sent with a test key. Refused in production.",
    "MERITED_VC_TEST_KEY": "For the W3C's test suites: the test key, 64 hexadecimal digits; without it one is made at each start. Never a district's.",
    "MERITED_VC_TEST_CONTEXTS": "For the W3C's test suites: a JSON file with further vocabularies, by their addresses.",
    "MERITED_LOG": "From which level on messages are written to the error output.",
    "PORT": "The port of `merited serve` and `merited demo` when `--port` is not given.",
    "MERITED_CLOCK": "For tests: the time at which a process begins. Production refuses to start with it.",
    "MERITED_HALT_AT": "For tests: the named point at which a process stops, to be killed. Refused in production.",
    "MERITED_HALT_FILE": "For tests: where a stopped process says so.",
}


@dataclass(frozen=True)
class Found:
    """A node of the code, with the file and the function that it stands in."""

    path: Path
    node: ast.Call
    function: ast.FunctionDef | None

    @property
    def where(self) -> str:
        """Such as "review.actions.claim"."""
        module = ".".join(self.path.relative_to(SOURCE).with_suffix("").parts)
        return f"{module}.{self.function.name}" if self.function else module


def calls_of(name: str) -> Iterator[Found]:
    """Every call of a function of this bare name, file by file, from top to bottom."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield from _calls(path, ast.parse(path.read_text(encoding="utf-8")), name, None)


def _calls(path: Path, tree: ast.AST, name: str, inside: ast.FunctionDef | None) -> Iterator[Found]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield Found(path, node, inside)
        yield from _calls(path, node, name, node if isinstance(node, ast.FunctionDef) else inside)


def texts_in(node: ast.AST) -> list[str]:
    """The texts that an argument may have: a plain one, one inside `_(...)`, or either of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*texts_in(node.body), *texts_in(node.orelse)]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
        return texts_in(node.args[0])
    return []


def page(title: str, introduction: str, lines: list[str]) -> str:
    """A page of the reference."""
    return "\n".join([f"# {title}", "", MADE, "", introduction, "", *lines]).rstrip() + "\n"


def cell(text: str) -> str:
    """A text for a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def first_line(docstring: str | None) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((docstring or "").split("\n\n")[0].split())


# Settings


def _told(name: str) -> str:
    if name not in VARIABLES:
        raise SystemExit(f"The code reads {name}, and scripts/reference.py does not say what it is for.")
    return VARIABLES[name]


def settings() -> str:
    """The variables of the environment: those of the settings, and those that other files read."""
    tree = ast.parse((SOURCE / "site" / "settings.py").read_text(encoding="utf-8"))
    rows, seen = [], set()
    for node in sorted(ast.walk(tree), key=lambda one: getattr(one, "lineno", 0)):
        if isinstance(node, ast.Call) and re.fullmatch(r"env\.\w+", ast.unparse(node.func)):
            name = texts_in(node.args[0])[0]
            default = next((ast.unparse(one.value) for one in node.keywords if one.arg == "default"), "")
            seen.add(name)
            rows.append(f"| `{name}` | {cell(_told(name))} | {_default(default)} |")
    others = {name: where for name, where in sorted(_read_elsewhere().items()) if name not in seen}
    if gone := VARIABLES.keys() - seen - others.keys():
        raise SystemExit(f"scripts/reference.py tells of {', '.join(sorted(gone))}, and the code does not read it.")
    lines = ["| variable | what it is for | default |", "|---|---|---|", *rows]
    lines += ["", "## Read by a single command or in tests", "", "| variable | what it is for | read by |"]
    lines += ["|---|---|---|", *(f"| `{name}` | {cell(_told(name))} | `{where}` |" for name, where in others.items())]
    introduction = "Everything that differs from place to place is a variable of the environment; there is no settings file to edit."
    return page("Settings", introduction, lines)


def _default(source: str) -> str:
    plain = {
        "DEMO_SECRET": "the demonstration's, which production refuses",
        "": "none",
        "''": "none",
        "False": "not set",
        "DEMO and (not TESTING)": "on in the demonstration, else not set",
    }
    if source in plain:
        return plain[source]
    if source.startswith("["):
        source = ",".join(ast.literal_eval(source))
    source = source.replace("str(DATA / 'keys' / 'master.key')", "'keys/master.key in the data folder'")
    source = source.replace("f\"sqlite:///{DATA / 'merited.sqlite3'}\"", "'merited.sqlite3 in the data folder'")
    return f"`{source.strip(chr(39))}`" if " in the data" not in source else source.strip("'")


def _read_elsewhere() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            keys: list[ast.AST] = []
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("os.environ.get", "os.getenv"):
                keys = [node.args[0]]
            elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
                keys = [node.slice]
            for name in (name for key in keys for name in texts_in(key)):
                found.setdefault(name, str(path.relative_to(ROOT)))
    return found


# Commands


def commands() -> str:
    """The command line, as argparse knows it."""
    os.environ.pop("PORT", None)
    from merited.cli.main import parser

    lines: list[str] = []
    for name, sub, told in _subparsers(parser()):
        lines += [f"## `{name}`", "", f"{told[:1].upper()}{told[1:]}." if told else "", ""]
        options = [
            one for one in sub._actions if not isinstance(one, argparse._HelpAction | argparse._SubParsersAction)
        ]
        for one in options:
            called = ", ".join(f"`{flag}`" for flag in one.option_strings) or f"`{one.dest.upper()}`"
            default = "" if one.default in (None, False) else f" (default: `{one.default}`)"
            lines.append(f"- {called}{f': {one.help}' if one.help else ''}{default}")
        lines += [""] if options else []
    return page(
        "Commands", "Each ends with 0 when all is well, 1 when something is wrong, 2 when it was used wrongly.", lines
    )


def _subparsers(top: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            told = {one.dest: one.help or "" for one in action._choices_actions}
            for name, sub in action.choices.items():
                below = list(_subparsers(sub))
                yield from below or [(sub.prog, sub, told.get(name, ""))]


# The log, refusals


def log() -> str:
    """Every deed that the log knows."""
    rows = []
    for found in calls_of("note"):
        facts = ", ".join(f"`{one.arg}`" for one in found.node.keywords if one.arg and one.arg != "by")
        told = re.sub(r" Raises .*", "", first_line(_promise(found)))
        rows += [f"| `{deed}` | {facts} | `{found.where}` | {cell(told)} |" for deed in texts_in(found.node.args[0])]
    introduction = (
        "One entry for each deed that decides something, written in the transaction of the deed. It holds the time, the "
        "key of whoever did it, the deed, the key of the row, and these facts: ids and codes, never names or text. The "
        "worker seals entries into a chain of digests; `merited log check` walks it."
    )
    return page(
        "Deeds in the log",
        introduction,
        ["| deed | facts | written by | what it is |", "|---|---|---|---|", *sorted(rows)],
    )


def _promise(found: Found) -> str:
    """The docstring of the function, or of the public one that it serves (`claim` of `_claim`)."""
    name = found.function.name.lstrip("_") if found.function else ""
    for one in ast.parse(found.path.read_text(encoding="utf-8")).body:
        if isinstance(one, ast.FunctionDef) and one.name == name:
            return ast.get_docstring(one) or ""
    return (found.function and ast.get_docstring(found.function)) or ""


def refusals() -> str:
    """Every refusal: the code for programs, the sentence for people."""
    rows: dict[tuple[str, str], list[str]] = {}
    for found in calls_of("Refused"):
        codes, sentences = texts_in(found.node.args[0]), texts_in(found.node.args[1])
        if codes and sentences:
            rows.setdefault((codes[0], sentences[0]), []).append(found.where)
    introduction = "What the rules say no to. The code is for programs and tests; the sentence is what people read, its `{parts}` filled in."
    lines = ["| code | sentence | where |", "|---|---|---|"]
    for (code, sentence), where in sorted(rows.items()):
        places = ", ".join(f"`{one}`" for one in dict.fromkeys(where))
        lines.append(f"| `{code}` | {cell(sentence)} | {places} |")
    return page("Refusals", introduction, lines)


# Addresses without an account


def permissions_free() -> str:
    """The addresses that answer without an account, by the address tables and the decorators of their views."""
    rows = []
    for prefix, table in _tables():
        for route, module, function in _routes(table):
            if module != "merited.web.evidence" and not _asks_for_sign_in(module, function):
                told = first_line(ast.get_docstring(function))
                rows.append(f"| `/{prefix}{route}` | {cell(told)} |")
    introduction = (
        "These pages ask for no account. Beside them stand the pages for signing in, for a new password and for confirming "
        "an address, under `/accounts/`. Every other address asks to sign in first, and answers 404 to whoever has no "
        "business there; an evidence file answers 404 to everybody but its earner and the reviewer who holds it."
    )
    return page(
        "Addresses that need no account", introduction, ["| address | what it is |", "|---|---|", *sorted(rows)]
    )


def _tables() -> Iterator[tuple[str, Path]]:
    tree = ast.parse((SOURCE / "site" / "urls.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "path":
            prefix, included = node.args[0], node.args[1]
            if isinstance(included, ast.Call) and ast.unparse(included.func) == "include":
                module = texts_in(included.args[0])[0]
                if module != "merited.web.accounts_urls":
                    yield texts_in(prefix)[0], _file_of(module)


def _file_of(module: str) -> Path:
    return SOURCE.joinpath(*module.split(".")[1:]).with_suffix(".py")


def _routes(table: Path) -> Iterator[tuple[str, str, ast.FunctionDef]]:
    tree = ast.parse(table.read_text(encoding="utf-8"))
    modules = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "path" and isinstance(node.args[1], ast.Attribute):
            view = node.args[1]
            module = modules[ast.unparse(view.value)]
            for one in ast.parse(_file_of(module).read_text(encoding="utf-8")).body:
                if isinstance(one, ast.FunctionDef) and one.name == view.attr:
                    yield texts_in(node.args[0])[0], module, one


def _asks_for_sign_in(module: str, function: ast.FunctionDef) -> bool:
    return any(ast.unparse(one) == "page" for one in function.decorator_list)


# The library


def library() -> str:
    """The public face of merited_credentials: every name with its signature and its promise."""
    import merited_credentials

    lines = []
    for name in sorted(merited_credentials.__all__, key=str.lower):
        thing = getattr(merited_credentials, name)
        lines += [f"## `{name}`", "", *_signature(name, thing), inspect.cleandoc(thing.__doc__ or ""), ""]
    introduction = "Everything that `import merited_credentials` gives. The library needs neither Django nor Merited, and opens no connection."
    return page("The library merited_credentials", introduction, lines)


class _Bare(str):
    """An annotation that shows without quotes."""

    def __repr__(self) -> str:
        return str(self)


def _signature(name: str, thing: object) -> list[str]:
    """How it is called, one argument a line where it would be long; nothing for an error or a protocol."""
    if not callable(thing) or (isinstance(thing, type) and (issubclass(thing, Exception) or _is_protocol(thing))):
        return []
    signature = inspect.signature(thing)
    parameters = [one.replace(annotation=_Bare(one.annotation)) for one in signature.parameters.values()]
    back = "" if isinstance(thing, type) else f" -> {signature.return_annotation}"
    text = f"{name}{signature.replace(parameters=parameters, return_annotation=inspect.Signature.empty)}"
    if len(text) + len(back) > 100:
        star = next((n for n, one in enumerate(parameters) if one.kind is one.KEYWORD_ONLY), None)
        shown = [f"    {one}," for one in parameters]
        if star is not None:
            shown.insert(star, "    *,")
        text = "\n".join([f"{name}(", *shown, ")"])
    # Where a function lies in memory is no promise.
    text = re.sub(r"<(?:built-in |bound )?(?:function|method) ([\w.]+)[^>]*>", r"\1", text)
    return ["```python", text + back, "```", ""]


def _is_protocol(thing: type) -> bool:
    return bool(getattr(thing, "_is_protocol", False))


PAGES = {
    "settings": settings,
    "commands": commands,
    "log": log,
    "refusals": refusals,
    "permissions-free": permissions_free,
    "library": library,
}


def main() -> int:
    """Write the pages, or with --check say which differ."""
    pages = {f"{name}.md": make() for name, make in PAGES.items()}
    if sys.argv[1:] == ["--check"]:
        on_disk = {path.name: path.read_text(encoding="utf-8") for path in TARGET.glob("*.md")}
        differ = sorted(name for name in pages.keys() | on_disk.keys() if pages.get(name) != on_disk.get(name))
        if differ:
            sys.stderr.write(f"docs/reference is not what the code says ({', '.join(differ)}). Run: make docs\n")
        return int(bool(differ))
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (TARGET / name).write_text(text, encoding="utf-8")
    for path in TARGET.glob("*.md"):
        if path.name not in pages:
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
