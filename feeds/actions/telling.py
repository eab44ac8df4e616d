"""What authors are told when their words are placed: where, beside what, and how to take them down."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _, override

from community.actions import cancel_notifications, notify
from community.models import Member, Notification, Post
from community.sanitize import excerpt
from community.wording import KINDS
from content.brand import Brand, current_brand
from content.cards import specific
from feeds.featured import name_of
from feeds.links import declining_address
from feeds.models import Feed, FeedEntry, Placement
from feeds.planning import from_row

LOOKED_AT = 20
EXCERPT = 160


def tell_of_placements(post: Post, placements: list[Placement], *, by: Member) -> None:
    """Tell the author of a post once that it was placed, in however many feeds."""
    if post.author_id == by.pk or not placements:
        return
    with override(post.author.language):
        brand = current_brand()
        first = min(placements, key=lambda one: one.feed.kind != Feed.Kind.HOME)
        places, revision = _places(placements), post.shown_revision
        is_to_come = not first.is_live
        if first.feed.kind == Feed.Kind.HOME and not is_to_come:
            subject = _("You are on the front page of %(brand)s") % {"brand": brand.name}
        elif is_to_come:
            subject = _("You will stand at the front of %(brand)s") % {"brand": brand.name}
        else:
            subject = _("You stand at the front of %(brand)s") % {"brand": brand.name}
        facts: dict[str, Any] = {
            "feed": first.feed.slug,
            "subject": subject,
            "sentence": _sentence(post, places, first, brand),
            "beside": _beside(first.feed),
            "card": {"kicker": str(KINDS[post.kind].name), "text": excerpt(revision.body_html, EXCERPT)},
            "decline": declining_address(post),
        }
        notify(post.author, Notification.Kind.FEATURED, post=post, facts=facts)


def tell_of_fallback(post: Post, placements: list[Placement], *, by: Member) -> None:
    """Tell the author of a post that it is to step in where another's leaves."""
    if post.author_id == by.pk or not placements:
        return
    with override(post.author.language):
        brand = current_brand()
        words = _(
            "%(brand)s chose “%(title)s” to take the place of another post when that leaves: %(places)s."
        )
        facts = {
            "feed": placements[0].feed.slug,
            "subject": _("“%(title)s” may come to the front") % {"title": post.title},
            "sentence": words % {"brand": brand.name, "title": post.title, "places": _places(placements)},
            "decline": declining_address(post),
        }
        notify(post.author, Notification.Kind.FEATURED, post=post, facts=facts)


def call_off_news(placement: Placement) -> None:
    """Take back what was not mailed yet of a placement that is over, unless its post stands elsewhere."""
    for post in (placement.post, placement.fallback_post):
        if post is not None:
            call_off_news_of(post)


def call_off_news_of(post: Post) -> None:
    """The same for the author of one post."""
    if not Placement.objects.held_by(post).exists():
        unsent = _news_of(post).filter(mailed_at=None)
        cancel_notifications(*unsent.values_list("pk", flat=True))


def tell_of_return(placement: Placement, *, by: Member) -> None:
    """Tell the author of what was put back, unless they were told of that very placement already."""
    post = placement.post
    if post is None:
        return
    told = _news_of(post).filter(cancelled_at=None, created_at__gte=placement.created_at)
    if not told.exists():
        tell_of_placements(post, [placement], by=by)


def _news_of(post: Post) -> QuerySet[Notification]:
    return Notification.objects.filter(post=post, kind=Notification.Kind.FEATURED)


def _places(placements: list[Placement]) -> str:
    names = list(dict.fromkeys(name_of(one.feed) for one in placements))
    return get_text_list(names, _("and"))


def _sentence(post: Post, places: str, first: Placement, brand: Brand) -> str:
    said = {"brand": brand.name, "title": post.title, "places": places}
    if not first.is_live:
        said["day"] = _day(first.starts_at, brand)
        return _("%(brand)s chose “%(title)s” for %(places)s, from %(day)s.") % said
    if first.ends_at:
        said["day"] = _day(first.ends_at, brand)
        return _("%(brand)s chose “%(title)s” for %(places)s, until %(day)s.") % said
    return _("%(brand)s chose “%(title)s” for %(places)s.") % said


def _day(at: datetime, brand: Brand) -> str:
    return date_format(at.astimezone(brand.settings.zone), "MONTH_DAY_FORMAT")


def _beside(feed: Feed) -> dict[str, str]:
    """Return the first page of the brand's that stands in the feed now, as a mail prints its card."""
    edition = Feed.objects.select_related("current_edition").get(pk=feed.pk).current_edition
    slots = [from_row(row).id for row in edition.slots[:LOOKED_AT]] if edition else []
    rows = FeedEntry.objects.visible().filter(pk__in=slots, page__isnull=False).select_related("page")
    for row in sorted(rows, key=lambda row: slots.index(row.pk)):
        page = specific(row.page) if row.page else None
        if page is not None:
            return {"title": page.title, "text": page.summary or page.search_description}
    return {}
