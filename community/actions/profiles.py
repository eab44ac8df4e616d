"""What members say of themselves."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from community import signals
from community.actions.accepting import accept_texts
from community.actions.refusals import MayNotWrite
from community.models import Member
from community.naming.names import free_handle
from pagecache import raise_generations

TRIES = 5
"""People of one name who may sign up in the same instant."""


@transaction.atomic
def complete_sign_up(member: Member, *, name: str, language: str) -> Member:
    """Store a new member under a name and the handle it gives; they said that they are old enough and agree.

    They are newcomers until they put the card of their first visit away (`community.welcome`).
    Raises `IntegrityError` for a mail address that is taken.
    """
    member.name, member.language = name, language
    member.is_newcomer = True
    member.age_confirmed_at = member.terms_accepted_at = timezone.now()
    for tries_left in reversed(range(TRIES)):
        member.username = free_handle(name)
        try:
            with transaction.atomic():
                member.save()
            break
        except IntegrityError:
            if not tries_left:
                raise
    accept_texts(member)
    return member


@transaction.atomic
def change_profile(member: Member, *, name: str, bio: str, language: str) -> Member:
    """Write a member's name, words and language; every page that shows the name goes stale.

    Raises `MayNotWrite` for a paused member's name and words; their language is their own.
    """
    member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if (member.name, member.bio, member.language) == (name, bio, language):
        return member
    if not member.may_write and (member.name, member.bio) != (name, bio):
        raise MayNotWrite(member)
    member.name, member.bio, member.language = name, bio, language
    member.save(update_fields=["name", "bio", "language"])
    raise_generations(f"member:{member.pk}")
    signals.member_changed.send(sender=Member, member=member)
    return member


def put_welcome_away(member: Member) -> None:
    """Show a member the card of the first visit never again, on whatever device. Twice is once."""
    Member.objects.filter(pk=member.pk, is_newcomer=True).update(is_newcomer=False)
