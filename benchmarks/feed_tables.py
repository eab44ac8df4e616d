"""Feeds as they grow: `python -m benchmarks.feed_tables [--sizes 10000 1000000 10000000]`.

A private PostgreSQL is filled step by step by `manage.py make_load`; at each size what readers and planning
ask of it is measured in the database itself. The smallest size is the limit the others are compared with.
Writes to benchmarks/RESULTS.md.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from typing import Any

from benchmarks.machine import cpu_seconds
from benchmarks.results import record, table_of
from script.services import Postgres

COMMAND = "python -m benchmarks.feed_tables"
RUNS, PLANS, DEEP_PAGES = 21, 30, 1000
SLOWER, BUFFERS, CHANGE_MS, CHEAPER, REPLAN_MS = 1.2, 30, 1.0, 1000, 25.0
# With what is written beside a post: revision, entries, indexes.
BYTES_A_POST = 2_600
MILLION = 1_000_000


@dataclass
class Cost:
    """Of one statement in the database: milliseconds by the median of many runs, and pages touched."""

    ms: float
    buffers: int


@dataclass
class Size:
    """What was measured at one number of entries."""

    entries: int
    reads: dict[str, Cost] = field(default_factory=dict)
    change: Cost = field(default_factory=lambda: Cost(0, 0))
    rebuild_s: float = 0.0
    planning_reads: Cost = field(default_factory=lambda: Cost(0, 0))
    replan_ms: float = 0.0
    replan_database_ms: float = 0.0


@contextmanager
def taken_back() -> Iterator[None]:
    """Undo whatever the block does."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def explained(sql: str) -> tuple[float, int]:
    """Run a statement; return its milliseconds in the database and the buffers it touched."""
    from django.db import connection

    with connection.cursor() as cursor:
        # Without timing each node: that costs more than the nodes.
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}")
        (answer,) = cursor.fetchone()[0]
    top = answer["Plan"]
    return answer["Execution Time"], top["Shared Hit Blocks"] + top["Shared Read Blocks"]


def cost_of(sql: str, runs: int = RUNS) -> Cost:
    explained(sql)
    found = [explained(sql) for _run in range(runs)]
    return Cost(median(ms for ms, _ in found), max(buffers for _, buffers in found))


def statements(action: Callable[[], object]) -> list[str]:
    """Return the statements an action runs, as they went to the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        action()
    return [query["sql"] for query in captured.captured_queries]


def far_down(rows: Any, page: int) -> Any:
    """Return the row before page 1,000, or before the last page there is."""
    there = DEEP_PAGES * page
    return rows.newest_first()[min(there, rows.count() - page - 1)]


def reads_of(feed: Any) -> dict[str, Any]:
    """Return the querysets behind a reader's pages: rows of the table alone, and with all a card prints."""
    from feeds.models import Edition, FeedEntry
    from feeds.planning import from_row
    from feeds.reading import PAGE, SPARE, _archived, _visible
    from feeds.showing import rows_of

    edition = Edition.objects.filter(feed=feed).latest("number")
    first = [from_row(row).id for row in edition.slots[: PAGE + SPARE]]
    table, visible = FeedEntry.objects.filter(feed=feed), _visible(feed, False)
    deep, newest_deep = (far_down(rows, PAGE) for rows in (table.kept(), table))

    def page(rows: Any) -> Any:
        return rows.newest_first()[: PAGE + 1]

    place = (deep.published_at, deep.pk)
    newest_place = (newest_deep.published_at, newest_deep.pk)
    rows: dict[str, Any] = {
        "newest, page 1, the table": page(table).values_list("pk"),
        "newest, page 1,000, the table": page(table.before(*newest_place)).values_list("pk"),
        "archive, page 1, the table": page(table.kept()).values_list("pk"),
        "archive, page 1,000, the table": page(table.kept().before(*place)).values_list("pk"),
    }
    whole = {
        "the edition's page 1, whole": visible.filter(pk__in=first),
        "newest, page 1, whole": page(visible),
        "newest, page 1,000, whole": page(visible.before(*newest_place)),
        "archive, page 1, whole": page(_archived(visible, edition)),
        "archive, page 1,000, whole": page(_archived(visible, edition).before(*place)),
    }
    sql = {name: statements(partial(list, one))[0] for name, one in rows.items()}
    return sql | {name: statements(partial(rows_of, one))[0] for name, one in whole.items()}


def change_of(feed: Any) -> Cost:
    """Return what it costs to bring one entry in line."""
    from feeds.actions.syncing import upsert
    from feeds.models import FeedEntry

    entry = FeedEntry.objects.filter(feed=feed, post__isnull=False).newest_first()[5000]
    entry.key += 1
    with taken_back():
        (sql,) = [one for one in statements(lambda: upsert([entry], "post")) if one.startswith("INSERT")]
    with taken_back():
        return cost_of(sql)


def rebuild_seconds() -> float:
    """Return how long it takes to write the table of entries anew, per million of its rows."""
    from django.db import connection

    from feeds.models import FeedEntry

    table = FeedEntry._meta.db_table
    with taken_back(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE rebuilt (LIKE {table} INCLUDING ALL)")
        began = time.perf_counter()
        cursor.execute(f"INSERT INTO rebuilt SELECT * FROM {table} LIMIT {MILLION}")
        return (time.perf_counter() - began) * MILLION / cursor.rowcount


def measure_planning(feed: Any, size: Size) -> None:
    """Change an entry's rank, have the feed planned and saved, again and again; all taken back."""
    from django.db import connection
    from django.utils import timezone

    from feeds.actions.planning import plan_feed, plan_of
    from feeds.models import Feed, FeedEntry

    asked = [sql for sql in statements(lambda: plan_of(feed)) if sql.startswith("SELECT")]
    costs = [cost_of(sql, runs=5) for sql in asked]
    size.planning_reads = Cost(sum(one.ms for one in costs), sum(one.buffers for one in costs))
    top = feed.entries.in_standing().filter(lane="customer", language=feed.language).by_rank()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    ours = theirs = 0.0
    for run in range(PLANS + 3):
        with taken_back():
            moved = list(top[10 + run : 13 + run])
            for entry in moved:
                FeedEntry.objects.filter(pk=entry.pk).update(key=top[0].key + 1000 * entry.pk % 7919)
            Feed.objects.filter(pk=feed.pk).update(dirty_at=timezone.now())
            before = time.process_time(), cpu_seconds(backend)
            if not plan_feed(feed.pk):
                raise SystemExit("an edition was expected to change")
            if run >= 3:  # What came before warmed up.
                ours += time.process_time() - before[0]
                theirs += cpu_seconds(backend) - before[1]
    size.replan_ms, size.replan_database_ms = ours * 1000 / PLANS, theirs * 1000 / PLANS


def measure(entries: int) -> Size:
    from feeds.models import Feed

    size = Size(entries)
    feed = Feed.objects.get(slug="home", language="en")
    size.reads = {name: cost_of(sql) for name, sql in reads_of(feed).items()}
    size.change = change_of(feed)
    size.rebuild_s = rebuild_seconds()
    measure_planning(feed, size)
    return size


def rows_for(sizes: list[Size]) -> list[list[str]]:
    """Return the table: a line for each goal, a column for each size, the ratio of the last to the first."""
    first, last = sizes[0], sizes[-1]

    def line(name: str, goal: str, value: Callable[[Size], float], digits: int) -> list[str]:
        figures = [f"{value(size):,.{digits}f}" for size in sizes]
        return [name, goal, *figures, f"{value(last) / value(first):.2f}" if value(first) else "–"]

    rows = []
    for name in first.reads:
        rows.append(line(f"{name}, µs", f"× {SLOWER}", lambda size, name=name: size.reads[name].ms * 1000, 0))  # type: ignore[misc]
        goal = str(BUFFERS) if name.endswith("the table") else ""
        rows.append(line("– its buffers", goal, lambda size, name=name: size.reads[name].buffers, 0))  # type: ignore[misc]
    for order in ("newest", "archive"):
        for what in ("the table", "whole"):
            names = [f"{order}, page {page}, {what}" for page in ("1,000", "1")]
            ratio = lambda size, names=names: size.reads[names[0]].ms / size.reads[names[1]].ms  # noqa: E731
            rows.append(line(f"{order}, page 1,000 over page 1, {what}", str(SLOWER), ratio, 2))
    rows += [
        line("a change of one entry, ms", f"{CHANGE_MS:g}", lambda size: size.change.ms, 3),
        line("writing a million entries anew, s", "", lambda size: size.rebuild_s, 1),
        line(
            "– over that change",
            f"≥ {CHEAPER:,}",
            lambda size: size.rebuild_s * 1000 / size.change.ms,
            0,
        ),
        line("what planning reads, ms in the database", "", lambda size: size.planning_reads.ms, 2),
        line("– its buffers", "", lambda size: size.planning_reads.buffers, 0),
        line("planned and saved, CPU ms of Python", f"{REPLAN_MS:g}", lambda size: size.replan_ms, 1),
        line("– and of the database", "", lambda size: size.replan_database_ms, 1),
    ]
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, MILLION], help="growing")
    options = parser.parse_args()
    sizes = sorted(options.sizes)
    if shutil.disk_usage(tempfile.gettempdir()).free < 2 * sizes[-1] * BYTES_A_POST:
        raise SystemExit(f"{sizes[-1]:,} entries do not fit on this disk.")
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="alongside-bench-"))
        postgres = Postgres()
        stack.callback(postgres.stop)
        postgres.start()
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": postgres.url("postgres"),
            "DATA_DIR": folder,
            "DEBUG": "0",
            "LOG_LEVEL": "ERROR",
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        measured: list[Size] = []
        have = 0
        for entries in sizes:
            call_command("make_load", entries=entries - have, stdout=sys.stdout)
            have = entries
            measured.append(measure(entries))
            print(measured[-1], flush=True)
    head = ["what", "goal", *(f"{size.entries:,} entries" for size in measured), "last over first"]
    how = (
        f"home feed; medians of {RUNS} runs in the database (EXPLAIN ANALYZE), of {PLANS} plans; `whole` is "
        "with all that cards print, `the table` the feed's rows alone; page 1,000 or the last there is"
    )
    command = f"{COMMAND} --sizes {' '.join(str(size) for size in sizes)}"
    print(f"\n{record('Feed tables', command=command, how=how, table=table_of(head, rows_for(measured)))}")


if __name__ == "__main__":
    main()
