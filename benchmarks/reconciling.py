"""What the nightly comparison costs: `python -m benchmarks.reconciling [--entries 1000000]`.

In a private PostgreSQL filled by `manage.py make_load` every entry is compared with its source; all of them
are right. Writes to benchmarks/RESULTS.md.
"""

import argparse
import resource
import time

from benchmarks.feed_tables import MILLION, Size, connected, empty_server, fill
from benchmarks.results import record, table_of

COMMAND = "python -m benchmarks.reconciling"


def peak_mb() -> float:
    """Return the most memory this process has had so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(size: Size) -> list[str]:
    """Return the row of one size: entries, how long, memory before and at most."""
    from feeds.actions import reconcile
    from feeds.models import FeedEntry

    with connected(size.database):
        entries = FeedEntry.objects.count()
        before, began, cpu = peak_mb(), time.monotonic(), time.process_time()
        if wrong := reconcile():
            raise SystemExit(f"nothing was expected to be wrong: {wrong}")
        seconds, cpu = time.monotonic() - began, time.process_time() - cpu
    return [f"{entries:,}", f"{seconds:.0f}", f"{cpu:.0f}", f"{before:.0f}", f"{peak_mb():.0f}"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, nargs="+", default=[10_000, MILLION], help="growing")
    options = parser.parse_args()
    sizes = [Size(entries) for entries in sorted(options.entries)]
    with empty_server() as postgres:
        from django.conf import settings

        # The load stands in the feeds of the first language only.
        settings.LANGUAGES = settings.LANGUAGES[:1]
        fill(sizes, postgres.url)
        rows = [measure(size) for size in sizes]
    head = ["entries", "seconds", "CPU seconds of Python", "peak MB before", "peak MB"]
    how = "every post's entries compared with what they should be, in blocks; one process, all is right"
    command = f"{COMMAND} --entries {' '.join(str(size.entries) for size in sizes)}"
    print(f"\n{record('Reconciling', command=command, how=how, table=table_of(head, rows))}")


if __name__ == "__main__":
    main()
