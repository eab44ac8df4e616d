"""Planning one feed of 240 slots: `python -m benchmarks.planning`. Pure code, no database.

The candidates are as many as a feed reads: 480 of customers, 240 of the brand. What costs is how they are
spread over authors, for a rule about authors looks down the whole lane.
"""

import random
import time
from collections import Counter
from collections.abc import Sequence
from statistics import median

from benchmarks.results import record, table_of
from feeds.planning import CUSTOMER, EDITORIAL, Candidate, PlanConfig, Slot, plan

RUNS = 40
DAY_MS = 86_400_000
# What planning keeps of one author among the candidates: a page's share over the whole edition.
SHARE = 24


def drawn(count: int, lane: str, *, authors: int, skew: float, topics: int, seed: int) -> list[Candidate]:
    """Return candidates of the last thirty days; the n-th author wrote in proportion to 1 / n**skew."""
    chance = random.Random(seed)
    base = 0 if lane == CUSTOMER else 1_000_000
    weights = [1 / (number + 1) ** skew for number in range(authors)]
    written = chance.choices(range(authors), weights, k=count)
    return [
        Candidate(
            id=base + number,
            lane=lane,
            key=1_700_000_000_000 + chance.randrange(30 * DAY_MS),
            author=base + author,
            product=chance.randrange(20),
            topic=chance.randrange(topics),
        )
        for number, author in enumerate(written)
    ]


def capped(candidates: list[Candidate], count: int) -> list[Candidate]:
    """Return the best of them, as `feeds.actions.planning` reads them."""
    written: Counter[object] = Counter()
    kept = []
    for one in sorted(candidates, key=lambda one: -one.key):
        written[one.author] += 1
        if written[one.author] <= SHARE:
            kept.append(one)
    return kept[:count]


def cases() -> dict[str, tuple[Sequence[Candidate], Sequence[tuple[Candidate, int]], dict[int, Candidate]]]:
    """Return candidates, newcomers and pins by what they stand for."""
    brand = drawn(240, EDITORIAL, authors=10, skew=0, topics=8, seed=1)
    prolific = capped(drawn(4_000, CUSTOMER, authors=300, skew=1.2, topics=10, seed=3), 480)
    # The worst there is: twenty authors, each with all their posts in one block of ranks.
    blocks = [Candidate(n, CUSTOMER, 2 * 10**12 - n, n // SHARE, n % 20, n % 10) for n in range(480)]
    fresh = drawn(60, CUSTOMER, authors=30, skew=1, topics=10, seed=9)
    newcomers = [(one._replace(id=10**7 + n), n % 50) for n, one in enumerate(fresh)]
    pins = {n * 8 + 3: Candidate(10**8 + n, CUSTOMER, 0, n, n % 20, n % 10) for n in range(30)}
    even = drawn(480, CUSTOMER, authors=300, skew=0, topics=10, seed=2)
    return {
        "300 authors, evenly": ([*even, *brand], [], {}),
        "300 authors, few write most": ([*prolific, *brand], [], {}),
        "the same, 60 new posts and 30 pins": ([*prolific, *brand], newcomers, pins),
        "20 authors, each in one block": ([*blocks, *brand], [], {}),
        "one author of everything": ([one._replace(author=1) for one in [*prolific, *brand]], [], {}),
    }


def main() -> None:
    rows = []
    for name, (candidates, newcomers, pins) in cases().items():
        slots: list[Slot] = plan(candidates, newcomers, pins, PlanConfig())
        times = []
        for _run in range(RUNS):
            began = time.process_time()
            plan(candidates, newcomers, pins, PlanConfig())
            times.append((time.process_time() - began) * 1000)
        share = sum(slot.lane == EDITORIAL for slot in slots) / len(slots)
        relaxed = sum(slot.relaxed > 0 for slot in slots)
        figures = [f"{len(slots)}", f"{median(times):.1f}", f"{max(times):.1f}", f"{share:.3f}", f"{relaxed}"]
        rows.append([name, *figures])
    head = ["candidates", "slots", "CPU ms", "at most", "editorial share", "slots with a rule relaxed"]
    how = f"median of {RUNS} runs, 480 candidates of customers and 240 of the brand"
    command = "python -m benchmarks.planning"
    print(record("Planning", command=command, how=how, table=table_of(head, rows)))


if __name__ == "__main__":
    main()
