"""What of a definition can be searched, and by what it can be narrowed: computed once, at publication."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Source = Mapping[str, Any]

TITLE, ABOUT, REST = 0, 1, 2  # where a word stands: the smaller, the sooner it is shown
LONGEST = 64

# From the least to the most that is asked of learners.
DATA_ORDER = ("none", "work_sample", "image_or_voice", "sensitive_notes")
# Bands of declared hours: the code, and the most hours that it holds.
EFFORTS = (("short", 6), ("medium", 10), ("long", 15), ("longest", 10_000))

# Small words that say nothing about what is sought.
_SMALL = frozenset(["a", "an", "and", "the", "of", "for", "in", "on", "to", "with", "how", "my", "i", "is", "de", "la",
                    "el", "los", "las", "y", "en", "con", "para"])  # fmt: skip


def plain_words(text: str) -> list[str]:
    """The words of a text without accents or case, as they are stored and sought.

    >>> plain_words("Café-Talk: «Niños» & PL-101")
    ['cafe', 'talk', 'ninos', 'pl', '101']
    """
    bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return [one[:LONGEST] for one in re.findall(r"[^\W_]+", bare.casefold())]


def sought(text: str, most: int = 8) -> tuple[str, ...]:
    """The words that a search is about: each once, without small ones unless there are no others.

    >>> sought("Feedback for the learners, feedback")
    ('feedback', 'learners')
    """
    found = list(dict.fromkeys(plain_words(text)))
    return tuple([one for one in found if one not in _SMALL] or found)[:most]


def searchable(source: Source, also: Iterable[str] = ()) -> dict[str, int]:
    """Every word that finds this definition, with where it stands. `also`: names of its practice areas and makers."""
    found: dict[str, int] = {}
    key = str(source["id"])
    for place, texts in (
        (TITLE, [source["title"], key, key.replace("-", "")]),
        (ABOUT, [*_about(source), *also]),
        (REST, list(_rest(source))),
    ):
        for text in texts:
            for word in plain_words(str(text or "")):
                found.setdefault(word, place)
    return found


def _about(source: Source) -> Iterator[str]:
    yield from (source.get(one, "") for one in ("short_description", "description", "competency"))
    yield from skills_in(source)
    yield from source.get("tags", ())


def _rest(source: Source) -> Iterator[str]:
    method = source.get("key_method") or {}
    yield from (method.get("name", ""), method.get("statement", ""))
    yield from (one["name"] for one in source.get("method_components", ()))
    for part in source.get("parts", ()):
        for artifact in part.get("artifacts", ()):
            yield artifact["title"]
            yield from (one["name"] for one in artifact["criteria"])
    yield from _of_pathway(source)


def _of_pathway(source: Source) -> Iterator[str]:
    """Words of a stack's places and of a requirement list."""
    requirements = source.get("requirements", ())
    if isinstance(requirements, Mapping):
        yield from (one.get("label", "") for one in requirements.get("choose", ()))
        yield (requirements.get("capstone") or {}).get("title", "")
        yield str((source.get("recognition") or {}).get("macro_level", ""))
        return
    for one in requirements:
        yield one.get("text", "")
        yield from (child.get("text", "") for child in one.get("children", ()))


def skills_in(source: Source) -> list[str]:
    """The skills that its badge names."""
    return [str(one) for one in (source.get("badge") or {}).get("skills", ())]


def hours_in(source: Source) -> int | None:
    """The hours of work that its authors declare; None where they say nothing."""
    hours = source.get("estimated_effort_hours")
    return int(hours) if hours else None


def effort_of(hours: int | None) -> str:
    """The band of declared hours.

    >>> effort_of(10), effort_of(11), effort_of(None)
    ('medium', 'long', '')
    """
    return "" if hours is None else next(code for code, most in EFFORTS if hours <= most)


def languages_in(source: Source) -> list[str]:
    """Codes of the languages that one may answer in."""
    return [str(one) for one in source.get("submission_languages") or [source.get("language", "en")]]


def student_data_in(source: Source) -> str:
    """The most demanding kind of learners' data among its pieces of work; empty for what asks for no work."""
    kinds = [
        str(artifact.get("student_data", "none"))
        for part in source.get("parts", ())
        for artifact in part.get("artifacts", ())
    ]
    return max(kinds, key=_demand) if kinds else ""


def _demand(kind: str) -> int:
    return DATA_ORDER.index(kind) if kind in DATA_ORDER else len(DATA_ORDER)


def again_in(source: Source) -> str:
    """What is promised to whoever hears "not yet": "unlimited", or "" where the document promises less."""
    said = source.get("resubmission") or {}
    return "unlimited" if said.get("limit") == "none" and said.get("scope") == "unmet_criteria_only" else ""


def _scale_in_words(scale: Source) -> str:
    """A scale with what meets: "Developing, Basic | Proficient"."""
    levels = sorted(scale["levels"], key=lambda one: int(one["value"]))
    below = ", ".join(one["label"] for one in levels if not one.get("meets"))
    return f"{below} | {', '.join(one['label'] for one in levels if one.get('meets'))}"


Named = tuple[str, str]  # a key and a name


def facets_in(source: Source, kind: str, maker: Named, areas: Iterable[Named] = ()) -> list[tuple[str, str, str]]:
    """By what it can be narrowed: (kind of facet, code, name). The name is empty where a code has words of ours.

    `maker` answers for it; `areas` are the practice areas that it belongs to: the district says, not the document.
    """
    found = [
        ("kind", kind, ""),
        ("department", *maker),
        ("audience", str(source.get("audience", "educator")), ""),
        ("effort", effort_of(hours_in(source)), ""),
    ]
    if source.get("parts"):
        found += [("language", one, "") for one in languages_in(source)]
        found.append(("data", student_data_in(source), ""))
        found.append(("again", again_in(source), ""))
        found += [("scale", str(one["id"]), _scale_in_words(one)) for one in source.get("scales", ())]
    found += [("area", *one) for one in areas]
    found += [("skill", "-".join(plain_words(one)), one) for one in skills_in(source)]
    return [one for one in dict.fromkeys(found) if one[1]]
