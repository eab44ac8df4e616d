"""A site of its first month: nobody yet, one post, twelve posts. Each day invites, nothing looks broken."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from community.models import Post
from content.models import BrandSettings
from tests.factories import make_member, make_post, make_product, make_product_page

FRONT, HUB, PRODUCT = "/", "/community/", "/products/kvern/"
TITLES = [
    "Rinse the filter first",
    "Two clicks coarser for the press",
    "How long does a burr last?",
    "A lid that I can open with gloves on",
    "The grinder that crossed the mountain",
    "Freeze the beans in small jars",
    "Is tap water good enough?",
    "Weigh the water, not the cup",
    "What to do with the last eleven grams",
    "Warm the pot before the guests come",
    "Could the strap come in red?",
]


def empty_columns(page: Page) -> list[str]:
    """Return the rows of mosaics that are not filled to their end: what a hole in the page looks like."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".mosaic")].flatMap(mosaic => {
          const edge = mosaic.getBoundingClientRect().right;
          const boxes = [...mosaic.children].map(card => card.getBoundingClientRect());
          const last = Math.max(...boxes.map(box => box.bottom));
          const ends = boxes.filter(box => Math.abs(box.bottom - last) < 2);
          return Math.max(...ends.map(box => box.right)) < edge - 2 ? [mosaic.dataset.feed] : [];
        })"""
    )


def test_each_of_its_first_days_invites(
    someone: Callable[..., Page],
    shoot: Callable[[Page, str], None],
    plan: Callable[[], None],
    all_at_once: None,
) -> None:
    BrandSettings.objects.update_or_create(defaults={"name": "Morgenro", "tagline": "A calm morning."})
    pages = {"wide": someone(width=1440), "narrow": someone(width=390)}
    pages["wide"].emulate_media(color_scheme="dark")

    def look(day: str, address: str) -> Page:
        for size, page in pages.items():
            page.goto(address)
            shoot(page, f"{day}-{address.strip('/').replace('/', '-') or 'home'}-{size}")
            assert empty_columns(page) == []
        return pages["narrow"]

    # Day 0: a brand, and nobody yet.
    page = look("day-0", FRONT)
    expect(page.get_by_role("heading", level=1)).to_have_text("A calm morning.")
    expect(page.locator(".empty").get_by_role("link", name="Write a post")).to_be_visible()
    page = look("day-0", HUB)
    for invitation in ("Write a post", "Write a tip", "Ask a question", "Tell a story"):
        expect(page.locator(".empty").get_by_role("link", name=invitation)).to_be_visible()
    page = look("day-0", "/products/")
    expect(page.get_by_role("link", name="Meet the community")).to_be_visible()

    # Day 1: a product without a picture, and the first post.
    kvern = make_product("kvern", names={"en": "Kvern"})
    make_product_page(kvern, title="Kvern hand grinder", summary="It grinds, and nothing else.")
    kari = make_member("Kari")
    make_post(kari, title="Turn slower and it is quieter", product=kvern)
    plan()
    for address in (FRONT, HUB):
        page = look("day-1", address)
        expect(page.get_by_role("link", name="Turn slower")).to_be_visible()
        expect(page.get_by_text("There is room for you here")).to_be_visible()
    page = look("day-1", PRODUCT)
    expect(page.get_by_text("No reviews yet")).to_have_count(1)
    expect(page.locator("#reviews").get_by_role("link", name="Write a review")).to_be_visible()
    expect(page.locator("#questions").get_by_role("link", name="Ask a question")).to_be_visible()
    expect(page.get_by_text("No comments yet")).to_be_visible()

    # Day 30: twelve posts by four people, a review among them.
    people = [make_member(name) for name in ("Nils", "Aisha", "Théo")]
    kinds = [Post.Kind.REVIEW, Post.Kind.TIP, Post.Kind.QUESTION, Post.Kind.IDEA, Post.Kind.STORY]
    for number, title in enumerate(TITLES):
        kind = kinds[number % len(kinds)]
        make_post(people[number % 3], kind=kind, title=title, product=kvern, stars=4 if number else 1)
    plan()
    page = look("day-30", FRONT)
    expect(page.locator('[data-feed="home"] > article')).to_have_count(13)
    expect(page.get_by_text("There is room for you here")).to_have_count(0)
    look("day-30", HUB)
    expect(look("day-30", PRODUCT).get_by_text("All 3 reviews")).to_be_visible()
