"""Writing out every signed badge with all that a verifier needs to check it offline."""

import json
from pathlib import Path

from merited.awards.pictures import baked_png, baked_svg
from merited.awards.queries import did_document_of, issuers, signed_awards, status_lists


def export(folder: str) -> tuple[int, int]:
    """Write KEY.json, KEY.png, KEY.svg for every signed badge, documents.json (DID -> document) and status/*.json.

    Returns how many badges and how many status lists. Files of the same name are replaced.
    """
    target = Path(folder)
    (target / "status").mkdir(parents=True, exist_ok=True)
    count = 0
    for award in signed_awards().iterator(chunk_size=200):
        (target / f"{award.id}.json").write_text(award.credential, encoding="utf-8")
        (target / f"{award.id}.png").write_bytes(baked_png(award))
        (target / f"{award.id}.svg").write_bytes(baked_svg(award))
        count += 1
    documents = {issuer.did: did_document_of(issuer) for issuer in issuers()}
    (target / "documents.json").write_text(json.dumps(documents, indent=1), encoding="utf-8")
    lists = list(status_lists())
    for one in lists:
        (target / "status" / f"{one.id}.json").write_text(one.document, encoding="utf-8")
    return count, len(lists)
