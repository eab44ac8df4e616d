"""A marketer's own feeds: made, changed and deleted in all languages at once; and how any feed is planned."""

from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from community.actions.repeating import repeated_on_deadlock
from content.actions import redirect_slug
from feeds.membership import languages
from feeds.models import Feed
from feeds.outbox import mark_dirty, request_fill
from feeds.rules import Rule
from feeds.syndication import KEPT_BY_OTHERS
from pagecache import raise_generations


class AddressTaken(Exception):
    """Another feed has this address; `str()` says so."""

    def __init__(self, slug: str) -> None:
        super().__init__(_("Another feed has the address “%(slug)s”.") % {"slug": slug})


@transaction.atomic
def save_own_feed(
    slug: str, *, before: str = "", titles: dict[str, str], rule: Rule, config: dict[str, Any]
) -> list[Feed]:
    """Make a feed by a rule, or change the one at `before`; return its row in every language.

    With a new rule it is filled by a task, with a new address readers are led on. Raises AddressTaken, and
    ValidationError where `config` cannot be met; then nothing is changed.
    """
    rows = Feed.objects.own().filter(slug=before).select_for_update(no_key=True).order_by("pk")
    found = {feed.language: feed for feed in rows}
    feeds = [found.get(code) or Feed(language=code, kind=Feed.Kind.CUSTOM) for code in languages()]
    for feed in feeds:
        is_refilled = feed.pk is None or Rule.read(feed.rule) != rule
        if feed.pk:
            raise_generations(feed.generation)
        feed.slug, feed.titles, feed.rule, feed.config = slug, titles, rule.as_json(), config
        feed.full_clean(validate_unique=False, validate_constraints=False)
        _save(feed)
        if is_refilled:
            request_fill(feed)
    mark_dirty(feeds)
    raise_generations("feeds", *(feed.generation for feed in feeds))
    if before and before != slug:
        redirect_slug(_page_address, before=before, after=slug)
        for address in KEPT_BY_OTHERS:
            redirect_slug(address, before=before, after=slug)
    return feeds


def _save(feed: Feed) -> None:
    try:
        with transaction.atomic():
            feed.save()
    except IntegrityError as clash:
        if not Feed.objects.filter(slug=feed.slug, language=feed.language).exclude(pk=feed.pk).exists():
            raise
        raise AddressTaken(feed.slug) from clash


def _page_address(slug: str) -> str:
    return reverse("feeds:own", args=[slug])


@transaction.atomic
def plan_by(slug: str, config: dict[str, Any]) -> list[Feed]:
    """Plan a feed by these rules in every language. Raises ValidationError where they cannot be met."""
    feeds = list(Feed.objects.filter(slug=slug).select_for_update(no_key=True).order_by("pk"))
    for feed in feeds:
        feed.config = config
        feed.full_clean(validate_unique=False, validate_constraints=False)
        feed.save(update_fields=["config"])
    mark_dirty(feeds)
    # The share is said aloud, also where the edition stays as it is.
    raise_generations(*(feed.generation for feed in feeds))
    return feeds


@repeated_on_deadlock
@transaction.atomic
def delete_own_feed(slug: str) -> None:
    """Take a marketer's own feed away, with its entries, editions and placements; posts and pages stay."""
    rows = Feed.objects.own().filter(slug=slug)
    # Locked for good: an entry that is just coming in is waited for, and goes with the rest.
    feeds = list(rows.select_for_update().order_by("pk"))
    raise_generations("feeds", *(feed.generation for feed in feeds))
    rows.delete()
