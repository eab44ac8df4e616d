"""A marketer curates the front page on its board: with the mouse, the keyboard alone, without scripts."""

from collections.abc import Callable

from celery import current_app
from playwright.sync_api import Locator, Page, Route, expect

from community.actions import withdraw
from community.models import Post
from demo.seeding.feeds import sync_everything
from feeds import actions
from feeds.models import Feed, Placement
from tests.browser.watching import Watch
from tests.factories import PASSWORD, make_marketer, make_member, make_post, make_story

BOARD = "/cms/placements/home/en/"


def filled_front_page() -> None:
    current_app.conf.task_always_eager = False
    for number in range(3):
        make_story(f"From the workshop, part {number + 1}")
    for number in range(9):
        make_post(make_member(), title=f"Tip number {number}")
    sync_everything()
    current_app.conf.task_always_eager = True


class Slow:
    """Holds the answers of a board back until they are let go."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.held: list[Route] = []
        page.route(f"**{BOARD}", self._hold)

    def _hold(self, route: Route) -> None:
        if route.request.method == "POST":
            self.held.append(route)
        else:
            route.continue_()

    def let_go(self) -> None:
        """Answer the latest, once it was asked; those before it are as good as lost."""
        expect(self.page.locator("[data-board]")).to_have_attribute("aria-busy", "true")
        while not self.held:
            self.page.title()  # with its answer the browser tells what it has asked for
        *lost, latest = self.held
        self.held.clear()
        for route in lost:
            route.abort()
        with self.page.expect_response(f"**{BOARD}"):
            latest.continue_()
        expect(self.page.locator("[data-board]")).not_to_have_attribute("aria-busy", "true")


def slot_of(page: Page, number: int) -> Locator:
    return page.locator("[data-entry]").nth(number).locator("input[type=number]")


def entries(page: Page) -> list[str]:
    return [line.get_attribute("data-entry") or "" for line in page.locator("[data-entry]").all()]


def handle(page: Page, number: int) -> Locator:
    return page.locator("[data-handle]").nth(number)


def title(page: Page, number: int) -> str:
    return page.locator("#board-then .board-title").nth(number).inner_text()


def test_with_the_mouse(
    someone: Callable[..., Page], shoot: Callable[[Page, str], None], watch: Watch
) -> None:
    watch.expected = {409}
    filled_front_page()
    page, stranger = someone(make_marketer("Ingrid"), width=1400), someone()
    page.goto(BOARD)
    dragged = title(page, 6)
    expect(handle(page, 6)).to_be_visible()

    # Dragged to the second slot: tried at once, saved by nobody.
    handle(page, 6).scroll_into_view_if_needed()
    box, aim = handle(page, 6).bounding_box(), handle(page, 1).bounding_box()
    assert box is not None
    assert aim is not None
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 10, aim["y"] + 30, steps=5)
    page.mouse.move(box["x"] + 10, aim["y"] + 2, steps=3)
    shoot(page, "1-dragged")
    page.mouse.up()
    expect(page.locator("#board-then .board-line").nth(1)).to_contain_text("to be pinned to 2")
    assert title(page, 1) == dragged
    assert not Placement.objects.exists()
    page.get_by_role("button", name="Save the pins").click()
    expect(page.get_by_text("Saved: 1 change.")).to_be_visible()
    stranger.goto("/")
    expect(stranger.locator('[data-feed="home"] > article').nth(1)).to_contain_text(dragged)

    # Who opened the board before somebody else took a slot is told, and keeps what they did.
    other = someone(make_marketer("Ola"), width=1400)
    other.goto(BOARD)
    page.locator("[data-entry]").nth(3).get_by_role("button", name="Pin here").click()
    expect(page.get_by_text("to be pinned to 4")).to_be_visible()
    page.get_by_role("button", name="Save the pins").click()
    expect(page.get_by_text("Saved: 1 change.")).to_be_visible()
    mine = other.locator("[data-entry]").nth(7)
    name = mine.locator("input[type=number]").get_attribute("name")
    mine.locator("input[type=number]").fill("4")
    other.get_by_role("button", name="Save the pins").click()
    expect(other.get_by_text("Somebody else changed this meanwhile.", exact=False)).to_be_visible()
    expect(other.locator(f'[name="{name}"]')).to_have_value("4")
    shoot(other, "2-too-late")

    # Undone from the log, the feed closes up.
    page.get_by_role("button", name="Undo Placed", exact=False).first.click()
    expect(page.get_by_text("Undone.", exact=False)).to_be_visible()
    assert Placement.objects.live().count() == 1
    shoot(page, "3-undone")


def test_with_the_keyboard(someone: Callable[..., Page], shoot: Callable[[Page, str], None]) -> None:
    filled_front_page()
    page = someone(make_marketer("Ingrid"), width=1400)
    page.goto(BOARD)
    moved = title(page, 4)
    handle(page, 4).focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("status").last).to_contain_text("Lifted.")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    assert title(page, 4) == moved
    page.keyboard.press("Space")
    for _step in range(4):
        page.keyboard.press("ArrowUp")
    expect(page.get_by_role("status").last).to_contain_text("Slot 1")
    shoot(page, "1-lifted")
    page.keyboard.press("Space")
    expect(page.locator("#board-then .board-line").first).to_contain_text("to be pinned to 1")
    expect(handle(page, 0)).to_be_focused()
    page.get_by_role("button", name="Save the pins").press("Enter")
    expect(page.get_by_text("Saved: 1 change.")).to_be_visible()
    assert Placement.objects.get().slot == 1
    assert Placement.objects.get().title == moved
    shoot(page, "2-saved")


def test_while_answers_are_slow(someone: Callable[..., Page], shoot: Callable[[Page, str], None]) -> None:
    filled_front_page()
    page = someone(make_marketer("Ingrid"), width=1400)
    page.goto(BOARD)
    expect(handle(page, 0)).to_be_visible()
    before, slow = entries(page), Slow(page)

    # Two slots typed in a row: the first answer comes in the middle of the second number.
    slot_of(page, 5).click()
    page.keyboard.type("2")
    slot_of(page, 8).click()
    page.keyboard.type("1")
    slow.let_go()
    second = page.locator(f'[name="slot-{before[8]}"]')
    expect(page.locator("#board-then .board-line").nth(1)).to_contain_text("to be pinned to 2")
    expect(second).to_be_focused()
    page.keyboard.type("0")
    expect(second).to_have_value("10")
    page.keyboard.press("Tab")
    slow.let_go()
    expect(page.locator("#board-then .board-line").nth(9)).to_contain_text("to be pinned to 10")

    # What was typed before the answer came, and not touched since, is asked for all the same.
    slot_of(page, 3).click()
    page.keyboard.type("6")
    slot_of(page, 6).click()
    page.keyboard.type("7")
    slow.let_go()
    page.keyboard.press("Tab")
    slow.let_go()
    expect(page.locator("#board-then .board-line").nth(6)).to_contain_text("to be pinned to 7")

    # An answer that comes while an entry is lifted waits for it.
    lines = entries(page)
    slot_of(page, 2).click()
    page.keyboard.type("3")
    handle(page, 7).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    slow.let_go()
    page.keyboard.press("ArrowUp")
    assert sorted(entries(page)) == sorted(lines)
    expect(page.locator(".board-line[data-lifted]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#board-then .board-line").nth(2)).to_contain_text("to be pinned to 3")
    expect(page.locator(".board-line[data-lifted]")).to_have_count(0)
    at = entries(page).index(lines[7])
    expect(handle(page, at)).to_be_focused()
    page.keyboard.press("Space")
    for _step in range(at):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    slow.let_go()
    expect(page.locator("#board-then .board-line").first).to_contain_text("to be pinned to 1")
    assert sorted(entries(page)) == sorted(lines)
    shoot(page, "1-all")
    page.unroute(f"**{BOARD}")
    page.get_by_role("button", name="Save the pins").click()
    expect(page.get_by_text("Saved: 6 changes.")).to_be_visible()
    assert set(Placement.objects.values_list("slot", flat=True)) == {1, 2, 3, 6, 7, 10}


def test_when_the_session_is_over(
    someone: Callable[..., Page], shoot: Callable[[Page, str], None], watch: Watch
) -> None:
    watch.expected = {403}  # who signs in again has another token
    filled_front_page()
    marketer = make_marketer("Ingrid")
    page = someone(marketer, width=390)
    page.goto(BOARD)
    expect(handle(page, 0)).to_be_visible()
    kept = entries(page)
    page.context.clear_cookies(name="sessionid")
    page.locator("[data-entry]").nth(4).get_by_role("button", name="Pin here").click()
    expect(
        page.get_by_text("Your sign-in has ended. What you changed is kept here", exact=False)
    ).to_be_visible()
    shoot(page, "1-signed-out")
    assert entries(page) == kept
    expect(slot_of(page, 4)).to_have_value("5")
    # Saving, too, does not send the draft away.
    page.get_by_role("button", name="Save the pins").click()
    expect(page.locator("[data-board]")).not_to_have_attribute("aria-busy", "true")
    expect(slot_of(page, 4)).to_have_value("5")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again").click()
    door = opened.value
    door.get_by_label("Email").fill(marketer.email)
    door.get_by_label("Password", exact=True).fill(PASSWORD)
    door.get_by_role("button", name="Sign in", exact=True).click()
    expect(door.get_by_role("heading", name="Board: the front page", exact=False)).to_be_visible()
    door.close()
    page.get_by_role("button", name="Save the pins").click()
    expect(page.get_by_text("Saved: 1 change.")).to_be_visible()
    assert Placement.objects.get().slot == 5


def pinned_far_down() -> tuple[Post, Post]:
    """Pin one to slot 100; in slot 2 another stands for what its author took back."""
    far, gone, follows = Post.objects.order_by("pk")[:3]
    feed, by = Feed.objects.get(slug="home", language="en"), make_marketer("Ola")
    actions.place(feed, by=by, post=far, slot=100)
    actions.place_in([feed], by=by, post=gone, slot=2, fallback=follows)
    withdraw(gone, by=gone.author)
    sync_everything()
    return far, gone


def test_far_down_and_what_follows(someone: Callable[..., Page], shoot: Callable[[Page, str], None]) -> None:
    filled_front_page()
    for number in range(14):
        make_post(make_member(), title=f"Long list {number}")
    far, _gone = pinned_far_down()
    page = someone(make_marketer("Ingrid"), width=1400)
    page.goto(BOARD)
    last = page.locator("#board-then .board-line").last
    expect(last).to_contain_text(far.title)
    expect(last.locator("input[type=number]")).to_have_value("100")
    shoot(page, "1-far-down")
    # The slot somebody's fallback stands in is refused at once, and free as soon as that was taken back.
    slot_of(page, 6).fill("2")
    slot_of(page, 6).press("Enter")
    expect(page.locator("#board-clash")).to_contain_text("take that back first")
    shoot(page, "2-kept")
    page.get_by_role("button", name="Take back", exact=False).click()
    expect(page.locator("#board-says")).to_contain_text("is taken back.")
    expect(page.locator("#board-then .board-line").nth(1)).to_contain_text("to be pinned to 2")
    expect(page.locator("#board-changes")).to_contain_text("Taken back")
    expect(page.get_by_role("status").last).to_contain_text("is taken back.")
    page.locator("#board-then .board-line").last.get_by_role("button", name="Unpin").click()
    expect(page.get_by_text("is to be unpinned, and leaves.", exact=False)).to_be_visible()
    shoot(page, "3-freed")
    page.get_by_role("button", name="Save the pins").click()
    expect(page.get_by_text("Saved: 2 changes.")).to_be_visible()
    assert Placement.objects.live().get().slot == 2


def test_without_scripts(
    someone: Callable[..., Page], shoot: Callable[[Page, str], None], watch: Watch
) -> None:
    watch.expected = {409}
    filled_front_page()
    page = someone(make_marketer("Ingrid"), width=390, scripts=False)
    page.goto(BOARD)
    entry = entries(page)[7]
    mine = page.locator(f'[name="slot-{entry}"]')
    feed = Feed.objects.get(slug="home", language="en")
    actions.arrange(feed, by=make_marketer("Ola"), wishes={int(entry): 5}, known=0)
    # Tried twice, each time a new page: what Ola did meanwhile is still not overwritten.
    for slot in ("4", "3"):
        mine.fill(slot)
        page.get_by_role("button", name="Show the next edition").last.click()
        expect(page.get_by_text(f"to be pinned to {slot}")).to_be_visible()
    page.get_by_role("button", name="Save the pins").click()
    expect(page.get_by_text("Somebody else changed this meanwhile.", exact=False)).to_be_visible()
    shoot(page, "1-refused")
    assert Placement.objects.get().slot == 5
    expect(mine).to_have_value("3")
    page.get_by_role("button", name="Save the pins").click()
    expect(page.get_by_text("Saved: 1 change.")).to_be_visible()
    assert Placement.objects.get().slot == 3
