"""Visiting members' blogs: `python -m benchmarks.blogs`. A private PostgreSQL, two workers, a web of our own.

Every blog lies at an address of its own on this machine (127.x.y.z); those of the one that stalls take the
request and never answer. Most visits of a living site find nothing new, so that is what the many answer.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

from benchmarks.machine import cpu_seconds
from benchmarks.results import record, table_of
from script.services import Postgres

ROOT = Path(__file__).resolve().parent.parent
COMMAND = "python -m benchmarks.blogs"
WORKERS = 2
STALLING_BLOGS = 100
STALLING_HOST = "127.250.0.1"
IMPORTED_BLOGS, ENTRIES = 10, 100


class Web:
    """Answers for all of 127.0.0.0/8: a feed, "nothing new" to who has it, and silence at one address."""

    def __init__(self, feed: bytes) -> None:
        self.feed = feed
        self.loop = asyncio.new_event_loop()
        self.port = 0
        threading.Thread(target=self._run, daemon=True).start()
        while not self.port:
            time.sleep(0.01)

    def _run(self) -> None:
        server = self.loop.run_until_complete(asyncio.start_server(self._answer, "0.0.0.0", 0, backlog=500))
        self.port = server.sockets[0].getsockname()[1]
        self.loop.run_forever()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        try:
            asked = await reader.readuntil(b"\r\n\r\n")
            if host == STALLING_HOST:
                await reader.read()  # until the other side goes away
            elif host.startswith("127."):
                if b"if-none-match" in asked.lower():
                    writer.write(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n")
                else:
                    head = f'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: {len(self.feed)}\r\n\r\n'
                    writer.write(head.encode() + self.feed)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def feed() -> bytes:
    """An RSS feed of entries that are all meant for the site."""
    from django.utils import timezone

    words = "<p>I grind <b>coarser</b> for the press now, and the sludge at the bottom is gone.</p>" * 6
    items = []
    for number in range(ENTRIES):
        when = format_datetime(timezone.now() + timedelta(minutes=number + 1))
        items.append(
            f"<item><title>Morning {number}</title><link>https://blog.example/{number}</link>"
            f"<pubDate>{when}</pubDate><category>benchclub</category><category>benchmill</category>"
            f"<description><![CDATA[<p>Entry {number}.</p>{words}]]></description></item>"
        )
    return f'<rss version="2.0"><channel><title>Blog</title>{"".join(items)}</channel></rss>'.encode()


def make_blogs(count: int, port: int, *, host: str = "", etag: str = "") -> None:
    """Blogs that are due, each of a member and at a host of its own, or all at one `host`."""
    from django.utils import timezone

    from community.models import Blog, Member

    start = Member.objects.count()
    members = Member.objects.bulk_create(
        Member(username=f"b{number}", email=f"b{number}@bench.example", name=f"B {number}")
        for number in range(start, start + count)
    )
    now = timezone.now()
    blogs = []
    for number, member in enumerate(members, start):
        at = host or f"127.{1 + number // 62_500}.{number // 250 % 250}.{1 + number % 250}"
        url = f"http://{at}:{port}/{number}"
        blog = Blog(member=member, site_url=url, feed_url=url, state="active", proven_at=now, etag=etag)
        blog.history, blog.claimed_at, blog.next_fetch_at = [], now, now - timedelta(minutes=1)
        blog.proof_due_at = now + timedelta(days=30)
        blogs.append(blog)
    Blog.objects.bulk_create(blogs, batch_size=1000)


def work() -> None:
    """What a worker does until nothing is due that could be visited."""
    from community.actions.polling import poll_round

    while poll_round():
        pass


def run_workers(environment: dict[str, str], count: int) -> tuple[float, float]:
    """Return the seconds and the processor seconds that so many workers needed."""
    began, spent = time.monotonic(), cpu_seconds(os.getpid())
    command = [sys.executable, "-m", "benchmarks.blogs", "--work"]
    workers = [subprocess.Popen(command, cwd=ROOT, env=environment) for _number in range(count)]
    for worker in workers:
        if worker.wait():
            raise SystemExit("a worker failed")
    return time.monotonic() - began, cpu_seconds(os.getpid()) - spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--blogs", type=int, default=10_000)
    parser.add_argument("--work", action="store_true", help="be one of the workers")
    options = parser.parse_args()
    if options.work:
        setup()
        work()
        return
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="alongside-bench-"))
        postgres = Postgres()
        stack.callback(postgres.stop)
        postgres.start()
        os.environ |= {
            "DATABASE_URL": postgres.url("postgres"),
            "DATA_DIR": folder,
            "FETCHING_ALLOW_LOOPBACK": "1",
            "LOG_LEVEL": "ERROR",
        }
        setup()
        measure(options.blogs)


def setup() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


def measure(count: int) -> None:
    from django.core.management import call_command
    from django.db.models import Max, Min

    from community.models import Blog, BlogFetch, BlogHost, Post
    from content.models import BrandSettings, Product, ProductTag

    call_command("migrate", verbosity=0)
    brand = BrandSettings.objects.first() or BrandSettings()
    brand.club_tag = "benchclub"
    brand.save()
    product = Product.objects.create(slug="benchmill", names={"en": "Benchmill"})
    ProductTag.objects.create(product=product, tag="benchmill")
    web = Web(feed())
    environment = dict(os.environ)

    make_blogs(IMPORTED_BLOGS, web.port)
    _seconds, cpu = run_workers(environment, 1)
    times = BlogFetch.objects.aggregate(first=Min("at"), last=Max("at"))
    between = (times["last"] - times["first"]).total_seconds() or 1
    taken = Post.objects.count()
    # The first visit's own time lies before its log.
    rate = taken * (1 - 1 / IMPORTED_BLOGS) / between
    rows = [
        [
            "entries taken in, all new, one worker",
            f"{taken:,}",
            f"{rate:,.0f}",
            f"{cpu / taken * 1000:.1f}",
            "–",
        ]
    ]

    for name, stalling in (
        ("blogs, nothing new", 0),
        (f"the same, {STALLING_BLOGS} more at a host that stalls", STALLING_BLOGS),
    ):
        BlogFetch.objects.all().delete()
        Blog.objects.all().delete()
        BlogHost.objects.all().delete()
        # Those that stall have been due as long as the others, and are the first in the queue.
        if stalling:
            make_blogs(stalling, web.port, host=STALLING_HOST, etag='"1"')
        make_blogs(count, web.port, etag='"1"')
        _seconds, cpu = run_workers(environment, WORKERS)
        good = BlogFetch.objects.filter(failed=False).aggregate(first=Min("at"), last=Max("at"))
        visited, failed = (BlogFetch.objects.filter(failed=is_failed).count() for is_failed in (False, True))
        if visited != count:
            raise SystemExit(f"{visited} of {count} blogs were visited")
        seconds = (good["last"] - good["first"]).total_seconds()
        rows.append(
            [name, f"{visited:,}", f"{visited / seconds:,.0f}", f"{cpu / visited * 1000:.1f}", f"{failed}"]
        )
        print(rows[-1], flush=True)
    head = ["what", "done", "a second", "CPU ms each", "visits without an answer"]
    how = f"{WORKERS} workers where nothing else is said, each blog at a host of its own, private PostgreSQL"
    print(record("Blogs", command=f"{COMMAND} --blogs {count}", how=how, table=table_of(head, rows)))


if __name__ == "__main__":
    main()
