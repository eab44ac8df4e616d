"""Story 3: the desk: clearing and declining, two moderators on one case, the keyboard, many at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from community.actions.mail import send_due_mail
from community.models import Post
from community.models.posts import State
from moderation.actions.reporting import Complaint, report
from moderation.models import CannedReason, Case
from tests.browser.watching import Watch
from tests.factories import PASSWORD, make_member, make_moderator, make_post, make_waiting_post

FACTS = "The post advertises a shop and says nothing about coffee."


def press(page: Page, keys: str) -> None:
    """Press keys of the desk, once it listens to them: then it offers a list of them."""
    expect(page.get_by_role("button", name="Keyboard")).to_be_visible()
    for key in keys:
        page.keyboard.press(key)


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


def test_one_case_two_moderators(
    desk: list[Post], someone: Callable[..., Page], shoot: Callable[[Page, str], None], watch: Watch
) -> None:
    watch.expected = {409}
    post = desk[0]
    signe, jonas = someone(make_moderator("Signe")), someone(make_moderator("Jonas"))

    # Signe has it open and writes.
    signe.goto("/cms/desk/")
    signe.get_by_role("link", name=post.title).click()
    expect(signe.get_by_text("Yours for")).to_be_visible()
    signe.get_by_text("Decline", exact=True).click()
    signe.get_by_label("Rule").select_option("spam")
    signe.get_by_label("What led to it").fill(FACTS)
    signe.get_by_label("Note for colleagues").fill("The third one today.")

    # Jonas sees it is hers, takes it over and is faster.
    jonas.goto("/cms/desk/")
    expect(jonas.get_by_text("with Signe")).to_be_visible()
    jonas.get_by_role("link", name=post.title).click()
    expect(jonas.get_by_text("Signe is looking at it.")).to_be_visible()
    shoot(jonas, "1-hers")
    jonas.get_by_role("button", name="Take it over").click()
    expect(jonas.get_by_text("Yours for")).to_be_visible()
    jonas.get_by_text("Clear", exact=True).click()
    jonas.get_by_role("button", name="Decide").click()
    expect(jonas.get_by_role("button", name="Undo")).to_be_visible()

    # Signe is told what happened, and her words are not lost.
    signe.get_by_role("button", name="Decide").click()
    expect(signe.get_by_text("Jonas decided this case while you had it open")).to_be_visible()
    kept = signe.get_by_label("What you had typed")
    expect(kept).to_have_value(f"{FACTS}\nThe third one today.")
    shoot(signe, "2-conflict")
    post.refresh_from_db()
    assert post.state == State.PUBLISHED


def test_the_desk_by_keyboard_and_many_at_once(
    desk: list[Post], someone: Callable[..., Page], shoot: Callable[[Page, str], None]
) -> None:
    for number in range(2):
        make_waiting_post(make_member(joined_days_ago=0), title=f"Buy machine {number}")
    CannedReason.objects.create(language="en", ground="spam", title="Sold at the door", text=FACTS)
    page = someone(make_moderator("Signe"))
    page.goto("/cms/desk/")
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(4)
    first, second = rows.nth(0).inner_text(), rows.nth(1).inner_text()

    # The keys are told.
    press(page, "?")
    expect(page.get_by_role("dialog")).to_contain_text("next and previous case")
    page.keyboard.press("Escape")

    # Down, down, up, in; let through; the next case is there at once.
    press(page, "jjk")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Yours for")).to_be_visible()
    press(page, "a")
    expect(page.get_by_role("status").filter(has_text=f"Cleared: {first}")).to_be_visible()
    expect(page.get_by_text(second).first).to_be_visible()

    # Declined with a sentence that stands ready, and taken back.
    press(page, "d")
    expect(page.get_by_label("Decline", exact=True)).to_be_checked()
    expect(page.get_by_label("Rule")).to_be_focused()
    page.get_by_text("Canned reasons").press("Enter")
    ready = page.get_by_role("listitem").filter(has_text="Sold at the door")
    ready.get_by_role("button", name="Use").press("Enter")
    expect(page.get_by_label("What led to it")).to_have_value(FACTS)
    expect(page.get_by_label("Rule")).to_have_value("spam")
    shoot(page, "1-declining")
    page.get_by_role("button", name="Decide").press("Enter")
    expect(page.get_by_role("status").filter(has_text=f"Declined: {second}")).to_be_visible()
    press(page, "u")
    expect(page.get_by_text("Taken back.")).to_be_visible()

    # What is left is declined together, after a look, and comes back together.
    page.goto("/cms/desk/")
    page.get_by_role("button", name="Tick all").press("Enter")
    page.get_by_role("button", name="Decide the ticked together").press("Enter")
    expect(page.get_by_role("heading", name="3 cases")).to_be_visible()
    page.get_by_label("Decline", exact=True).check()
    page.get_by_label("Rule").select_option("spam")
    page.get_by_label("What led to it").fill(FACTS)
    shoot(page, "2-preview")
    page.get_by_role("button", name="Decide all that are ticked").click()
    expect(page.get_by_role("heading", name="3 decisions")).to_be_visible()
    assert Post.objects.filter(state=State.DECLINED).count() == 3
    page.get_by_role("button", name="Undo what is ticked").press("Enter")
    expect(page.get_by_text("Taken back: 3 decisions.")).to_be_visible()
    expect(rows).to_have_count(3)
    assert Post.objects.filter(state=State.WAITING).count() == 3

    # A key that does not fit a case decides nothing, nor does what is typed after it.
    case = report(make_post(), by=None, complaint=Complaint(reason="other")).case
    page.goto(f"/cms/desk/{case.pk}/")
    press(page, "r")
    page.keyboard.type("a")
    expect(page.get_by_label("Rule")).to_be_focused()
    expect(page.get_by_role("heading", name="Case")).to_be_visible()
    assert Case.objects.get(pk=case.pk).state != Case.State.DECIDED
