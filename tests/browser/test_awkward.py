"""Content that breaks layouts: endless words, names of 80 signs or from right to left, a yellow brand."""

import uuid
from collections.abc import Callable
from typing import Literal

from playwright.sync_api import Page, expect

from community.models import Comment, Post
from content.models import BrandSettings
from tests.community.photographing import make_photo, picture
from tests.factories import (
    make_brand_member,
    make_comment,
    make_member,
    make_post,
    make_product,
    make_product_page,
)

WORD = "Kaffetraktervarmeplatetermostatutskiftingsveiledning"
LONG_NAME = ("Ærlighetsgjennomsnittsmålerske 🏔️👩‍🍳☕ 🇳🇴 " * 3)[:80]
ARABIC, HEBREW = "نورة بنت عبد الرحمن آل سعود", "אברהם בן־יהודה (כהן)"
COMMENTS = 500

TURNED_ROUND = """() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.data.trim(), one = walk.currentNode.parentElement;
    if (!/[\\u0590-\\u08ff]/.test(text) || one.closest("script")) continue;
    if (/\\u2068.*\\u2069/.test(text) || one.closest("bdi, .avatar, .mark")) continue;
    let above = one;
    while (above && getComputedStyle(above).unicodeBidi !== "plaintext") above = above.parentElement;
    if (above) continue;
    found.push(one.outerHTML.slice(0, 160));
  }
  return found;
}"""
"""Right-to-left words that nothing keeps apart from the sentence they stand in."""


def fill_thread(post: Post, comment: Comment) -> None:
    """Make the thread as long as any: rows copied, for their number is what is looked at."""
    copies = []
    for _ in range(COMMENTS - 1):
        copy = Comment.objects.get(pk=comment.pk)
        copy.pk, copy.uuid, copy._state.adding = None, uuid.uuid4(), True
        copies.append(copy)
    Comment.objects.bulk_create(copies)
    Post.objects.filter(pk=post.pk).update(comment_count=COMMENTS)


def test_nothing_sticks_out_or_turns_round(
    someone: Callable[..., Page],
    shoot: Callable[[Page, str], None],
    plan: Callable[[], None],
) -> None:
    BrandSettings.objects.update_or_create(
        defaults={"name": "Morgenro " * 5, "primary": "#ffff00", "accent": "#ffff00", "tagline": WORD * 2}
    )
    loud, arab, hebrew = make_member(LONG_NAME, bio=WORD * 8), make_member(ARABIC), make_member(HEBREW)
    product = make_product("kvern", names={"en": (WORD * 2)[:80]})
    make_product_page(product, title=WORD * 3, summary=WORD * 3)
    endless = make_post(loud, title=(WORD * 3)[:140], body=f"<p>{WORD * 77}</p>", product=product)
    first = make_comment(endless, arab, (WORD * 80)[:4000])
    make_comment(endless, hebrew, "I know.", parent=first)
    make_comment(endless, make_brand_member(HEBREW), "So do we.")
    fill_thread(endless, make_comment(endless, arab, "Nor do I."))
    photos = [make_photo(arab, picture(900, 600 + 150 * (n % 3)), alt="A cup") for n in range(8)]
    words = "<p>لا يطحن جيدا (أبدا). It does not grind.</p>"
    about = {"kind": "review", "stars": 1, "product": product, "photos": photos}
    harsh = make_post(arab, title="لا أنصح به", body=words, **about)
    make_post(hebrew, kind="question", title="?למה כל כך רועש", product=product)
    plan()
    addresses = {
        "endless": endless.get_absolute_url(),
        "harsh": harsh.get_absolute_url(),
        "home": "/",
        "hub": "/community/",
        "product": "/products/kvern/",
        "reviews": "/reviews/kvern/",
        "loud": loud.get_absolute_url(),
        "arab": arab.get_absolute_url(),
        "search": "/search/?q=grind",
    }
    turned: dict[str, list[str]] = {}
    looks: list[tuple[int, Literal["light", "dark"]]] = [(390, "light"), (1440, "dark")]
    for width, scheme in looks:
        page = someone(width=width)
        page.emulate_media(color_scheme=scheme)
        for name, address in addresses.items():
            page.goto(address)
            shoot(page, f"{name}-{width}")
            turned |= {name: found} if (found := page.evaluate(TURNED_ROUND)) else {}
        page.goto(addresses["harsh"])
        expect(page.locator(".post-photos img")).to_have_count(8)
    assert turned == {}

    # A thread of 500 comes in parts, each below the last, and ends.
    page.goto(addresses["endless"])
    comments, later = page.locator("article.comment"), page.get_by_role("link", name="Later comments")
    while later.count():
        shown = comments.count()
        later.click()
        expect(comments).not_to_have_count(shown)
    expect(comments).to_have_count(COMMENTS + 3)
    expect(page.locator("#comments")).to_be_visible()
