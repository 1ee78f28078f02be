"""Words for codes of a definition: what is accepted, what learners' data is in it, how many."""

from collections.abc import Sequence

from django.utils.text import get_text_list
from django.utils.translation import get_language_info, gettext, ngettext
from django.utils.translation import gettext_noop as _

from merited.catalog.document import Artifact, Document

ACCEPTED: dict[str, str] = {
    "pdf": _("PDF"),
    "document": _("document"),
    "image": _("picture"),
    "link": _("link"),
    "audio": _("sound recording"),
    "video": _("video"),
    "spreadsheet": _("spreadsheet"),
    "slides": _("slides"),
}
STUDENT_DATA: dict[str, str] = {
    "none": _("No student data."),
    "work_sample": _("Learners’ work, with names removed."),
    "image_or_voice": _("Learners may be seen or heard, and a release must be on file for each of them."),
    "sensitive_notes": _("Sensitive notes about learners: no names, and only what the work needs."),
}


def accepted(artifact: Artifact) -> str:
    """What may be handed in: "PDF, document, picture or link. Up to 4 files.\""""
    kinds = get_text_list([gettext(ACCEPTED.get(one, one)) for one in artifact.accepts], gettext("or"))
    files = ngettext("%(n)d file.", "Up to %(n)d files.", artifact.most_files) % {"n": artifact.most_files}
    return f"{kinds[:1].upper()}{kinds[1:]}. {files}"


def student_data(artifact: Artifact) -> str:
    """Which data of learners may be in it, in words."""
    words = gettext(STUDENT_DATA.get(artifact.student_data, artifact.student_data))
    if artifact.off_camera:
        words += " " + gettext("It may also be done without learners on camera.")
    return words


def handed_in(document: Document) -> str:
    """How much there is to hand in: "2 pieces of work and 3 short answers.\""""
    works, answers = len(document.artifacts), len(document.prompts)
    parts = []
    if works:
        parts.append(ngettext("%(n)d piece of work", "%(n)d pieces of work", works) % {"n": works})
    if answers:
        parts.append(ngettext("%(n)d short answer", "%(n)d short answers", answers) % {"n": answers})
    return get_text_list(parts, gettext("and"))


def languages(codes: Sequence[str]) -> str:
    """Names of languages in the reader's language: "English or Spanish.\""""
    return get_text_list([_language(code) for code in codes], gettext("or"))


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:  # one that Django has no name for: the code says more than nothing
        return code


# What scales that many share call their levels. A program may have words of its own: they stay as it writes them.
LEVELS: tuple[str, ...] = (
    _("Passing"),
    _("Not yet"),
    _("Proficient"),
    _("Basic"),
    _("Developing"),
    _("Demonstrated"),
    _("Beginning"),
    _("Approaching"),
    _("Meets"),
    _("Exceeds"),
    _("Observe only"),
    _("With direct supervision"),
    _("With indirect supervision"),
    _("On their own"),
    _("Signed off"),
    _("Not yet done"),
)


def level(label: str) -> str:
    """A level's label in the reader's language, where it is one of ours; else as it is written."""
    return gettext(label) if label in LEVELS else label


# The facets of the catalog: a heading for each kind, and words for the codes that are ours.
LEGENDS: dict[str, str] = {
    "kind": _("What it is"),
    "department": _("Offered by"),
    "audience": _("For"),
    "area": _("Practice area"),
    "skill": _("Skill"),
    "effort": _("Work to expect"),
    "language": _("You may answer in"),
    "data": _("What it asks of learners’ data"),
}
FACETS: dict[str, dict[str, str]] = {
    "kind": {
        "microcredential": _("Micro-credentials"),
        "stack": _("Stacks"),
        "requirements": _("Requirement lists"),
    },
    "audience": {"educator": _("Educators"), "student": _("Students")},
    "effort": {
        "short": _("Up to 6 hours"),
        "medium": _("7 to 10 hours"),
        "long": _("11 to 15 hours"),
        "longest": _("More than 15 hours"),
    },
    "data": {
        "none": _("No student data"),
        "work_sample": _("Learners’ work, names removed"),
        "image_or_voice": _("Learners seen or heard"),
        "sensitive_notes": _("Sensitive notes about learners"),
    },
}


def legend(kind: str) -> str:
    """The heading of a facet."""
    return gettext(LEGENDS[kind])


def facet(kind: str, code: str) -> str:
    """A code of a facet in words: "Up to 6 hours"; a language by its name."""
    if kind == "language":
        return languages([code])
    known = FACETS.get(kind, {}).get(code)
    return gettext(known) if known else code.replace("_", " ").capitalize()


def facet_order(kind: str) -> list[str]:
    """The order of a facet's codes; empty where names or counts order them."""
    return list(FACETS.get(kind, ()))


STEPS: dict[str, str] = {
    "read": _("Read"),
    "watch": _("Watch"),
    "meet": _("Meet"),
    "do": _("Do"),
    "earn": _("Earn"),
}


def step(kind: str) -> str:
    """What a step of a playlist asks: "Watch"."""
    known = STEPS.get(kind)
    return gettext(known) if known else kind.capitalize()
