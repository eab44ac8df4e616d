"""The team as its page lists it."""

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from community.models import Member
from community.models.invitations import GROUPS, Role


@dataclass(frozen=True)
class Colleague:
    """Somebody who speaks or acts for the brand."""

    member: Member
    role: Role
    has_second_factor: bool


def colleagues() -> list[Colleague]:
    """Return the team: admins first, then by name. Two queries."""
    factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    members = Member.objects.staff().annotate(second_factor=Exists(factors)).prefetch_related("groups")
    return [
        Colleague(member, role_of(group.name for group in member.groups.all()), member.second_factor)
        for member in members.order_by("-is_superuser", "name", "pk")
    ]


def role_of(groups: Iterable[str]) -> Role:
    """Return what membership in these groups amounts to."""
    ours = GROUPS[Role.BOTH] & set(groups)
    return next(role for role, names in GROUPS.items() if names == ours)
