"""Weighing ratings anew: accounts grow older, addresses are confirmed, trust changes (algorithms, 2)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Sum, Value, When
from django.utils import timezone

from community import ratings, signals
from community.actions.rating import (
    HALVED,
    NETWORK_FOR,
    SUMS,
    active_members,
    let_in_or_out,
    received_by,
    share_of,
    weight_of,
)
from community.generations import generations
from community.models import Member, Post, Rating
from pagecache import raise_generations

BATCH = 200
"""Posts weighed in one transaction."""
SITE_MEAN = "community:site-mean"
SITE_MEAN_OF = timedelta(days=180)
SITE_MEAN_FOR = timedelta(days=7)
EXACT = 6
"""Decimals to which sums are compared."""


def refresh_weights() -> int:
    """Bring the weight of every rating, and every post's sums, up to date; returns how many posts changed.

    Each batch is a transaction by itself: it may stop anywhere and be run again.
    """
    forget_networks()
    is_new_mean = _renew_site_mean()
    insiders = set(Member.objects.staff().values_list("pk", flat=True))
    rated = Post.objects.filter(Exists(Rating.objects.filter(post=OuterRef("pk")))).order_by("pk")
    changed = after = 0
    while batch := list(rated.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]):
        changed += _weigh(batch, insiders, all_of_them=is_new_mean)
        after = batch[-1]
    return changed


def forget_networks() -> int:
    """Drop from which network older ratings came; that one was halved stays known."""
    old = Rating.objects.exclude(network__in=["", HALVED]).filter(created_at__lt=timezone.now() - NETWORK_FOR)
    return old.update(network=Case(When(network__endswith=HALVED, then=Value(HALVED)), default=Value("")))


@transaction.atomic
def _weigh(ids: Iterable[int], insiders: set[int], *, all_of_them: bool) -> int:
    """Weigh the ratings of these posts; returns how many posts changed.

    Feeds hear of those, and `all_of_them` says of every one: the mean of the site is another.
    """
    posts = Post.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=list(ids)).order_by("pk")
    locked = {post.pk: post for post in posts}
    confirmed = EmailAddress.objects.filter(user=OuterRef("member"), verified=True)
    rows = Rating.objects.filter(post__in=locked).select_related("member").order_by("post", "pk")
    given = list(rows.annotate(has_address=Exists(confirmed)))
    other = [row for row in given if _weigh_one(row, is_insider=row.member_id in insiders)]
    Rating.objects.bulk_update(other, ["weight"], batch_size=500)
    changed = 0
    for pk, of_post in groupby(given, attrgetter("post_id")):
        is_other = _sum_up(locked[pk], [row for row in of_post if row.member_id not in insiders])
        changed += is_other
        if locked[pk].is_public and (is_other or all_of_them):
            signals.contribution_changed.send(sender=Post, contribution=locked[pk])
    return changed


def _weigh_one(rating: Rating, *, is_insider: bool) -> bool:
    """Give a rating, read with `has_address`, the weight it has now; returns whether it is another."""
    before, has_address = rating.weight, vars(rating)["has_address"]
    rating.weight = weight_of(rating, is_insider=is_insider, has_address=has_address)
    return before != rating.weight


def _sum_up(post: Post, given: list[Rating]) -> bool:
    """Make a post's sums those of its ratings, and let it into feeds, or out; returns whether it changed.

    That the site has grown, and asks for more approvals, takes nothing out that is in: the gate of a small
    site holds for that.
    """
    shares = [share_of(rating) for rating in given]
    sums = {name: sum(share[name] for share in shares) for name in SUMS}
    is_other = any(round(getattr(post, name) - sums[name], EXACT) for name in SUMS)
    if is_other:
        for name, value in sums.items():
            setattr(post, name, value)
        post.save(update_fields=list(SUMS))
    if not post.is_public:
        return is_other
    active = 0 if post.eligible_at else active_members()
    is_in = ratings.is_rated_in(received_by(post), active_members=active)
    is_other |= let_in_or_out(post, is_in=is_in)
    if is_other:
        raise_generations(*generations(post))
    return is_other


def site_mean() -> float:
    """Return the mean usefulness of all posts, a week old at most; the middle before it was first taken."""
    mean, _taken = cache.get(SITE_MEAN) or (ratings.SITE_MEAN, None)
    return float(mean)


def _renew_site_mean() -> bool:
    """Take the site's mean anew, once a week; returns whether that was now.

    It begins at the middle of the scale, as a post does, so that the first ratings do not decide it.
    """
    _mean, taken = cache.get(SITE_MEAN) or (None, None)
    now = timezone.now()
    if isinstance(taken, datetime) and taken > now - SITE_MEAN_FOR:
        return False
    given = Rating.objects.filter(changed_at__gt=now - SITE_MEAN_OF)
    sums = given.aggregate(values=Sum(F("weight") * F("value")), weights=Sum("weight"))
    mean = ratings.bayesian_mean(sums["values"] or 0.0, sums["weights"] or 0.0)
    cache.set(SITE_MEAN, (mean, now), timeout=None)
    return True
