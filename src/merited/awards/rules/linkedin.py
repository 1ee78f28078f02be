"""Two addresses of LinkedIn: a link is all there is to it, and nothing is fetched."""

from datetime import date
from urllib.parse import urlencode


def profile_address(
    name: str, organization: dict[str, str], *, issued: date, expires: date | None, address: str, key: str
) -> str:
    """Where a person adds a certification to their own profile, every field filled in that the form takes.

    `organization` is one of {"organizationId": digits} and {"organizationName": name}.

    >>> profile_address("Checks & balances", {"organizationName": "Alder Bay"}, issued=date(2026, 4, 6), expires=None,
    ...                 address="https://x.example/awards/1", key="1")
    'https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&name=Checks+%26+balances&organizationName=Alder+Bay&issueYear=2026&issueMonth=4&certUrl=https%3A%2F%2Fx.example%2Fawards%2F1&certId=1'
    """
    fields: dict[str, str | int] = {"startTask": "CERTIFICATION_NAME", "name": name, **organization}
    fields |= {"issueYear": issued.year, "issueMonth": issued.month}
    if expires:
        fields |= {"expirationYear": expires.year, "expirationMonth": expires.month}
    return "https://www.linkedin.com/profile/add?" + urlencode(fields | {"certUrl": address, "certId": key})


def post_address(address: str) -> str:
    """Where a person writes a post that shows the page at `address`.

    >>> post_address("https://x.example/awards/1")
    'https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2Fx.example%2Fawards%2F1'
    """
    return "https://www.linkedin.com/sharing/share-offsite/?" + urlencode({"url": address})
