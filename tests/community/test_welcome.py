"""What newcomers are helped by: a card on their first visit, the page on how it all works, their language."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community.actions.following import follow
from community.actions.profiles import complete_sign_up
from community.models import Member
from tests.content.conftest import site as site
from tests.factories import PASSWORD, make_marketer, make_member, make_moderator, make_post, make_product

pytestmark = pytest.mark.django_db
CARD = 'class="welcome"'


def reading(member: Member) -> Client:
    """A browser that comes with the member's session, as sign-in leaves it."""
    client = Client()
    client.force_login(member, backend="community.accounts.MemberBackend")
    return client


def queries_of(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


class TestCard:
    def test_signing_up_makes_a_newcomer_and_being_there_already_does_not(self):
        new = complete_sign_up(Member(email="kari@example.org", password="!"), name="Kari", language="en")
        assert Member.objects.get(pk=new.pk).is_newcomer
        assert not Member.objects.get(pk=make_member().pk).is_newcomer

    def test_says_once_what_can_be_done_and_what_is_done(self):
        member = make_member("Kari", is_newcomer=True)
        follow(make_product("kvern"), by=member)
        client = reading(member)
        for path in ("/", "/community/", "/nb/"):
            page = client.get(path).text
            assert page.count(CARD) == 1, path
        page = client.get("/").text
        card = page.split(CARD)[1].split("</section>")[0]
        assert "Welcome, <bdi>Kari</bdi>" in card
        assert re.findall(r'<h3><a href="([^"]+)"', card) == [
            "/posts/new/", "/my/products/", "/products/", "/my/blogs/", "/my/profile/",
        ]  # fmt: skip
        assert [part.split("</h3>")[0].count("label--good") for part in card.split("<h3>")[1:]] == [
            0,
            0,
            1,
            0,
            0,
        ]
        assert 'href="/how-it-works/"' in card

    @pytest.mark.parametrize(("button", "back"), [("home", "/"), ("hub", "/community/")])
    def test_is_put_away_for_good_on_every_device(self, button, back):
        member = make_member(is_newcomer=True)
        here, elsewhere = reading(member), reading(member)
        assert CARD in elsewhere.get(back).text

        answer = here.post("/my/welcome/", {button: "1"})
        assert (answer.status_code, answer["Location"]) == (302, back)
        for client in (here, elsewhere):
            assert CARD not in client.get("/").text
            assert CARD not in client.get("/community/").text

    def test_is_not_for_visitors_or_those_who_work_for_the_brand(self):
        assert CARD not in Client().get("/").text
        staff = [
            make_moderator(is_newcomer=True),
            make_marketer(is_newcomer=True),
            make_member(is_newcomer=True, is_superuser=True),
            make_member(is_newcomer=True, brand_role={"en": "Founder"}),
        ]
        for member in staff:
            assert CARD not in reading(member).get("/").text

    def test_costs_one_query_while_it_stands_and_none_later(self):
        make_post()
        member = make_member(is_newcomer=True)
        client = reading(member)
        with_card = queries_of(client, "/")
        client.post("/my/welcome/", {"home": "1"})
        assert queries_of(client, "/") == with_card - 1


class TestHowItWorks:
    def test_is_kept_says_what_the_code_does_and_leads_nowhere_wrong(self, site):
        for path in ("/how-it-works/", "/nb/how-it-works/"):
            assert [site.get(path).cache, site.get(path).cache] == ["miss", "hit"]
        page = site.get("/how-it-works/").body.decode()
        assert page.count("<h1") == 1
        for state in ("published", "waiting", "returned", "declined", "withdrawn", "removed"):
            assert f'data-state="{state}"' in page
        main = page.split("<main")[1].split("</main>")[0]
        for address in set(re.findall(r'href="(/[^"#]*)', main)):
            assert Client().get(address).status_code in (200, 302), address
        ids = set(re.findall(r'id="([^"]+)"', main))
        assert set(re.findall(r'href="#([^"]+)"', main)) <= ids

    def test_every_page_and_sign_up_lead_there(self, client):
        for path in ("/", "/accounts/signup/", "/community/"):
            main, _end, footer = client.get(path).text.partition("</main>")
            assert 'href="/how-it-works/"' in footer, path
        assert 'href="/how-it-works/"' in client.get("/accounts/signup/").text.partition("</main>")[0]


class TestLanguage:
    def test_a_page_offers_the_other_language_to_whoever_reads_it_and_is_the_same_for_all(self, site):
        english = site.get("/community/", HTTP_ACCEPT_LANGUAGE="en")
        norwegian = site.get("/community/", HTTP_ACCEPT_LANGUAGE="nb-NO,nb;q=0.9")
        assert (english.cache, norwegian.cache) == ("miss", "hit")
        assert norwegian.status == 200 and english.body == norwegian.body
        page = english.body.decode()
        offer = page.split('class="language-offer"')[1].split("</div>")[0]
        assert ' lang="nb" data-language-offer="nb"' in offer
        assert 'href="/nb/community/"' in offer
        assert 'data-languages="en nb "' in page and "data-own" not in page

    def test_a_member_is_offered_their_own(self):
        page = reading(make_member(language="nb")).get("/community/").text
        assert 'data-own="nb"' in page

    @pytest.mark.parametrize(
        ("door", "language", "landing"), [("", "nb", "/nb/"), ("", "en", "/"), ("/nb", "en", "/nb/")]
    )
    def test_signing_in_leads_to_ones_own_front_page(self, client, door, language, landing):
        member = make_member(language=language)
        answer = client.post(f"{door}/accounts/login/", {"login": member.email, "password": PASSWORD})
        assert (answer.status_code, answer["Location"]) == (302, landing)
