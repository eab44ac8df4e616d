"""The sort key of an entry: a time, moved by strength. Pure.

`key = published_ms + T * log2(strength)`: each doubling of strength buys T of freshness, so the order of two
entries never changes because time passes (the form of Reddit's hot, without the sign that sinks the
unpopular). Neither stars nor tone enter.
"""

from datetime import datetime
from math import log2

DAY_MS = 24 * 3600 * 1000
# How much freshness a doubling of strength buys, by kind of feed.
FRESHNESS_MS = {"home": 3 * DAY_MS, "topic": 7 * DAY_MS, "product": 14 * DAY_MS, "custom": 7 * DAY_MS}
PICK_BONUS = 2.0


def milliseconds(moment: datetime) -> int:
    """Return a time as milliseconds of the epoch."""
    return int(moment.timestamp() * 1000)


def customer_strength(
    *, approval_weight: float, usefulness: float, site_mean: float, weight_sum: float, picked: bool
) -> float:
    """Return the strength of a customer's post, 1 or more (algorithms, 1.3).

    `approval_weight` is the sum of the weights of approvals, `usefulness` the weighted Bayesian mean of its
    usefulness ratings (1 to 5), `weight_sum` the sum of all weights.
    """
    earned = 2 * max(0.0, usefulness - site_mean) * min(1.0, weight_sum / 5)
    return 1 + approval_weight + earned + (PICK_BONUS if picked else 0)


def editorial_strength(boost: int) -> float:
    """Return the strength of the brand's page: an editor's boost of 0 to 3 doubles it that often."""
    return 2.0**boost


def sort_key(published_at: datetime, strength: float, feed_kind: str) -> int:
    """Return the key by which a feed of this kind ranks an entry; higher comes first."""
    return milliseconds(published_at) + round(FRESHNESS_MS[feed_kind] * log2(strength))
