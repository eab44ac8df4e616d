"""A banned member has one door left: the mailed link, signed out."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from moderation.actions import measures
from moderation.belongings import belongings_of
from moderation.models import Case
from moderation.statement_links import statement_address
from tests.factories import make_member, make_moderator, make_post


def test_a_banned_member_reads_why_and_objects_signed_out(
    site: str, someone: Callable[..., Page], shoot: Callable[[Page, str], None]
) -> None:
    member = make_member("Kari")
    make_post(member, title="My street smells of coffee")
    why = measures.Why("abuse", "You called a neighbour names.")
    takes = belongings_of(member).digest
    decision = measures.ban(member, by=make_moderator(), why=why, seen=0, takes=takes)

    page = someone(width=390)
    page.goto(statement_address(decision))
    expect(page.get_by_text("You called a neighbour names.")).to_be_visible()
    page.locator("summary", has_text="My street smells of coffee").click()
    page.get_by_label("Why do you see it differently?").fill("It was a quote.")
    shoot(page, "1-statement")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("You have objected.")).to_be_visible()
    assert Case.objects.get(member=member).appeal_text == "It was a quote."
