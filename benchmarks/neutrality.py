"""How often the neutrality check finds a bias, and how often none: `python -m benchmarks.neutrality`."""

import argparse
import random

from benchmarks.results import record, table_of
from moderation.neutrality import Side, compare

COMMAND = "python -m benchmarks.neutrality"
SEED = 12
HOUR = 3600.0
SPREAD = 1.0
"""Of the logarithm of waits: half of them between 0.5 and 2 times the median."""
SIZES = ((30, 30), (30, 150), (60, 60), (60, 300), (120, 120), (240, 240))
WORLDS = (
    ("even: 5 % declined", 0.05, 0.05, 1.0),
    ("even: 20 % declined", 0.20, 0.20, 1.0),
    ("declined 20 % against 10 %", 0.20, 0.10, 1.0),
    ("declined 30 % against 10 %", 0.30, 0.10, 1.0),
    ("declined 50 % against 10 %", 0.50, 0.10, 1.0),
    ("waits 1.5 times as long", 0.10, 0.10, 1.5),
    ("waits 2 times as long", 0.10, 0.10, 2.0),
    ("waits 3 times as long", 0.10, 0.10, 3.0),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=4_000)
    options = parser.parse_args()
    chance = random.Random(SEED)
    rows = []
    for name, critics, fans, ratio in WORLDS:
        alarms = [alarmed(chance, sizes, critics, fans, ratio, options.rounds) for sizes in SIZES]
        rows.append([name, *(f"{100 * share:.1f} %" for share in alarms)])
    head = ["alarms, by reviews of critics and fans", *(f"{few} / {many}" for few, many in SIZES)]
    how = f"{options.rounds:,} half-years each, seed {SEED}; waits log-normal about 4 h (sigma {SPREAD})"
    print(record("Neutrality", command=COMMAND, how=how, table=table_of(head, rows)))


def alarmed(
    chance: random.Random, sizes: tuple[int, int], critics: float, fans: float, ratio: float, rounds: int
) -> float:
    """Return the share of simulated half-years in which the check would tell the admins."""
    count = 0
    for _round in range(rounds):
        ours = side(chance, sizes[0], critics, 4 * HOUR * ratio)
        count += compare(ours, side(chance, sizes[1], fans, 4 * HOUR)).is_significant
    return count / rounds


def side(chance: random.Random, size: int, rate: float, median: float) -> Side:
    declined = sum(chance.random() < rate for _ in range(size))
    return Side(size, declined, tuple(median * chance.lognormvariate(0, SPREAD) for _ in range(size)))


if __name__ == "__main__":
    main()
