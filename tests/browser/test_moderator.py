"""Story 3: a moderator signs in at the CMS, clears one post, declines another, and its author reads why."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from community.actions.mail import send_due_mail
from community.models import Post
from community.models.posts import State
from tests.factories import PASSWORD, make_member, make_moderator, make_waiting_post

FACTS = "The post advertises a shop and says nothing about coffee."


@pytest.fixture
def desk(site: str) -> list[Post]:
    """Two posts that wait, the older one first."""
    return [
        make_waiting_post(make_member("Ola", joined_days_ago=0), title="My grinder after a month"),
        make_waiting_post(make_member("Kari", joined_days_ago=0), title="Machines straight from the factory"),
    ]


def test_clearing_one_and_declining_another(
    desk: list[Post],
    someone: Callable[..., Page],
    shoot: Callable[[Page, str], None],
    monkeypatch: pytest.MonkeyPatch,
    settings: object,
) -> None:
    honest, advert = desk
    moderator = make_moderator("Signe")

    # In through allauth, though it was the CMS that was asked for.
    page = someone()
    page.goto("/cms/")
    page.get_by_label("Email").fill(moderator.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    shoot(page, "1-sign-in")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Desk").click()
    expect(page.get_by_role("link", name=honest.title)).to_be_visible()
    expect(page.get_by_role("link", name=advert.title)).to_be_visible()
    shoot(page, "2-desk")

    # The first: what fired is said in words; it is cleared, and the next one comes by itself.
    page.get_by_role("link", name=honest.title).click()
    expect(page.get_by_text("What fired")).to_be_visible()
    expect(page.get_by_text("Links to other sites").first).to_be_visible()
    shoot(page, "3-case")
    page.get_by_text("Clear", exact=True).click()
    page.get_by_role("button", name="Decide").click()

    # The second: declined, with a rule and what led to it.
    expect(page.get_by_text(advert.title).first).to_be_visible()
    page.get_by_text("Decline", exact=True).click()
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Choose the rule this is decided under.")).to_be_visible()
    page.get_by_label("Rule").select_option("spam")
    page.get_by_label("What led to it").fill(FACTS)
    shoot(page, "4-declining")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    shoot(page, "5-empty-desk")
    honest.refresh_from_db()
    advert.refresh_from_db()
    assert (honest.state, advert.state) == (State.PUBLISHED, State.DECLINED)

    # A stranger reads the one and not the other; the author reads the reason at once.
    stranger = someone()
    stranger.goto("/community/")
    expect(stranger.get_by_role("link", name=honest.title)).to_be_visible()
    expect(stranger.get_by_role("link", name=advert.title)).to_have_count(0)
    author = someone(advert.author)
    author.goto("/my/posts/")
    row = author.locator(f'[data-post="{advert.pk}"]')
    expect(row).to_have_attribute("data-state", "declined")
    expect(row).to_contain_text(FACTS)
    shoot(author, "6-my-posts")
    author.goto("/my/notifications/")
    expect(author.get_by_text(FACTS).first).to_be_visible()
    shoot(author, "7-notifications")

    # The mail waits until the time for second thoughts is over.
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]
    send_due_mail()
    assert FACTS not in "".join(str(message.body) for message in mail.outbox)
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(minutes=5, seconds=1))
    send_due_mail()
    told = [message for message in mail.outbox if message.to == [advert.author.email]]
    assert FACTS in told[-1].body


def test_second_thoughts(
    desk: list[Post], someone: Callable[..., Page], shoot: Callable[[Page, str], None]
) -> None:
    post = desk[0]
    page = someone(make_moderator("Signe"))
    page.goto("/cms/desk/")
    page.get_by_role("link", name=post.title).click()
    page.get_by_text("Decline", exact=True).click()
    page.get_by_label("Rule").select_option("spam")
    page.get_by_label("What led to it").fill(FACTS)
    page.get_by_role("button", name="Decide").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    post.refresh_from_db()
    assert post.state == State.WAITING


def test_of_two_moderators_the_slower_is_told(
    desk: list[Post], someone: Callable[..., Page], shoot: Callable[[Page, str], None], watch: object
) -> None:
    watch.expected = {409}  # type: ignore[attr-defined]
    post = desk[0]
    first, second = someone(make_moderator("Signe")), someone(make_moderator("Jonas"))
    for page in (first, second):
        page.goto("/cms/desk/")
        page.get_by_role("link", name=post.title).click()
    first.get_by_text("Clear", exact=True).click()
    first.get_by_role("button", name="Decide").click()
    expect(first.get_by_role("button", name="Undo")).to_be_visible()
    second.get_by_text("Decline", exact=True).click()
    second.get_by_label("Rule").select_option("spam")
    second.get_by_label("What led to it").fill(FACTS)
    second.get_by_role("button", name="Decide").click()
    expect(second.get_by_text("Signe decided this case while you had it open")).to_be_visible()
    expect(second.get_by_text(FACTS)).to_be_visible()
    shoot(second, "conflict")
    post.refresh_from_db()
    assert post.state == State.PUBLISHED
