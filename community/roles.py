"""Who may look at what in this room."""

from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

from community.models import Member, Post
from community.models.members import DESK, MARKETING
from community.models.posts import State

GONE = frozenset({State.WITHDRAWN, State.REMOVED})


def is_desk(member: Member | AnonymousUser) -> bool:
    """Whether somebody works at the moderation desk (an admin may too)."""
    if not member.is_authenticated or not member.is_active:
        return False
    return member.is_superuser or DESK in member.group_names


def may_invite(member: Member | AnonymousUser, *, staff: bool) -> bool:
    """Whether somebody may invite: an admin colleagues (`staff`) and customers, a marketer customers."""
    if not member.is_authenticated or not member.is_active or member.banned_at is not None:
        return False
    return member.is_superuser or (not staff and MARKETING in member.group_names)


def may_hand_out_codes(member: Member | AnonymousUser) -> bool:
    """Whether somebody may make owners' codes and load order numbers: marketers and admins."""
    if not member.is_authenticated or not member.is_active or member.banned_at is not None:
        return False
    return member.is_superuser or MARKETING in member.group_names


def may_see(member: Member | AnonymousUser, post: Post) -> bool:
    """Whether somebody may read a post: everyone a public one, else its author and the desk."""
    return post.is_public or post.author_id == member.pk or is_desk(member)


def speaks_officially(member: Member | AnonymousUser) -> bool:
    """Whether somebody may say which answer is the brand's: whoever has a role in it. No query."""
    return member.is_authenticated and member.is_active and (member.by_brand or member.is_superuser)


def may_name_experts(member: Member | AnonymousUser) -> bool:
    """Whether somebody may say who knows a product: marketers and admins."""
    return may_invite(member, staff=False)


def may_send_on(member: Member | AnonymousUser, question: Post) -> bool:
    """Whether somebody may send a question to an expert: who asked it, and whoever is with the brand."""
    if not member.is_authenticated or question.author_id == member.pk:
        return member.is_authenticated
    return speaks_officially(member) or not member.group_names.isdisjoint([DESK, MARKETING])


def may_sign(member: Member | AnonymousUser) -> bool:
    """Whether somebody may say for the brand what becomes of an idea: who has a role in it, or markets."""
    if not member.is_authenticated or not member.may_write:
        return False
    return speaks_officially(member) or MARKETING in member.group_names


def may_close(member: Member | AnonymousUser, place: Post | Page) -> bool:
    """Whether somebody may close a thread: the desk any but their own post's, a marketer those of pages."""
    if not member.is_authenticated or not member.is_active or member.banned_at is not None:
        return False
    if isinstance(place, Post) and place.author_id == member.pk:
        return False
    groups = [DESK] if isinstance(place, Post) else [DESK, MARKETING]
    return member.is_superuser or not member.group_names.isdisjoint(groups)
