"""Changes a site and watches its front page: `python -m benchmarks.changes PORT SECONDS RATE BURST KILLED`.

A process of its own beside benchmarks/visible.py, which gives it the site's environment. Prints one JSON
object, and before that what is going on; "kill the worker" is for its parent.
"""

import http.client
import json
import random
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.db import connections, transaction  # noqa: E402
from django.db.models import F  # noqa: E402
from django.utils import timezone  # noqa: E402

from community import actions as community, signals  # noqa: E402
from community.models import Member, Post, PostRevision  # noqa: E402
from content.models import StoryIndexPage, StoryPage  # noqa: E402
from feeds import outbox  # noqa: E402
from feeds.actions import reconcile  # noqa: E402
from feeds.models import Feed, PendingSync  # noqa: E402

PATIENCE, PAUSE, BETWEEN = 60.0, 0.02, 0.25
WORDS = "<p>Rinse the paper with hot water before the coffee goes in.</p>"


def make_posts(count: int, name: str, *, public: bool) -> list[Post]:
    """Rows of posts with a revision each, as an import leaves them; nobody is told.

    As many authors as there are: the planner never shows more than two posts of one on a page.
    """
    members = Member.objects.bulk_create(
        Member(username=f"{name}-{n}", email=f"{name}-{n}@bench.example", name=f"{name} {n}")
        for n in range(min(count, 500))
    )
    chance, now = random.Random(1), timezone.now()
    made: list[Post] = []
    for start in range(0, count, 500):
        posts = Post.objects.bulk_create(
            Post(
                author=members[(start + n) % len(members)],
                kind=Post.Kind.TIP,
                language="en",
                state="waiting",
            )
            for n in range(min(500, count - start))
        )
        revisions = PostRevision.objects.bulk_create(
            PostRevision(
                post=post, number=1, title=f"{name} {post.pk}", body=WORDS, body_html=WORDS, render_version=1
            )
            for post in posts
        )
        for post, revision in zip(posts, revisions, strict=True):
            post.latest_revision = revision
            if public:
                post.state, post.public_revision = "published", revision
                post.published_at = now - timedelta(days=chance.uniform(1, 700))
        Post.objects.bulk_update(posts, ["latest_revision", "public_revision", "state", "published_at"])
        made += posts
    return made


def probes(count: int) -> Iterator[Any]:
    """Waiting posts and drafts of stories in turn."""
    parent = StoryIndexPage.objects.get(locale__language_code="en")
    for number, post in enumerate(make_posts(count, "Probe", public=False)):
        yield post
        story = StoryPage(title=f"Told story {number} {post.pk}", live=False)
        parent.add_child(instance=story)
        yield story


def show(probe: Any) -> str:
    """Clear the post or publish the page; return its title."""
    if isinstance(probe, Post):
        community.publish(probe)
        return f"Probe {probe.pk}"
    probe.save_revision().publish()
    return str(probe.title)


class Front:
    """The front page as a visitor without a session asks for it."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def seconds_until(self, title: str) -> float:
        """Return how long it took until the title stood there; PATIENCE if it never did."""
        # Anew each time: the server ends what is quiet for long.
        self.connection.close()
        since = time.monotonic()
        while (waited := time.monotonic() - since) < PATIENCE:
            self.connection.request("GET", "/", headers={"Host": "localhost", "X-Forwarded-Proto": "https"})
            if title.encode() in self.connection.getresponse().read():
                return time.monotonic() - since
            time.sleep(PAUSE)
        return waited


class Changes(threading.Thread):
    """Changes the strength of posts, so many a second, until told to stop."""

    def __init__(self, rate: float) -> None:
        super().__init__(daemon=True)
        self.rate, self.made, self.is_over = rate, 0, False

    def run(self) -> None:
        # Not what is watched: it would take the next one's place among the first chances.
        posts = Post.objects.in_feeds().exclude(author__username__startswith="Probe-")
        ids = list(posts.values_list("pk", flat=True))
        chance, since = random.Random(2), time.monotonic()
        while not self.is_over:
            if self.made >= (time.monotonic() - since) * self.rate:
                time.sleep(0.002)
                continue
            with transaction.atomic():
                post = Post.objects.select_for_update(of=("self",)).get(pk=chance.choice(ids))
                Post.objects.filter(pk=post.pk).update(approval_weight=F("approval_weight") + 0.01)
                signals.contribution_changed.send(sender=Post, contribution=post)
            self.made += 1
        connections.close_all()


def figures(times: list[float]) -> dict[str, float]:
    times = sorted(times)
    at = {
        name: times[min(len(times) * part // 100, len(times) - 1)]
        for name, part in (("p50", 50), ("p99", 99))
    }
    return {"seen": sum(one < PATIENCE for one in times), **at, "worst": times[-1]}


def watch(front: Front, due: Iterator[Any], is_over: Any) -> list[float]:
    """Show one thing after the other until it is over; return how long each took to be seen."""
    times = []
    while not is_over():
        times.append(front.seconds_until(show(next(due))))
        time.sleep(BETWEEN)
    return times


class Burst(threading.Thread):
    """Imports posts, as fast as it can; with `kill` the worker is to die in the middle of them."""

    def __init__(self, posts: list[Post], *, kill: bool = False) -> None:
        super().__init__(daemon=True)
        self.posts, self.kill = posts, kill
        self.since = self.committed = time.monotonic()

    def run(self) -> None:
        for number, post in enumerate(self.posts):
            with transaction.atomic():
                outbox.request_sync(post_id=post.pk)
            if self.kill and number == len(self.posts) // 2:
                print("kill the worker", flush=True)
        self.committed = time.monotonic()
        connections.close_all()

    def is_worked_off(self) -> bool:
        """Whether nothing is left to be synced or planned."""
        return not self.is_alive() and not PendingSync.objects.exists() and not Feed.objects.due().exists()


def watch_burst(front: Front, due: Iterator[Any], burst: Burst) -> dict[str, float]:
    """Import, and show one thing after the other meanwhile; return how long that took, and all of it."""
    burst.since = time.monotonic()
    burst.start()
    times = watch(front, due, burst.is_worked_off)
    now = time.monotonic()
    return figures(times) | {"importing": burst.committed - burst.since, "worked_off": now - burst.since}


def main() -> None:
    port, count, killed = (int(sys.argv[place]) for place in (1, 4, 5))
    seconds, rate = float(sys.argv[2]), float(sys.argv[3])
    front, due = Front(port), probes(1200)
    watch(front, due, iter([False, False, False, False, True]).__next__)  # warms up
    changes = Changes(rate)
    since = time.monotonic()
    changes.start()
    steady = figures(watch(front, due, lambda: time.monotonic() - since > seconds))
    lasted = time.monotonic() - since
    changes.is_over = True
    changes.join()
    print(f"under changes: {steady}", flush=True)
    in_burst = watch_burst(front, due, Burst(make_posts(count, "Imported", public=True)))
    print(f"in a burst: {in_burst}", flush=True)
    in_death = watch_burst(front, due, Burst(make_posts(killed, "Killed", public=True), kill=True))
    found = {
        "rate": changes.made / lasted,
        "steady": steady,
        "burst": in_burst,
        "killed": in_death,
        "pending": PendingSync.objects.count(),
        "due": Feed.objects.due().count(),
        "wrong": reconcile().total(),
    }
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
