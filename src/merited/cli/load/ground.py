"""The ground on which a server is tried: a database of its own, people who are signed in, processes that can be killed."""

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

if TYPE_CHECKING:
    from merited.catalog.models import Version
    from merited.people.models import Organization, Person
    from merited.review.rules.stages import Plan

PATIENCE = 60  # seconds for a process to answer or to end
SERVERS = ("postgres://", "postgresql://")


@contextmanager
def own_ground(url: str) -> Iterator[int]:
    """An empty Merited with a database of its own: on the PostgreSQL server of `url`, else SQLite. Yields a free port."""
    with tempfile.TemporaryDirectory(prefix="merited-") as folder, _database(url, folder) as own:
        port = _free_port()
        for name in ("MERITED_MASTER_KEY", "MERITED_CLOCK"):
            os.environ.pop(name, None)
        os.environ |= {
            "DATABASE_URL": own, "MERITED_MODE": "production", "MERITED_DATA": folder,
            "MERITED_SECRET_KEY": secrets.token_urlsafe(50), "MERITED_ALLOW_LOOPBACK": "",
            "MERITED_PUBLIC_URL": f"http://localhost:{port}", "DJANGO_SETTINGS_MODULE": "merited.site.settings",
            "EMAIL_URL": "dummymail://",
        }  # fmt: skip
        import django

        django.setup()
        from merited.cli import startup

        startup.migrate()
        startup.settle()
        yield port


@contextmanager
def _database(url: str, folder: str) -> Iterator[str]:
    if not url.startswith(SERVERS):
        yield f"sqlite:///{folder}/merited.sqlite3"
        return
    import psycopg
    from psycopg import sql

    name = f"merited_load_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        if "django.db" in sys.modules:
            from django.db import connections

            connections.close_all()
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything that is asked within sees the database as it is at one moment, whatever others do meanwhile."""
    from django.db import connection, transaction

    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def department() -> "Organization":
    """The one department, in the one district."""
    from merited.people.actions import found_organization
    from merited.people.rules.places import Place

    district = found_organization("load", "Load", Place.DISTRICT, timezone="UTC")
    house = {"outline": "round", "color": "pine"}
    return found_organization("load-department", "Load", Place.DEPARTMENT, parent=district, code="LD", house=house)


def offered(where: "Organization", plan: "Plan") -> "Version":
    """One micro-credential with a single question."""
    from merited.catalog.actions import publish
    from merited.cli.demo.content_files import load
    from merited.cli.simulate import DEFINITION
    from merited.review.actions import set_plan

    scales = load("scales.yaml")["scales"]
    version = publish({**DEFINITION, "id": "load-101", "title": "Load"}, scales, organization=where, by=None)
    set_plan(version.microcredential, plan, by=None)
    return version


def reviewers(many: int, where: "Organization", version: "Version") -> "list[Person]":
    """So many people who may read it."""
    from merited.people.actions import invite, place
    from merited.review.actions import qualify, set_terms

    found = []
    for n in range(many):
        found.append(invite(f"Reviewer {n}", address=None))
        place(found[-1], where)
        set_terms(found[-1], capacity=40, languages=["en"], by=None)
        qualify(found[-1], version.microcredential, by=None)
    return found


def two_weeks_ahead() -> datetime:
    """Far enough for every promise."""
    return datetime.now(UTC) + timedelta(days=14)


def signed_in(person: "Person") -> str:
    """A session of this person: signing in is not what is tried."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


class Running:
    """A command of ours in a process of its own, with everything that it starts."""

    def __init__(self, *arguments: str) -> None:
        self.arguments = arguments
        self.start()

    def start(self) -> None:
        """Begin, or begin again."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "merited", *self.arguments], start_new_session=True, stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        """SIGKILL to all of it at once: no time to tidy up."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def end(self) -> None:
        """Let it finish what is in hand."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)


def until_served(port: int) -> None:
    """Wait for the server. Raises OSError when it never answers."""
    for _again in range(PATIENCE * 10):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/how-we-judge/")
            connection.getresponse().read()
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
    raise OSError("the server does not answer")
