# ruff: noqa: S608 - What is put into SQL here are numbers and names of our own.
"""Posts by the million, to measure with: rows made inside PostgreSQL, which nobody wrote.

Members, posts with a revision and their entries in the first language's feeds: every post on the home feed,
every tenth in a product's and a topic's. A few write most; every twenty-fifth post is the brand's; a third of
the customers' are rated in, and what is younger than a week waits for its chance. Each entry has the standing
and key that `feeds.actions.syncing` would give it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Max, Model
from django.utils import timezone

from community.models import Member, Post, PostRevision, PostTopic
from community.sanitize import RENDER_VERSION
from content.models import Product, Topic
from feeds.actions.syncing import NEW_EXPOSURES, NEW_FOR
from feeds.membership import Place, feeds_for, product_slug, topic_slug
from feeds.models import Feed, FeedEntry
from feeds.outbox import mark_dirty
from feeds.ranking import FRESHNESS_MS

BATCH = 100_000
EDITORS, AUTHORS_AT_MOST = 10, 200_000
OVER = timedelta(days=3 * 365)
# A member's place among the authors is the cube of a chance: one in a hundred writes a fifth of all.
SKEW = 3
FILLED = (Post, PostRevision, PostTopic, FeedEntry)
BRAND, ABOUT = "n % 25 = 0", "n % 10 = 3"
WORDS = "<p>I grind <b>coarser</b> for the press now, and the sludge at the bottom is gone.</p>"

Say = Callable[[str], None]


def make_load(count: int, say: Say) -> None:
    """Add so many posts with their entries, all or none, and have the feeds planned.

    Memory stays as it is, however many: a batch is one statement. Nothing is checked row by row and the
    indexes are made anew at the end, so this needs a superuser of a PostgreSQL of one's own.
    """
    products, topics = _subjects()
    language = settings.LANGUAGES[0][0]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SELECT setseed(0.5)")
        editor, author, authors = _make_members(max(50, min(count // 20, AUTHORS_AT_MOST)))
        post, revision = (_last(model) for model in (Post, PostRevision))
        feeds = _feeds(products, topics, language)
        began = timezone.now() - OVER
        published = f"'{began.isoformat()}'::timestamptz + n * interval '{OVER / (count + 1)}'"
        brand_writer = f"{editor} + n / 25 % {EDITORS}"
        writer = f"{author} + floor({authors} * power(random(), {SKEW}))::bigint"
        with _without_indexes(say):
            for first in range(1, count + 1, BATCH):
                last = min(first + BATCH - 1, count)
                numbers = f"generate_series({first}, {last}) AS n"
                _insert(
                    Post(kind="tip", state="published", language=language),
                    numbers,
                    id=f"{post} + n",
                    author_id=f"CASE WHEN {BRAND} THEN {brand_writer} ELSE {writer} END",
                    by_brand=BRAND,
                    brand_role=f"CASE WHEN {BRAND} THEN '{{\"en\": \"Editor\"}}' ELSE '{{}}' END::jsonb",
                    kind="(ARRAY['tip', 'story', 'question'])[n % 3 + 1]",
                    language=f"CASE WHEN n % 5 = 1 THEN '{settings.LANGUAGES[-1][0]}' ELSE '{language}' END",
                    product_id=f"CASE WHEN {ABOUT} THEN {_one_of(products)} END",
                    draft_uuid="gen_random_uuid()",
                    public_revision_id=f"{revision} + n",
                    latest_revision_id=f"{revision} + n",
                    created_at=published,
                    submitted_at=published,
                    published_at=published,
                    eligible_at=f"CASE WHEN n % 3 = 0 AND NOT {BRAND} THEN {published} END",
                    approvals="CASE WHEN n % 3 = 0 THEN 1 + n % 7 ELSE 0 END",
                    ratings="CASE WHEN n % 3 = 0 THEN 1 + n % 7 ELSE 0 END",
                    approval_weight="CASE WHEN n % 3 = 0 THEN (1 + n % 7) / 2.0 ELSE 0 END",
                )
                _insert(
                    PostRevision(number=1, body=WORDS, body_html=WORDS, render_version=RENDER_VERSION),
                    numbers,
                    id=f"{revision} + n",
                    post_id=f"{post} + n",
                    title="'What I learned in week ' || n",
                    created_at=published,
                    cleared_at=published,
                )
                about = f"(SELECT n FROM {numbers}) AS all_of_them WHERE {ABOUT}"
                _insert(PostTopic(position=1), about, post_id=f"{post} + n", topic_id=_one_of(topics))
                _insert_entries(feeds, topics, post, first, last)
                say(f"{last:,} of {count:,} posts")
        for model in (Post, PostRevision):
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
    mark_dirty(list(Feed.objects.filter(language=language)))


def tidy() -> None:
    """Let PostgreSQL look at what came; outside a transaction."""
    with connection.cursor() as cursor:
        for model in (Member, *FILLED):
            cursor.execute(f"VACUUM (ANALYZE) {model._meta.db_table}")


def _subjects() -> tuple[list[int], list[int]]:
    """Return products and topics that posts can be about, made where there are none."""
    if not Product.objects.exists():
        Product.objects.bulk_create(Product(slug=f"load-{n}", names={"en": f"Load {n}"}) for n in range(5))
    if not Topic.objects.exists():
        Topic.objects.bulk_create(Topic(slug=f"load-{n}", names={"en": f"Load {n}"}) for n in range(5))
    return (
        list(Product.objects.values_list("pk", flat=True)[:5]),
        list(Topic.objects.values_list("pk", flat=True)[:5]),
    )


def _make_members(authors: int) -> tuple[int, int, int]:
    """Add editors and authors; return the first of each, and how many authors there are."""
    first = _last(Member) + 1
    _insert(
        Member(password=make_password(None), is_demo=True),
        f"generate_series({first}, {first + EDITORS + authors - 1}) AS n",
        id="n",
        username="'load-' || n",
        email="'load-' || n || '@load.example'",
        name="'Member ' || n",
        brand_role=f"CASE WHEN n < {first + EDITORS} THEN '{{\"en\": \"Editor\"}}' ELSE '{{}}' END::jsonb",
    )
    with connection.cursor() as cursor:
        table = Member._meta.db_table
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {first + EDITORS + authors})")
    return first, first + EDITORS, authors


def _feeds(products: list[int], topics: list[int], language: str) -> dict[str, dict[int, Feed]]:
    """Return home, and the feeds of these products and topics by their subject."""
    of_products = Product.objects.in_bulk(products)
    of_topics = Topic.objects.in_bulk(topics)
    (home,) = feeds_for([Place(Feed.Kind.HOME, language)])
    by_product = feeds_for(
        [
            Place(Feed.Kind.PRODUCT, language, product_id=pk, slug=product_slug(one.slug))
            for pk, one in of_products.items()
        ]
    )
    by_topic = feeds_for(
        [
            Place(Feed.Kind.TOPIC, language, topic_id=pk, slug=topic_slug(one.slug))
            for pk, one in of_topics.items()
        ]
    )
    return {
        "home": {0: home},
        "product": dict(zip(of_products, by_product, strict=True)),
        "topic": dict(zip(of_topics, by_topic, strict=True)),
    }


def _insert_entries(
    feeds: Mapping[str, Mapping[int, Feed]], topics: list[int], post: int, first: int, last: int
) -> None:
    """Add the entries of these posts. By place in `topics`, as their links were made."""
    topic = f"CASE WHEN {ABOUT} THEN {_one_of(topics)} END"
    posts = (
        f"(SELECT *, id - {post} AS n FROM {Post._meta.db_table} "
        f"WHERE id BETWEEN {post + first} AND {post + last}) AS posts"
    )
    is_new = f"published_at > now() - interval '{NEW_FOR}'"
    for kind, by_subject in feeds.items():
        feed = "CASE {} {} END".format(
            {"home": "0", "product": "product_id", "topic": f"({topic})"}[kind],
            " ".join(f"WHEN {subject} THEN {one.pk}" for subject, one in by_subject.items()),
        )
        _insert(
            FeedEntry(),
            posts if kind == "home" else f"{posts} WHERE {ABOUT}",
            feed_id=feed,
            post_id="id",
            lane="CASE WHEN by_brand THEN 'editorial' ELSE 'customer' END",
            standing=(
                "CASE WHEN by_brand OR eligible_at IS NOT NULL THEN 'eligible' "
                f"WHEN {is_new} THEN 'new' ELSE 'plain' END"
            ),
            key=(
                "floor(extract(epoch FROM published_at) * 1000)::bigint + "
                f"round({FRESHNESS_MS[kind]} * ln(1 + approval_weight) / ln(2::float))::bigint"
            ),
            author_id="author_id",
            product_id="product_id",
            topic_id=topic,
            language="language",
            published_at="published_at",
            new_until=f"published_at + interval '{NEW_FOR}'",
            exposures=f"CASE WHEN {is_new} THEN n % {NEW_EXPOSURES} ELSE 0 END",
        )


def _insert(row: Model, source: str, **columns: str) -> None:
    """Insert a row for each of `source`: as `row` is, but for these columns, given in SQL."""
    names, values, constants = [], [], []
    for field in row._meta.local_concrete_fields:
        if field.column in columns:
            values.append(columns.pop(field.column))
        elif field.primary_key:
            continue
        else:
            values.append("%s")
            constants.append(field.get_db_prep_save(field.pre_save(row, True), connection))
        names.append(f'"{field.column}"')
    if columns:
        raise ValueError(f"{row._meta.label} has no {', '.join(columns)}")
    # A modulo is doubled: what is given in SQL holds no parameters.
    picked = ", ".join(value if value == "%s" else value.replace("%", "%%") for value in values)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{row._meta.db_table}" ({", ".join(names)}) '
            f"SELECT {picked} FROM {source.replace('%', '%%')}",
            constants,
        )


def _one_of(ids: list[int]) -> str:
    return f"(ARRAY{ids}::bigint[])[n / 10 % {len(ids)} + 1]"


def _last(model: type[Model]) -> int:
    return model._default_manager.aggregate(last=Max("pk"))["last"] or 0


@contextmanager
def _without_indexes(say: Say) -> Iterator[None]:
    """Take the indexes away that are not primary keys, and make them anew at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        again = []
        for table in (model._meta.db_table for model in FILLED):
            cursor.execute(
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE conrelid = %s::regclass AND contype = 'u'",
                [table],
            )
            for name, definition in cursor.fetchall():
                cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
                again.append(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
            cursor.execute(
                "SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index "
                "WHERE indrelid = %s::regclass AND NOT indisprimary",
                [table],
            )
            for name, definition in cursor.fetchall():
                cursor.execute(f"DROP INDEX {name}")
                again.append(definition)
        yield
        for number, definition in enumerate(again, start=1):
            cursor.execute(definition)
            say(f"{number} of {len(again)} indexes")
