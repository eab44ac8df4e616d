"""The team and who is asked to join it, or to become a member: inviting, accepting, changing, leaving."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from community.actions.notifying import notify
from community.actions.refusals import MayNotWrite, Refused
from community.generations import generations_of_stars
from community.models import Invitation, Member, Notification
from community.models.invitations import Role, valid_from_now
from community.models.members import DESK, MARKETING
from community.roles import may_invite
from content.brand import current_brand
from content.models.catalogue import in_language
from pagecache import raise_generations

log = structlog.get_logger(__name__)

HOURLY = 50
"""Invitations one person may send within an hour."""
PAUSE = timedelta(hours=1)
"""Before the same invitation is sent again."""


class TooManyInvitations(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("You can invite %(limit)d people an hour. Nobody was invited now; go on a little later.")
            % {"limit": HOURLY}
        )


class InvitationClosed(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("This invitation has been used, was taken back, or is too old. Ask for a new one.")
        )


class OtherAddress(Refused):
    def __init__(self) -> None:
        super().__init__(_("This invitation went to another mail address than yours."))


class SentJustNow(Refused):
    def __init__(self) -> None:
        super().__init__(_("It was sent within the last hour. Give it some time first."))


class LastAdmin(Refused):
    def __init__(self) -> None:
        super().__init__(_("Nobody else could look after the team then. Make somebody else admin first."))


@dataclass(frozen=True)
class Invited:
    """What came of a list of addresses: invitations on their way, and those who get none."""

    made: Sequence[Invitation]
    known: Sequence[str]


@transaction.atomic
def invite(
    addresses: Iterable[str],
    *,
    by: Member,
    language: str,
    words: str = "",
    role: str = Role.NONE,
    brand_role: dict[str, str] | None = None,
) -> Invited:
    """Invite people to the team, or as customers where there is no `role`. The mails go out with the sweep.

    Who is there already, or has an invitation, gets none. Raises `TooManyInvitations`, and then invites
    nobody; `MayNotWrite` for who may not invite such people.
    """
    # The inviter's row is the queue: what two windows send at once is counted one after the other.
    by = Member.objects.select_for_update(no_key=True).get(pk=by.pk)
    if not may_invite(by, staff=bool(role)):
        raise MayNotWrite
    wanted = list(dict.fromkeys(address.lower() for address in addresses))
    known = _known(wanted, to_staff=bool(role))
    new = [address for address in wanted if address not in known]
    recent = Invitation.objects.filter(invited_by=by, created_at__gt=timezone.now() - timedelta(hours=1))
    if recent.count() + len(new) > HOURLY:
        raise TooManyInvitations
    if role:
        # A colleague's invitation takes the place of a customer's.
        Invitation.objects.unanswered().to_customers().filter(email__in=new).update(
            cancelled_at=timezone.now()
        )
    rows = [
        Invitation(
            email=address, role=role, brand_role=brand_role or {}, language=language, words=words,
            invited_by=by,
        )
        for address in new
    ]  # fmt: skip
    # Somebody else may invite the same person this instant; the constraint leaves one invitation.
    Invitation.objects.bulk_create(rows, ignore_conflicts=True)
    made = list(Invitation.objects.unanswered().filter(email__in=new, invited_by=by).order_by("pk"))
    sent = {invitation.email for invitation in made}
    return Invited(made, [address for address in wanted if address not in sent])


def _known(addresses: Sequence[str], *, to_staff: bool) -> set[str]:
    """Return those who get no mail: invited already, or there already. A customer gets one mail, ever."""
    invitations = Invitation.objects.filter(email__in=addresses)
    if to_staff:
        members = Member.objects.staff()
        blocking = invitations.unanswered().to_staff()
    else:
        members = Member.objects.all()
        blocking = invitations.filter(
            Q(accepted_at=None, cancelled_at=None) | Q(role=Role.NONE, mailed_at__isnull=False)
        )
    # An address typed at the command line may have capitals.
    there = members.annotate(address=Lower("email")).filter(address__in=addresses)
    return {*blocking.values_list("email", flat=True), *there.values_list("address", flat=True)}


@transaction.atomic
def send_again(invitation: Invitation, *, by: Member) -> Invitation:
    """Send a colleague's invitation anew, for another two weeks; the link of the mail before is void.

    Raises `InvitationClosed` (a customer's is never repeated) and `SentJustNow`.
    """
    invitation = _lock(invitation)
    if not invitation.is_to_staff or invitation.accepted_at or invitation.cancelled_at:
        raise InvitationClosed
    last = invitation.mailed_at or invitation.created_at
    if last > timezone.now() - PAUSE:
        raise SentJustNow
    invitation.serial += 1
    invitation.invited_by = by
    invitation.expires_at = valid_from_now()
    invitation.claimed_at = invitation.mailed_at = None
    invitation.save(update_fields=["serial", "invited_by", "expires_at", "claimed_at", "mailed_at"])
    return invitation


@transaction.atomic
def cancel_invitation(invitation: Invitation, *, by: Member) -> Invitation:
    """Take an invitation back; its link says so. Twice is once. Raises `InvitationClosed` once accepted."""
    invitation = _lock(invitation)
    if invitation.accepted_at is not None:
        raise InvitationClosed
    if invitation.cancelled_at is None:
        invitation.cancelled_at = timezone.now()
        invitation.save(update_fields=["cancelled_at"])
        log.info("invitation taken back", invitation=invitation.pk, by=by.pk)
    return invitation


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: Member) -> Invitation:
    """Let the invited person in: into the groups and under the label they were promised. Twice is once.

    Raises `InvitationClosed` also where whoever invited may do so no longer, `OtherAddress` for somebody
    without the invited address, and `MayNotWrite` for a member who is paused or banned.
    """
    invitation = _lock(invitation)
    if invitation.accepted_by_id == by.pk:
        return invitation
    if not is_valid(invitation):
        raise InvitationClosed
    if not is_for(invitation, by):
        raise OtherAddress
    if not by.may_write:
        raise MayNotWrite(by)
    invitation.accepted_at, invitation.accepted_by = timezone.now(), by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    if invitation.is_to_staff:
        member = Member.objects.select_for_update(no_key=True).get(pk=by.pk)
        role = Role(invitation.role)
        member.groups.add(*Group.objects.filter(name__in=role.groups))
        _relabel(member, invitation.brand_role)
        log.info("joined the team", member=by.pk, role=role.value, invited_by=invitation.invited_by_id)
    return invitation


def is_valid(invitation: Invitation) -> bool:
    """Whether it can be accepted: open, and a colleague's only while its sender may still send one."""
    inviter = invitation.invited_by
    allowed = not invitation.is_to_staff or (inviter is not None and may_invite(inviter, staff=True))
    return invitation.is_open and allowed


def is_for(invitation: Invitation, member: Member) -> bool:
    """Whether the invited address is one that this member has shown to be theirs."""
    return EmailAddress.objects.filter(user=member, email__iexact=invitation.email, verified=True).exists()


@transaction.atomic
def change_colleague(member: Member, *, by: Member, role: str, brand_role: dict[str, str]) -> Member:
    """Give a colleague another role or label from now on, and tell them; what they wrote keeps the old."""
    member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    wanted = Role(role).groups
    ours = set(member.groups.filter(name__in=[DESK, MARKETING]).values_list("name", flat=True))
    if ours == wanted and member.brand_role == brand_role:
        return member
    member.groups.remove(*Group.objects.filter(name__in=ours - wanted))
    member.groups.add(*Group.objects.filter(name__in=wanted - ours))
    _relabel(member, brand_role)
    with translation.override(member.language):
        names = {
            "role": Role(role).label if role else _("no part at the desk or in the pages"),
            "label": in_language(brand_role) or _("nothing"),
            "brand": current_brand().name,
            "name": by.name,
        }
        sentence = _(
            "%(name)s has set your part in the team of %(brand)s: %(role)s. "
            "Beside what you write from now on stands: %(label)s."
        )
        _tell(member, sentence % names, by=by)
    log.info("team changed", member=member.pk, role=role, by=by.pk)
    return member


@transaction.atomic
def take_off_team(member: Member, *, by: Member) -> Member:
    """Make a colleague a customer again; what they wrote for the brand stays under their role of then.

    Raises `LastAdmin` where nobody would be left to look after the team. Twice is once.
    """
    # All admins' rows, in one order: of two who take each other off at once, one stays.
    admins = list(Member.objects.admins().select_for_update(no_key=True).order_by("pk"))
    member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if not Member.objects.staff().filter(pk=member.pk).exists():
        return member
    if member.is_superuser and not any(admin.pk != member.pk for admin in admins):
        raise LastAdmin
    member.groups.clear()
    member.is_superuser = member.is_staff = False
    member.save(update_fields=["is_superuser", "is_staff"])
    _relabel(member, {})
    with translation.override(member.language):
        sentence = _(
            "%(name)s has taken you off the team of %(brand)s. You stay a member, and what you wrote stays "
            "where it is, under your role of then."
        )
        _tell(member, sentence % {"name": by.name, "brand": current_brand().name}, by=by)
    log.info("taken off the team", member=member.pk, by=by.pk)
    return member


@transaction.atomic
def forget_unused_invitations() -> int:
    """Delete invitations nobody used, with the address in them; returns how many."""
    return Invitation.objects.forgotten().delete()[0]


def _lock(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(no_key=True, of=("self",)).select_related("invited_by")
    return rows.get(pk=invitation.pk)


def _relabel(member: Member, brand_role: dict[str, str]) -> None:
    member.brand_role = brand_role
    member.save(update_fields=["brand_role"])
    raise_generations(f"member:{member.pk}", *generations_of_stars(member.pk))


def _tell(member: Member, sentence: str, *, by: Member) -> None:
    if member.pk != by.pk:
        notify(member, Notification.Kind.TEAM, facts={"sentence": sentence})
