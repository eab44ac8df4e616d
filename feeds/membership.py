"""Which feeds a post or a page belongs to: home, what it is about, and marketers' own whose rule it fits.

A live placement adds to these.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.conf import settings

from community.models import Post
from content.models import EditorialPage, Product, ProductPage, StoryPage, Topic
from feeds.models import Feed
from feeds.rules import Rule

HOME = "home"


def languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


@dataclass(frozen=True)
class Place:
    """A feed by what it is about; the row is made when the first entry needs it."""

    kind: str
    language: str
    product_id: int | None = None
    topic_id: int | None = None
    slug: str = HOME


def product_slug(slug: str) -> str:
    return f"product-{slug}"


def topic_slug(slug: str) -> str:
    return f"topic-{slug}"


def feeds_of_posts(posts: Iterable[Post]) -> dict[int, list[Feed]]:
    """Return the feeds of public posts, by what is true now: two queries, however many posts."""
    own = [(feed, Rule.read(feed.rule)) for feed in Feed.objects.own()]
    places = {post: places_of_post(post) for post in posts}
    wanted = list(dict.fromkeys(chain.from_iterable(places.values())))
    found = dict(zip(wanted, feeds_for(wanted), strict=True))
    return {
        post.pk: [found[place] for place in of_post] + [feed for feed, rule in own if is_in(post, feed, rule)]
        for post, of_post in places.items()
    }


def is_in(post: Post, feed: Feed, rule: Rule) -> bool:
    """Whether a public post stands in a marketer's own feed, which has this rule."""
    topics = {link.topic_id for link in post.topic_links.all()}
    return feed.language in languages_of_post(post) and rule.fits_post(post, topics)


def feeds_of_page(page: EditorialPage) -> list[Feed]:
    """Return the feeds of a page that everybody may read."""
    if not page.feed_kind:
        return []
    own = Feed.objects.own().filter(language=page.locale.language_code)
    return feeds_for(places_of_page(page)) + [feed for feed in own if Rule.read(feed.rule).fits_page(page)]


def languages_of_post(post: Post) -> list[str]:
    """A customer's post stands in the feeds of every language (marked there); the brand's in its own only."""
    return [post.language] if post.by_brand else languages()


def places_of_post(post: Post) -> list[Place]:
    """Return home and the feeds of what a post is about, in every language it stands in."""
    subjects: list[dict[str, Any]] = [{"kind": Feed.Kind.HOME}]
    if post.product:
        subjects.append(
            {
                "kind": Feed.Kind.PRODUCT,
                "product_id": post.product_id,
                "slug": product_slug(post.product.slug),
            }
        )
    subjects += [
        {"kind": Feed.Kind.TOPIC, "topic_id": link.topic_id, "slug": topic_slug(link.topic.slug)}
        for link in post.topic_links.all()
    ]
    return [
        Place(language=language, **subject) for subject in subjects for language in languages_of_post(post)
    ]


def places_of_page(page: EditorialPage) -> list[Place]:
    """A page stands in its own language's feeds: home and what it is about, never on itself."""
    language = page.locale.language_code
    places = [Place(kind=Feed.Kind.HOME, language=language)]
    if isinstance(page, ProductPage):
        return places
    if isinstance(page, StoryPage) and page.product:
        slug = product_slug(page.product.slug)
        places.append(Place(kind=Feed.Kind.PRODUCT, language=language, product_id=page.product_id, slug=slug))
    if isinstance(page, StoryPage) and page.topic:
        slug = topic_slug(page.topic.slug)
        places.append(Place(kind=Feed.Kind.TOPIC, language=language, topic_id=page.topic_id, slug=slug))
    return places


def feeds_for(places: list[Place]) -> list[Feed]:
    """Return the rows of these feeds, making those that are missing (slug and language are unique)."""
    if not places:
        return []
    found = {(feed.slug, feed.language): feed for feed in _rows(places)}
    # In one order: two who make the same ones would else wait for each other.
    missing = sorted(
        (place for place in places if (place.slug, place.language) not in found),
        key=lambda place: (place.slug, place.language),
    )
    if missing:
        # Planned as in the languages that are there already.
        slugs = [place.slug for place in missing]
        configs = dict(Feed.objects.filter(slug__in=slugs).values_list("slug", "config"))
        Feed.objects.bulk_create(
            (
                Feed(
                    slug=place.slug,
                    language=place.language,
                    kind=place.kind,
                    product_id=place.product_id,
                    topic_id=place.topic_id,
                    config=configs.get(place.slug, {}),
                )
                for place in missing
            ),
            ignore_conflicts=True,
        )
        found = {(feed.slug, feed.language): feed for feed in _rows(places)}
    return [found[place.slug, place.language] for place in places]


def feed_to_come(slug: str, language: str) -> Feed | None:
    """Return the feed a page already shows although nothing was ever put into it; it is not saved."""
    if slug == HOME:
        return Feed(slug=slug, language=language, kind=Feed.Kind.HOME)
    prefix, _dash, name = slug.partition("-")
    if prefix == "product" and (product := Product.objects.filter(slug=name).first()):
        return Feed(slug=slug, language=language, kind=Feed.Kind.PRODUCT, product=product)
    if prefix == "topic" and (topic := Topic.objects.filter(slug=name).first()):
        return Feed(slug=slug, language=language, kind=Feed.Kind.TOPIC, topic=topic)
    return None


def _rows(places: list[Place]) -> list[Feed]:
    wanted = {(place.slug, place.language) for place in places}
    rows = Feed.objects.filter(slug__in={slug for slug, _ in wanted})
    return [feed for feed in rows if (feed.slug, feed.language) in wanted]
