"""Saying how useful a post was. It decides about shared feeds and nothing else, and never looks at stars."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import timezone

from community import ratings, signals
from community.actions.accepting import check_accepted
from community.actions.refusals import MayNotWrite, OwnPost
from community.actions.states import lock
from community.generations import generations
from community.models import Comment, Member, Post, Rating
from community.models.posts import State
from community.states import StepRefused
from pagecache import raise_generations

ACTIVE = timedelta(days=90)
COUNT_FOR = 3600
"""Seconds for which the number of active members is remembered."""
NETWORK_FOR = timedelta(hours=24)
"""How long it is kept from which network a rating came, as a salted hash."""
HALVED = "/2"
"""Ends the network of a rating that was the third or later of its post from there; outlives the hash."""


@transaction.atomic
def rate_post(post: Post, *, by: Member, value: int, network: str = "") -> Rating:
    """Record how useful `by` found a public post, 1 to 5; again changes it. The sums move in one update.

    Ratings by the brand's own people weigh nothing and approve nothing; the third and later of a post from
    one `network` (a salted hash, at most 24 characters) within a day weigh half. Raises `OwnPost`,
    `MayNotWrite`, `AcceptFirst`, and `StepRefused` for a post that is not public.
    """
    post = lock(post)
    if post.author_id == by.pk:
        raise OwnPost
    if not by.may_write:
        raise MayNotWrite(by)
    check_accepted(by)
    if not post.is_public:
        raise StepRefused(post.state, State.PUBLISHED)
    rating = Rating.objects.filter(post=post, member=by).first()
    if rating is not None and rating.value == value:
        return rating
    before = _share(rating, by)
    rating = rating or _new(post, by, network)
    rating.value = value
    rating.save()
    _add_up(post, before, _share(rating, by))
    _rate_in(post)
    raise_generations(*generations(post))
    return rating


def _new(post: Post, by: Member, network: str) -> Rating:
    """Return a rating with its weight, frozen until the night; the post is locked."""
    since = timezone.now() - NETWORK_FOR
    near = Rating.objects.filter(post=post, network__startswith=network, created_at__gt=since)
    if network and near.count() >= 2:
        network += HALVED
    rating = Rating(post=post, member=by, network=network)
    has_address = EmailAddress.objects.filter(user=by, verified=True).exists()
    rating.weight = weight_of(rating, is_insider=is_insider(by), has_address=has_address)
    return rating


@transaction.atomic
def forget_rating(rating: Rating) -> None:
    """Take a rating back as if it had never been given: its rater leaves. The sums follow."""
    post = lock(rating.post)
    _add_up(post, _share(rating, rating.member), _share(None, rating.member))
    rating.delete()
    if post.is_public:
        _rate_in(post)
    raise_generations(*generations(post))


def _share(rating: Rating | None, by: Member) -> dict[str, float]:
    """What one rating adds to its post's sums."""
    if rating is None or is_insider(by):
        return dict.fromkeys(SUMS, 0)
    return share_of(rating)


def share_of(rating: Rating) -> dict[str, float]:
    """What a customer's rating adds to its post's sums."""
    weight = rating.weight
    return {
        "ratings": 1,
        "approvals": int(rating.is_approval),
        "weight_sum": weight,
        "weighted_value_sum": weight * rating.value,
        "weight_square_sum": weight**2,
        "approval_weight": weight * rating.is_approval,
    }


SUMS = ("ratings", "approvals", "weight_sum", "weighted_value_sum", "weight_square_sum", "approval_weight")


def is_insider(member: Member) -> bool:
    """Whether somebody speaks or works for the brand: their ratings do not count."""
    return member.by_brand or member.is_superuser or Member.objects.staff().filter(pk=member.pk).exists()


def weight_of(rating: Rating, *, is_insider: bool, has_address: bool) -> float:
    """Return how much a rating counts as its member stands now; no query if the member is read."""
    if is_insider:
        return 0.0
    return ratings.rater_weight(
        contact_verified=has_address,
        age_days=(timezone.now() - rating.member.date_joined) / timedelta(days=1),
        trust_percentile=rating.member.trust_percentile,
        same_network_rank=3 if rating.network.endswith(HALVED) else 1,
    )


def _add_up(post: Post, before: dict[str, float], after: dict[str, float]) -> None:
    changes = {name: F(name) + (after[name] - before[name]) for name in SUMS}
    Post.objects.filter(pk=post.pk).update(**changes)
    post.refresh_from_db(fields=list(SUMS))


def _rate_in(post: Post) -> None:
    """Let a post into shared feeds, or take it out again, as its ratings say; feeds follow its strength."""
    is_in = ratings.is_rated_in(received_by(post), active_members=active_members())
    let_in_or_out(post, is_in=is_in)
    signals.contribution_changed.send(sender=Post, contribution=post)


def let_in_or_out(post: Post, *, is_in: bool) -> bool:
    """Note whether a post is rated in; returns whether that is new."""
    if is_in == (post.eligible_at is not None):
        return False
    post.eligible_at = timezone.now() if is_in else None
    post.save(update_fields=["eligible_at"])
    return True


def received_by(post: Post) -> ratings.Received:
    """Return the sums a gate is judged by; newcomers' part is read when it is asked about."""
    newcomers = Rating.objects.filter(
        post=post,
        value__gte=ratings.APPROVES_FROM,
        member__date_joined__gt=timezone.now() - timedelta(days=ratings.NEWCOMER_DAYS),
    )
    return ratings.Received(
        ratings=post.ratings,
        approvals=post.approvals,
        weight_sum=post.weight_sum,
        weight_square_sum=post.weight_square_sum,
        approval_weight=post.approval_weight,
        newcomer_approval_weight=newcomers.aggregate(weight=Sum("weight"))["weight"] or 0.0,
    )


def active_members() -> int:
    """Return how many members wrote, commented or rated in the last 90 days; an hour old at most."""
    return cache.get_or_set("community:active-members", _count_active, COUNT_FOR) or 0


def _count_active() -> int:
    since = timezone.now() - ACTIVE
    return Member.objects.filter(
        Q(pk__in=Post.objects.filter(created_at__gt=since).values("author"))
        | Q(pk__in=Comment.objects.filter(created_at__gt=since).values("author"))
        | Q(pk__in=Rating.objects.filter(changed_at__gt=since).values("member"))
    ).count()
