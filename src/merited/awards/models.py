"""The badge: granted, planned, signed, shown, revoked; and the page on which a person shows some of them."""

from uuid import uuid4

from django.db import models

from merited.base.models import Dated
from merited.catalog.models import Version
from merited.people.models import Organization, Person


class Issuer(Dated):
    """An organization as an issuer: its DID under the public address. Both are settled once and never change."""

    personal_data = "none"

    organization = models.OneToOneField(Organization, models.PROTECT, related_name="+")
    did = models.CharField(max_length=300, unique=True)
    address = models.URLField(max_length=300)  # the issuer's own page

    def __str__(self) -> str:
        return self.did


class SigningKey(Dated):
    """A key pair of an issuer. The private half is sealed under the master key, which is never in the database."""

    personal_data = "none"

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="keys")
    name = models.CharField(max_length=32)  # the fragment of its address, such as "2026-1"
    public = models.CharField(max_length=100)  # Multikey, z6Mk...
    sealed = models.BinaryField()
    retired_at = models.DateTimeField(null=True)  # no longer signs; still listed, for old badges are signed with it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "name"], name="one_key_of_a_name"),
            models.UniqueConstraint(
                fields=["issuer"], condition=models.Q(retired_at__isnull=True), name="one_present_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuer}#{self.name}"


class StatusList(Dated):
    """A Bitstring Status List of an issuer: which of its badges are revoked. Signed again after each change."""

    personal_data = "none"

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="+")
    revoked = models.JSONField(default=list)  # indexes whose bit is set
    taken = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    document = models.TextField(default="")

    def __str__(self) -> str:
        return str(self.id)


class Award(Dated):
    """A fact about competence: who met which version, with a result for each criterion.

    Granted (a row), planned (the document we mean to sign is written down), signed (the credential, stored once and
    served untouched), perhaps revoked. A granted award without a credential is a normal, visible state.
    """

    personal_data = "the record of a person's competence; permanent, its earner owns it"

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)  # of the version's document
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="+")
    results = models.JSONField()  # level by criterion
    granted_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    status_list = models.ForeignKey(StatusList, models.PROTECT, null=True, related_name="+")
    status_index = models.PositiveIntegerField(null=True)
    planned = models.TextField(default="")  # what the library prepared and linted
    credential = models.TextField(default="")  # the signed document, byte for byte
    signed_at = models.DateTimeField(null=True)

    # Its earner decides who sees its page. Neither: unlisted, for those who have the link. Never both.
    shared_at = models.DateTimeField(null=True)  # search engines may list it
    hidden_at = models.DateTimeField(null=True)  # held privately: the page names nobody and nothing

    revoked_at = models.DateTimeField(null=True)
    revoked_for = models.CharField(max_length=32, default="")  # awards.rules.revoking.Reason
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    revoked_note = models.TextField(default="")  # for the people here; never public

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["status_list", "status_index"], name="one_award_of_an_index"),
            models.CheckConstraint(
                condition=models.Q(shared_at__isnull=True) | models.Q(hidden_at__isnull=True),
                name="award_hidden_or_shared",
            ),
        ]
        indexes = [
            # The worker looks for what is not signed yet.
            models.Index(fields=["granted_at"], condition=models.Q(signed_at__isnull=True), name="award_unsigned"),
            models.Index(fields=["person", "-granted_at"], name="award_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.id}"


class Profile(Dated):
    """A page on which somebody shows badges that they chose. Off until they turn it on; its address stays theirs."""

    personal_data = "what a person chose to show of themself; deleted with the person"

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid4, unique=True, editable=False)  # random: it tells nothing, not even when
    name = models.CharField(max_length=200)  # as they write it here
    words = models.CharField(max_length=300, default="")  # a sentence about themself
    awards = models.ManyToManyField(Award, related_name="+")
    public_since = models.DateTimeField(null=True)
    indexed = models.BooleanField(default=False)  # search engines may list it

    def __str__(self) -> str:
        return str(self.key)
