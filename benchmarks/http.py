"""The home page against a hello-world view of the same server: `python -m benchmarks.http`.

Starts its own PostgreSQL, Redis and two servers, seeds the demo brand, then asks each target in turn for some
seconds, several rounds over, so that whatever else the machine does falls on all alike. Writes the medians
to benchmarks/RESULTS.md.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass, field
from statistics import median

from benchmarks.load import Tally
from benchmarks.machine import cpu_seconds
from benchmarks.results import record, table_of
from benchmarks.site import Site

WARM_UP_SECONDS = 20


@dataclass
class Target:
    """One thing to ask for, and what was measured each round."""

    name: str
    port: int
    server: int
    path: str = "/"
    headers: dict[str, str] = field(default_factory=dict)
    cache: str = ""  # The X-Cache every answer must carry.
    rates: list[float] = field(default_factory=list)
    server_ms: list[float] = field(default_factory=list)
    store_ms: list[float] = field(default_factory=list)
    p99_ms: list[float] = field(default_factory=list)
    body_bytes: int = 0

    @property
    def request(self) -> bytes:
        headers = {
            "Host": "localhost",
            "Accept-Encoding": "gzip",
            "X-Forwarded-Proto": "https",
            # A browser's: views are counted, and that costs too.
            "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
        } | self.headers
        lines = [f"GET {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode()

    def measure(self, site: Site, seconds: float, connections: int) -> None:
        """Ask for some seconds and note requests a second and CPU a request of server and stores."""
        before = cpu_seconds(self.server), sum(map(cpu_seconds, site.stores))
        tally = ask(self, seconds, connections)
        after = cpu_seconds(self.server), sum(map(cpu_seconds, site.stores))
        self.check(tally)
        self.rates.append(tally.answers / tally.seconds)
        self.server_ms.append((after[0] - before[0]) * 1000 / tally.answers)
        self.store_ms.append((after[1] - before[1]) * 1000 / tally.answers)
        self.p99_ms.append(tally.p99_ms)
        self.body_bytes = tally.body_bytes

    def check(self, tally: Tally) -> None:
        """Refuse to print a figure for something other than was meant to be measured."""
        wrong = {status for status in tally.statuses if status != "200"}
        # A page lives half a minute: now and then one is rendered anew, by each who asks meanwhile.
        strangers = sum(count for name, count in tally.caches.items() if name != self.cache)
        if wrong or not tally.answers or strangers > tally.answers * 0.05:
            raise SystemExit(f"{self.name}: unexpected answers {tally.statuses}, X-Cache {tally.caches}")


def ask(target: Target, seconds: float, connections: int) -> Tally:
    """Run the load generator in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.load", str(target.port), str(seconds), str(connections)]
    done = subprocess.run(command, input=target.request, stdout=subprocess.PIPE, check=True)
    return Tally(**json.loads(done.stdout))


def targets_of(site: Site) -> list[Target]:
    """Return what is compared; the bare view of the page's own size is added once that is known."""
    signed_in = {"Cookie": f"sessionid={site.session}"}
    return [
        Target("hello world, no middleware", site.hello_port, site.hello_server),
        Target("home, signed out, cached", site.port, site.server, cache="hit"),
        # A parameter no view knows: such addresses are never kept.
        Target("home, signed out, uncached", site.port, site.server, path="/?uncached=1", cache="bypass"),
        Target("home, signed in", site.port, site.server, headers=signed_in, cache="bypass"),
    ]


def table(targets: list[Target]) -> str:
    """Return the medians of all rounds as a Markdown table; the first target is the measure."""
    full = median(targets[0].rates)
    head = ["what", "requests/s", "of hello", "server CPU ms", "database and Redis CPU ms", "p99 ms", "bytes"]
    rows = [
        [
            one.name,
            f"{median(one.rates):,.0f}",
            f"{median(one.rates) / full:.1%}",
            f"{median(one.server_ms):.2f}",
            f"{median(one.store_ms):.2f}",
            f"{median(one.p99_ms):.1f}",
            f"{one.body_bytes:,}",
        ]
        for one in targets
    ]
    return table_of(head, rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=15, help="for each target in each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--posts", type=int, default=200, help="customer posts in the seeded site")
    options = parser.parse_args()

    print("Starting servers and seeding the demo brand …", flush=True)
    with Site(options.posts) as site:
        targets = targets_of(site)
        for target in targets:
            # Warms up: imports, templates, connections; a fresh site also draws its pictures now.
            target.body_bytes = ask(target, WARM_UP_SECONDS, options.connections).body_bytes
        size = targets[1].body_bytes
        targets.insert(
            1, Target("bare view of the page's size", site.hello_port, site.hello_server, f"/bytes/{size}")
        )
        for number in range(options.rounds):
            for target in targets:
                target.measure(site, options.seconds, options.connections)
                print(f"round {number + 1}: {target.name}: {target.rates[-1]:,.0f}/s", flush=True)

    how = (
        f"{options.rounds} rounds of {options.seconds:g} s each, interleaved, {options.connections} "
        f"connections, {options.posts} posts, production settings, medians"
    )
    print(f"\n{record('HTTP', command='python -m benchmarks.http', how=how, table=table(targets))}")


if __name__ == "__main__":
    main()
