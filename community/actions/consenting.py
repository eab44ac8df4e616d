"""What an author allows beyond this site's own feeds. Nothing here depends on the answer."""

from django.db import transaction
from django.utils import timezone

from community.actions.refusals import NotYours
from community.actions.states import lock
from community.models import Member, Post, UseConsent


@transaction.atomic
def allow_use_elsewhere(post: Post, *, by: Member, allowed: bool) -> Post:
    """Let the brand show a post elsewhere (newsletters, embeds, advertising), or end that now.

    The same answer again changes nothing. Raises `NotYours`.
    """
    post = lock(post)
    if post.author_id != by.pk:
        raise NotYours
    settle_use(post, allowed)
    return post


def settle_use(post: Post, allowed: bool | None) -> None:
    """Write an answer down; None was not asked. Rows stay, so that what was allowed when can be told.

    The caller holds the post's lock.
    """
    holding = post.use_consents.holding()
    if allowed is False:
        holding.update(withdrawn_at=timezone.now())
    elif allowed and not holding.exists():
        UseConsent.objects.create(post=post)
