"""The desk with ten thousand waiting cases, on SQLite or PostgreSQL: `python -m benchmarks.desk`."""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from statistics import median

from benchmarks.results import record, table_of
from script.services import Postgres

COMMAND = "python -m benchmarks.desk"
RUNS = 7
SEED = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--postgres", action="store_true", help="a private one, by the clock")
    options = parser.parse_args()
    with ExitStack() as stack:
        os.environ.pop("DATABASE_URL", None)
        if options.postgres:
            postgres = Postgres()
            stack.callback(postgres.stop)
            postgres.start()
            os.environ["DATABASE_URL"] = postgres.url("postgres")
        os.environ |= {
            "DATA_DIR": stack.enter_context(tempfile.TemporaryDirectory(prefix="alongside-bench-")),
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        import django

        django.setup()
        measure(options.cases, on_postgres=options.postgres)


def make_queue(count: int) -> None:
    """Posts that wait or were reported, opened during the last two days, some of them read a lot."""
    from django.utils import timezone

    from community.models import Member, Post, PostRevision
    from content.models import Product
    from moderation.models import Case, Report

    chance, now = random.Random(SEED), timezone.now()
    products = [Product.objects.create(slug=f"p-{n}", names={"en": f"P {n}"}) for n in range(20)]
    members = Member.objects.bulk_create(
        (
            Member(username=f"b{n}", email=f"b{n}@bench.example", name=f"B {n}")
            for n in range(max(1, count // 5))
        ),
        batch_size=500,
    )
    posts = Post.objects.bulk_create(
        (
            Post(
                author=chance.choice(members),
                kind=Post.Kind.TIP,
                language=chance.choice(["en", "nb"]),
                product=chance.choice(products),
                state="waiting",
                views_per_hour=chance.choice([0, 0, 0, 2.5, 40]),
            )
            for _ in range(count)
        ),
        batch_size=500,
    )
    words = "<p>Rinse the paper with hot water before the coffee goes in.</p>" * 20
    revisions = PostRevision.objects.bulk_create(
        (
            PostRevision(post=post, number=1, title="A tip", body=words, body_html=words, render_version=1)
            for post in posts
        ),
        batch_size=500,
    )
    for post, revision in zip(posts, revisions, strict=True):
        post.latest_revision = revision
    Post.objects.bulk_update(posts, ["latest_revision"], batch_size=500)
    signals = [{"code": "capitals", "points": 10, "detail": ""}]
    cases = []
    for post, revision in zip(posts, revisions, strict=True):
        risk = chance.randrange(25, 100)
        case = Case(post=post, revision=revision, risk=risk, urgency=risk, band="hold", signals=signals)
        cases.append(case)
    Case.objects.bulk_create(cases, batch_size=500)
    for case in cases:
        case.opened_at = now - timedelta(minutes=chance.randrange(2 * 24 * 60))
    Case.objects.bulk_update(cases, ["opened_at"], batch_size=500)
    reported = chance.sample(cases, count // 10)
    Report.objects.bulk_create((Report(case=case, reason="spam") for case in reported), batch_size=500)


def timed(what: Callable[[], object], clock: Callable[[], float]) -> tuple[float, float]:
    """Return the median and most milliseconds of `RUNS` runs when warm; tests count the queries."""
    what()
    spent = []
    for _run in range(RUNS):
        began = clock()
        what()
        spent.append((clock() - began) * 1000)
    return median(spent), max(spent)


def measure(count: int, *, on_postgres: bool) -> None:
    from django.contrib.auth.models import Group
    from django.core.management import call_command
    from django.test import Client

    from community.models import Member
    from community.models.members import DESK
    from moderation.models import Case

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    moderator = Member.objects.create_user("mona", "mona@bench.example", None, name="Mona")
    moderator.groups.add(Group.objects.get(name=DESK))
    client = Client(headers={"host": "localhost"})
    client.force_login(moderator)

    def get(address: str) -> object:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        return response

    clock = time.perf_counter if on_postgres else time.process_time
    # What the frame of any staff page costs, and the desk with nothing in it.
    rows = [["the list, empty", *_figures(timed(lambda: get("/cms/desk/"), clock))]]
    make_queue(count)
    queue = Case.objects.queue()
    first = queue[0].pk
    ticked = "&".join(f"case={pk}" for pk in queue.values_list("pk", flat=True)[:50])
    for name, address in (
        ("the list", "/cms/desk/"),
        ("reported ones", "/cms/desk/?kind=reported"),
        ("one language and product", "/cms/desk/?kind=waiting&language=nb&product=p-3"),
        ("a case", f"/cms/desk/{first}/"),
        ("preview of 50 cases", f"/cms/desk/bulk/?{ticked}"),
    ):
        rows.append([name, *_figures(timed(lambda address=address: get(address), clock))])  # type: ignore[misc]
    rows.append(["take the next case", *_figures(timed(lambda: client.post("/cms/desk/next/"), clock))])
    unit = "ms" if on_postgres else "CPU ms"
    table = table_of(["what", f"{unit}, median", f"{unit}, most"], rows)
    where = "a private PostgreSQL, by the clock" if on_postgres else "SQLite in the same process"
    how = f"{count:,} waiting cases; {where}; Wagtail's frame and templates included"
    title, option = ("The desk on PostgreSQL", " --postgres") if on_postgres else ("The desk", "")
    print(record(title, command=f"{COMMAND} --cases {count}{option}", how=how, table=table))


def _figures(found: tuple[float, float]) -> list[str]:
    return [f"{figure:.0f}" for figure in found]


if __name__ == "__main__":
    main()
