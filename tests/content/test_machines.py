"""What the brand's pages say to machines: head, structured data, and nothing that breaks out of either."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from content.models import (
    BrandSettings,
    HomePage,
    LandingPage,
    LegalPage,
    Product,
    TopicIndexPage,
    TopicPage,
)
from content.structured_data import parsed_price
from tests.described import node_of, nodes_in
from tests.factories import (
    home,
    make_brand_member,
    make_comment,
    make_member,
    make_picture,
    make_post,
    make_product,
    make_product_page,
    make_story,
    make_topic,
    plan_feeds,
    publish_page,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SITE = "http://localhost:8000"


def get(path: str) -> str:
    return Client().get(path, follow=True).content.decode()


def meta(html: str, name: str) -> list[str]:
    """Return what the head says under a name or a property."""
    found = re.findall(rf'<meta (?:name|property)="{re.escape(name)}" content="(.*?)">', html, re.DOTALL)
    return [unescape(value) for value in found]


def types(html: str) -> list[str]:
    return [node["@type"] for node in nodes_in(html)]


@pytest.fixture
def kvern(db: None) -> Product:
    return make_product("kvern", names={"en": "Kvern"})


def make_site() -> list[str]:
    """Make a page of every type in both languages, and return the paths."""
    kvern = make_product("kvern", names={"en": "Kvern"})
    BrandSettings.objects.create(name="Morgenro", tagline="Six things", words={"nb": {"tagline": "Seks"}})
    topic = make_topic("grinding")
    bare = make_topic("water")
    for language in ("en", "nb"):
        make_product_page(kvern, language, price="NOK 1,890", picture=make_picture())
        make_story("Soft water", language, product=kvern)
        publish_page(home(language), LandingPage(title="Week", body=[("text", "<p>Come and brew.</p>")]))
        publish_page(home(language), LegalPage(title="Terms", slug="terms", purpose="terms", was_read=True))
        index = TopicIndexPage.objects.get(locale__language_code=language)
        publish_page(index, TopicPage(title="On grinding", topic=topic))
    author = make_member("Kari Nordmann", bio="Brews at six.")
    review = make_post(author, kind="review", product=kvern, topics=[topic, bare])
    question = make_post(author, kind="question", title="How fine?", body="<p>For a cezve.</p>")
    make_comment(question)
    tip = make_post(make_brand_member(), title="Rinse first", body="<p>With hot water.</p>")
    plan_feeds()
    own = [post.get_absolute_url() for post in (review, question, tip)]
    own += ["/community/", "/reviews/kvern/", "/topics/water/", author.get_absolute_url()]
    own += "/ /products/ /products/kvern/ /stories/ /stories/soft-water/ /week/ /terms/".split()
    own += "/topics/ /topics/grinding/ /trust/ /trust/ranking/ /feeds/".split()
    return [prefix + path for prefix in ("", "/nb") for path in own]


@pytest.fixture(scope="class")
def pages(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """Every page by its path, as a visitor is given it: made and drawn once for the whole class."""
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        yield {path: get(path) for path in make_site()}
        transaction.set_rollback(True)


class TestEveryPage:
    """A small site of every type of page, in both languages, each held to `tests/described.py`."""

    def test_has_a_title_and_a_description_of_its_own(self, pages):
        titles, descriptions = [], []
        for path, html in pages.items():
            titles += [(path.startswith("/nb"), title) for title in re.findall("<title>(.*?)</title>", html)]
            (description,) = meta(html, "description")
            assert description.strip(), path
            descriptions.append((path.startswith("/nb"), description))

        assert len(set(titles)) == len(pages)
        assert len(set(descriptions)) == len(pages)

    def test_says_where_it_stands_and_what_to_show_of_it(self, pages):
        for path, html in pages.items():
            (canonical,) = re.findall(r'<link rel="canonical" href="(.*?)">', html)
            assert canonical == SITE + path
            assert meta(html, "og:url") == [canonical]
            (title,), (picture,) = meta(html, "og:title"), meta(html, "og:image")
            assert title
            assert picture.startswith(f"{SITE}/share/")
            assert meta(html, "og:image:width") == ["1200"]
            assert meta(html, "og:image:height") == ["630"]
            assert len(meta(html, "og:image:alt")) == 1
            assert meta(html, "twitter:card") == ["summary_large_image"]

    def test_says_what_it_is(self, pages):
        said = {path: types(html) for path, html in pages.items()}

        crumbs = [path for path, found in said.items() if "BreadcrumbList" in found]
        fronts = {"/", "/nb/"}
        rules = {
            f"{prefix}{path}" for prefix in ("", "/nb") for path in ("/trust/", "/trust/ranking/", "/feeds/")
        }
        assert set(crumbs) == set(pages) - fronts - rules
        assert said["/"] == said["/nb/"] == ["Organization", "WebSite"]
        assert said["/products/kvern/"] == ["Product", "BreadcrumbList"]
        assert said["/stories/soft-water/"] == ["Article", "BreadcrumbList"]
        assert said["/week/"] == said["/terms/"] == ["WebPage", "BreadcrumbList"]
        assert said["/topics/water/"] == ["BreadcrumbList"]

    def test_announces_feeds_where_they_stand(self, pages):
        for path in (
            "/",
            "/products/kvern/",
            "/topics/grinding/",
            "/topics/water/",
            "/community/",
            "/stories/",
        ):
            feeds = re.findall(r'type="application/atom\+xml" title=".*?" href="(.*?)"', pages[path])
            assert len(feeds) == 1, path
            assert Client().get(feeds[0]).status_code == 200, path

    def test_is_left_out_of_indexes_where_nothing_is_for_everybody(self, pages):
        for path in ("/search/?q=water", "/posts/new/", "/posts/new/tip/", "/accounts/login/"):
            assert meta(get(path), "robots") == ["noindex"], path
        for path, html in pages.items():
            assert meta(html, "robots") == [], path


class TestProduct:
    def test_says_the_figures_the_page_prints(self, kvern):
        for stars in (5, 4, 2):
            make_post(kind="review", product=kvern, stars=stars)
        make_post(make_brand_member(), kind="review", product=kvern)
        make_product_page(kvern)

        html = get("/products/kvern/")
        assert node_of(html, "Product")["aggregateRating"] == {
            "@type": "AggregateRating", "ratingValue": 3.7, "reviewCount": 3,
            "bestRating": 5, "worstRating": 1,
        }  # fmt: skip
        assert "3.7" in re.sub("<script.*?</script>", "", html, flags=re.DOTALL)

    def test_shows_the_two_most_useful_reviews_with_what_their_authors_disclosed(self, kvern):
        kari = make_member("Kari Nordmann")
        make_post(
            kari, kind="review", product=kvern, stars=5, title="Smooth", incentivised=True, incentive="a mug"
        )
        make_post(kind="review", product=kvern, stars=1, title="Squeaks", language="nb")
        make_product_page(kvern)

        good, critical = node_of(get("/products/kvern/"), "Product")["review"]
        assert (good["name"], good["reviewRating"]["ratingValue"], good["inLanguage"]) == ("Smooth", 5, "en")
        assert good["author"]["name"] == "Kari Nordmann"
        assert good["reviewBody"].startswith("Got something for this: a mug. Grind a little finer")
        assert (critical["name"], critical["inLanguage"]) == ("Squeaks", "nb")

    def test_names_what_it_is(self, kvern):
        facts = [("fact", {"label": "Burrs", "value": "42 mm"})]
        make_product_page(kvern, price="NOK 1,890", summary="Sixty clear clicks.", facts=facts)

        product = node_of(get("/products/kvern/"), "Product")
        assert product["url"] == f"{SITE}/products/kvern/"
        assert (product["name"], product["sku"], product["description"]) == (
            "Kvern",
            "kvern",
            "Sixty clear clicks.",
        )
        assert product["offers"] == {
            "@type": "Offer", "url": product["url"], "price": "1890", "priceCurrency": "NOK",
        }  # fmt: skip
        assert product["additionalProperty"] == [
            {"@type": "PropertyValue", "name": "Burrs", "value": "42 mm"}
        ]
        assert product["image"][0].startswith(f"{SITE}/share/page-")
        assert "aggregateRating" not in product

    def test_of_which_neither_price_nor_review_is_known_is_not_described_as_one(self, kvern):
        make_product_page(kvern)

        assert types(get("/products/kvern/")) == ["BreadcrumbList"]

    def test_a_review_that_is_not_public_is_not_in_it(self, kvern):
        from community import actions

        review = make_post(kind="review", product=kvern, stars=5)
        make_product_page(kvern)
        actions.withdraw(review, by=review.author)

        assert types(get("/products/kvern/")) == ["BreadcrumbList"]

    def test_questions_and_answers_of_the_brand_are_said_as_such(self, kvern):
        asked = [{"question": "How fine?", "answer": "<p>Thirty clicks.</p><p>Then taste.</p>"}]
        make_product_page(kvern, body=[("questions", asked)])

        (question,) = node_of(get("/products/kvern/"), "FAQPage")["mainEntity"]
        assert question["name"] == "How fine?"
        assert question["acceptedAnswer"]["text"] == "Thirty clicks. Then taste."

    def test_the_way_down_leads_over_the_products(self, kvern):
        make_product_page(kvern, "nb", title="Kvern håndkvern")
        BrandSettings.objects.create(name="Morgenro")

        steps = node_of(get("/nb/products/kvern/"), "BreadcrumbList")["itemListElement"]
        assert [(step["name"], step["item"]) for step in steps] == [
            ("Morgenro", f"{SITE}/nb/"),
            ("Produkter", f"{SITE}/nb/products/"),
            ("Kvern håndkvern", f"{SITE}/nb/products/kvern/"),
        ]


class TestPrice:
    @pytest.mark.parametrize(
        ("written", "language", "read"),
        [
            ("NOK 1,890", "en", ("1890", "NOK")),
            ("1 890 kr", "nb", ("1890", "NOK")),
            ("1\u00a0890 kr", "nb", ("1890", "NOK")),
            ("kr 990,-", "nb", ("990", "NOK")),
            ("€ 18.90", "en", ("18.90", "EUR")),
            ("18,9 €", "nb", ("18.90", "EUR")),
            ("USD 1,890.50", "en", ("1890.50", "USD")),
            ("1 890 kr", "en", None),
            ("$20", "en", None),
            ("from NOK 590", "en", None),
            ("NOK 590–790", "en", None),
            ("NOK 1,8900", "en", None),
            ("MAX 500", "en", None),
            ("990,-", "nb", None),
            ("", "en", None),
        ],
    )
    def test_is_read_where_it_cannot_be_misread(self, written, language, read):
        assert parsed_price(written, language) == read


class TestStory:
    def test_is_an_article_of_whom_it_names(self):
        BrandSettings.objects.create(name="Morgenro", contact_email="hei@demo.example")
        story = make_story(
            "Soft water", byline="Selma Bakken", summary="What it does.", picture=make_picture()
        )

        article = node_of(get("/stories/soft-water/"), "Article")
        assert (article["headline"], article["description"]) == ("Soft water", "What it does.")
        assert article["author"] == {"@type": "Person", "name": "Selma Bakken"}
        assert (article["publisher"]["name"], article["inLanguage"]) == ("Morgenro", "en")
        assert article["datePublished"] == story.first_published_at.isoformat(timespec="seconds")
        assert article["dateModified"] == story.last_published_at.isoformat(timespec="seconds")
        assert article["image"][0].startswith(f"{SITE}/media/images/")

    def test_that_names_nobody_is_the_brands(self):
        BrandSettings.objects.create(name="Morgenro")
        make_story("Soft water")

        article = node_of(get("/stories/soft-water/"), "Article")
        assert article["author"] == article["publisher"]

    def test_standing_in_for_a_translation_says_its_own_language_and_address(self):
        make_story("Soft water")

        article = node_of(get("/nb/stories/soft-water/"), "Article")
        assert (article["inLanguage"], article["url"]) == ("en", f"{SITE}/stories/soft-water/")


class TestHome:
    def test_names_the_brand_and_its_search(self):
        links = [{"name": "Elsewhere", "url": "https://social.example/@morgenro"}]
        BrandSettings.objects.create(name="Morgenro", social_links=links)

        brand, site = nodes_in(get("/"))
        assert (brand["name"], brand["sameAs"]) == ("Morgenro", ["https://social.example/@morgenro"])
        assert site["publisher"] == {"@id": brand["@id"]}
        target = site["potentialAction"]["target"]["urlTemplate"]
        assert target == f"{SITE}/search/?q={{search_term_string}}"
        assert (
            Client().get(target.removeprefix(SITE).replace("{search_term_string}", "water")).status_code
            == 200
        )


class TestDescription:
    def test_is_what_the_editor_wrote_else_the_summary_else_the_first_words(self):
        week = LandingPage(title="Week", body=[("text", "<p>Come.</p><p>Brew &amp; stay.</p>")])
        publish_page(home(), week)
        assert meta(get("/week/"), "description") == ["Come. Brew & stay."]

        week.summary = "Seven mornings."
        week.save_revision().publish()
        assert meta(get("/week/"), "description") == ["Seven mornings."]

        week.search_description = "A week of mornings."
        week.save_revision().publish()
        assert meta(get("/week/"), "description") == ["A week of mornings."]


class TestHostileWords:
    """Whatever is written, a page's structured data is one block, and says it back unchanged."""

    WORDS = '</script><script>alert(1)</script><!-- \u2028 & "quoted" ]]> {{ 7 }}'

    def test_of_an_editor_stay_words(self, kvern):
        make_story(self.WORDS, slug="hostile", summary=self.WORDS, byline=self.WORDS[:80])

        html = get("/stories/hostile/")
        assert node_of(html, "Article")["headline"] == self.WORDS
        assert "<script>alert" not in html

    def test_of_a_member_stay_words(self, kvern):
        post = make_post(kind="review", product=kvern, title=self.WORDS, stars=2)
        make_product_page(kvern)

        for path in (post.get_absolute_url(), "/products/kvern/", "/reviews/kvern/"):
            html = get(path)
            assert nodes_in(html), path
            assert "<script>alert" not in html, path

    def test_in_the_brands_name_stay_words(self):
        BrandSettings.objects.create(name="</script><b>Brand", tagline=self.WORDS)

        html = get("/")
        assert node_of(html, "Organization")["name"] == "</script><b>Brand"
        assert "<b>Brand" not in html
        assert isinstance(home(), HomePage)
