"""Whole journeys by keyboard alone: every stop has a name, shows the focus, and is in sight."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from community.models import Comment, Follow, Member, Photo, Post, Rating
from community.models.posts import State
from feeds.models import Placement
from moderation.models import Report
from tests.browser.keys import Keys
from tests.browser.test_curating import BOARD, filled_front_page, title
from tests.browser.test_moderator import FACTS
from tests.factories import (
    make_comment,
    make_marketer,
    make_member,
    make_moderator,
    make_post,
    make_product,
    make_product_page,
    make_waiting_post,
)

Someone = Callable[..., Page]
Shoot = Callable[[Page, str], None]


def test_a_review_with_a_photo_and_the_account_last(
    site: str, someone: Someone, shoot: Shoot, tmp_path: Path
) -> None:
    photo = tmp_path / "burrs.jpg"
    Image.new("RGB", (1200, 900), "slategrey").save(photo)
    make_product_page(make_product("kvern", names={"en": "Kvern", "nb": "Kverna"}))
    make_product("kjele", names={"en": "Kjele", "nb": "Kjelen"})
    page = someone()
    keys = Keys(page)

    # Past the menu, into the kinds of posts, and into the form.
    page.goto("/community/")
    keys.to("link", "^Skip to the content$")
    keys.press("Enter")
    keys.to("link", "Write a post")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    keys.to("link", "^Review$")
    keys.press("Enter")
    expect(page.get_by_role("combobox", name="Product")).to_be_visible()

    # The product by a part of its name; the stars with the arrows.
    keys.to("combobox", "^Product")
    keys.type("kv")
    keys.press("ArrowDown", "Enter")
    expect(page.get_by_role("combobox", name="Product")).to_have_value("Kvern")
    keys.to("radio", "^1")
    keys.press("Space", "ArrowRight", "ArrowRight", "ArrowRight")
    stop = keys.here()
    assert stop is not None
    assert stop.name.startswith("4")
    keys.to("textbox", "^Title")
    keys.type("Half a year with it")
    keys.to("textbox", "^Your words")
    keys.type("It grinds evenly, and after half a year the burrs are as sharp as on the first day.")

    # The photo is chosen, described, and may be moved or taken out again.
    keys.to("button", "^Choose photos")
    with page.expect_file_chooser() as chooser:
        keys.press("Enter")
    chooser.value.set_files(photo)
    expect(page.get_by_text("Photo 1 has arrived.")).to_be_visible()
    keys.to("textbox", "What does it show")
    keys.type("The burrs")
    keys.to("button", "Take photo 1 out")
    keys.do("Enter", page.get_by_text("Photo 1 is left out."))
    keys.do("Enter", page.locator("[data-photo-list] img"))
    shoot(page, "1-written")
    keys.to("button", "^Publish")
    keys.press("Enter")

    # The account; what was forgotten is said where the focus goes.
    expect(page.get_by_role("heading", name="Become a member")).to_be_visible()
    keys.to("textbox", "^Email")
    keys.type("kari@example.org")
    keys.to("textbox", "^Your name")
    keys.type("Kari Nordmann")
    keys.to("textbox", "^Password")
    keys.type("pour-over-at-seven")
    keys.to("checkbox", "16 or older")
    keys.press("Space")
    keys.to("checkbox", "community rules")
    keys.press("Space")
    keys.to("button", "^Create my account$")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Look in your mail")).to_be_visible()

    # The mailed link, and back at the finished draft.
    page.goto("/dev/mail/")
    keys.to("link", "/accounts/confirm-email/")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Confirm your address")).to_be_visible()
    keys.to("button", "^Yes, confirm it$")
    keys.press("Enter")
    expect(page.get_by_label("Title")).to_have_value("Half a year with it")
    keys.to("button", "^Publish")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Half a year with it")
    expect(page.get_by_alt_text("The burrs")).to_be_visible()
    shoot(page, "2-public")
    post = Post.objects.get()
    assert (post.state, post.public_revision.stars) == (State.PUBLISHED, 4)
    assert (Member.objects.get(), Photo.objects.get().state) == (post.author, Photo.State.READY)


def test_a_member_rates_follows_comments_and_reports(site: str, someone: Someone, shoot: Shoot) -> None:
    post, member = make_post(make_member("Ola"), title="Rinse the paper"), make_member("Kari")
    make_comment(post, make_member("Per"), "It tasted of paper all the same.")
    page = someone(member, width=390)
    keys = Keys(page)
    page.goto(post.get_absolute_url())

    # Each act says what became of it, and one goes on from where one was.
    keys.to("button", "^Very useful")
    keys.do("Enter", page.get_by_role("button", name="Very useful", pressed=True))
    shoot(page, "1-rated")
    keys.to("button", "^Keep for later")
    keys.do("Enter", page.get_by_role("button", name="Kept"))
    keys.to("button", "^Follow Ola")
    keys.do("Enter", page.get_by_role("button", name="You follow Ola"))
    keys.to("link", "^Link – comment by Per")
    keys.to("textbox", "comment")
    keys.type("Warm water is enough for me, twice.")
    keys.to("button", "^Send my comment")
    keys.do("Enter", page.get_by_role("article").filter(has_text="Warm water is enough for me, twice."))
    shoot(page, "2-commented")
    assert Rating.objects.get(post=post).value == 5
    assert Follow.objects.get().follower == member
    assert Comment.objects.get(author=member).is_public

    # The report: a reason with the arrows, and nothing else has to be filled in.
    keys.back_to("link", "^Report this post")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Report")).to_be_visible()
    keys.to("button", "^Send the report")
    keys.press("Enter")
    expect(page.get_by_role("radio").first).to_be_focused()
    keys.press("ArrowDown")
    assert keys.here() is not None
    keys.to("button", "^Send the report")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Thank you for telling us")).to_be_visible()
    assert Report.objects.get().case.post == post


def test_the_desk(site: str, someone: Someone, shoot: Shoot) -> None:
    posts = [make_waiting_post(title=title) for title in ("Straight from the factory", "Half the price")]
    page = someone(make_moderator("Signe"))
    keys = Keys(page)

    # To the desk from the front door, with its keys once one is there.
    page.goto("/cms/")
    keys.to("link", "^Desk")
    keys.press("Enter")
    expect(page.get_by_role("button", name="Keyboard")).to_be_visible()
    titles = page.locator("[data-row]").all_inner_texts()
    advert = next(post for post in posts if post.title == titles[1])
    keys.press("j", "j", "k")
    stop = keys.here()
    assert stop is not None
    assert stop.name == titles[0]
    keys.press("j", "Enter")
    expect(page.get_by_text("Yours for")).to_be_visible()
    expect(page.get_by_role("button", name="Keyboard")).to_be_visible()

    # Declined with a reason of one's own, and taken back.
    keys.press("d")
    stop = keys.here()
    assert stop is not None
    assert (stop.role, stop.name) == ("combobox", "Rule")
    keys.type("Ad")
    keys.to("textbox", "^What led to it")
    keys.type(FACTS)
    keys.to("button", "^Decide$")
    shoot(page, "1-declining")
    keys.press("Enter")
    expect(page.get_by_role("status").filter(has_text=f"Declined: {advert.title}")).to_be_visible()
    advert.refresh_from_db()
    assert advert.state == State.DECLINED
    assert keys.round() > 10
    keys.to("button", "^Undo")
    keys.press("Enter")
    expect(page.get_by_text("Taken back.")).to_be_visible()
    advert.refresh_from_db()
    assert advert.state == State.WAITING


def test_a_marketer_features_a_post(site: str, someone: Someone, shoot: Shoot) -> None:
    filled_front_page()
    page = someone(make_marketer("Ingrid"), width=1400)
    keys = Keys(page)
    page.goto(BOARD)
    expect(page.locator("[data-handle]").first).to_be_visible()
    moved = title(page, 4)

    # The handle, lifted and carried up; then another by its number.
    keys.to("button", f"^Move “{moved}”, slot 5")
    keys.press("Space", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp", "Space")
    expect(page.locator("#board-then .board-line").first).to_contain_text("to be pinned to 1")
    stop = keys.here()
    assert stop is not None
    assert stop.name == f"Move “{moved}”, slot 1"
    second = title(page, 6)
    keys.to("spinbutton", f"^Slot – {second}")
    keys.type("3")
    keys.press("Enter")
    expect(page.locator("#board-then .board-line").nth(2)).to_contain_text("to be pinned to 3")
    assert keys.here() is not None
    shoot(page, "1-pinned")
    assert keys.round() > 40
    keys.to("button", "^Save the pins")
    keys.press("Enter")
    expect(page.get_by_text("Saved: 2 changes.")).to_be_visible()
    assert set(Placement.objects.values_list("slot", "post__public_revision__title")) == {
        (1, moved),
        (3, second),
    }
