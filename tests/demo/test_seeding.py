"""Seeding the demo: through the site's own actions, once, and never in production."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from community.models import Comment, Member, Notification, Photo, Post, Rating
from community.models.posts import State
from content.models import Product, ProductPage, StoryPage, Topic, TopicPage
from demo import texts
from demo.seeding import people
from demo.seeding.posts import key_of
from feeds import actions
from feeds.models import Edition, Feed, FeedEntry, Placement
from moderation.models import Case, Decision
from tests.factories import make_product

pytestmark = [pytest.mark.django_db, pytest.mark.once]

COUNTED = (
    Member, Product, Topic, ProductPage, StoryPage, TopicPage, Post, Photo, Rating, Comment,
    Case, Decision, Notification, Feed, FeedEntry, Placement, Edition,
)  # fmt: skip


def a_dozen() -> tuple[texts.PostText, ...]:
    """Some of every state and language, and a review of each language that can be placed."""
    every = texts.load_posts()
    chosen = [
        next(post for post in every if post.state == state) for state in sorted({p.state for p in every})
    ]
    for language in texts.LANGUAGES:
        reviews = (p for p in every if p.lang == language and p.kind == "review" and p.state == "published")
        chosen += islice(reviews, 3)
    chosen += [post for post in every if post not in chosen][: 12 - len(chosen)]
    return tuple(dict.fromkeys(chosen))


@pytest.fixture
def reduced(monkeypatch: pytest.MonkeyPatch) -> tuple[texts.PostText, ...]:
    """The demo with a dozen posts, their comments, and without photographs, which take their time."""
    posts = tuple(replace(post, photos=()) for post in a_dozen())
    people = tuple(replace(person, avatar="") for person in texts.load_people())
    monkeypatch.setattr(texts, "load_posts", lambda: posts)
    monkeypatch.setattr(texts, "load_people", lambda: people)
    return posts


def seed(**options: Any) -> None:
    call_command("seed_demo", verbosity=0, **options)


def seed_members() -> None:
    for product in texts.load_products():
        make_product(product.slug)
    people.seed_people()


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in COUNTED}


class TestSeeding:
    def test_brings_the_brand_to_life_by_the_steps_anybody_takes(self, reduced, client: Client):
        seed()
        for text in reduced:
            post = Post.objects.get(draft_uuid=key_of(text.key))
            self.is_as_told(post, text)
        # A moderator may decide the appeal: an admin had declined the post.
        appeal = Case.objects.get(kind=Case.Kind.APPEAL)
        assert appeal.post.state == State.DECLINED
        first = Decision.objects.get(pk=appeal.appeals or 0)
        assert Member.objects.get(pk=first.decided_by_id or 0).is_superuser
        # What was said long ago was read long ago: no mail goes out for it.
        assert not Notification.objects.filter(by_mail=True).exists()
        assert not actions.reconcile()
        assert {page.locale.language_code for page in TopicPage.objects.live()} == {"en", "nb"}
        assert client.get("/topics/brewing-methods/").status_code == 200
        for prefix, language in (("/", "en"), ("/nb/", "nb")):
            page = client.get(prefix).content.decode()
            assert 'data-lane="editorial"' in page
            assert 'data-lane="customer"' in page
            feed = Feed.objects.get(slug="home", language=language)
            lead, review = feed.placements.order_by("slot")
            wanted = [feed.entries.get(page=lead.page).pk, feed.entries.get(post=review.post).pk]
            assert [row[0] for row in feed.current_edition.slots[:2]] == wanted

    def is_as_told(self, post: Post, text: texts.PostText) -> None:
        state = State.PUBLISHED if text.state == "out_of_feeds" else text.state
        assert (post.state, post.language) == (state, text.lang)
        assert post.in_feeds == (text.state != "out_of_feeds")
        assert post.submitted_at < timezone.now() - timedelta(days=text.days_ago)
        if post.is_public:
            assert post.published_at == post.submitted_at
            assert post.ratings == len(text.useful)
        waiting = Case.objects.undecided().filter(post=post, kind=Case.Kind.WAITING)
        assert waiting.exists() == (text.state == "waiting")

    def test_a_second_time_adds_nothing_and_an_interrupted_one_goes_on(self, reduced):
        seed()
        first = counts()
        seed()
        assert counts() == first
        lost = Post.objects.get(draft_uuid=key_of(reduced[-1].key))
        lost.delete()
        seed()
        # The log keeps what was decided on the one that is gone, and each change of a feed is an edition.
        kept = Counter(counts()) - Counter(first)
        assert set(kept) <= {"Decision", "Edition"}
        assert not Counter(first) - Counter(counts())

    def test_staff_pages_are_english_for_whoever_tries_them(self, reduced, client):
        seed_members()
        client.force_login(Member.objects.get(email="moderator@demo.example"))
        assert '<html lang="en"' in client.get("/cms/desk/").content.decode()

    def test_only_the_four_sign_ins_have_a_password(self, reduced):
        seed_members()
        may = {member.email for member in Member.objects.all() if member.check_password(people.PASSWORD)}
        assert may == {f"{name}@demo.example" for name in ("member", "moderator", "marketer", "admin")}
        assert Member.objects.get(is_superuser=True).email == "admin@demo.example"


class TestProduction:
    def test_refuses_to_be_seeded(self, settings):
        settings.PRODUCTION = True
        with pytest.raises(CommandError, match="not for production"):
            seed()
        assert not Member.objects.exists()
        assert not Post.objects.exists()
