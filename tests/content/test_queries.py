"""What a page costs beyond Wagtail's own serving (docs/decisions/0004), whatever the number of posts."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.models import BrandSettings, EditorialPage, LandingPage, Product
from tests.factories import (
    home,
    make_comment,
    make_picture,
    make_post,
    make_product,
    make_product_page,
    make_story,
    make_topic,
    make_topic_page,
    plan_feeds,
    publish_page,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def _brand(db: None) -> None:
    BrandSettings.objects.create(logo=make_picture("Logo"))


@pytest.fixture
def cost(monkeypatch: pytest.MonkeyPatch):
    """Return what a page costs beyond the same page with an empty template."""

    def measure(path: str) -> int:
        ours = queries(path)
        with monkeypatch.context() as patch:
            patch.setattr(EditorialPage, "serve", lambda page, request: HttpResponse())
            wagtails = queries(path)
        return ours - wagtails

    return measure


def queries(path: str) -> int:
    """Ask twice, so that what a process remembers is warm, and count the queries of the second answer."""
    client = Client()
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def make_posts(product: Product, count: int) -> None:
    """Make as many reviews and tips, on two topics, by different people, and put them in their feeds."""
    topics = [make_topic(), make_topic()]
    make_story(product=product, picture=make_picture("About it"))
    make_story(product=product)
    for number in range(count):
        make_comment(make_post(kind="question", product=product))
        make_post(kind="review", product=product, stars=number % 5 + 1, topics=[topics[number % 2]])
        make_post(product=product, topics=topics)
    plan_feeds()


class TestHome:
    @pytest.mark.parametrize("posts", [1, 14])
    def test_costs_six_queries(self, cost, posts):
        front = home()
        front.picture, front.picture_is_decoration = make_picture(), True
        front.save_revision().publish()
        make_story(picture=make_picture("A story"))
        make_posts(make_product(), posts)

        assert cost("/") == 6


class TestProduct:
    @pytest.mark.parametrize("posts", [1, 14])
    def test_costs_thirteen_queries(self, cost, posts):
        product, grinding, travel = make_product("kvern"), make_topic("grinding"), make_topic("travel")
        claims = [
            ("feature", {"heading": "Straight", "text": "<p>Two bearings.</p>", "topic": grinding.pk}),
            ("feature", {"heading": "Small", "text": "<p>Fits a mug.</p>", "topic": travel.pk}),
        ]
        picture = make_picture()
        picture.contextual_alt_text = "Burrs"
        make_product_page(product, picture=make_picture("Front"), gallery=[("picture", picture)], body=claims)
        for topic in (grinding, travel):
            make_post(kind="review", product=product, topics=[topic])
        make_posts(product, posts)

        assert cost("/products/kvern/") == 13

    def test_one_more_where_it_cites_posts(self, cost):
        product = make_product("kvern")
        facts = [("fact", {"label": "Cable", "value": "1.2 m", "posts": [make_post().pk]}) for _ in range(3)]
        make_product_page(product, facts=facts)
        make_posts(product, 3)

        assert cost("/products/kvern/") == 11 + 1


class TestOthers:
    def test_a_story_costs_five_queries(self, cost):
        story = make_story("Water", picture=make_picture(), product=make_product(), topic=make_topic())
        for _ in range(3):
            make_comment(story, parent=make_comment(story))

        assert cost("/stories/water/") == 5

    def test_a_landing_page_costs_two_queries(self, cost):
        publish_page(home(), LandingPage(title="Week", picture=make_picture()))

        assert cost("/week/") == 2

    @pytest.mark.parametrize("pages", [1, 6])
    def test_a_list_of_pages_costs_three_queries(self, cost, pages):
        for number in range(pages):
            make_product_page(picture=make_picture(f"Picture {number}"))

        assert cost("/products/") == 3

    def test_a_topic_page_costs_five_queries(self, cost):
        topic = make_topic("water")
        make_topic_page(topic, picture=make_picture())
        make_post(topics=[topic])
        plan_feeds()

        assert cost("/topics/water/") == 5

    def test_chosen_voices_cost_two_queries_a_block(self, cost):
        svane = make_product("svane")
        posts = [make_post(kind="review", product=svane).pk for _ in range(3)]
        voices = {"heading": "", "product": "", "topic": "", "kind": "", "count": 3, "posts": posts}
        make_story("Voices", body=[("voices", voices)])

        assert cost("/stories/voices/") == 5 + 2

    def test_customer_voices_cost_one_query_a_block(self, cost):
        svane = make_product("svane")
        make_posts(svane, 4)
        voices = {"heading": "", "product": svane.pk, "topic": "", "kind": "", "count": 3, "posts": []}
        make_story("Voices", body=[("voices", voices), ("voices", voices)])

        assert cost("/stories/voices/") == 5 + 2

    def test_pictures_of_blocks_cost_one_query_a_kind(self, cost):
        pictures = [make_picture(f"Picture {number}") for number in range(4)]
        for picture in pictures:
            picture.contextual_alt_text = picture.title
        make_story(
            "Pictures",
            body=[
                ("picture", {"picture": pictures[0], "caption": "One"}),
                ("picture", {"picture": pictures[1], "caption": "Two"}),
                ("gallery", pictures[2:]),
            ],
        )

        assert cost("/stories/pictures/") == 5 + 2
