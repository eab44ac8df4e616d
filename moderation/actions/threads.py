"""Closing the thread of a member's post, and opening it again: decisions of the desk, with rule and reason.

Nothing in the thread is hidden by it. Threads under the brand's own pages are the brand's to close, and in no
log: there is no author to answer to.
"""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community import actions as community
from community.actions.states import lock
from community.models import Closure, Member, Notification, Post
from moderation.actions.cases import is_about_staff
from moderation.actions.log import UNDO_FOR
from moderation.actions.measures import silence
from moderation.actions.refusals import MayNotDecide, NeedsGround
from moderation.models import Decision, DecisionText
from pagecache import raise_generations

Action = Decision.Action
NO_WORDS = hashlib.sha256(b"").hexdigest()


@transaction.atomic
def lock_thread(post: Post, *, by: Member, ground: str, reason: str) -> Decision | None:
    """Let nobody add to a post's thread; everybody reads the reason above it, and the author is told.

    None where it is closed already. Raises `NeedsGround`, `MayNotDecide`, community's `MayNotClose`.
    """
    if not ground or not reason.strip():
        raise NeedsGround
    post = lock(post)
    _check(post, by)
    if Closure.objects.of(post).exists():
        return None
    community.close_thread(post, by=by, reason=reason.strip())
    return _log(post, Action.LOCK, by=by, ground=ground, reason=reason.strip())


@transaction.atomic
def unlock_thread(post: Post, *, by: Member) -> Decision | None:
    """Let people answer again; the author is told, unless no mail has told them yet that it was closed.

    None where it is open already. Raises as `lock_thread`.
    """
    post = lock(post)
    _check(post, by)
    if not Closure.objects.of(post).exists():
        return None
    community.reopen_thread(post, by=by)
    return _log(post, Action.UNLOCK, by=by, tells=not _take_back_news(post))


def _take_back_news(post: Post) -> bool:
    """Take back that the author was told of a closing while no mail has left; whether that was so."""
    lines = Decision.objects.filter(target="thread", target_id=post.pk, action=Action.LOCK)
    last = lines.order_by("-pk").first()
    if last is None or timezone.now() - last.created_at > UNDO_FOR:
        return False
    silence(last)
    return True


def _check(post: Post, by: Member) -> None:
    if not by.is_superuser and is_about_staff(post):
        raise MayNotDecide(_("Only an admin decides on words of somebody at the brand."))


def _log(
    post: Post, action: str, *, by: Member, ground: str = "", reason: str = "", tells: bool = True
) -> Decision:
    """Add the line, about the thread and not the post's words; tell the author of the post."""
    decision = Decision.objects.create(
        case_id=0,
        target="thread",
        target_id=post.pk,
        author_id=post.author_id,
        decided_by_id=by.pk,
        action=action,
        ground=ground,
        state_before=post.state,
        text_digest=NO_WORDS,
    )
    words = DecisionText(decision_id=decision.pk, decided_by_name=by.name, facts=reason)
    if tells:
        facts = {"decision": decision.pk, "action": action, "ground": ground, "facts": reason}
        kind = Notification.Kind.DECISION
        words.notification_id = community.notify(post.author, kind, post=post, facts=facts, after=UNDO_FOR).pk
    words.save()
    raise_generations("trust")
    return decision
