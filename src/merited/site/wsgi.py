"""The WSGI application, which does not start where `merited serve` would not, and takes no half form."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from wsgiref.types import InputStream, StartResponse, WSGIEnvironment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "merited.site.settings")
_django = get_wsgi_application()


def must_be_sound() -> None:
    """Raise ImproperlyConfigured where a start-up check finds an error: a server may load this file without the command."""
    found = [one for one in run_checks(include_deployment_checks=False) if one.is_serious()]
    if found:
        raise ImproperlyConfigured(" ".join(f"{one.msg}{f' {one.hint}' if one.hint else ''}" for one in found))


must_be_sound()


class WholeBody:
    """A request's body that raises OSError where its end never came, as Django expects of a server.

    Gunicorn hands over what it has as if it were all. A line lost in the middle of a form would then save half a text
    over a whole one.
    """

    def __init__(self, stream: "InputStream", length: int) -> None:
        self._stream, self._left = stream, length

    def read(self, size: int = -1, /) -> bytes:
        """As many bytes, or all that are left."""
        wanted = self._left if size < 0 else min(size, self._left)
        data = self._stream.read(wanted)
        if len(data) < wanted:
            raise OSError("the line was lost before the end of the form")
        self._left -= len(data)
        return data

    def readline(self, size: int = -1, /) -> bytes:
        """The next line."""
        wanted = self._left if size < 0 else min(size, self._left)
        data = self._stream.readline(wanted)
        if len(data) < wanted and not data.endswith(b"\n"):
            raise OSError("the line was lost before the end of the form")
        self._left -= len(data)
        return data


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Django, before a body that is whole or refused."""
    length = environ.get("CONTENT_LENGTH", "")
    if length.isdigit():
        environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))
    return _django(environ, start_response)
