"""Feeds as they grow: `python -m benchmarks.feed_tables [--sizes 10000 10000000]`.

In a private PostgreSQL, a database for each size is filled by `manage.py make_load`; what readers and
planning ask of them is then measured in turn, so that whatever else the machine does meets all sizes alike.
The smallest size is the limit the others are compared with. Writes to benchmarks/RESULTS.md.
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
from statistics import median
from typing import Any

import psycopg

from benchmarks.machine import cpu_seconds
from benchmarks.results import record, table_of
from script.services import Postgres

COMMAND = "python -m benchmarks.feed_tables"
RUNS, PLANS, DEEP_PAGES = 21, 60, 1000
# A statement of ten microseconds is told from noise by running it in the server for so long, again and again.
ROUNDS, LOOP_US, LOOP_AT_MOST = 60, 20_000, 2_000
SLOWER, BUFFERS, CHANGE_MS, CHEAPER, REPLAN_MS = 1.2, 30, 1.0, 1000, 25.0
# With what is written beside a post: revision, entries, indexes.
BYTES_A_POST = 2_600
MILLION = 1_000_000


@dataclass
class Cost:
    """Of statements in the database: their milliseconds, and the pages they touch."""

    ms: float
    buffers: int


@dataclass
class Size:
    """What was measured at one number of entries, in a database of its own."""

    entries: int
    reads: dict[str, Cost] = field(default_factory=dict)
    change: Cost = field(default_factory=lambda: Cost(0, 0))
    rebuild_s: float = 0.0
    planning_reads: Cost = field(default_factory=lambda: Cost(0, 0))
    replan_ms: float = 0.0
    replan_database_ms: float = 0.0

    @property
    def database(self) -> str:
        return f"entries_{self.entries}"


@contextmanager
def connected(database: str) -> Iterator[None]:
    """Have Django at work in this database."""
    from django.db import connection

    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


@contextmanager
def taken_back() -> Iterator[None]:
    """Undo whatever the block does."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def explained(sql: str) -> Cost:
    """Run a statement and return what it took."""
    from django.db import connection

    with connection.cursor() as cursor:
        # Without timing each node: that costs more than the nodes.
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}")
        (answer,) = cursor.fetchone()[0]
    top = answer["Plan"]
    return Cost(answer["Execution Time"], top["Shared Hit Blocks"] + top["Shared Read Blocks"])


def cost_of(sql: str, runs: int = RUNS) -> Cost:
    """Return the median of many runs."""
    explained(sql)
    found = [explained(sql) for _run in range(runs)]
    return Cost(median(one.ms for one in found), max(one.buffers for one in found))


def statements(action: Callable[[], object]) -> list[str]:
    """Return the statements an action runs, as they went to the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        action()
    return [query["sql"] for query in captured.captured_queries]


class Loop:
    """Some statements, run over and over in the server itself, on a connection of their own."""

    def __init__(self, url: str, asked: list[str]) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        performed = "\n".join(f"PERFORM * FROM ({sql}) AS asked;" for sql in asked)
        self.connection.execute(
            "CREATE FUNCTION pg_temp.run(times int) RETURNS float8 LANGUAGE plpgsql AS $run$\n"
            "DECLARE began timestamptz := clock_timestamp();\n"
            f"BEGIN FOR n IN 1..times LOOP {performed} END LOOP;\n"
            "RETURN extract(epoch FROM clock_timestamp() - began) * 1e6 / times; END $run$"
        )
        self.microseconds(50)
        self.times = max(20, min(LOOP_AT_MOST, round(LOOP_US / self.microseconds(50))))

    def microseconds(self, times: int = 0) -> float:
        """Return what one run took, by the mean of many; all the pages they read are warm."""
        row = self.connection.execute("SELECT pg_temp.run(%s)", [times or self.times]).fetchone()
        assert row is not None
        return float(row[0])


def asked_by_readers() -> dict[str, list[str]]:
    """Return what readers' pages ask: of the feed's own rows, and all that a page asks before it is drawn."""
    from content.brand import current_brand
    from feeds import cursor as cursors
    from feeds.models import FeedEntry
    from feeds.page import NEWEST, PLANNED
    from feeds.reading import PAGE, find_feed, read_feed

    feed = find_feed("home", "en")
    assert feed is not None
    table = FeedEntry.objects.filter(feed=feed)
    brand = current_brand()

    def own_rows(rows: Any, *place: Any) -> list[str]:
        rows = rows.before(*place) if place else rows
        return statements(lambda: list(rows.newest_first()[: PAGE + 1]))

    def whole(order: str, cursor: cursors.Cursor | None = None) -> list[str]:
        after = cursors.encode(cursor) if cursor else ""

        def read() -> None:
            read_feed(find_feed("home", "en"), slug="home", title="", brand=brand, order=order, after=after)

        read()  # What is remembered in the process is no part of it.
        return statements(read)

    found = {"the edition's page 1, whole": whole(PLANNED)}
    for name, rows in (("newest", table), ("archive", table.kept())):
        # The row before page 1,000, or before the last page there is.
        deep = rows.newest_first()[min(DEEP_PAGES * PAGE, rows.count() - PAGE - 2)]
        place = cursors.to_micros(deep.published_at), deep.pk
        order, top, below = (
            (NEWEST, None, cursors.NewestCursor(*place))
            if name == "newest"
            else (
                PLANNED,
                cursors.ArchiveCursor(edition=feed.current_edition_id),
                cursors.ArchiveCursor(*place, feed.current_edition_id),
            )
        )
        found |= {
            f"{name}, page 1, the table": own_rows(rows),
            f"{name}, page 1,000, the table": own_rows(rows, deep.published_at, deep.pk),
            f"{name}, page 1, whole": whole(order, top),
            f"{name}, page 1,000, whole": whole(order, below),
        }
    return found


def measure_reads(sizes: list[Size], url: Callable[[str], str]) -> None:
    """Measure what readers ask, all of it at one size after the other, many times over; the least counts.

    Whatever else the machine does makes a statement slower and never faster.
    """
    asked = {}
    for size in sizes:
        with connected(size.database):
            asked[size.entries] = found = asked_by_readers()
            for name, all_sql in found.items():
                size.reads[name] = Cost(float("inf"), sum(explained(sql).buffers for sql in all_sql))
                # The second time nothing is looked up in the catalogues any more.
                size.reads[name].buffers = sum(explained(sql).buffers for sql in all_sql)
    loops = [
        (size.reads[name], Loop(url(size.database), asked[size.entries][name]))
        for name in sizes[0].reads
        for size in sizes
    ]
    for _round in range(ROUNDS):
        for cost, loop in loops:
            cost.ms = min(cost.ms, loop.microseconds() / 1000)
    for _cost, loop in loops:
        loop.connection.close()


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
    costs = [cost_of(sql) for sql in asked]
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


def measure_work(size: Size) -> None:
    """Measure changes and planning."""
    from django.utils import timezone

    from feeds.actions.planning import plan_feed
    from feeds.models import Feed

    with connected(size.database):
        feed = Feed.objects.get(slug="home", language="en")
        # First chances that have run out meanwhile end here, once, and not in every run below.
        Feed.objects.filter(pk=feed.pk).update(dirty_at=timezone.now())
        plan_feed(feed.pk)
        size.change = change_of(feed)
        size.rebuild_s = rebuild_seconds()
        measure_planning(feed, size)


def fill(sizes: list[Size], url: Callable[[str], str]) -> None:
    """Make a database for each size and fill it."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    connection.close()  # A template nobody may be at work in.
    for size in sizes:
        with psycopg.connect(url("template1"), autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{size.database}" TEMPLATE postgres')
        with connected(size.database):
            call_command("make_load", entries=size.entries, stdout=sys.stdout)


def measure(sizes: list[Size], url: Callable[[str], str]) -> None:
    """Measure all there is; reads first, for what is taken back leaves its traces in the tables."""
    measure_reads(sizes, url)
    for size in sizes:
        measure_work(size)
        print(size, flush=True)


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


def report(sizes: list[Size]) -> str:
    """Write down what was measured and return it."""
    head = ["what", "goal", *(f"{size.entries:,} entries" for size in sizes), "last over first"]
    how = (
        f"home feed; reads by the least of {ROUNDS} means of up to {LOOP_AT_MOST:,} runs in the server, "
        f"sizes in turn; changes by the median of {RUNS} (EXPLAIN ANALYZE), plans of {PLANS}; `the table` "
        "is the feed's rows alone, `whole` every statement of the page; page 1,000 or the last there is"
    )
    command = f"{COMMAND} --sizes {' '.join(str(size.entries) for size in sizes)}"
    return record("Feed tables", command=command, how=how, table=table_of(head, rows_for(sizes)))


@contextmanager
def empty_server() -> Iterator[Postgres]:
    """Start a PostgreSQL of one's own, and Django on it, without a site."""
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
        yield postgres


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, MILLION], help="growing")
    options = parser.parse_args()
    sizes = [Size(entries) for entries in sorted(options.sizes)]
    if shutil.disk_usage(tempfile.gettempdir()).free < 2 * sum(options.sizes) * BYTES_A_POST:
        raise SystemExit(f"{sum(options.sizes):,} entries do not fit on this disk.")
    with empty_server() as postgres:
        fill(sizes, postgres.url)
        measure(sizes, postgres.url)
    print(report(sizes))


if __name__ == "__main__":
    main()
