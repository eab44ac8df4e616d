"""A feed drawn anew: its cards are pieces; the database says what is visible, in which order, and why."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.models import Post
from content.models import BrandSettings, HomePage
from tests.content.conftest import site
from tests.factories import make_marketer, make_member, make_picture, make_post, make_story, plan_feeds

pytestmark = [pytest.mark.django_db, pytest.mark.once]
assert site
CARD = re.compile(r"<article.*?</article>", re.DOTALL)
PAST_THE_CACHE = "/?from=elsewhere"


def session_of(member: Any) -> dict[str, str]:
    client = Client()
    client.force_login(member)
    return {"HTTP_COOKIE": f"sessionid={client.cookies['sessionid'].value}"}


def front_page(site: Any, **headers: str) -> list[str]:
    """Return the cards of the front page, past the page cache."""
    return CARD.findall(site.get(PAST_THE_CACHE, **headers).body.decode())


def queries(site: Any, **headers: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert site.get(PAST_THE_CACHE, **headers).status == 200
    return len(captured)


@pytest.fixture
def cost(site, monkeypatch):
    """Return what the front page costs beyond the same page with an empty template."""

    def empty(page: HomePage, request: Any, *args: Any, **kwargs: Any) -> Any:
        from django.http import HttpResponse

        bool(request.user.is_authenticated)
        return HttpResponse()

    def measure(**headers: str) -> int:
        for _warm in range(2):
            queries(site, **headers)
        ours = queries(site, **headers)
        with monkeypatch.context() as patch:
            patch.setattr(HomePage, "serve", empty)
            return ours - queries(site, **headers)

    return measure


class TestCost:
    @pytest.fixture(autouse=True)
    def _site(self) -> None:
        BrandSettings.objects.create(logo=make_picture("Logo"))
        make_story(picture=make_picture("A story"))

    @pytest.mark.parametrize("posts", [1, 14])
    def test_is_the_feed_and_its_entries_where_the_cards_are_kept(self, cost, posts):
        for number in range(posts):
            make_post(kind=["tip", "review", "question"][number % 3])
        plan_feeds()
        assert cost() == 2

    @pytest.mark.parametrize("posts", [1, 14])
    def test_is_the_same_for_a_member(self, cost, posts):
        for number in range(posts):
            make_post(kind=["tip", "review", "question"][number % 3])
        plan_feeds()
        assert cost(**session_of(make_member())) == 2

    def test_one_more_for_all_cards_that_are_new(self, site):
        for _ in range(3):
            make_post()
        plan_feeds()
        queries(site)
        kept = queries(site)
        for _ in range(5):
            make_post()
        plan_feeds()
        assert queries(site) == kept + 1
        assert queries(site) == kept


class TestCards:
    def test_stand_in_the_order_of_the_edition_each_in_its_slot(self, site):
        for number in range(4):
            make_post(title=f"Tip {number}")
        plan_feeds()
        found = [front_page(site) for _ in range(2)]
        assert found[0] == found[1]
        assert [re.search(r'data-slot="(\d+)"', card)[1] for card in found[1]] == ["1", "2", "3", "4"]

    def test_only_the_first_is_the_lead_whose_picture_is_not_waited_for(self, site):
        for _ in range(2):
            make_story(picture=make_picture())
        plan_feeds()
        cards = front_page(site)
        assert ['loading="lazy"' in card for card in cards] == [False, True]

    def test_what_is_public_no_longer_is_gone_although_its_card_is_kept(self, site):
        stays, goes = make_post(title="It stays"), make_post(title="It goes")
        plan_feeds()
        assert len(front_page(site)) == 2
        Post.objects.filter(pk=goes.pk).update(state="removed")  # Every event was lost.
        assert [stays.title in card for card in front_page(site)] == [True]

    def test_numbers_that_change_often_are_those_of_now(self, site):
        post = make_post(kind="question")
        plan_feeds()
        assert "Waiting for an answer" in front_page(site)[0]
        Post.objects.filter(pk=post.pk).update(comment_count=2, answered_at=timezone.now())
        assert "2 answers" in front_page(site)[0]

    def test_marketers_alone_are_offered_to_feature_them(self, site):
        post = make_post(title="Grind finer")
        plan_feeds()
        assert "Feature" not in front_page(site)[0]
        card = front_page(site, **session_of(make_marketer()))[0]
        assert f'/{post.pk}/">Feature<span class="visually-hidden"> “Grind finer”</span>' in card
        assert "Feature" not in front_page(site, **session_of(make_member()))[0]

    def test_nobody_can_write_the_mark_that_a_template_sets(self, site):
        make_post(
            title="<!--place--> here", body="<p>&lt;!--place--&gt; and <!--place--> there, at least.</p>"
        )
        plan_feeds()
        card = front_page(site)[0]
        assert card.count("Why is this here?") == 1
        assert "&lt;!--place--&gt; here" in card
