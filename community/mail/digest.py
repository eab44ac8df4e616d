"""What stands in a member's weekly letter: each thing with the reason why it is there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case, Exists, OuterRef, When
from django.utils.translation import gettext as _, ngettext

from community.cards import PostCard, cards_of
from community.mail.mornings import WEEK
from community.models import Comment, Follow, Member, Ownership, Post
from community.models.mailings import Letter
from community.models.posts import PostQuerySet
from content.cards import address_of
from content.models import StoryPage
from content.shown import shown_pages

FOLLOWED, USEFUL, QUESTIONS, NEWS = 5, 5, 2, 3
"""At most so many of each."""


@dataclass(frozen=True)
class Item:
    """A post of the week, and why this member is told of it, as a sentence."""

    card: PostCard
    why: str


@dataclass(frozen=True)
class NewsItem:
    """A page of the brand that is new this week; `url` is the path."""

    title: str
    summary: str
    url: str


@dataclass(frozen=True)
class Digest:
    """A week for one member; what nobody asked for is empty."""

    followed: list[Item] = field(default_factory=list)
    useful: list[Item] = field(default_factory=list)
    questions: list[Item] = field(default_factory=list)
    news: list[NewsItem] = field(default_factory=list)

    @property
    def items(self) -> list[Item]:
        """All posts, in the order of the mail."""
        return [*self.followed, *self.useful, *self.questions]

    @property
    def title(self) -> str:
        """What comes first; "" where there is nothing worth sending."""
        titles = [*(item.card.title for item in self.items), *(page.title for page in self.news)]
        return titles[0] if titles else ""


def digest_for(member: Member, letters: Iterable[str], until: datetime, brand_name: str) -> Digest:
    """Return the week up to `until` for a member who asked for `letters`, in the active language.

    Posts stand in it once, first for the member's own reasons; their own posts never do. Nothing looks at
    stars or tone.
    """
    letters = set(letters)
    if Letter.DIGEST not in letters:
        return Digest(news=_news(member.language, until) if Letter.NEWS in letters else [])
    taken: set[int] = set()

    def take(rows: PostQuerySet, most: int) -> list[Post]:
        found = list(rows.exclude(author=member).exclude(pk__in=taken).for_cards()[:most])
        taken.update(post.pk for post in found)
        return found

    def items(posts: list[Post], whys: list[str]) -> list[Item]:
        cards = cards_of(posts, language=member.language, brand_name=brand_name)
        return [Item(card, why) for card, why in zip(cards, whys, strict=True)]

    follows = Follow.objects.filter(follower=member)
    week = {"published_at__gt": until - WEEK, "published_at__lte": until}
    is_foreign = Case(When(language=member.language, then=0), default=1)
    of_follows = follows.posts().filter(**week)
    followed = take(of_follows.order_by(is_foreign, "-approvals", "-published_at", "-pk"), FOLLOWED)
    in_language = Post.objects.in_feeds().filter(language=member.language, **week)
    # Rated in by members, as for the front of a feed.
    rated = in_language.by_customers().exclude(eligible_at=None).filter(approvals__gt=0)
    useful = take(rated.order_by("-approvals", "-published_at", "-pk"), USEFUL)
    questions = take(_open_questions(member, in_language), QUESTIONS)
    return Digest(
        followed=items(followed, _whys(followed, list(follows.for_list()))),
        useful=items(useful, [_useful_to(post.approvals) for post in useful]),
        questions=items(questions, [_owned(post) for post in questions]),
        news=_news(member.language, until) if Letter.NEWS in letters else [],
    )


def _open_questions(member: Member, rows: PostQuerySet) -> PostQuerySet:
    """Questions nobody has answered, about what the member has shown to own."""
    owned = Ownership.objects.filter(member=member).values("product")
    answers = Comment.objects.published().filter(post=OuterRef("pk"))
    asked = rows.filter(kind=Post.Kind.QUESTION, product__in=owned).filter(~Exists(answers))
    return asked.order_by("-published_at", "-pk")


def _whys(posts: list[Post], follows: list[Follow]) -> list[str]:
    """Return for each post what of it is followed: the person first, then the product, then the topic."""
    people = {follow.person_id: follow.person.name for follow in follows if follow.person}
    products = {follow.product_id: follow.product.name for follow in follows if follow.product}
    topics = {follow.topic_id: follow.topic.name for follow in follows if follow.topic}
    on = {post.pk: list(post.topic_links.values_list("topic", flat=True)) for post in posts} if topics else {}
    whys = []
    for post in posts:
        topic = next((topics[pk] for pk in on.get(post.pk, []) if pk in topics), "")
        name = people.get(post.author_id) or products.get(post.product_id) or topic
        whys.append(_("You follow %(name)s.") % {"name": name})
    return whys


def _useful_to(count: int) -> str:
    sentence = ngettext("Useful to %(count)d reader.", "Useful to %(count)d readers.", count)
    return sentence % {"count": count}


def _owned(post: Post) -> str:
    product = post.product.name if post.product else ""
    return _("You have %(product)s, and nobody has answered yet.") % {"product": product}


def _news(language: str, until: datetime) -> list[NewsItem]:
    """Stories of the brand that went live in the week, in the reader's language."""
    pages = shown_pages().type(StoryPage).filter(locale__language_code=language, alias_of=None)
    week = pages.filter(first_published_at__gt=until - WEEK, first_published_at__lte=until)
    rows = StoryPage.objects.filter(pk__in=week.values("pk")).order_by("-first_published_at", "-pk")
    return [NewsItem(page.title, page.summary, address_of(page, language)) for page in rows[:NEWS]]
