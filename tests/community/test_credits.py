"""You said, we did: who is named on the page, and told, once."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from community import actions
from community.actions.crediting import tell_credited
from community.actions.mail import send_due_mail
from community.models import Notification
from tests.community.tags import words
from tests.factories import (
    make_brand_member,
    make_member,
    make_post,
    make_product,
    make_product_page,
    make_story,
    make_waiting_post,
)

pytestmark = pytest.mark.django_db


def change(*posts):
    ids = [getattr(post, "pk", post) for post in posts]
    return ("change", {"said": "The cable is too short.", "did": "<p>It is longer.</p>", "posts": ids})


def told(post):
    return list(Notification.objects.filter(kind="credit", post=post).values_list("member", flat=True))


class TestPage:
    def test_names_those_it_cites_and_links_their_words(self, client):
        post = make_post(make_member("Ingrid Dahl", username="ingrid"), title="Too short a cable")
        make_story("Longer", body=[change(post)])
        page = client.get("/stories/longer/").text
        thanks = page.partition('class="credits"')[2].partition("</ul>")[0]
        assert re.findall(r'href="([^"]+)"', thanks) == ["/members/ingrid/", post.get_absolute_url()]
        assert "Ingrid Dahl" in thanks
        assert "Too short a cable" in thanks

    def test_who_speaks_for_the_brand_is_named_with_their_role(self, client):
        make_story("Longer", body=[change(make_post(make_brand_member("Selma")))])
        page = words(client.get("/stories/longer/").text)
        assert "Selma Alongside Product designer" in page

    @pytest.mark.parametrize("fate", ["withdrawn", "removed", "banned", "erased", "never was"])
    def test_who_or_what_is_not_public_vanishes(self, client, fate):
        stays, goes = make_post(title="It stays"), make_post(title="It goes")
        make_story("Longer", body=[change(stays, goes, 999_999)])
        if fate == "withdrawn":
            actions.withdraw(goes, by=goes.author)
        elif fate == "removed":
            actions.remove(goes)
        elif fate == "banned":
            goes.author.banned_at = timezone.now()
            goes.author.save(update_fields=["banned_at"])
        elif fate == "erased":
            goes.author.delete()
        page = client.get("/stories/longer/").text
        assert "It stays" in page
        assert ("It goes" in page) is (fate == "never was")

    def test_where_nobody_is_left_there_is_no_list(self, client):
        make_story("Longer", body=[change(999_999)])
        page = client.get("/stories/longer/").text
        assert "It is longer." in page
        assert "Thanks to" not in page

    def test_all_citations_of_a_page_are_read_in_one_query(self, client):
        product = make_product("svane")
        facts = [
            ("fact", {"label": f"Fact {n}", "value": "1.2 m", "posts": [make_post().pk]}) for n in (1, 2)
        ]
        make_product_page(product, facts=facts, body=[change(make_post()), change(make_post())])
        client.get("/products/svane/")
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/products/svane/").text
        assert page.count('class="credits"') == 4
        read = [query for query in queries if '"banned_at" IS NULL' in query["sql"]]
        assert len(read) == 1

    def test_a_changed_fact_says_because_you_asked(self, client):
        post = make_post(make_member("Ingrid Dahl"))
        facts = [
            ("fact", {"label": "Cable", "value": "1.2 m", "posts": [post.pk]}),
            ("fact", {"label": "Power", "value": "1,200 W", "posts": []}),
        ]
        make_product_page(make_product("svane"), facts=facts)
        page = client.get("/products/svane/").text
        assert page.count("Because you asked") == 1
        assert "Ingrid Dahl" in page.partition("Because you asked")[2].partition("</details>")[0]

    def test_the_preview_names_them_too(self):
        page = make_story("Longer")
        page.body = [change(make_post(make_member("Ingrid Dahl")))]
        preview = page.make_preview_request()
        preview.render()
        assert "Ingrid Dahl" in preview.text


class TestTelling:
    def test_each_author_is_told_when_the_page_is_published(self):
        one, two = make_post(), make_post()
        page = make_story("Longer", body=[change(one, two)])
        assert told(one) == [one.author_id]
        assert told(two) == [two.author_id]
        facts = Notification.objects.get(post=one, kind="credit").facts
        assert facts == {
            "page": str(page.translation_key),
            "title": "Longer",
            "address": "/stories/longer/",
        }

    def test_nobody_twice_however_often_it_is_published(self):
        post = make_post()
        page = make_story("Longer", body=[change(post), change(post)])
        page.save_revision().publish()
        page.unpublish()
        page.save_revision().publish()
        assert tell_credited(page) == 0
        assert len(told(post)) == 1

    def test_nobody_twice_for_its_translation(self):
        post = make_post()
        page = make_story("Longer", body=[change(post)])
        make_story("Lengre", "nb", body=[change(post)], translation_key=page.translation_key)
        assert len(told(post)) == 1

    def test_another_page_thanks_again(self):
        post = make_post()
        make_story("Longer", body=[change(post)])
        make_story("Longest", body=[change(post)])
        assert len(told(post)) == 2

    def test_what_is_cited_later_is_told_then(self):
        first, later = make_post(), make_post()
        page = make_story("Longer", body=[change(first)])
        assert told(later) == []
        page.body = [change(first, later)]
        page.save_revision()
        assert told(later) == []
        page.save_revision().publish()
        assert (len(told(first)), len(told(later))) == (1, 1)

    def test_a_page_on_time_tells_when_it_goes_live(self, monkeypatch):
        post = make_post()
        page = make_story("Longer")
        page.body = [change(post)]
        page.go_live_at = timezone.now() + timedelta(hours=1)
        page.save_revision().publish()
        assert told(post) == []
        later = timezone.now() + timedelta(hours=1, minutes=1)
        monkeypatch.setattr(timezone, "now", lambda: later)
        call_command("publish_scheduled")
        assert told(post) == [post.author_id]

    def test_nothing_is_told_of_what_the_public_cannot_see(self):
        waiting, banned, hidden = make_waiting_post(), make_post(), make_post()
        banned.author.banned_at = timezone.now()
        banned.author.save(update_fields=["banned_at"])
        make_story("Longer", body=[change(waiting, banned)])
        private = make_story("Private")
        PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
        private.body = [change(hidden)]
        private.save_revision().publish()
        assert [told(post) for post in (waiting, banned, hidden)] == [[], [], []]

    def test_a_changed_fact_tells_too(self):
        post = make_post()
        fact = {"label": "Cable", "value": "1.2 m", "posts": [post.pk]}
        make_product_page(make_product("svane"), facts=[("fact", fact)])
        assert told(post) == [post.author_id]

    def test_in_the_members_language_where_the_page_is_there_in_it(self):
        post = make_post(make_member(language="nb"))
        page = make_story("Longer")
        make_story("Lengre", "nb", translation_key=page.translation_key)
        page.body = [change(post)]
        page.save_revision().publish()
        facts = Notification.objects.get(post=post, kind="credit").facts
        assert (facts["title"], facts["address"]) == ("Lengre", "/nb/stories/lengre/")


class TestWords:
    def test_in_the_site_it_leads_to_the_page(self, client):
        post = make_post(title="Too short a cable")
        make_story("Longer", body=[change(post)])
        client.force_login(post.author)
        page = client.get("/my/notifications/").text
        assert 'href="/stories/longer/"' in page
        assert "you are thanked for “Too short a cable” on the page “Longer”" in page

    def test_the_mail_says_what_happened_and_where(self, settings):
        post = make_post(title="Too short a cable")
        make_story("Longer", body=[change(post)])
        send_due_mail()
        message = next(one for one in mail.outbox if one.to == [post.author.email])
        assert message.subject == "You said, we did: Alongside"
        assert "You wrote “Too short a cable”." in message.body
        assert f"{settings.SITE_URL}/stories/longer/" in message.body
