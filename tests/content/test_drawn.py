"""Pieces that are drawn once: the same values give the same piece, and nothing that changed is ever stale."""

import gc
import weakref

import pytest
from django.template import Context, Template
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html

from community.models import Member, Post, PostRevision
from content.models import BrandSettings
from content.templatetags.drawn_tags import _draw
from tests.factories import make_post, make_story, plan_feeds

pytestmark = pytest.mark.django_db

TIME = Template('{% load drawn_tags %}{% drawn "_time.html" at=at %}')


@pytest.fixture(autouse=True)
def nothing_drawn():
    _draw.cache_clear()


def front_page(client) -> str:
    return client.get("/", {"anew": "1"}).content.decode()


class TestPiece:
    def test_is_drawn_once_for_the_same_values(self):
        at = timezone.now()
        first = TIME.render(Context({"at": at}))
        assert TIME.render(Context({"at": at})) == first
        assert (_draw.cache_info().misses, _draw.cache_info().hits) == (1, 1)

    def test_is_another_in_another_language_and_another_zone(self):
        at = timezone.datetime.fromisoformat("2026-05-03T23:30:00+00:00")
        english = TIME.render(Context({"at": at}))
        with translation.override("nb"):
            norwegian = TIME.render(Context({"at": at}))
        with timezone.override("Europe/Oslo"):
            next_day = TIME.render(Context({"at": at}))
        assert ">3 May 2026<" in english
        assert ">3. mai 2026<" in norwegian
        assert ">4 May 2026<" in next_day

    def test_escapes_what_it_prints(self):
        shown = Template('{% load drawn_tags %}{% drawn "feeds/_why.html" why=why more=more %}')
        text = shown.render(Context({"why": "<b>", "more": ()}))
        assert "<p>&lt;b&gt;</p>" in text

    def test_takes_no_html_for_it_equals_plain_words(self):
        shown = Template('{% load drawn_tags %}{% drawn "feeds/_why.html" why=why more=more %}')
        with pytest.raises(TypeError, match="of plain values"):
            shown.render(Context({"why": format_html("<b>{}</b>", "x"), "more": ()}))

    def test_keeps_no_request_alive(self, rf):
        def draw() -> weakref.ref:
            request = rf.get("/trust/")
            lazy = SimpleLazyObject(lambda: (request.path,))
            shown = Template('{% load drawn_tags %}{% drawn "feeds/_why.html" why=why more=more %}')
            assert "/trust/" in shown.render(Context({"why": "x", "more": lazy}))
            return weakref.ref(request)

        request = draw()
        gc.collect()
        assert request() is None

    def test_is_drawn_each_time_while_templates_are_written(self, settings):
        settings.DEBUG = True
        TIME.render(Context({"at": timezone.now()}))
        assert _draw.cache_info().misses == 0


class TestFrontPage:
    def test_draws_no_card_twice(self, client):
        make_post(title="Boil it first")
        make_story("Soft water")
        plan_feeds()
        first = front_page(client)
        drawn = _draw.cache_info().misses
        assert front_page(client) == first
        assert _draw.cache_info().misses == drawn

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (lambda post: Post.objects.filter(pk=post.pk).update(approvals=7, ratings=9), "Useful to 7"),
            (lambda post: Post.objects.filter(pk=post.pk).update(comment_count=3), "3 comments"),
            (lambda post: Member.objects.filter(pk=post.author_id).update(name="Other Name"), "Other Name"),
            (lambda post: BrandSettings.objects.update_or_create(defaults={"name": "New"}), "From New"),
            (lambda post: Post.objects.filter(pk=post.pk).update(incentivised=True), "Got something for"),
            (
                lambda post: PostRevision.objects.filter(post=post).update(title="In new words"),
                "In new words",
            ),
        ],
        ids=["ratings", "comments", "name", "brand", "disclosure", "words"],
    )
    def test_shows_at_once_what_changed(self, client, change, told):
        post = make_post(title="Boil it first")
        make_story("Soft water")
        plan_feeds()
        assert told not in front_page(client)
        change(post)
        assert told in front_page(client)
