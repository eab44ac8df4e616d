"""From "cleared" to "a visitor sees it": `python -m benchmarks.visible`.

Starts its own PostgreSQL, Redis, server, worker and beat, seeds the demo brand, and has benchmarks/changes.py
change the strength of posts all the time while it clears a post or publishes a page now and then and asks for
the front page, signed out, until it stands there. Then the same while a burst of imported posts is worked
off, and once more while the worker is killed in the middle of one. Writes to benchmarks/RESULTS.md.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
from typing import Any

from benchmarks.results import record, table_of
from benchmarks.site import ROOT, Site
from script.services import end, spawn

COMMAND = "python -m benchmarks.visible"
WORKER = (
    "celery -A config worker --concurrency 2 --loglevel WARNING "
    "--without-gossip --without-mingle --without-heartbeat"
)
BEAT = "celery -A config beat --loglevel WARNING --pidfile="


class Worker:
    """The site's worker, to be killed and started again."""

    def __init__(self, site: Site) -> None:
        self.site = site
        site.stack.callback(self.stop)
        self.start()

    def start(self) -> None:
        with (self.site.folder / "worker.log").open("ab") as output:
            self.process = spawn(WORKER.split(), env=self.site.environment, output=output)

    def stop(self) -> None:
        end(self.process)

    def kill(self) -> None:
        """End it and its children in the middle of whatever they do."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def measure(site: Site, worker: Worker, options: argparse.Namespace) -> dict[str, Any]:
    """Have the changes made; the worker dies when their maker says so."""
    wishes = [str(site.port), str(options.seconds), str(options.changes)]
    wishes += [str(options.burst), str(options.killed)]
    command = [sys.executable, "-m", "benchmarks.changes", *wishes]
    with subprocess.Popen(
        command, cwd=ROOT, env=site.environment, stdout=subprocess.PIPE, text=True
    ) as changes:
        assert changes.stdout is not None
        for line in changes.stdout:
            if line == "kill the worker\n":
                worker.kill()
                worker.start()
            elif line.startswith("{"):
                found: dict[str, Any] = json.loads(line)
                return found
            else:
                print(line, end="", flush=True)
    raise SystemExit("the changes were not made")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=90)
    parser.add_argument("--changes", type=float, default=50, help="changes a second")
    parser.add_argument("--burst", type=int, default=10_000, help="imported posts")
    parser.add_argument("--killed", type=int, default=2_000, help="of them where the worker is killed")
    parser.add_argument("--posts", type=int, default=200, help="customer posts in the seeded site")
    options = parser.parse_args()
    print("Starting servers and seeding the demo brand …", flush=True)
    with Site(options.posts) as site:
        worker = Worker(site)
        with (site.folder / "beat.log").open("wb") as output:
            site.stack.callback(end, spawn(BEAT.split(), env=site.environment, output=output))
        found = measure(site, worker, options)
    kinds = (
        (f"under {found['rate']:.0f} changes a second", found["steady"]),
        (f"during a burst of {options.burst:,} imported posts", found["burst"]),
        (f"during {options.killed:,}, the worker killed", found["killed"]),
    )
    rows = [
        [
            name,
            str(part["seen"]),
            *(f"{part[key]:.2f}" for key in ("p50", "p99", "worst")),
            *(f"{part[key]:.0f}" if key in part else "–" for key in ("importing", "worked_off")),
        ]
        for name, part in kinds
    ]
    left = f"{found['pending']} left to sync, {found['due']} to plan, {found['wrong']} entries wrong"
    how = (
        f"seconds from a cleared post or a published page, committed, to the signed-out front page showing "
        f"it, {options.seconds:g} s, {options.posts} posts before; a burst is worked off, from its first "
        f"commit on, when all its entries stand and all feeds are planned; at the end {left}"
    )
    table = table_of(["what", "seen", "p50 s", "p99 s", "worst s", "imported in s", "worked off in s"], rows)
    print(f"\n{record('Cleared to visible', command=COMMAND, how=how, table=table)}")


if __name__ == "__main__":
    main()
