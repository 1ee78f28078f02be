"""What search engines may look at: the catalog and shared award pages; nothing else of people."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from merited.awards.queries import shared_awards
from merited.catalog.shelves import Asked, cards
from merited.people.queries import public_url

DAY = "public, max-age=3600"
MOST = 50_000  # the protocol's own limit
OPEN = ("/", "/catalog/", "/how-we-judge/", "/two-questions/", "/frameworks/", "/verify/")
# Awards are not named here: who must not see them is told by the page itself (noindex), which has to be readable for that.
CLOSED = ("/work/", "/review/", "/district/", "/accounts/", "/evidence/", "/api/", "/catalog/compare/")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Where programs may look."""
    lines = ["User-agent: *", *(f"Disallow: {one}" for one in CLOSED), "", f"Sitemap: {public_url()}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8", headers={"Cache-Control": DAY})


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page that is worth finding: the catalog, and the award pages whose earners share them with everybody."""
    base = public_url()
    pages = [(f"{base}{one}", "") for one in OPEN]
    for card in cards(Asked())[: MOST - len(pages)]:
        pages.append((f"{base}/catalog/{card.key}/", card.published_at.date().isoformat()))
    for key, day in shared_awards().values_list("id", "granted_at")[: MOST - len(pages)]:
        pages.append((f"{base}/awards/{key}", day.date().isoformat()))
    entries = "".join(
        f"<url><loc>{one}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>\n" for one, day in pages
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )
    return HttpResponse(text, content_type="application/xml", headers={"Cache-Control": DAY})
