"""Are critics treated like fans? The arithmetic of the audit, without the database.

Rates: Fisher's exact test, two-sided, by its mid-p (H. O. Lancaster, JASA 56, 1961): the pooled z test finds
a difference among few of equal treatment in up to 1.7 of 100, where this keeps to about 1 (decision 0012).
Wilson's interval for each rate (E. B. Wilson, JASA 22, 1927; recommended by R. G. Newcombe, Statistics in
Medicine 17, 1998, 857-872). Waits: the Mann-Whitney U test
by its normal approximation with the correction for ties (H. B. Mann, D. R. Whitney, Annals of Mathematical
Statistics 18, 1947; E. L. Lehmann, Nonparametrics, 1975, 1.4); the interval of a median by the ranks of the
binomial (M. J. Campbell, M. J. Gardner, BMJ 296, 1988, 1454-1456). How often it finds a bias, and raises a
false alarm, is simulated by `benchmarks.neutrality`; decision 0012 has the figures.
"""

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, sqrt
from typing import Final

FEWEST: Final = 30
"""Below so many reviews on either side nothing is said."""
ALPHA: Final = 0.01
RATIO: Final = 1.5
"""How many times longer one side must wait before a difference in waits counts."""
SHORTEST: Final = 60.0
"""Seconds a median wait is taken for at least, so that a ratio of seconds is no alarm."""
Z95: Final = 1.959964
ROUNDING: Final = 1e-7
"""Below so much two logarithms of chances are the same."""
_NORMAL = statistics.NormalDist()


@dataclass(frozen=True)
class Side:
    """What the desk did with one side's reviews; `waits` are seconds until somebody had looked."""

    looked_at: int
    declined: int
    waits: tuple[float, ...] = ()


@dataclass(frozen=True)
class Estimate:
    """A value between the ends of its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Finding:
    """What comparing two sides showed. `None` stands where there is too little to say."""

    critics: Side
    fans: Side
    critics_rate: Estimate | None = None
    fans_rate: Estimate | None = None
    p_rate: float | None = None
    critics_wait: Estimate | None = None
    fans_wait: Estimate | None = None
    p_wait: float | None = None

    @property
    def differs_in_rate(self) -> bool:
        return self.p_rate is not None and self.p_rate < ALPHA

    @property
    def wait_ratio(self) -> float | None:
        """How many times as long critics wait as fans do."""
        if self.critics_wait is None or self.fans_wait is None:
            return None
        return max(self.critics_wait.value, SHORTEST) / max(self.fans_wait.value, SHORTEST)

    @property
    def differs_in_wait(self) -> bool:
        ratio = self.wait_ratio
        if ratio is None or self.p_wait is None:
            return False
        return self.p_wait < ALPHA and max(ratio, 1 / ratio) > RATIO

    @property
    def is_significant(self) -> bool:
        """Whether one side is treated otherwise than the other, whichever it is."""
        return self.differs_in_rate or self.differs_in_wait


def compare(critics: Side, fans: Side) -> Finding:
    """Compare how two sides are treated; rates and waits each need `FEWEST` on both sides."""
    rates: tuple[Estimate | None, Estimate | None, float | None] = (None, None, None)
    waits = rates
    if min(critics.looked_at, fans.looked_at) >= FEWEST:
        rates = (
            wilson(critics.declined, critics.looked_at),
            wilson(fans.declined, fans.looked_at),
            p_of_rates(critics.declined, critics.looked_at, fans.declined, fans.looked_at),
        )
    if min(len(critics.waits), len(fans.waits)) >= FEWEST:
        waits = median_of(critics.waits), median_of(fans.waits), p_of_ranks(critics.waits, fans.waits)
    return Finding(critics, fans, *rates, *waits)


def wilson(hits: int, n: int, z: float = Z95) -> Estimate:
    """Return a share with Wilson's interval; `n` is above 0."""
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half))


def p_of_rates(hits: int, n: int, other_hits: int, other_n: int) -> float:
    """Return the two-sided mid-p of two shares being the same; 1 where all or none were hit."""
    total = hits + other_hits
    if total in (0, n + other_n):
        return 1.0
    # How likely so many of all hits fall on our side, for every number of them there may be; as logarithms.
    least = max(0, total - other_n)
    chances = [
        _log_choices(n, ours) + _log_choices(other_n, total - ours)
        for ours in range(least, min(n, total) + 1)
    ]
    seen, top = chances[hits - least], max(chances)
    rarer = sum(exp(chance - top) for chance in chances if chance < seen - ROUNDING)
    as_rare = sum(exp(chance - top) for chance in chances if abs(chance - seen) <= ROUNDING)
    return (rarer + as_rare / 2) / sum(exp(chance - top) for chance in chances)


def _log_choices(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def median_of(values: Sequence[float]) -> Estimate:
    """Return the median, and the ranks between which that of all such values lies."""
    ordered, n = sorted(values), len(values)
    half = Z95 * sqrt(n) / 2
    low, high = max(round(n / 2 - half), 1), min(round(1 + n / 2 + half), n)
    return Estimate(statistics.median(ordered), ordered[low - 1], ordered[high - 1])


def p_of_ranks(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the two-sided p of the Mann-Whitney test; 1 where every value is the same."""
    n, m = len(ours), len(theirs)
    ties = Counter([*ours, *theirs])
    rank, ranks = 0.0, {}
    for value in sorted(ties):
        ranks[value] = rank + (ties[value] + 1) / 2
        rank += ties[value]
    u = sum(ranks[value] for value in ours) - n * (n + 1) / 2
    total = n + m
    tied = sum(count**3 - count for count in ties.values()) / (total * (total - 1))
    spread = sqrt(n * m / 12 * (total + 1 - tied))
    return 1.0 if spread == 0 else _two_sided((u - n * m / 2) / spread)


def _two_sided(z: float) -> float:
    return 2 * _NORMAL.cdf(-abs(z))
