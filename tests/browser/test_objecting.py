"""Reporting without a name and in full; reading why words were removed, objecting, and getting them back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from community.models import Post
from community.models.posts import State
from moderation import actions
from moderation.actions import Complaint
from moderation.models import Case
from tests.factories import make_member, make_moderator, make_post

FACTS = "It names the neighbour and where she lives."
ANSWER = "You are right: it is your own street."


@pytest.fixture
def post(site: str) -> Post:
    """A public post between two others."""
    make_post(title="Rinse the paper")
    post = make_post(make_member("Kari"), title="My street smells of coffee")
    make_post(title="Weigh the beans")
    return post


def listed(page: Page) -> list[str]:
    """Return the titles of the community's page in their order."""
    page.goto("/community/")
    return page.locator("main h3").all_inner_texts()


def test_a_report_in_two_taps_and_one_in_full(
    post: Post, someone: Callable[..., Page], shoot: Callable[[Page, str], None]
) -> None:
    page = someone(width=390)
    page.goto(post.get_absolute_url())
    page.get_by_role("link", name="Report this post").click()
    shoot(page, "1-report")
    page.get_by_text("Somebody's private information").click()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="Thank you for telling us")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^R-\d{5}$"))).to_be_visible()
    shoot(page, "2-receipt")

    # Against the law: who says so is asked, and answered by mail and under a number.
    page.goto(post.get_absolute_url())
    page.get_by_role("link", name="Report this post").click()
    page.get_by_role("link", name="It is against the law").click()
    expect(page.get_by_label("Where exactly?")).to_have_value(re.compile(post.get_absolute_url()))
    page.get_by_label("Why is it against the law?").fill("It says where I live, against my will.")
    page.get_by_label("Your name").fill("Nina Nabo")
    page.get_by_label("Your mail address").fill("nina@example.org")
    page.get_by_label("I believe in good faith").check()
    shoot(page, "3-against-the-law")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text(re.compile(r"^R-\d{5}$"))).to_be_visible()
    expect(page.get_by_text("Against the law")).to_be_visible()
    shoot(page, "4-receipt-in-full")
    post.refresh_from_db()
    assert (post.state, post.in_feeds) == (State.PUBLISHED, True)


def test_an_appeal_on_the_telephone_brings_words_back_to_where_they_stood(
    post: Post, someone: Callable[..., Page], shoot: Callable[[Page, str], None]
) -> None:
    stranger = someone()
    before = listed(stranger)
    assert post.title in before
    report = actions.report(post, by=None, complaint=Complaint(reason="private"))
    case = Case.objects.get(reports=report)
    signe = make_moderator("Signe")
    actions.decide(case, by=signe, version=case.version, action="remove", ground="private", facts=FACTS)
    assert post.title not in listed(stranger)

    # The author reads why, has the text back, and objects.
    author = someone(post.author, width=390)
    author.goto("/my/posts/")
    row = author.locator(f'[data-post="{post.pk}"]')
    expect(row).to_have_attribute("data-state", "removed")
    expect(row).to_contain_text(FACTS)
    shoot(author, "1-my-posts")
    row.get_by_role("link", name=re.compile("Object|appeal", re.IGNORECASE)).click()
    expect(author.get_by_text("Grind a little finer")).to_be_visible()
    author.get_by_label("Why do you see it differently?").fill("It is my own street.")
    shoot(author, "2-appeal")
    author.get_by_role("button", name="Send it").click()
    expect(author.get_by_text("you get an answer with reasons")).to_be_visible()

    # Somebody else decides.
    other = someone(make_moderator("Jonas"))
    other.goto("/cms/desk/?kind=appeal")
    other.get_by_role("link", name=post.title).click()
    expect(other.get_by_text("It is my own street.")).to_be_visible()
    shoot(other, "3-the-desk")
    other.get_by_text("The author is right: restore").click()
    other.get_by_label("What led to it").fill(ANSWER)
    other.get_by_role("button", name="Decide").click()
    expect(other.get_by_role("button", name="Undo")).to_be_visible()

    # It stands where it stood, and the author is told.
    assert listed(stranger) == before
    author.goto("/my/notifications/")
    expect(author.get_by_text(ANSWER).first).to_be_visible()
    author.goto("/my/posts/")
    expect(row).to_have_attribute("data-state", "published")
    shoot(author, "4-back")
