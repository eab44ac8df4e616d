"""Pages of the brand's change: rows of the cache's table."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from content import tasks
from content.models import LandingPage, LegalPage, StoryPage
from content.models.pages import StoryIndexPage
from tests.content.cache_table import CAMPAIGN, HUB, RANKING, Change, World, address, on, row
from tests.factories import home, make_story, make_topic_page, plan_feeds, publish_page


def retitle(page: Page, title: str) -> Callable[[], Any]:
    page.title = title
    return lambda: page.save_revision().publish()


@row("a page is published")
def page_is_published_again(world: World) -> Change:
    twin = make_story("Vann", "nb", translation_key=world.story.translation_key)
    make_story("Milk")
    plan_feeds()
    return Change(
        retitle(world.story, "Soft water"),
        {**on("/ /stories/water/ /stories/ /stories/milk/", "Soft water"), address(twin): 200},
        [world.post, CAMPAIGN, HUB, "/reviews/kvern/"],
    )


@row("a page is published")
def page_is_new(world: World) -> Change:
    return Change(
        lambda: make_story("Milk"), on("/stories/ /stories/water/", "Milk"), [world.post, CAMPAIGN, HUB]
    )


@row("a page is published")
def page_is_due(world: World) -> Change:
    page = StoryPage(title="Milk", live=False)
    StoryIndexPage.objects.get(locale__language_code="en").add_child(instance=page)
    page.go_live_at = timezone.now() - timedelta(seconds=1)
    revision = page.save_revision(approved_go_live_at=page.go_live_at)
    assert revision
    return Change(
        tasks.publish_scheduled, on("/stories/ /stories/water/", "Milk"), [world.post, CAMPAIGN, HUB]
    )


@row("a page is unpublished, deleted or expires")
def page_is_unpublished(world: World) -> Change:
    make_story("Milk")
    gone = on("/ /stories/ /stories/milk/", "-Water")
    return Change(world.story.unpublish, {"/stories/water/": 404, **gone}, [world.post, CAMPAIGN, HUB])


@row("a page is unpublished, deleted or expires")
def page_is_deleted(world: World) -> Change:
    make_story("Milk")
    gone = on("/ /stories/ /stories/milk/", "-Water")
    return Change(world.story.delete, {"/stories/water/": 404, **gone}, [world.post, CAMPAIGN, HUB])


@row("a page is unpublished, deleted or expires")
def page_expires(world: World) -> Change:
    StoryPage.objects.filter(pk=world.story.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    return Change(
        tasks.publish_scheduled,
        {"/stories/water/": 404, **on("/ /stories/", "-Water")},
        [world.post, CAMPAIGN, HUB],
    )


@row("a page is moved")
def page_is_moved(world: World) -> Change:
    page = LandingPage.objects.get(slug="week")
    below = LandingPage(title="Monday")
    publish_page(page, below)
    other = publish_page(home(), LandingPage(title="Year"))
    return Change(
        lambda: page.move(other, pos="last-child"),
        {"/week/monday/": 301, "/week/": 301},
        [world.post, "/year/"],
    )


@row("a page is moved")
def page_above_has_another_slug(world: World) -> Change:
    page = LandingPage.objects.get(slug="week")
    publish_page(page, LandingPage(title="Monday"))
    plan_feeds()

    def change() -> None:
        page.slug = "days"
        page.save_revision().publish()

    return Change(change, {"/": "/days/monday/", "/week/monday/": 301}, [world.post, RANKING])


@row("a page is restricted")
def page_is_restricted(world: World) -> Change:
    return Change(
        lambda: PageViewRestriction.objects.create(
            page=StoryIndexPage.objects.get(locale__language_code="en"),
            restriction_type=PageViewRestriction.LOGIN,
        ),
        {"/stories/water/": 302, "/stories/": 302},
        [world.post, CAMPAIGN],
    )


@row("a translation is published")
def translation_is_published(world: World) -> Change:
    return Change(
        lambda: make_story("Vann", "nb", slug="water", translation_key=world.story.translation_key),
        {"/nb/stories/water/": "Vann", "/nb/stories/": "Vann", "/stories/water/": 'hreflang="nb" href='},
        [CAMPAIGN, world.post],
    )


@row("a translation is taken down")
def translation_is_taken_down(world: World) -> Change:
    twin = make_story("Vann", "nb", slug="water", translation_key=world.story.translation_key)
    return Change(
        twin.unpublish,
        {"/nb/stories/water/": "-Vann", "/stories/water/": '-hreflang="nb" href='},
        [CAMPAIGN, world.post],
    )


@row("a topic page is published")
def topic_page_is_published(world: World) -> Change:
    return Change(
        lambda: make_topic_page(world.topic, summary="Why it matters how fine."),
        {"/topics/grinding/": "Why it matters how fine.", "/topics/": 200},
        [world.post, CAMPAIGN],
    )


@row("a legal page is published")
def legal_page_is_published(world: World) -> Change:
    page = LegalPage(title="What you agree to", purpose="terms", was_read=True)
    return Change(
        lambda: publish_page(home(), page),
        dict.fromkeys(["/", HUB, world.post, CAMPAIGN, "/nb/"], "What you agree to"),
    )
