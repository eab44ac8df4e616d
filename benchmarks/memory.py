"""What the server takes: `python -m benchmarks.memory`.

Starts the site as production does, from a warm disk, and measures how long it takes to the first answer; asks
for pages of every kind, and adds up the memory of the server's processes, whatever they share divided among
those that share it (PSS). Writes to benchmarks/RESULTS.md.
"""

import argparse
import time
from pathlib import Path
from statistics import median

from benchmarks.machine import cpu_seconds, family
from benchmarks.results import record, table_of
from benchmarks.site import Site, ask

COMMAND = "python -m benchmarks.memory"
MOST_MB, LONGEST_S = 300, 6
PAGES = ["/", "/?order=newest", "/nb/", "/community/", "/products/", "/search/?q=water", "/feeds/home.atom"]
PAGES += ["/trust/ranking/", "/accounts/login/", "/cms/login/", "/topics/"]
ROUNDS = 40


def pss_mb(root: int) -> float:
    """Return the proportional set size of a process and all it started, in megabytes."""
    kilobytes = 0
    for pid in family(root):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                kilobytes += int(line.split()[1])
    return kilobytes / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=100, help="customer posts in the seeded site")
    parser.add_argument("--starts", type=int, default=3)
    options = parser.parse_args()
    print("Starting servers and seeding the demo brand …", flush=True)
    with Site(options.posts) as site:
        waits, spent = [], []
        for _start in range(options.starts):
            began = time.monotonic()
            port, server = site.serve()
            waits.append(time.monotonic() - began)
            spent.append(cpu_seconds(server))
        idle = pss_mb(server)
        signed_in = {"Cookie": f"sessionid={site.session}"}
        for _round in range(ROUNDS):
            for page in PAGES:
                ask(port, page)
                ask(port, page, **signed_in)
        busy = pss_mb(server)
    rows = [
        ["seconds to the first answer", str(LONGEST_S), f"{median(waits):.1f}"],
        ["– CPU seconds of it, all processes", "", f"{median(spent):.1f}"],
        ["PSS of two workers after it, MB", "", f"{idle:.0f}"],
        [f"PSS after {2 * ROUNDS * len(PAGES):,} answers, MB", str(MOST_MB), f"{busy:.0f}"],
    ]
    how = f"median of {options.starts} starts, {options.posts} posts, two workers, production settings"
    print(f"\n{record('Memory', command=COMMAND, how=how, table=table_of(['what', 'at most', 'is'], rows))}")


if __name__ == "__main__":
    main()
