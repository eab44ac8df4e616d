"""Giving badges and levels: `python -m benchmarks.recognition`. A private PostgreSQL, a site of some age."""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta

from benchmarks.results import record, table_of
from script.services import Postgres

COMMAND = "python -m benchmarks.recognition"
POSTS, COMMENTS, RATINGS = 4, 6, 20
"""Of each member."""
SEED = 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--members", type=int, default=10_000)
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="alongside-bench-"))
        postgres = Postgres()
        stack.callback(postgres.stop)
        postgres.start()
        os.environ |= {
            "DATABASE_URL": postgres.url("postgres"),
            "DATA_DIR": folder,
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        import django

        django.setup()
        measure(options.members)


def make_site(count: int) -> None:
    """Members who have been here for up to three years, and what they wrote and found useful."""
    from allauth.account.models import EmailAddress
    from django.utils import timezone

    from community.models import Comment, Member, Post, PostRevision, Rating

    chance, now = random.Random(SEED), timezone.now()

    def some_time() -> timedelta:
        return timedelta(days=chance.randrange(1, 1000))

    members = Member.objects.bulk_create(
        (
            Member(
                username=f"b{number}",
                email=f"b{number}@bench.example",
                name=f"B {number}",
                date_joined=now - some_time(),
            )
            for number in range(count)
        ),
        batch_size=2000,
    )
    EmailAddress.objects.bulk_create(
        (EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in members),
        batch_size=2000,
    )
    kinds = [Post.Kind.TIP, Post.Kind.QUESTION, Post.Kind.STORY]
    posts = Post.objects.bulk_create(
        (Post(author=one, kind=chance.choice(kinds)) for one in members for _ in range(POSTS)),
        batch_size=2000,
    )
    revisions = PostRevision.objects.bulk_create(
        (
            PostRevision(post=post, number=1, title="A tip", body="", body_html="", render_version=1)
            for post in posts
        ),
        batch_size=2000,
    )
    for post, revision in zip(posts, revisions, strict=True):
        post.public_revision = post.latest_revision = revision
        post.state, post.published_at = "published", now - some_time()
    Post.objects.bulk_update(
        posts, ["public_revision", "latest_revision", "state", "published_at"], batch_size=1000
    )
    Comment.objects.bulk_create(
        (
            Comment(
                author=one,
                post=chance.choice(posts),
                body="Thanks",
                body_html="<p>Thanks</p>",
                render_version=1,
                state="published",
                published_at=now - some_time(),
            )
            for one in members
            for _ in range(COMMENTS)
        ),
        batch_size=2000,
    )
    Rating.objects.bulk_create(
        (
            Rating(post=post, member=one, value=chance.randrange(1, 6))
            for one in members
            for post in chance.sample(posts, RATINGS)
        ),
        batch_size=5000,
    )


def timed(what: Callable[[], int]) -> tuple[int, int, float]:
    """Return what came of it, the queries, and the seconds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    began = time.monotonic()
    with CaptureQueriesContext(connection) as captured:
        result = what()
    return result, len(captured), time.monotonic() - began


def measure(count: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from community.actions.awarding import award_badges
    from community.actions.levels import raise_levels
    from community.models import Member

    call_command("migrate", verbosity=0)
    make_site(count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    one = [Member.objects.values_list("pk", flat=True)[count // 2]]
    rows = []
    for name, run in (
        ("badges, the first night", award_badges),
        ("badges, a night without news", award_badges),
        ("badges of one member, after a publication", lambda: award_badges(one)),
        ("levels, the first night", raise_levels),
        ("levels, a night without news", raise_levels),
        ("level of one member", lambda: raise_levels(one)),
    ):
        result, queries, seconds = timed(run)
        rows.append([name, f"{result:,}", f"{queries}", f"{seconds:.3f}"])
        print(rows[-1], flush=True)
    how = (
        f"{count:,} members, each with {POSTS} posts, {COMMENTS} comments and {RATINGS} ratings given; "
        "private PostgreSQL"
    )
    table = table_of(["what", "given", "queries", "seconds"], rows)
    print(record("Recognition", command=f"{COMMAND} --members {count}", how=how, table=table))


if __name__ == "__main__":
    main()
