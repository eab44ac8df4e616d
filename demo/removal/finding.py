"""What of the demo is there, and what of it stays because something real holds on to it.

Members carry a mark. The rest is known by what the seed gives it: pages by their translation keys, products
and topics by slug or by being a demo page's, pictures by their bytes. What a real member changed is theirs.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import ModelLogEntry, Page, PageLogEntry, ReferenceIndex

from community.models import Comment, IdeaVote, Invitation, Member, Ownership, Post, PostTopic, Rating
from content.models import (
    BrandImage,
    BrandSettings,
    EditorialPage,
    HomePage,
    LandingPage,
    LegalPage,
    Product,
    ProductIndexPage,
    ProductPage,
    StoryIndexPage,
    StoryPage,
    Topic,
    TopicIndexPage,
    TopicPage,
)
from demo import texts
from demo.additions import load_feed
from demo.seeding.editorial import LEADS, brand_fields, page_key
from demo.seeding.feeds import own_feed
from feeds.models import Feed, Placement
from feeds.rules import Rule

LASTING: tuple[type[EditorialPage], ...] = (HomePage, ProductIndexPage, StoryIndexPage, TopicIndexPage)
Identity = Product | Topic


@dataclass(frozen=True)
class Kept:
    """Something of the demo that stays, and why, as a sentence for whoever runs the command."""

    what: str
    why: str


@dataclass
class Plan:
    """What goes, as primary keys, and what stays."""

    members: set[int] = field(default_factory=set)
    authors: set[int] = field(default_factory=set)
    """Demo members whose words stay: they lose their sign-in and everything they may do."""
    posts: set[int] = field(default_factory=set)
    comments: set[int] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)
    feeds: set[str] = field(default_factory=set)
    """Own feeds, by their slugs: each has a row in every language."""
    lasting: set[int] = field(default_factory=set)
    """Pages that every site has, to become again as they were."""
    products: set[int] = field(default_factory=set)
    topics: set[int] = field(default_factory=set)
    images: set[int] = field(default_factory=set)
    invitations: set[int] = field(default_factory=set)
    brand: set[str] = field(default_factory=set)
    """Settings of the brand that still say what the demo says."""
    kept: list[Kept] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to remove."""
        return not any(self.counts().values())

    def counts(self) -> dict[str, int]:
        """Return how much of each kind goes."""
        return {
            "members": len(self.members),
            "posts": len(self.posts),
            "comments": len(self.comments),
            "pages": len(self.pages),
            "lasting pages": len(self.lasting),
            "feeds": len(self.feeds),
            "products": len(self.products),
            "topics": len(self.topics),
            "pictures": len(self.images),
            "invitations": len(self.invitations),
            "settings of the brand": len(self.brand),
        }


def find(*, with_answers: bool = False) -> Plan:
    """Look everything up; changes nothing.

    `with_answers`: also what real members answered or rated goes, and their answers with it. Else it stays.
    """
    plan = Plan()
    _find_people(plan, with_answers)
    _find_pages(plan, with_answers)
    _find_feeds(plan)
    _find_identities(plan)
    _find_brand(plan)
    _find_images(plan)
    return plan


def _find_people(plan: Plan, with_answers: bool) -> None:
    """Members go with all they wrote, but for what real members answered: that stays, and its author."""
    demo = set(Member.objects.filter(is_demo=True).values_list("pk", flat=True))
    posts = Post.objects.filter(author__in=demo)
    comments = Comment.objects.filter(author__in=demo)
    answered_posts: set[int] = set()
    answered_comments: set[int] = set()
    if not with_answers:
        answered_comments = _answered_comments(demo)
        real = Comment.objects.exclude(author__in=demo)
        answered_posts = {
            *posts.filter(pk__in=real.values("post")).values_list("pk", flat=True),
            *posts.filter(pk__in=IdeaVote.objects.exclude(member__in=demo).values("post")).values_list(
                "pk", flat=True
            ),
            *posts.filter(pk__in=Rating.objects.exclude(member__in=demo).values("post")).values_list(
                "pk", flat=True
            ),
        }
    plan.authors = {
        *posts.filter(pk__in=answered_posts).values_list("author", flat=True),
        *comments.filter(pk__in=answered_comments).values_list("author", flat=True),
    }
    plan.members = demo - plan.authors
    plan.posts = set(posts.exclude(pk__in=answered_posts).values_list("pk", flat=True))
    plan.comments = set(comments.exclude(pk__in=answered_comments).values_list("pk", flat=True))
    plan.invitations = set(
        Invitation.objects.unanswered().filter(invited_by__in=demo).values_list("pk", flat=True)
    )
    for post in posts.filter(pk__in=answered_posts).select_related("latest_revision", "author"):
        plan.kept.append(
            Kept(f"post {post.pk} “{post.title}” by {post.author}", "a real member answered or rated it")
        )


def _answered_comments(demo: set[int]) -> set[int]:
    """Return the demo's comments above real ones, which would go with them."""
    above: set[int] = set()
    below = Comment.objects.exclude(author__in=demo)
    while parents := {pk for pk in below.values_list("parent", flat=True) if pk} - above:
        above |= parents
        below = Comment.objects.filter(pk__in=parents)
    return set(Comment.objects.filter(pk__in=above, author__in=demo).values_list("pk", flat=True))


def _find_pages(plan: Plan, with_answers: bool) -> None:
    edited = set(_touched(PageLogEntry.objects.all()).values_list("page", flat=True))
    commented: set[int] = set()
    if not with_answers:
        real = Comment.objects.exclude(author__is_demo=True).exclude(page=None)
        commented = set(real.values_list("page", flat=True))
    for page in Page.objects.filter(translation_key__in=list(_page_keys())):
        if page.pk in edited:
            plan.kept.append(Kept(f"page “{page.title}” ({page.url_path})", "a real member has edited it"))
        elif page.pk in commented:
            plan.kept.append(Kept(f"page “{page.title}” ({page.url_path})", "a real member wrote under it"))
        else:
            plan.pages.add(page.pk)
    for kind in LASTING:
        for lasting in kind.objects.select_related("locale"):
            if not _speaks_for_demo(lasting):
                continue
            if lasting.pk in edited:
                plan.kept.append(Kept(f"page “{lasting.title}”", "a real member has edited it"))
            else:
                plan.lasting.add(lasting.pk)


def _page_keys() -> Iterator[UUID]:
    """Yield every key the seed may have given a page."""
    keys = [text.slug for text in texts.load_products()]
    keys += [topic.slug for topic in texts.load_topics()]
    keys += [page.key for page in texts.load_pages()]
    keys += LegalPage.Purpose.values
    for kind in (ProductPage, TopicPage, StoryPage, LandingPage, LegalPage):
        for key in keys:
            yield page_key(kind, key)


def _speaks_for_demo(page: EditorialPage) -> bool:
    """Whether a lasting page says what the seed wrote, or what somebody wrote with one of its sign-ins."""
    language = page.locale.language_code
    if isinstance(page, HomePage):
        is_seeds = page.title == texts.load_home().title.to(language)
    else:
        is_seeds = bool(page.summary) and page.summary == LEADS.get(type(page), {}).get(language)
    by_demo = PageLogEntry.objects.filter(page=page.pk, user__in=Member.objects.filter(is_demo=True))
    return is_seeds or by_demo.exists()


def _touched(log: Any) -> Any:
    """Return the entries of Wagtail's log that a real member is behind."""
    return log.filter(user__in=Member.objects.filter(is_demo=False).values("pk"))


def _find_feeds(plan: Plan) -> None:
    """The feed of the demo's marketer stays where somebody real made another of it, or placed something."""
    rows = list(Feed.objects.own().filter(slug=load_feed().slug))
    if not rows:
        return
    titles, rule = own_feed()
    changed = any((row.titles, Rule.read(row.rule)) != (titles, rule) for row in rows)
    placed = Placement.objects.filter(feed__in=rows, placed_by__is_demo=False)
    if changed or placed.exists():
        plan.kept.append(Kept(f"feed “{rows[0].slug}”", "a real member has changed it"))
    else:
        plan.feeds.add(rows[0].slug)


def _find_identities(plan: Plan) -> None:
    """Products and topics stay where real words, owners or pages name them."""
    bodies = list(_named_in_pages(plan))
    posts = Post.objects.exclude(pk__in=plan.posts)
    rules = [Rule.read(feed.rule) for feed in Feed.objects.own().exclude(slug__in=plan.feeds)]
    named = {
        text.slug: {language: text.name.to(language) for language in texts.LANGUAGES}
        for text in texts.load_products()
    }
    products = _ours(Product, named, plan)
    plan.products = _unused(
        plan,
        products,
        {
            "a post names it": posts.exclude(product=None).values_list("product", flat=True),
            "a real member owns it": Ownership.objects.exclude(
                member__in=plan.members | plan.authors
            ).values_list("product", flat=True),
            "a page is about it": [
                *ProductPage.objects.exclude(pk__in=plan.pages).values_list("product", flat=True),
                *StoryPage.objects.exclude(pk__in=plan.pages).values_list("product", flat=True),
            ],
            "a page names it": [pk for kind, pk in bodies if kind == "product"],
            "a feed is about it": [pk for rule in rules for pk in rule.products],
        },
    )
    named = {
        text.slug: {language: text.name.to(language) for language in texts.LANGUAGES}
        for text in texts.load_topics()
    }
    topics = _ours(Topic, named, plan)
    plan.topics = _unused(
        plan,
        topics,
        {
            "a post names it": PostTopic.objects.filter(post__in=posts.values("pk")).values_list(
                "topic", flat=True
            ),
            "a page is about it": [
                *TopicPage.objects.exclude(pk__in=plan.pages).values_list("topic", flat=True),
                *StoryPage.objects.exclude(pk__in=plan.pages).values_list("topic", flat=True),
            ],
            "a page names it": [pk for kind, pk in bodies if kind == "topic"],
            "a feed is about it": [pk for rule in rules for pk in rule.topics],
        },
    )


def _ours(kind: type[Product] | type[Topic], named: dict[str, dict[str, str]], plan: Plan) -> list[Identity]:
    """Return those that bear the seed's slug and names, and those its pages are about."""
    return [
        row
        for row in kind._default_manager.prefetch_related("pages")
        if named.get(row.slug) == row.names or any(page.pk in plan.pages for page in row.pages.all())
    ]


def _unused(plan: Plan, found: Iterable[Identity], uses: dict[str, Iterable[int | None]]) -> set[int]:
    """Return those nothing real holds on to, and note why the others stay."""
    used = {why: set(pks) for why, pks in uses.items()}
    gone = set()
    for subject in found:
        if _is_edited(subject):
            plan.kept.append(
                Kept(f"{subject._meta.model_name} {subject.slug}", "a real member has edited it")
            )
        elif why := next((why for why, pks in used.items() if subject.pk in pks), ""):
            plan.kept.append(Kept(f"{subject._meta.model_name} {subject.slug}", why))
        else:
            gone.add(subject.pk)
    return gone


def _is_edited(row: Model) -> bool:
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk)
    )
    return _touched(entries).exists()


def _named_in_pages(plan: Plan) -> Iterator[tuple[str, int]]:
    """Yield ("product" or "topic", id) for what the blocks of pages that stay have chosen."""
    for page in Page.objects.exclude(pk__in=plan.pages | plan.lasting).specific():
        if isinstance(page, EditorialPage):
            yield from _named_in(list(page.body.raw_data))


def _named_in(value: Any) -> Iterator[tuple[str, int]]:
    if isinstance(value, list):
        for each in value:
            yield from _named_in(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name in ("product", "topic") and str(each).isdigit():
                yield name, int(each)
            yield from _named_in(each)


def _find_brand(plan: Plan) -> None:
    row = BrandSettings.objects.first()
    if row is None:
        return
    for name, value in brand_fields().items():
        default = BrandSettings._meta.get_field(name).get_default()
        if getattr(row, name) == value and value != default:
            plan.brand.add(name)


def _find_images(plan: Plan) -> None:
    """Pictures of the demo stay where something that stays shows them."""
    hashes = {_digest(art.path.read_bytes()) for art in texts.load_art().values()}
    for image in BrandImage.objects.all():
        if _digest_of(image) not in hashes:
            continue
        uses = ReferenceIndex.get_references_to(image)
        if not all(_is_going(plan, use) for use in uses.values_list("base_content_type", "object_id")):
            plan.kept.append(Kept(f"picture “{image.title}”", "something that stays shows it"))
        else:
            plan.images.add(image.pk)


def _is_going(plan: Plan, use: tuple[int, str]) -> bool:
    """Whether what shows a picture, as (content type, key), goes itself."""
    kind, key = use
    going: dict[type[Model], set[int]] = {
        Page: plan.pages | plan.lasting,
        Product: plan.products,
        Topic: plan.topics,
        BrandSettings: {row.pk for row in BrandSettings.objects.all() if "logo" in plan.brand},
    }
    return any(
        kind == ContentType.objects.get_for_model(model).pk and int(key) in pks
        for model, pks in going.items()
    )


def _digest_of(image: BrandImage) -> str:
    try:
        with image.file.open("rb") as file:
            return _digest(file.read())
    except FileNotFoundError:
        return ""


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
