"""The desk as moderators use it: the list, one case, claims, walking from case to case."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from community import actions as community
from community.actions.contributing import Words
from moderation import actions
from moderation.actions import Complaint
from moderation.models import Case, Decision
from moderation.queues import Filter
from tests.factories import (
    make_admin,
    make_brand_member,
    make_comment,
    make_marketer,
    make_member,
    make_moderator,
    make_post,
    make_product,
    make_waiting_post,
)
from tests.moderation.at_desk import address, case_of, decision_of, titles

pytestmark = pytest.mark.django_db

LIST = "/cms/desk/"
# The frame costs 11 (session, member, rights, profile, brand, what one may edit); ours may be 12 on the list,
# 20 on a case.
QUERIES_OF_LIST = 11 + 7
QUERIES_OF_CASE = 11 + 16
GROUNDED = {"ground": "spam", "facts": "It only sells machines."}


class TestTheList:
    def test_shows_what_waits_in_the_order_of_work(self, desk):
        first = make_waiting_post(title="Waits")
        actions.report(make_post(title="Reported post"), by=None, complaint=Complaint(reason="spam"))
        page = desk.get(LIST).content
        assert titles(page) == ["Waits", "Reported post"]
        assert "Links to other sites: a.example" in page.decode()
        assert first.author.name in page.decode()

    def test_filters_by_kind_language_and_product(self, desk):
        product = make_product("kvern")
        make_waiting_post(title="English tip")
        make_waiting_post(title="Norsk tips", language="nb", product=product)
        report = actions.report(make_post(title="Told"), by=None, complaint=Complaint(reason="spam"))
        actions.report(report.case.post, by=None, complaint=Complaint(reason="abuse"))
        assert titles(desk.get(LIST, {"kind": "reported"}).content) == ["Told"]
        assert titles(desk.get(LIST, {"kind": "waiting", "language": "en"}).content) == ["English tip"]
        assert titles(desk.get(LIST, {"language": "nb"}).content) == ["Norsk tips"]
        assert titles(desk.get(LIST, {"product": "kvern"}).content) == ["Norsk tips"]
        assert titles(desk.get(LIST, {"kind": "appeal"}).content) == []
        assert len(titles(desk.get(LIST, {"kind": "nonsense", "product": "'; --"}).content)) == 3

    def test_says_what_has_waited_too_long(self, desk, later):
        make_waiting_post()
        assert b"data-late" not in desk.get(LIST).content
        later(timedelta(hours=24, minutes=1))
        assert "1 case has waited for more than 24 hours." in desk.get(LIST).content.decode()

    def test_counts_in_the_chosen_language(self, desk):
        make_waiting_post()
        actions.report(make_waiting_post(language="nb"), by=None, complaint=Complaint(reason="spam"))
        page = desk.get(LIST, {"language": "nb"}).content.decode()
        assert re.findall(r'desk-count">(\d+)', page) == ["1", "1", "1", "0", "0"]

    def test_is_pleasant_when_it_is_empty(self, desk):
        assert "All done" in desk.get(LIST).content.decode()

    def test_leaves_out_ones_own_and_staffs(self, desk, moderator):
        make_waiting_post(moderator)
        actions.report(make_post(make_brand_member()), by=None, complaint=Complaint(reason="spam"))
        assert titles(desk.get(LIST).content) == []
        admin = make_admin()
        make_waiting_post(admin, title="The admin's own")
        desk.force_login(admin)
        assert sorted(titles(desk.get(LIST).content)) == ["Grind finer", "Grind finer"]

    def test_costs_the_same_however_much_waits(self, desk, django_assert_num_queries):
        make_waiting_post()
        desk.get(LIST)  # Wagtail reads some things once.
        with django_assert_num_queries(QUERIES_OF_LIST):
            desk.get(LIST)
        for number in range(4):
            post = make_waiting_post(title=f"Post {number}", product=make_product())
            actions.report(post, by=None, complaint=Complaint(reason="spam"))
            actions.claim(case_of(post), by=make_moderator())
            comment = make_comment(make_post())
            actions.report(comment, by=None, complaint=Complaint(reason="spam"))
        with django_assert_num_queries(QUERIES_OF_LIST):
            desk.get(LIST)

    def test_stands_in_the_menu_with_how_much_waits(self, desk):
        make_waiting_post()
        assert "Desk (1)" in desk.get(LIST).content.decode()


class TestACase:
    def test_shows_the_words_what_fired_and_who_wrote_them(self, desk):
        author = make_member("Kari", joined_days_ago=0)
        make_post(author, title="An earlier one")
        case = case_of(make_waiting_post(author))
        page = desk.get(address(case)).content.decode()
        assert "BUY CHEAP MACHINES" in page
        assert "+30" in page
        assert "An earlier one" in page
        assert "Held for a first look" in page
        assert 'rel="nofollow ugc noopener"' in page

    def test_shows_what_an_edit_changes(self, desk):
        post = make_post(make_member(joined_days_ago=0), body="<p>Grind finer every single day.</p>")
        body = "<p>Grind coarser every single day. https://a.example https://b.example https://c.example</p>"
        community.submit_edit(post, by=post.author, words=Words(title=post.title, body=body))
        page = desk.get(address(case_of(post))).content.decode()
        assert "<del> finer</del><ins> coarser</ins>" in page

    def test_shows_a_comment_under_what_it_was_written(self, desk):
        comment = make_comment(make_post(title="About burrs"), body="You are all fools.")
        report = actions.report(comment, by=None, complaint=Complaint(reason="abuse", text="So rude"))
        page = desk.get(address(report.case)).content.decode()
        assert "You are all fools." in page
        assert "About burrs" in page
        assert "So rude" in page

    def test_is_not_shown_to_its_author_nor_staffs_to_others(self, desk, moderator):
        own = case_of(make_waiting_post(moderator))
        staffs = case_of(make_waiting_post(make_moderator()))
        for case in (own, staffs):
            assert desk.get(address(case)).status_code == 403
            assert desk.post(address(case), decision_of(case)).status_code == 403
            assert desk.post(reverse("moderation_claim", args=[case.pk])).status_code == 404
        assert Case.objects.filter(state="open", claimed_by=None).count() == 2
        assert not Decision.objects.filter(automated=False).exists()

    def test_costs_the_same_however_long_its_history(self, desk, django_assert_num_queries):
        author = make_member(joined_days_ago=0)
        post = make_waiting_post(author, product=make_product())
        desk.get(address(case_of(post)))
        with django_assert_num_queries(QUERIES_OF_CASE):
            desk.get(address(case_of(post)))
        for number in range(4):
            actions.report(post, by=make_member(), complaint=Complaint(reason="spam"))
            other = make_waiting_post(author, title=f"Other {number}", product=make_product())
            case = case_of(other)
            actions.decide(case, by=make_moderator(), version=case.version, action="decline", **GROUNDED)
            make_waiting_post(author, title=f"Waits {number}")
        with django_assert_num_queries(QUERIES_OF_CASE):
            desk.get(address(case_of(post)))

    def test_is_claimed_for_ten_minutes_by_opening_it(self, desk, moderator, later):
        case = case_of(make_waiting_post())
        desk.head(address(case))
        case.refresh_from_db()
        assert not case.is_claimed
        assert "Yours for 9 minutes" in desk.get(address(case)).content.decode().replace("\xa0", " ")
        case.refresh_from_db()
        assert (case.claimed_by, case.is_claimed) == (moderator, True)
        later(timedelta(minutes=10, seconds=1))
        assert not case.is_claimed

    def test_is_claimed_anew_by_opening_it_again(self, desk, later):
        case = case_of(make_waiting_post())
        desk.get(address(case))
        later(timedelta(minutes=9))
        desk.get(address(case))
        later(timedelta(minutes=18))
        case.refresh_from_db()
        assert case.is_claimed

    def test_names_other_open_cases_on_whatever_the_author_wrote(self, desk):
        author = make_member(joined_days_ago=0)
        case = case_of(make_waiting_post(author))
        comment = make_comment(make_post(), author, body="Also by them.")
        other = actions.report(comment, by=None, complaint=Complaint(reason="spam")).case
        page = desk.get(address(case)).content.decode()
        assert f'<a href="{address(other)}"><bdi>Also by them.</bdi></a>' in page
        assert "1 other open case" in page

    def test_is_not_taken_from_a_colleague_by_opening_it(self, desk, later):
        case, colleague = case_of(make_waiting_post()), make_moderator("Ola Other")
        actions.claim(case, by=colleague)
        desk.get(address(case))
        case.refresh_from_db()
        assert case.claimed_by == colleague
        later(timedelta(minutes=11))
        desk.get(address(case))
        case.refresh_from_db()
        assert case.claimed_by.name == "Mona Desk"

    def test_has_the_strict_policy(self, desk):
        policy = desk.get(address(case_of(make_waiting_post())))["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
        assert "unsafe-eval" not in policy


class TestClaiming:
    def test_takes_and_gives_back(self, desk, moderator):
        case = case_of(make_waiting_post())
        response = desk.post(reverse("moderation_claim", args=[case.pk]))
        assert response["Location"] == address(case)
        case.refresh_from_db()
        assert case.claimed_by == moderator
        desk.post(reverse("moderation_release", args=[case.pk]))
        case.refresh_from_db()
        assert case.claimed_by is None

    def test_the_next_one_keeps_to_the_filter(self, desk, moderator):
        make_waiting_post(title="English")
        norwegian = case_of(make_waiting_post(title="Norsk", language="nb"))
        response = desk.post(reverse("moderation_next") + "?language=nb")
        assert response["Location"] == address(norwegian) + "?language=nb"
        norwegian.refresh_from_db()
        assert norwegian.claimed_by == moderator

    def test_a_colleagues_claim_is_shown(self, desk):
        case = case_of(make_waiting_post())
        actions.claim(case, by=make_moderator("Ola Other"))
        assert "Ola Other is looking at it." in desk.get(address(case)).content.decode()
        assert "with Ola Other" in desk.get(LIST).content.decode()


class TestWalking:
    """Previous and next case: one is given back, the one beside it opened."""

    @pytest.fixture
    def cases(self) -> list[Case]:
        found = [case_of(make_waiting_post(title=f"Post {number}")) for number in range(3)]
        for case in found:
            Case.objects.filter(pk=case.pk).update(urgency=90 - case.pk % 10)
        return list(Case.objects.queue())

    def beside(self, page: bytes) -> dict[str, str]:
        return {key: pk for pk, key in re.findall(r'name="to" value="(\d*)" data-key="(j|k)"', page.decode())}

    def test_leads_on_and_gives_back(self, desk, moderator, cases):
        first, second, third = cases
        assert self.beside(desk.get(address(first)).content) == {"k": "", "j": str(second.pk)}
        assert self.beside(desk.get(address(third)).content) == {"k": str(second.pk), "j": ""}
        response = desk.post(reverse("moderation_release", args=[first.pk]), {"to": second.pk})
        assert response["Location"] == address(second)
        first.refresh_from_db()
        assert first.claimed_by is None

    def test_keeps_to_the_filter(self, desk, cases):
        norwegian = case_of(make_waiting_post(language="nb"))
        assert self.beside(desk.get(address(norwegian) + "?language=nb").content) == {"k": "", "j": ""}

    @pytest.mark.parametrize("to", ["", "x", "0", "9" * 30])
    def test_to_nowhere_leads_to_the_desk(self, desk, cases, to):
        response = desk.post(reverse("moderation_release", args=[cases[0].pk]), {"to": to})
        assert response["Location"] == LIST

    def test_never_leads_to_what_is_not_for_this_moderator(self, desk, moderator, cases):
        own = case_of(make_waiting_post(moderator))
        response = desk.post(reverse("moderation_release", args=[cases[0].pk]), {"to": own.pk})
        assert response["Location"] == LIST

    def test_what_was_passed_over_comes_last(self, desk, cases):
        first, second, third = cases
        desk.post(reverse("moderation_release", args=[first.pk]), {"to": second.pk})
        assert desk.post(address(second), decision_of(second))["Location"] == address(third)
        assert desk.post(address(third), decision_of(third))["Location"] == address(first)


class TestTheDoor:
    """Every address of the desk, for everybody who might knock."""

    @pytest.fixture
    def addresses(self) -> list[tuple[str, str]]:
        case = case_of(make_waiting_post())
        actions.decide(case, by=make_admin(), version=case.version, action="clear")
        decision = Decision.objects.get(automated=False)
        waiting = case_of(make_waiting_post())
        return [
            ("get", LIST),
            ("get", address(waiting)),
            ("post", address(waiting)),
            ("post", reverse("moderation_claim", args=[waiting.pk])),
            ("post", reverse("moderation_release", args=[waiting.pk])),
            ("post", reverse("moderation_next")),
            ("post", reverse("moderation_undo", args=[decision.pk])),
        ]

    def answers(self, client: Client, addresses: list[tuple[str, str]]) -> list[int]:
        return [getattr(client, method)(path).status_code for method, path in addresses]

    def test_sends_visitors_and_members_to_the_sign_in(self, client, addresses):
        for member in (None, make_member()):
            if member:
                client.force_login(member)
            for method, path in addresses:
                response = getattr(client, method)(path)
                assert (response.status_code, response["Location"].split("?")[0]) == (302, "/cms/login/")
        assert not Decision.objects.filter(action="undo").exists()

    def test_is_closed_to_a_marketer(self, client, addresses):
        client.force_login(make_marketer())
        assert set(self.answers(client, addresses)) == {403}
        assert Case.objects.undecided().get().claimed_by is None
        assert not Decision.objects.filter(action="undo").exists()

    def test_is_open_to_moderators_and_admins(self, client, addresses):
        for member in (make_moderator(), make_admin()):
            client.force_login(member)
            assert 403 not in self.answers(client, addresses)

    def test_leads_moderators_to_no_page_editor(self, desk):
        assert desk.get("/cms/pages/1/edit/", follow=False).status_code != 200
        assert desk.get(reverse("wagtailadmin_explore_root"), follow=False).status_code != 200


class TestFilter:
    def test_asks_again_for_what_was_asked(self):
        assert Filter("waiting", "nb", "kvern").query() == "?kind=waiting&language=nb&product=kvern"
        assert Filter().query() == ""
