"""What badges refer to, for programs: DID documents of our issuers, signed status lists."""

import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from merited.awards import queries

SHORTLY = "public, max-age=60"  # a key may be renewed and a badge revoked a moment from now


@require_safe
def did_document(request: HttpRequest, key: str) -> HttpResponse:
    """The DID document of an issuer: every key it ever had (did:web, 3.2)."""
    issuer = get_object_or_404(queries.issuers(), organization__key=key)
    return _open(json.dumps(queries.did_document_of(issuer), ensure_ascii=False), "application/did+json")


@require_safe
def status_list(request: HttpRequest, key: UUID) -> HttpResponse:
    """A signed status list, byte for byte (Bitstring Status List 1.0)."""
    document = queries.status_document(key)
    if document is None:
        raise Http404
    return _open(document, "application/vc")


def _open(document: str, content_type: str) -> HttpResponse:
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": SHORTLY}
    return HttpResponse(document.encode(), content_type=content_type, headers=headers)
