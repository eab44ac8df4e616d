"""Parts of a page that change where they stand: focus, what is said aloud, states, and the way back."""

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from community import threads
from community.models import Bookmark, Comment, Follow, IdeaVote, Member, Notification, Post, Rating
from community.views import hub
from tests.browser.watching import Watch
from tests.factories import PASSWORD, make_comment, make_member, make_post, make_product, make_product_page

TITLE = "Rinse the paper with hot water"


@pytest.fixture
def ola(site: str) -> Member:
    return make_member("Ola")


@pytest.fixture
def question(site: str) -> Post:
    product = make_product("kvern", names={"en": "Kvern", "nb": "Kvern"})
    make_product_page(product)
    return make_post(make_member("Kari"), kind="question", title=TITLE, product=product)


def answering(status: int) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status)


def test_a_member_rates_keeps_follows_and_wants(
    question: Post, ola: Member, someone: Callable[..., Page], shoot: Callable[[Page, str], None]
) -> None:
    page = someone(ola)
    told = page.get_by_role("status").and_(page.locator("#told"))
    page.goto(question.get_absolute_url())
    page.evaluate("window.stays = true")

    # The focus stays on what was pressed, its state changes, and what happened is said; by mouse or keyboard.
    useful = page.get_by_role("button", name="Useful", exact=True)
    very = page.get_by_role("button", name="Very useful")
    useful.focus()
    page.keyboard.press("Enter")
    expect(useful).to_have_attribute("aria-pressed", "true")
    expect(useful).to_be_focused()
    expect(told).to_contain_text("Your answer: “Useful”.")
    very.click()
    expect(very).to_have_attribute("aria-pressed", "true")
    expect(useful).to_have_attribute("aria-pressed", "false")
    expect(very).to_be_focused()
    expect(told).to_have_text(re.compile("Your answer: “Very useful”."))
    shoot(page, "1-rated")
    assert Rating.objects.get().value == 5

    page.get_by_role("button", name="Keep for later").press("Space")
    expect(page.get_by_role("button", name="press to let it go")).to_be_focused()
    expect(told).to_contain_text("Kept. You find it in the menu")
    page.keyboard.press("Escape")
    expect(told).to_be_empty()

    # Pressed twice it is done once.
    page.get_by_role("button", name="Follow Kari").dblclick()
    expect(page.get_by_role("button", name="You follow Kari")).to_be_focused()
    expect(told).to_contain_text("You follow Kari now.")
    assert (Bookmark.objects.get().post, Follow.objects.get().person) == (question, question.author)
    assert page.evaluate("window.stays")

    # A product's page has a feed as well; an idea a panel.
    page.goto("/products/kvern/")
    page.get_by_role("button", name="Follow Kvern").click()
    expect(page.get_by_role("button", name="You follow Kvern")).to_be_focused()
    expect(told).to_contain_text("You follow Kvern now.")
    idea = make_post(kind="idea", title="A lid for the kettle")
    page.goto(idea.get_absolute_url())
    page.get_by_role("button", name="I want this too").click()
    expect(page.get_by_role("button", name="Take it back")).to_be_focused()
    expect(page.get_by_role("heading", name="Wanted by 1")).to_be_visible()
    expect(told).to_contain_text("You want this too.")
    assert IdeaVote.objects.get().post == idea


def test_a_conversation_goes_on_where_it_stands(
    question: Post,
    ola: Member,
    someone: Callable[..., Page],
    shoot: Callable[[Page, str], None],
    watch: Watch,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    watch.expected.add(422)
    monkeypatch.setattr(threads, "SHOWN", 2)
    said = [make_comment(question, make_member(f"Guest {number}")) for number in range(3)]
    page = someone(ola)
    told = page.locator("#told")
    comments = page.locator("#comments .comment")
    page.goto(question.get_absolute_url())
    page.evaluate("window.stays = true")

    # Later comments come below; the focus goes to the first of them.
    page.get_by_role("link", name="Later comments").click()
    expect(comments).to_have_count(3)
    expect(told).to_contain_text("1 more entry")
    expect(comments.nth(2).get_by_role("link", name="Guest 2").first).to_be_focused()
    expect(page).to_have_url(re.compile(rf"after={said[1].pk}"))

    # A mistake stands beside the field, the words in it, the focus on what is wrong.
    words = page.get_by_label("Your comment")
    words.evaluate("area => area.removeAttribute('maxlength')")
    words.fill("x" * 5001)
    page.get_by_role("button", name="Send my answer").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(words).to_have_value("x" * 5001)
    expect(words).to_have_attribute("aria-invalid", "true")
    shoot(page, "1-mistake")

    # The comment takes the place of its form, with the focus; below it is an empty one.
    words.fill("Thirty seconds are enough.")
    page.get_by_role("button", name="Send my answer").click()
    mine = comments.filter(has_text="Thirty seconds are enough.")
    expect(mine).to_be_focused()
    expect(told).to_contain_text("Everybody can read your comment now.")
    expect(words).to_have_value("")

    # A reply: its form opens below the comment, once, and closes with the focus back; then it is sent.
    reply = comments.first.get_by_role("link", name="Reply")
    reply.click()
    answer = comments.first.get_by_label("Your answer to Guest 0")
    expect(answer).to_be_focused()
    expect(reply).to_have_attribute("aria-expanded", "true")
    comments.first.get_by_role("link", name="Cancel").click()
    expect(answer).to_have_count(0)
    expect(reply).to_be_focused()
    expect(reply).to_have_attribute("aria-expanded", "false")
    reply.click()
    answer.fill("Thank you, @")
    reply.click()
    expect(answer).to_have_count(1)
    expect(answer).to_be_focused()
    shoot(page, "2-replying")
    words.fill("Something begun")
    answer.fill("Thank you, that did it.")
    comments.first.get_by_role("button", name="Send").click()
    expect(comments.first.locator(".comment")).to_be_focused()
    expect(comments.first.locator(".comment")).to_contain_text("Thank you, that did it.")
    expect(words).to_have_value("Something begun")
    shoot(page, "3-replied")
    assert Comment.objects.get(author=ola, parent=said[0]).body == "Thank you, that did it."
    assert Comment.objects.filter(author=ola).count() == 2
    assert page.evaluate("window.stays")


def test_lists_grow_and_filters_lead_back(
    question: Post, ola: Member, someone: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "PAGE", 2)
    for number in range(4):
        make_post(question.author, title=f"A tip, number {number}")
    # A visitor's page is kept for everybody; a member's is not.
    for page in (someone(), someone(ola)):
        told = page.locator("#told")
        cards = page.locator("main article")
        page.goto("/community/")
        page.evaluate("window.stays = true")
        page.get_by_role("link", name="Older").click()
        expect(cards).to_have_count(4)
        expect(told).to_have_text("2 more entries")
        expect(cards.nth(2).get_by_role("link", name="A tip, number 1")).to_be_focused()

        page.goto("/community/")
        page.evaluate("window.stays = true")
        kinds = page.get_by_role("navigation", name="Kinds of post")
        asked = kinds.get_by_role("link", name="Question")
        asked.press("Enter")
        expect(asked).to_have_attribute("aria-current", "true")
        expect(asked).to_be_focused()
        expect(told).to_have_text("1 post found")
        expect(cards).to_have_count(1)
        expect(page).to_have_url(re.compile(r"\?kind=question$"))
        kinds.get_by_role("link", name="Tip").click()
        expect(told).to_have_text("More than 2 posts found")
        assert page.evaluate("window.stays")

        # Back and forward are whole pages again, the right ones.
        page.go_back()
        expect(asked).to_have_attribute("aria-current", "true")
        expect(cards).to_have_count(1)
        page.go_back()
        expect(kinds.get_by_role("link", name="All")).to_have_attribute("aria-current", "true")
        expect(cards).to_have_count(2)
        page.go_forward()
        expect(cards).to_have_count(1)
        assert not page.evaluate(
            "Object.keys(localStorage).concat(Object.keys(sessionStorage)).join()"
        ).count("cache")

    # News is marked as read in its place.
    make_comment(make_post(ola), question.author)
    page.goto("/my/notifications/")
    read = page.get_by_role("button", name="Mark all as read")
    read.click()
    expect(told).to_contain_text("All of it is marked as read.")
    expect(read).to_be_focused()
    expect(page.get_by_text("new", exact=True)).to_have_count(0)
    expect(page.get_by_text("There is news for you")).to_have_count(0)
    assert not Notification.objects.unread().filter(member=ola).exists()


def test_what_goes_wrong_is_said_and_nothing_typed_is_lost(
    question: Post,
    ola: Member,
    someone: Callable[..., Page],
    shoot: Callable[[Page, str], None],
    watch: Watch,
) -> None:
    page = someone(ola)
    told = page.locator("#told")
    page.goto(question.get_absolute_url())
    words = page.get_by_label("Your comment")
    send = page.get_by_role("button", name="Send my answer")
    words.fill("Thirty seconds are enough.")

    page.context.set_offline(True)
    send.click()
    expect(told).to_contain_text("You may be offline")
    expect(words).to_have_value("Thirty seconds are enough.")
    shoot(page, "1-offline")
    page.context.set_offline(False)
    watch.expected |= {403, 429, 500}
    for status, sentence in ((403, "Copy what you typed"), (429, "wait a few minutes"), (500, "on our side")):
        page.route("**/comments/", answering(status), times=1)
        send.click()
        expect(told).to_contain_text(sentence)
        expect(words).to_have_value("Thirty seconds are enough.")
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
    assert not Comment.objects.exists()
    # htmx tells the console, too.
    watch.faults[:] = [fault for fault in watch.faults if "htmx-2.min.js" not in fault]

    # The session ended meanwhile: the sign-in opens, and the words wait behind it.
    Session.objects.all().delete()
    send.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_label("Email").fill(ola.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()
    expect(page.get_by_label("Your comment")).to_have_value("Thirty seconds are enough.")


def test_without_scripts_everything_is_a_form_or_a_link(
    question: Post, ola: Member, someone: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "PAGE", 2)
    for number in range(3):
        make_post(question.author, title=f"A tip, number {number}")
    page = someone(ola, width=390, scripts=False)
    page.goto(question.get_absolute_url())
    page.get_by_role("button", name="Useful", exact=True).click()
    expect(page.get_by_text("Your answer: “Useful”.")).to_be_visible()
    page.get_by_role("button", name="Follow Kari").click()
    expect(page.get_by_text("You follow Kari now.")).to_be_visible()
    page.get_by_label("Your comment").fill("Thirty seconds are enough.")
    page.get_by_role("button", name="Send my answer").click()
    expect(page.locator(".comment")).to_contain_text("Thirty seconds are enough.")
    page.goto("/community/")
    page.get_by_role("link", name="Older").click()
    expect(page.locator("main article")).to_have_count(2)
    page.goto("/community/")
    page.get_by_role("navigation", name="Kinds of post").get_by_role("link", name="Question").click()
    expect(page.locator("main article")).to_have_count(1)
