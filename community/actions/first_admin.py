"""The first admin, made by whoever holds the link that the machine prints: there is no default password."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.utils.translation import gettext as _

from community.actions.profiles import complete_sign_up
from community.actions.refusals import Refused
from community.models import Member
from community.models.members import DESK

VALID_FOR = timedelta(days=3)
PURPOSE = "first-admin"
SIGNER = TimestampSigner(salt="community.first_admin", sep=".")


class AdminExists(Refused):
    def __init__(self) -> None:
        super().__init__(_("This site has its admin already."))


def first_admin_token() -> str:
    """Return what the link ends in; raises AdminExists where nobody may be made by a link any more."""
    if Member.objects.admins().exists():
        raise AdminExists
    return SIGNER.sign(PURPOSE)


def may_make_admin(token: str) -> bool:
    """Whether the link works: signed by this site within three days, and there is no admin yet."""
    try:
        SIGNER.unsign(token, max_age=VALID_FOR)
    except BadSignature:
        return False
    return not Member.objects.admins().exists()


@transaction.atomic
def make_first_admin(*, email: str, name: str, password: str, language: str) -> Member:
    """Make the admin, whose address counts as confirmed: they started this site.

    Raises AdminExists, and IntegrityError for a mail address that is taken.
    """
    # Of two who hold the link at once, the second waits here and finds the first.
    Group.objects.select_for_update().get(name=DESK)
    if Member.objects.admins().exists():
        raise AdminExists
    member = Member(email=email.lower(), is_superuser=True, is_staff=True)
    member.set_password(password)
    member = complete_sign_up(member, name=name, language=language)
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    return member
