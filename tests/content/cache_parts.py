"""What pages are made of changes: rows of the cache's table."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from community.actions.link_cards import fetch_link_card
from community.models import LinkCard
from content import actions
from content.actions.pictures import prepare_avif
from content.actions.videos import fetch_video
from content.models import LandingPage, Video
from tests.content.cache_table import (
    CAMPAIGN,
    HUB,
    RANKING,
    Change,
    World,
    answering,
    on,
    post_as_marketer,
    row,
)
from tests.content.test_brand import form_data
from tests.factories import home, make_post, publish_page

FILM = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"


@row("a product or topic has other pictures or words")
def product_has_other_words(world: World) -> Change:
    def change() -> None:
        world.product.summaries = {"en": "It grinds."}
        world.product.save()
        actions.identity_changed(world.product)

    return Change(
        change,
        {"/products/kvern/": 200, "/products/": 200, "/feeds/": 200, HUB: 200, world.post: 200},
        [CAMPAIGN, RANKING],
    )


@row("a product or topic is renamed, or given another slug")
def product_has_another_slug(world: World) -> Change:
    everywhere = dict.fromkeys([HUB, CAMPAIGN, world.post, RANKING], 200)
    return Change(
        lambda: actions.rename(world.product, slug="quern"),
        {"/products/kvern/": 301, "/reviews/kvern/": 301, "/products/": "/products/quern/", **everywhere},
    )


@row("the brand has another colour, name, logo or footer")
def brand_has_another_colour(world: World) -> Change:
    form = reverse("wagtailsettings:edit", args=["content", "brandsettings", world.brand.pk])
    return Change(
        lambda: post_as_marketer(form, form_data(name="Aftenro", primary="#5a2450")),
        dict.fromkeys(["/", "/stories/water/", HUB, world.post, CAMPAIGN, "/nb/"], "Aftenro"),
    )


def edit_picture(world: World, **fields: Any) -> Callable[[], Any]:
    form = {"title": "A cup", "description": "", "tags": "", **fields}
    return lambda: post_as_marketer(reverse("wagtailimages:edit", args=[world.picture.pk]), form)


@row("a picture has another focal point, file or format")
def picture_has_another_focal_point(world: World) -> Change:
    point = {"focal_point_x": 880, "focal_point_y": 300, "focal_point_width": 20, "focal_point_height": 20}
    return Change(
        edit_picture(world, **point),
        on("/ /stories/ /stories/water/", 'data-x="100"'),
        [world.post, CAMPAIGN, HUB, "/products/kvern/"],
    )


@row("a picture has another focal point, file or format")
def picture_is_there_as_avif(world: World) -> Change:
    return Change(
        lambda: prepare_avif(world.picture.pk),
        on("/ /stories/ /stories/water/", "image/avif"),
        [world.post, CAMPAIGN, HUB, "/products/kvern/"],
    )


@row("a picture is deleted")
def picture_is_deleted(world: World) -> Change:
    return Change(
        lambda: post_as_marketer(reverse("wagtailimages:delete", args=[world.picture.pk])),
        on("/ /stories/ /stories/water/", "-800.format-webp"),
        [world.post, CAMPAIGN, HUB, "/products/kvern/"],
    )


@row("a film is described, or gone")
def film_is_gone(world: World) -> Change:
    Video.objects.all().delete()
    film = {"address": FILM, "caption": "A morning at the mill"}
    publish_page(home(), LandingPage(title="Films", body=[("video", film)]))
    (video,) = Video.objects.all()
    Video.objects.update(due_at=timezone.now())

    def ask() -> None:
        with answering(404) as oembed:
            fetch_video(video.pk, oembed=oembed)

    return Change(ask, {"/films/": 200}, [world.post, CAMPAIGN, "/stories/water/"])


@row("a link's card is fetched, or its page is gone")
def link_card_is_fetched(world: World) -> Change:
    linking = make_post(body='<p>See <a href="https://youtu.be/aqz-KE-bpKQ">how it grinds</a>.</p>')
    (card,) = LinkCard.objects.all()
    told = b'{"type": "video", "title": "How we grind"}'

    def ask() -> None:
        with answering(200, told) as oembed:
            fetch_link_card(card.pk, oembed=oembed)

    return Change(ask, {linking.get_absolute_url(): "How we grind", HUB: 200}, [world.post, CAMPAIGN])


@row("a redirect is added")
def redirect_is_added(world: World) -> Change:
    return Change(
        lambda: Redirect.objects.create(old_path="/old", redirect_link="/week/"),
        {"/old/": 301},
        ["/", CAMPAIGN, HUB, world.post, "/stories/water/"],
    )
