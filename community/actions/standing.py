"""Pausing and banning a member, carried out. Who may decide it, and why, is the desk's to say."""

from datetime import datetime

from django.db import transaction

from community.models import Member
from pagecache import raise_generations


@transaction.atomic
def set_standing(member: Member, *, paused_until: datetime | None, banned_at: datetime | None) -> Member:
    """Let a member write again, or not until then, or not be here at all; at once, in every session.

    What they wrote stays where it is.
    """
    member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    member.paused_until, member.banned_at = paused_until, banned_at
    member.save(update_fields=["paused_until", "banned_at"])
    # A ban takes their page away, and links to it from wherever their words stand.
    raise_generations(f"member:{member.pk}")
    return member
