"""What members change about themselves."""

from django.db import transaction

from community.models import Member
from pagecache import raise_generations


@transaction.atomic
def change_profile(member: Member, *, name: str, bio: str, language: str) -> Member:
    """Write a member's name, words and language; every page that shows the name goes stale."""
    member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    member.name, member.bio, member.language = name, bio, language
    member.save(update_fields=["name", "bio", "language"])
    raise_generations(f"member:{member.pk}")
    return member
