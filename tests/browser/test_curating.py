"""A marketer curates the front page on its board: with the mouse, and with the keyboard alone."""

from collections.abc import Callable

from celery import current_app
from playwright.sync_api import Locator, Page, expect

from demo.seeding.feeds import sync_everything
from feeds.models import Placement
from tests.browser.watching import Watch
from tests.factories import make_marketer, make_member, make_post, make_story

BOARD = "/cms/placements/home/en/"


def filled_front_page() -> None:
    current_app.conf.task_always_eager = False
    for number in range(3):
        make_story(f"From the workshop, part {number + 1}")
    for number in range(9):
        make_post(make_member(), title=f"Tip number {number}")
    sync_everything()
    current_app.conf.task_always_eager = True


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
