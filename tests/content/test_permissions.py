"""Who sees what of the staff pages: marketers what they may touch, the desk the desk.

Every address by every method is tests/authorization's; this is what people find, and where they are led.
"""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.admin.menu import Menu, admin_menu, reports_menu, settings_menu
from wagtail.models import Page

from community.models import Member
from content.models import LandingPage, StoryPage
from tests.factories import (
    home,
    make_admin,
    make_marketer,
    make_member,
    make_moderator,
    make_picture,
    make_product_page,
    make_story,
    publish_page,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def make_both() -> Member:
    """Somebody of the desk who is a marketer too."""
    both = make_moderator()
    both.groups.add(*make_marketer().groups.all())
    return both


PEOPLE = {
    "desk": make_moderator,
    "marketing": make_marketer,
    "both": make_both,
    "admin": make_admin,
    "member": make_member,
}
EDITORIAL = {"explorer", "placements", "catalogue", "images", "documents", "settings", "reports", "help"}
MENU = {
    "desk": {"desk", "owners"},
    "marketing": EDITORIAL | {"customers", "feeds", "owners", "experts"},
    "both": EDITORIAL | {"customers", "feeds", "owners", "experts", "desk"},
    "admin": EDITORIAL | {"team", "feeds", "owners", "experts", "desk"},
    "member": set(),
}
SETTINGS = {
    "marketing": {"brand", "redirects"},
    "both": {"brand", "redirects"},
    "admin": {"brand", "redirects", "locales", "sites", "collections", "users", "groups"},
}
REPORTS = {"translations", "locked-pages", "site-history", "aging-pages", "page-types-usage"}
# Beside the front, which leads the desk on.
PLACES = {
    "desk": {"/cms/desk/"},
    "pages": {
        *("/cms/pages/", "/cms/images/", "/cms/documents/", "/cms/redirects/", "/cms/reports/site-history/"),
        *("/cms/snippets/content/product/", "/cms/snippets/content/topic/", "/cms/placements/"),
        *("/cms/images/chooser/", "/cms/choose-page/", "/cms/settings/content/brandsettings/"),
    },
    "admin": {
        "/cms/users/",
        "/cms/groups/",
        "/cms/sites/",
        "/cms/locales/",
        "/cms/collections/",
        "/cms/team/",
    },
}
OPEN = {
    "desk": {"desk"},
    "marketing": {"pages"},
    "both": {"desk", "pages"},
    "admin": {"desk", "pages", "admin"},
    "member": set(),
}


def signed_in(who: str) -> tuple[Client, Member]:
    client, member = Client(), PEOPLE[who]()
    client.force_login(member)
    return client, member


def names(menu: Menu, member: Member) -> set[str]:
    request = RequestFactory().get("/cms/")
    request.user = member
    return {item.name for item in menu.menu_items_for_request(request)}


@pytest.mark.parametrize("who", PEOPLE)
class TestStaffPages:
    def test_the_menu_shows_what_one_may_touch(self, who):
        member = PEOPLE[who]()

        assert names(admin_menu, member) == MENU[who]
        if "settings" in MENU[who]:
            assert names(settings_menu, member) == SETTINGS[who]
            assert names(reports_menu, member) == REPORTS

    def test_what_is_not_in_it_is_refused(self, who):
        client, _member = signed_in(who)
        for kind, addresses in PLACES.items():
            for address in addresses:
                answer = client.get(address, follow=True)
                ended = answer.redirect_chain[-1][0] if answer.redirect_chain else address
                is_open = answer.status_code == 200 and ended.startswith(address)
                assert is_open == (kind in OPEN[who]), f"{address} led to {ended} ({answer.status_code})"

    def test_ones_own_account_is_open_to_staff_only(self, who):
        client, _member = signed_in(who)

        assert (client.get("/cms/account/").status_code == 200) == (who != "member")


class TestDesk:
    def test_is_where_the_front_leads_its_members(self):
        client, _member = signed_in("desk")

        answer = client.get("/cms/")
        assert answer["Location"] == reverse("moderation_desk")
        # And what they may not see says so there.
        answer = client.get("/cms/images/", follow=True)
        assert answer.redirect_chain == [("/cms/", 302), (reverse("moderation_desk"), 302)]
        assert "do not have permission" in " ".join(str(each) for each in get_messages(answer.wsgi_request))

    def test_a_script_is_refused_plainly(self):
        client, _member = signed_in("desk")

        answer = client.get("/cms/api/main/pages/", headers={"X-Requested-With": "XMLHttpRequest"})
        assert answer.status_code == 403


class TestPageTree:
    """What a marketer finds beside each page: (edit, publish, unpublish, delete, move, copy, lock)."""

    def rights(self, page: Page, member: Any) -> tuple[bool, ...]:
        may = page.permissions_for_user(member)
        return (
            *(may.can_edit(), may.can_publish(), may.can_unpublish(), may.can_delete()),
            *(may.can_move(), may.can_copy(), may.can_lock()),
        )

    def test_pages_that_come_and_go(self):
        marketer = make_marketer()
        for page in (make_story(), make_product_page(), publish_page(home(), LandingPage(title="Week"))):
            assert self.rights(page, marketer) == (True,) * 7, page

    def test_pages_the_site_cannot_be_without(self):
        for member in (make_marketer(), make_admin()):
            for page in (home(), *home().get_children().specific()):
                assert self.rights(page, member) == (True, True, False, False, False, False, True), page

    def test_nothing_stands_beside_the_front(self):
        root = Page.objects.get(depth=1)

        assert not root.permissions_for_user(make_marketer()).can_edit()
        assert not root.specific.creatable_subpage_models()

    @pytest.mark.parametrize("maker", [make_moderator, make_member])
    def test_nobody_else_touches_any(self, maker):
        assert self.rights(make_story(), maker()) == (False,) * 7
        assert StoryPage.objects.get().live


class TestLibrary:
    def test_a_marketer_keeps_it_and_cannot_hand_it_to_others(self):
        client, _member = signed_in("marketing")
        picture = make_picture()

        assert client.get(f"/cms/images/{picture.pk}/").status_code == 200
        assert client.get("/cms/collections/add/", follow=True).redirect_chain[-1][0] == "/cms/"
