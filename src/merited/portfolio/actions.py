"""Keeping evidence: files and links."""

from urllib.parse import urlsplit

from django.core.files.base import File

from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.ids import uuid7
from merited.base.text import cleaned
from merited.base.words import _
from merited.people.models import Person
from merited.portfolio.files import keep, thrown_away
from merited.portfolio.models import Evidence
from merited.portfolio.pages import count_pages

LONGEST_ABOUT = 500


def keep_file(upload: File, *, accepts: tuple[str, ...], about: str, by: Person) -> Evidence:  # type: ignore[type-arg]
    """Check a file, take its metadata out where it is a picture, store it privately. Raises `Refused`.

    Whatever goes wrong once it is stored, no file stays behind that nothing refers to.
    """
    key = uuid7()
    kept = keep(upload, accepts=accepts, name=key)
    try:
        halt("upload.file-kept")
        return Evidence.objects.create(
            id=key, owner=by, kind=kept.kind.kind, media_type=kept.kind.media_type, path=kept.path, size=kept.size,
            digest=kept.digest, about=cleaned(about)[:LONGEST_ABOUT], metadata_removed=kept.metadata_removed,
            pages=count_pages(kept.path) if kept.kind.kind == "pdf" else 0,
        )  # fmt: skip
    except BaseException:
        thrown_away(kept.path)
        raise


def keep_link(url: str, *, about: str, by: Person) -> Evidence:
    """Keep an address. It is not fetched: reviewers open it themselves. Raises `Refused`."""
    url = cleaned(url).strip()
    parts = urlsplit(url) if len(url) <= 2000 else None
    if (
        not parts
        or parts.scheme not in ("http", "https")
        or not parts.hostname
        or "." not in parts.hostname
        or " " in url
    ):
        raise Refused(
            "not-a-link", _("This is no complete web address. Copy it from the address bar; it begins with https://")
        )
    if parts.username or parts.password:
        raise Refused(
            "link-with-password",
            _("This address holds a name and a password. Share the page in another way and paste that link."),
        )
    return Evidence.objects.create(owner=by, kind="link", url=url, about=cleaned(about)[:LONGEST_ABOUT])


def discard(evidence: Evidence) -> None:
    """Take back evidence that was kept a moment ago and stands nowhere: the same thing is here already."""
    if evidence.path:
        thrown_away(evidence.path)
    evidence.delete()
