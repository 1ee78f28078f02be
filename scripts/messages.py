"""`make messages`: collect every sentence marked for translation, bring the .po files up to date, compile the .mo files.

Pure Python (babel), so that a bare machine does it too. What it writes depends on the code and the translations alone:
no dates, no line numbers, no versions of tools. `--check` only compares, `--untranslated` lists what is still English.
"""

from __future__ import annotations

import argparse
import io
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "merited"
LOCALES = SOURCE / "web" / "locale"
LANGUAGES = ("es",)

# `_` of base.words and Django's functions; (1, 2) are singular and plural, (1, "c") a context.
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_noop", "gettext_lazy"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
HEADER = """# Merited in another language. Made by `make messages`: translate the msgstr lines, then run it again.
# Words of the domain stand in the glossary of docs/howto/translate.md.
"""


def files() -> Iterator[Path]:
    """Python files and templates, in order. Migrations say nothing to people."""
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in (".py", ".html", ".txt") and not {"migrations", "locale", "static", "content"} & set(
            path.parts
        ):
            yield path


def python_of(path: Path) -> str:
    """The file as calls of gettext, one way or the other."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    # Django's own reading of a template; what is no call is blanked, and its indentation would trouble the tokenizer.
    calls = templatize(text, origin=path.name)
    return "\n".join(line.strip() for line in calls.splitlines())


def collected() -> Catalog:
    """Every marked sentence, with the files it stands in."""
    template = Catalog()
    for path in files():
        source = io.BytesIO(python_of(path).encode())
        for _line, message, comments, context in extract("python", source, KEYWORDS, ["Translators:"]):
            where = [(path.relative_to(ROOT).as_posix(), 1)]
            template.add(message, locations=where, auto_comments=comments, context=context)
    return template


def catalog_at(path: Path, language: str) -> Catalog:
    """A .po file, read; an empty one where there is none."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(path: Path, language: str, template: Catalog) -> Catalog:
    """The translations that there are, for the sentences that there are. Nothing is guessed from similar sentences."""
    catalog = catalog_at(path, language)
    catalog.update(template, no_fuzzy_matching=True, keep_user_comments=True)
    catalog.obsolete.clear()
    return catalog


def po_of(catalog: Catalog) -> str:
    """The text of the .po file."""
    out = io.BytesIO()
    write_po(out, catalog, width=0, ignore_obsolete=True, include_lineno=False, omit_header=True)
    body = out.getvalue().decode()
    plural = f'"Plural-Forms: {catalog.plural_forms}\\n"'
    head = [f'"Language: {catalog.locale_identifier}\\n"', plural, '"MIME-Version: 1.0\\n"']
    head += ['"Content-Type: text/plain; charset=UTF-8\\n"', '"Content-Transfer-Encoding: 8bit\\n"']
    return "\n".join([HEADER.rstrip(), 'msgid ""', 'msgstr ""', *head, "", body.strip(), ""])


def pairs_of(catalog: Catalog) -> dict[bytes, bytes]:
    """What a .mo file holds: each translated sentence by its key. Plural forms are separated by a NUL."""
    head = f"Content-Type: text/plain; charset=UTF-8\nPlural-Forms: {catalog.plural_forms}\n"
    found = {b"": head.encode()}
    for one in catalog:
        texts = one.string if isinstance(one.string, (tuple, list)) else (one.string,)
        if not one.id or one.fuzzy or not all(texts):
            continue
        ids = one.id if isinstance(one.id, (tuple, list)) else (one.id,)
        key = "\0".join(ids).encode()
        found[f"{one.context}\4".encode() + key if one.context else key] = "\0".join(texts).encode()
    return found


def mo_of(catalog: Catalog) -> bytes:
    """The .mo file (GNU gettext, "The Format of GNU MO Files"), little-endian, sorted, without a hash table."""
    pairs = sorted(pairs_of(catalog).items())
    count, at = len(pairs), 28 + 16 * len(pairs)
    tables: list[bytes] = []
    for texts in ([key for key, _text in pairs], [text for _key, text in pairs]):
        for text in texts:
            tables.append(struct.pack("<II", len(text), at))
            at += len(text) + 1
    head = struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, at)
    return head + b"".join(tables) + b"".join(text + b"\0" for column in zip(*pairs, strict=True) for text in column)


PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<![{])\{\w+\}(?!})")
TAG = re.compile(r"</?[a-z][^>]*>")


def faults_of(catalog: Catalog) -> Iterator[str]:
    """Translations that would break a page: other placeholders or tags than the sentence, a plural form missing."""
    for one in catalog:
        ids = one.id if isinstance(one.id, (tuple, list)) else (one.id,)
        texts = one.string if isinstance(one.string, (tuple, list)) else (one.string,)
        if not one.id or not any(texts):
            continue
        if not all(texts):
            yield f"a plural form is missing: {ids[0]}"
        named = {name for text in ids for name in PLACEHOLDER.findall(text)}
        for text in filter(None, texts):
            # A singular may say "one" where the plural has a number.
            if not set(PLACEHOLDER.findall(text)) <= named or (
                len(texts) == 1 and set(PLACEHOLDER.findall(text)) != named
            ):
                yield f"other placeholders: {ids[0]} / {text}"
            if sorted(TAG.findall(text)) != sorted(TAG.findall(ids[-1])):
                yield f"other tags: {ids[0]} / {text}"


def main() -> int:
    """Write the catalogs, or with --check say which differ."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--check", action="store_true", help="only compare")
    asked.add_argument(
        "--untranslated", metavar="PART", nargs="?", const="", help="list, of files with PART in the path"
    )
    options = asked.parse_args()
    template, differs = collected(), False
    for language in LANGUAGES:
        folder = LOCALES / language / "LC_MESSAGES"
        catalog = updated(folder / "django.po", language, template)
        if options.untranslated is not None:
            for one in catalog:
                where = [name for name, _line in one.locations if options.untranslated in name]
                if one.id and where and not (all(one.string) if isinstance(one.string, (tuple, list)) else one.string):
                    sys.stdout.write(f"{where[0]}: {one.id!r}\n")
            continue
        for name, content in (("django.po", po_of(catalog).encode()), ("django.mo", mo_of(catalog))):
            path = folder / name
            if path.exists() and path.read_bytes() == content:
                continue
            differs = True
            if not options.check:
                folder.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        for fault in faults_of(catalog):
            differs = True
            sys.stderr.write(f"{language}: {fault}\n")
    if options.check and differs:
        sys.stderr.write("The translations do not stand as the code says. Run: make messages\n")
    return int(options.check and differs)


if __name__ == "__main__":
    sys.exit(main())
