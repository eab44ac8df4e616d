"""What an author allows beyond this site's own feeds. Nothing here depends on the answer.

Taking the post itself back ends it too (`states.withdraw`): sending it again asks anew.
"""

from django.db import transaction

from community.actions.refusals import NotYours
from community.actions.states import lock
from community.models import Member, Post, UseConsent
from pagecache import raise_generations


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
    """Write an answer down; None was not asked. The caller holds the post's lock."""
    holds = post.use_consents.holding().exists()
    if allowed is False and holds:
        post.use_consents.all().end()
    elif allowed and not holds:
        UseConsent.objects.create(post=post)
    else:
        return
    if post.is_public:
        raise_generations("elsewhere")
