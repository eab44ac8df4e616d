"""Story 1: a visitor reads one feed of the brand's and its customers' words, and subscribes to it."""

from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from celery import current_app
from playwright.sync_api import Page, expect

from community.models import Post
from content.models import Product
from demo.seeding.feeds import sync_everything
from tests.factories import make_member, make_post, make_product, make_product_page, make_story, make_topic

EDITORIAL, CUSTOMERS = 6, 18
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def kvern(transactional_db: None, site: str) -> Product:
    """A product with pages, a brand that tells stories, and customers who write more than fits on a page."""
    current_app.conf.task_always_eager = False
    product = make_product("kvern", names={"en": "Kvern hand grinder", "nb": "Kvern håndkvern"})
    make_product_page(product, summary="Steel burrs, forty clicks, one winter of tuning.")
    make_product_page(product, language="nb", title=product.names["nb"])
    for number in range(EDITORIAL - 1):
        title = f"From the workshop, part {number + 1}"
        make_story(title, summary="What we changed, and why.", product=product if number < 2 else None)
    topics = [make_topic("water"), make_topic("grind")]
    for number in range(CUSTOMERS):
        is_review = number % 3 == 0
        make_post(
            make_member(f"Customer {number}"),
            kind=Post.Kind.REVIEW if is_review else Post.Kind.TIP,
            title=f"{'Half a year with it' if is_review else 'A small thing that helps'}, number {number}",
            product=product if number % 2 == 0 else None,
            stars=number % 5 + 1 if is_review else None,
            topics=[topics[number % 2]],
        )
    sync_everything()
    current_app.conf.task_always_eager = True
    return product


def test_a_visitor_reads_and_subscribes(
    kvern: Product, someone: Callable[..., Page], shoot: Callable[[Page, str], None]
) -> None:
    page = someone()

    # One feed, both lanes in it, every entry marked and explained.
    page.goto("/")
    feed = page.locator('[data-feed="home"]')
    entries = feed.locator("> article")
    expect(entries).to_have_count(20)
    lanes = [entry.get_attribute("data-lane") for entry in entries.all()]
    assert lanes == ["customer", "editorial", "customer", "customer"] * 5
    for entry in entries.all():
        expect(entry.locator("summary", has_text="Why is this here?")).to_be_visible()
    expect(page.get_by_text("This page: 5 from Alongside, 15 from customers.")).to_be_visible()
    expect(page.get_by_text("Nothing is hidden for its stars or tone.")).to_be_visible()
    why = entries.nth(1).locator("details.why").first
    why.locator("summary").first.click()
    expect(why.get_by_role("link", name="How ranking works")).to_be_visible()
    shoot(page, "1-home")
    page.keyboard.press("Escape")
    expect(why.get_by_role("link", name="How ranking works")).to_be_hidden()

    # The rest of the feed, until there is no more: it comes in below what stands there.
    page.get_by_role("link", name="Show more").click()
    expect(entries).to_have_count(24)

    # The product: its own feed, and all its reviews whatever their stars.
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Products").click()
    page.locator("main").get_by_role("link", name="Kvern hand grinder").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kvern hand grinder")
    product_feed = page.locator('[data-feed="product-kvern"] > article')
    assert {entry.get_attribute("data-lane") for entry in product_feed.all()} == {"editorial", "customer"}
    reviews = page.locator("#all-reviews .review")
    written = Post.objects.published().filter(kind=Post.Kind.REVIEW, product=kvern)
    expect(reviews).to_have_count(written.count())
    stars = sorted(page.locator("#all-reviews").get_by_text(" of 5 stars").all_text_contents())
    assert stars == sorted(f"{post.public_revision.stars} of 5 stars" for post in written)
    shoot(page, "2-product")

    # A review with its stars, and a story of the brand's.
    reviews.first.get_by_role("link", name="Half a year with it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Half a year with it")
    expect(page.get_by_text(" of 5 stars").first).to_be_attached()
    shoot(page, "3-review")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Stories").click()
    page.get_by_role("link", name="From the workshop, part 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("From the workshop, part 2")
    shoot(page, "4-story")

    # What can be subscribed to is the same edition.
    page.goto("/")
    file = page.locator('link[type="application/atom+xml"]').first.get_attribute("href")
    assert file is not None
    answer = page.request.get(file)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    titles = [
        entry.findtext(f"{ATOM}title") for entry in ElementTree.fromstring(answer.text()).iter(f"{ATOM}entry")
    ]
    assert titles == entries.locator(".card-title").all_inner_texts()


def test_the_same_on_a_telephone_in_norwegian(
    kvern: Product, someone: Callable[..., Page], shoot: Callable[[Page, str], None]
) -> None:
    page = someone(width=360, language="nb-NO")
    page.goto("/")
    page.get_by_role("link", name="Norsk").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "nb")
    # Customers write in English here: they fill the Norwegian feed, and say so.
    entries = page.locator('[data-feed="home"] > article')
    expect(entries.first).to_be_visible()
    expect(entries.locator('[lang="en"]').first).to_be_visible()
    shoot(page, "home")
    page.get_by_role("link", name="Produkter").first.click()
    page.locator("main").get_by_role("link", name="Kvern håndkvern").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kvern håndkvern")
    shoot(page, "product")
