"""What operators get wrong, found in plain words, and a sample badge signed and verified: for the command and for the page."""

import os
import shutil
import smtplib
import socket
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import run_checks
from django.db import DatabaseError, OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor
from merited_credentials import CredentialError, check_contexts

from merited.awards.actions import signer_of
from merited.awards.keys import master_key_file
from merited.awards.queries import has_key, issuers, unpublished_lists, unsigned
from merited.awards.sample import verdict_on_sample
from merited.base import clock
from merited.base.errors import Refused
from merited.base.log import last_at, last_deed_at
from merited.base.telling import untold_since
from merited.people.letters import troubled
from merited.people.queries import is_demo, stored_public_url

GOOD, ADVICE, WRONG = "good", "advice", "wrong"
LEAST_FREE = 2_000_000_000  # bytes
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what, how it is (good, advice, wrong), the sentence, and what to do."""

    what: str
    how: str
    sentence: str
    cure: str = ""


def examine() -> list[Finding]:
    """Look at everything. Never raises: what cannot be looked at is a finding."""
    found: list[Finding] = []
    for what, look in EXAMINATIONS:
        try:
            found += list(look())
        except (Refused, CredentialError) as no:
            found.append(Finding(what, WRONG, no.sentence))
        except (OperationalError, ProgrammingError):  # no tables, or no database: said once, under "database"
            found.append(Finding(what, ADVICE, "Nothing is stored yet; this is looked at after the first start."))
        except Exception as trouble:
            found.append(
                Finding(what, WRONG, f"This could not be looked at: {type(trouble).__name__}: {str(trouble)[:200]}")
            )
    return found


def _start() -> Iterator[Finding]:
    serious = [one for one in run_checks(include_deployment_checks=False) if one.is_serious()]
    for one in serious:
        yield Finding("start", WRONG, str(one.msg), one.hint or "")
    if not serious:
        yield Finding("start", GOOD, f"Merited starts, in {settings.MODE} mode.")


def _public_url() -> Iterator[Finding]:
    parts = urlsplit(settings.PUBLIC_URL)
    local = parts.hostname in ("localhost", "127.0.0.1")
    try:
        stored = stored_public_url()
    except DatabaseError:  # before the first start, when a wrong address can still be cured
        stored = None
    if settings.MODE == "production" and local:
        yield Finding("public address", WRONG, f"It is {settings.PUBLIC_URL}: badges would point to the reader's own machine.",
                      "Set MERITED_PUBLIC_URL to the address that people use, before the first badge.")  # fmt: skip
    elif settings.MODE == "production" and parts.scheme != "https":
        yield Finding("public address", WRONG, f"{settings.PUBLIC_URL} is not https: did:web is read over https only, so nobody could verify a badge.",
                      "Put a certificate in front, and set MERITED_PUBLIC_URL to the https address.")  # fmt: skip
    elif parts.path not in ("", "/"):
        yield Finding(
            "public address", WRONG, f"{settings.PUBLIC_URL} has a path; Merited lives at the root of a host."
        )
    elif stored and stored != settings.PUBLIC_URL:
        yield Finding("public address", ADVICE, f"Badges are signed under {stored}; this process is set to {settings.PUBLIC_URL}.",
                      f"Set MERITED_PUBLIC_URL={stored}, unless you only serve it elsewhere for a while.")  # fmt: skip
    else:
        yield Finding(
            "public address", GOOD, f"{settings.PUBLIC_URL}{'' if stored else ' (it is stored at the first start)'}"
        )
    if parts.hostname and not {parts.hostname, "*"} & set(settings.ALLOWED_HOSTS):
        yield Finding(
            "hosts",
            WRONG,
            f"{parts.hostname} is not among the hosts that are answered.",
            f"Set MERITED_HOSTS={parts.hostname}",
        )


def _mail() -> Iterator[Finding]:
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        how = WRONG if settings.MODE == "production" else ADVICE
        yield Finding(
            "mail",
            how,
            "Letters are not sent to anybody.",
            "Set EMAIL_URL, for example smtp+tls://user:password@mail.example.org:587",
        )
        return
    try:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=10) as server:
            server.noop()
    except (OSError, smtplib.SMTPException, socket.gaierror) as trouble:
        yield Finding(
            "mail",
            WRONG,
            f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} does not answer ({type(trouble).__name__}).",
            "Check EMAIL_URL and the firewall.",
        )
    else:
        yield Finding("mail", GOOD, f"{settings.EMAIL_HOST} answers.")


def _clock() -> Iterator[Finding]:
    now = clock.now()
    try:
        last = last_deed_at()
    except DatabaseError:
        last = None
    if os.environ.get("MERITED_CLOCK"):
        yield Finding("clock", ADVICE, f"MERITED_CLOCK is set: it is {now:%Y-%m-%d %H:%M} here.")
    elif last and last > now + timedelta(minutes=5):
        yield Finding("clock", WRONG, f"The machine says {now:%Y-%m-%d %H:%M} UTC, but something was done here at {last:%Y-%m-%d %H:%M}. Badges would be dated wrongly.",
                      "Set the machine's clock, best by NTP (timedatectl set-ntp true).")  # fmt: skip
    elif now.year < 2026:
        yield Finding(
            "clock",
            WRONG,
            f"The machine says {now:%Y-%m-%d}.",
            "Set the machine's clock, best by NTP (timedatectl set-ntp true).",
        )
    else:
        yield Finding("clock", GOOD, f"{now:%Y-%m-%d %H:%M} UTC")


def _secret() -> Iterator[Finding]:
    weak = settings.SECRET_KEY == settings.DEMO_SECRET or len(settings.SECRET_KEY) < 32
    if weak:
        yield Finding("secret", WRONG if settings.MODE == "production" else ADVICE, "The secret is the demonstration's, or short.",
                      "MERITED_SECRET_KEY=$(python3 -c 'import secrets; print(secrets.token_urlsafe(50))'), kept outside the repository")  # fmt: skip
    else:
        yield Finding("secret", GOOD, "It is long and your own. It may be changed: badges do not depend on it.")


def _keys() -> Iterator[Finding]:
    path = master_key_file()
    try:
        known = list(issuers())
    except DatabaseError:
        known = []
    if not path.exists() and not any(has_key(one) for one in known):
        yield Finding("keys", GOOD, f"The master key is made at the first start, in {path}.")
        return
    for issuer in known:
        if has_key(issuer):
            signer_of(issuer)  # raises where the master key is missing, or is another
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        yield Finding("keys", WRONG, f"Others on this machine can read the master key ({path}).", f"chmod 600 {path}")
    yield Finding(
        "keys",
        GOOD,
        f"The master key is in {path}. Back it up apart from the database: without it no badge can be signed.",
    )


def _database() -> Iterator[Finding]:
    try:
        waiting = MigrationExecutor(connection).migration_plan(MigrationExecutor(connection).loader.graph.leaf_nodes())
    except DatabaseError as trouble:
        yield Finding(
            "database",
            WRONG,
            f"It does not answer: {str(trouble).splitlines()[0][:200]}",
            "Check DATABASE_URL and that the server runs.",
        )
        return
    if waiting:
        yield Finding("database", WRONG, f"{len(waiting)} migrations are still to be made.", "merited migrate")
    elif is_demo() and settings.MODE == "production":
        yield Finding(
            "database",
            WRONG,
            "It holds the demonstration: invented people with a known password.",
            "Set DATABASE_URL or MERITED_DATA to a place of its own.",
        )
    else:
        yield Finding("database", GOOD, f"{connection.vendor}, up to date.")


def _disk() -> Iterator[Finding]:
    settings.DATA.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.DATA).free
    if not os.access(settings.DATA, os.W_OK):
        yield Finding(
            "disk", WRONG, f"{settings.DATA} cannot be written to.", "Give the folder to the user that runs Merited."
        )
    elif free < LEAST_FREE:
        yield Finding(
            "disk",
            WRONG,
            f"{free / 1e9:.1f} GB are left at {settings.DATA}. Uploads will fail.",
            "Make room, or move MERITED_DATA.",
        )
    else:
        yield Finding("disk", GOOD, f"{free / 1e9:.0f} GB are free at {settings.DATA}.")


def _privacy() -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return
    path = Path(str(connection.settings_dict["NAME"]))
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding("privacy", WRONG, f"Others on this machine can read the database ({path}): drafts, sessions, notes.",
                      f"chmod -R go= {settings.DATA}")  # fmt: skip
    else:
        yield Finding("privacy", GOOD, "The database is readable by the user that runs Merited, and nobody else.")


def _contexts() -> Iterator[Finding]:
    problems = check_contexts()
    for problem in problems:
        yield Finding("contexts", WRONG, str(problem), "Install the pinned requirements again.")
    if not problems:
        yield Finding("contexts", GOOD, "The JSON-LD contexts have the digests that their authors publish.")


def _worker() -> Iterator[Finding]:
    late = clock.now() - timedelta(minutes=10)
    badges = unsigned().exclude(planned="").filter(granted_at__lt=late).count()
    lists = unpublished_lists().filter(changed_at__lt=late).count()
    if badges or lists:
        yield Finding(
            "worker",
            WRONG,
            f"{badges} badges and {lists} status lists wait to be signed for more than ten minutes.",
            "Start the worker: merited work. Its log says what is in the way.",
        )
    else:
        yield Finding("worker", GOOD, "Nothing waits to be signed.")


def _backup() -> Iterator[Finding]:
    last = last_at("backup.made")
    if last and clock.now() - last < A_WEEK:
        yield Finding("backup", GOOD, f"The last one was made on {last:%Y-%m-%d %H:%M} UTC.")
        return
    said = f"The last one was made on {last:%Y-%m-%d}." if last else "None was ever made here."
    yield Finding("backup", ADVICE, said, "merited backup /safe/place/merited.tar, every night; docs/howto/back-up.md")


def _letters() -> Iterator[Finding]:
    now = clock.now()
    untold, stuck = untold_since("letters"), list(troubled(now - timedelta(days=1)))
    if untold and untold < now - timedelta(minutes=10):
        yield Finding(
            "letters",
            WRONG,
            f"Nobody was told of what happened since {untold:%Y-%m-%d %H:%M} UTC.",
            "Start the worker: merited work. Its log says what is in the way.",
        )
    if stuck:
        codes = ", ".join(sorted({one.last_trouble for one in stuck}))
        yield Finding(
            "letters",
            WRONG,
            f"{len(stuck)} letters could not be sent for more than a day ({codes}).",
            "merited letters lists them; merited letters --send-test ADDRESS tries the settings.",
        )
    if not stuck and not (untold and untold < now - timedelta(minutes=10)):
        yield Finding("letters", GOOD, "None waits for more than a day.")


def _sample() -> Iterator[Finding]:
    verdict, sentence = verdict_on_sample()
    how = GOOD if verdict == "PASS" else WRONG
    yield Finding("sample badge", how, f"Signed and verified: {verdict}. {sentence}")


EXAMINATIONS: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
    ("start", _start),
    ("public address", _public_url),
    ("database", _database),
    ("secret", _secret),
    ("keys", _keys),
    ("clock", _clock),
    ("disk", _disk),
    ("privacy", _privacy),
    ("mail", _mail),
    ("contexts", _contexts),
    ("worker", _worker),
    ("letters", _letters),
    ("backup", _backup),
    ("sample badge", _sample),
)
