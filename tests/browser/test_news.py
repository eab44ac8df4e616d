"""Somebody follows and keeps, chooses how they are mailed, and stops a mail by its link."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from community.actions.mail import send_due_mail
from community.models import Bookmark, Follow, MailChoice, Member, Post
from demo.mailbox import read_mails
from tests.factories import make_comment, make_member, make_post, make_product

TITLE = "Rinse the paper with hot water"


@pytest.fixture
def post(site: str) -> Post:
    return make_post(make_member("Kari"), title=TITLE, product=make_product("kvern", names={"en": "Kvern"}))


def choices(member: Member) -> dict[str, str]:
    return dict(MailChoice.objects.filter(member=member).values_list("kind", "pace"))


def test_on_a_telephone_without_scripts(
    post: Post, someone: Callable[..., Page], shoot: Callable[[Page, str], None], tmp_path: Path
) -> None:
    ola = make_member("Ola")
    page = someone(ola, width=390, scripts=False)

    # Following and keeping are buttons, and say how it stands.
    page.goto(post.get_absolute_url())
    page.get_by_role("button", name="Follow Kari").click()
    expect(page.get_by_role("button", name="You follow Kari")).to_be_visible()
    page.get_by_role("button", name="Keep for later").click()
    expect(page.get_by_text("Kept. You find it in the menu")).to_be_visible()
    shoot(page, "1-followed-and-kept")
    page.goto("/my/following/")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    page.goto("/my/bookmarks/")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    assert (Follow.objects.get().person, Bookmark.objects.get().post) == (post.author, post)

    # A comment is mailed at once, and news has a mark in the head.
    make_comment(make_post(ola, title="Salt"), post.author, "It works for me too.")
    assert send_due_mail() == 1
    page.goto("/my/notifications/")
    expect(page.locator("summary").get_by_text("There is news for you")).to_be_attached()
    expect(page.get_by_role("link", name="Kari wrote under “Salt”")).to_be_visible()

    # What is chosen is stored.
    page.get_by_role("link", name="Choose which mails you get").click()
    page.get_by_label("Your post was featured").select_option("weekly")
    page.get_by_label("The weekly digest").check()
    shoot(page, "2-choices")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert choices(ola) == {"featured": "weekly", "digest": "weekly"}

    # The mail's link asks, a press stops; nobody has to be signed in.
    [mail] = read_mails(tmp_path)
    link = re.search(r"http://localhost:\d+/mail/stop/\S+", mail.text)
    assert link is not None
    stranger = someone(width=390, scripts=False)
    stranger.goto(link[0])
    expect(
        stranger.get_by_text("You would no longer be mailed about: a comment on your post.")
    ).to_be_visible()
    shoot(stranger, "3-asked")
    stranger.get_by_role("button", name="Stop these mails").click()
    expect(stranger.get_by_role("heading", name="Done: no more of these mails")).to_be_visible()
    assert choices(ola)["comment"] == "never"


def test_on_a_desk_with_scripts(
    post: Post, someone: Callable[..., Page], shoot: Callable[[Page, str], None]
) -> None:
    # A visitor finds links, and is led back to the question after signing in.
    visitor = someone()
    visitor.goto(post.get_absolute_url())
    visitor.get_by_role("link", name="Follow Kari").click()
    expect(visitor).to_have_url(re.compile(r"/accounts/login/\?next=/following/person/"))

    page = someone(make_member("Ola"))
    page.goto(unquote(visitor.url.partition("?next=")[2]))
    expect(page.get_by_role("heading", name="Follow Kari?")).to_be_visible()
    page.locator("main").get_by_role("button", name="Follow").click()
    expect(page.get_by_role("heading", name=TITLE, level=1)).to_be_visible()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_text("Link copied")).to_be_visible()
    shoot(page, "1-shared")

    page.locator("summary").filter(has_text="Ola").click()
    page.get_by_role("link", name="Following").click()
    shoot(page, "2-following")
    page.get_by_role("button", name="Stop following").click()
    expect(page.get_by_text("Nothing here yet")).to_be_visible()
    assert not Follow.objects.exists()
