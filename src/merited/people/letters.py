"""Letters to people: written as rows that are due, gathered into mails, sent or tried again. Nothing is lost or doubled.

What a letter says is made when it is sent, out of the rows that it is about: here stand keys and times only.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.models import Told
from merited.base.words import _
from merited.people.models import Letter, Person
from merited.people.rules.letters import DECIDES, Kind, Wish, again_at, due_at, is_wanted

LEASE = timedelta(minutes=10)  # a worker that dies while it sends: after this another one tries
OPEN = Q(sent_at__isnull=True, dropped="")


def write(person: Person, kind: Kind, subject: UUID, *, occasion: str, zone: str) -> None:
    """Put a letter among those that are due, unless the person wants none of its kind. A second time changes nothing.

    `occasion` tells one letter about a subject from another: the key of the deed, or a day.
    """
    wish = Wish(person.letters)
    if not person.is_active or not is_wanted(kind, wish):
        return
    Letter.objects.get_or_create(
        person=person,
        kind=kind,
        subject=subject,
        occasion=occasion,
        defaults={"zone": zone, "due_at": due_at(kind, wish, clock.now(), zone)},
    )


@transaction.atomic
def take_next() -> list[Letter]:
    """The letters of the next mail, taken for `LEASE` so that no other worker sends them. Empty when none is due.

    Which letters make one mail is settled here and stays: a mail that is tried again says the same, under the same key.
    """
    while first := Letter.objects.filter(_free()).order_by("due_at", "id").first():
        # One worker at a time gathers a person's letters: two would make two mails of one.
        person = Person.objects.select_for_update(no_key=True).get(pk=first.person_id)
        found = list(Letter.objects.filter(_free(), _companions(first, person)).order_by("id"))
        if first not in found:  # the other worker had it
            continue
        for one in found:
            one.bundle, one.taken_until, one.attempts = (
                first.bundle or found[0].pk,
                clock.now() + LEASE,
                one.attempts + 1,
            )
            one.person = person
        Letter.objects.bulk_update(found, ["bundle", "taken_until", "attempts"])
        halt("letters.taken")
        return found
    return []


def _free() -> Q:
    now = clock.now()
    return OPEN & Q(due_at__lte=now) & (Q(taken_until__isnull=True) | Q(taken_until__lte=now))


def _companions(first: Letter, person: Person) -> Q:
    """What goes in the same mail as this letter, itself among it."""
    if first.bundle:
        return Q(bundle=first.bundle)
    same = Q(person=person, bundle__isnull=True)
    if person.letters == Wish.DAILY:
        return same
    return Q(pk=first.pk) if first.kind in DECIDES else same & ~Q(kind__in=DECIDES)


def were_sent(letters: Collection[Letter]) -> None:
    """The server has taken the mail."""
    _mine(letters).update(sent_at=clock.now(), taken_until=None, last_trouble="")


def were_not_sent(letters: Sequence[Letter], trouble: str) -> None:
    """Sending did not work: tried again later, with longer and longer pauses. `trouble`: a code, never a server's words."""
    again = again_at(letters[0].attempts, clock.now(), letters[0].zone)
    _mine(letters).update(due_at=again, taken_until=None, last_trouble=trouble[:64])


def drop(letters: Collection[Letter], why: str) -> None:
    """They need not be sent any more: "overtaken", "no-address", "closed"."""
    _mine(letters).update(dropped=why, taken_until=None)


def _mine(letters: Collection[Letter]) -> QuerySet[Letter]:
    return Letter.objects.filter(OPEN, pk__in=[one.pk for one in letters])


@transaction.atomic
def look_again(name: str, since: datetime) -> bool:
    """Whether nobody has looked since then. Whoever is told yes has looked, once their transaction is through."""
    Told.objects.get_or_create(name=name)
    told = Told.objects.select_for_update().get(name=name)
    if told.silent_until and told.silent_until >= since:
        return False
    told.silent_until = clock.now()
    told.save()
    return True


def prefer(wish: str, *, by: Person) -> None:
    """Which letters a person wants. What is due already is sent as it was meant. A preference: the log does not note it.

    Raises `Refused` for a wish that we do not know.
    """
    if wish not in set(Wish):
        raise Refused("no-such-wish", _("Choose one of the three."))
    Person.objects.filter(pk=by.pk).update(letters=wish)


def waiting() -> QuerySet[Letter]:
    """Letters that are not sent yet, the first due first."""
    return Letter.objects.filter(OPEN).select_related("person").order_by("due_at", "id")


def troubled(since: datetime) -> QuerySet[Letter]:
    """Letters that were written before `since` and could not be sent, although somebody tried."""
    return waiting().filter(created_at__lt=since, attempts__gt=0).exclude(last_trouble="")


def latest(most: int = 30) -> list[Letter]:
    """The latest letters, sent or waiting: the demonstration shows them."""
    return list(Letter.objects.filter(dropped="").select_related("person").order_by("-created_at")[:most])


def mail_with(key: UUID) -> list[Letter]:
    """All letters of the mail in which this one goes: the demonstration shows it."""
    letter = Letter.objects.filter(pk=key).select_related("person").first()
    if letter is None or letter.bundle is None:
        return [letter] if letter else []
    return list(Letter.objects.filter(bundle=letter.bundle).select_related("person").order_by("id"))
