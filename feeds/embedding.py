"""A feed on another site: what of it may be shown there, and the code to put there.

Members agreed to be read here; elsewhere only what its author allowed for that stands, and the brand's pages.
"""

from dataclasses import replace
from html import escape

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _, override

from content.brand import Brand
from feeds.models import Feed, FeedEntry
from feeds.planning import Candidate, from_row, plan
from feeds.showing import Found, found_at, list_rows
from pagecache import note

# So many entries; whoever wants more follows the link to the page.
SHOWN = 8
# What a page shows that depends on what authors allow elsewhere.
GENERATION = "elsewhere"
HEIGHT = 640


def found_elsewhere(feed: Feed, brand: Brand) -> list[Found]:
    """Return what of a feed's edition may be shown elsewhere, planned by the feed's own rules; two queries.

    Only a few posts may be: by the edition's order alone the brand would stand there by itself.
    """
    note(feed.generation, GENERATION)
    slots = [from_row(row) for row in feed.current_edition.slots] if feed.current_edition else []
    stood = {slot.id: (at, slot) for at, slot in enumerate(slots, start=1)}
    allowed = FeedEntry.objects.visible().usable_elsewhere().filter(feed=feed, pk__in=stood)
    fitting = [
        Candidate(id=pk, lane=lane, key=-stood[pk][0], author=author, product=product, topic=topic)
        for pk, lane, author, product, topic in allowed.values_list(
            "pk", "lane", "author", "product", "topic"
        )
    ]
    config = feed.plan_config
    chosen = plan(fitting, [], {}, replace(config, size=SHOWN))
    rows = {row.pk: row for row in list_rows(allowed.filter(pk__in=[slot.id for slot in chosen]))}
    found = []
    for at, slot in (stood[each.id] for each in chosen):
        if row := rows.get(slot.id):
            found.append(found_at(slot, at, row, brand, config.editorial_share))
    return found


def embed_address(feed: Feed) -> str:
    """Return the absolute address of a feed's page for frames."""
    with override(feed.language):
        return settings.SITE_URL + reverse("feeds:embed", args=[feed.slug])


def embed_code(feed: Feed, brand_name: str) -> str:
    """Return the one line of HTML that shows a feed on another site: a frame, no script."""
    title = brand_name
    if feed.name:
        title = _("%(feed)s, from %(brand)s") % {"feed": feed.name, "brand": brand_name}
    return (
        f'<iframe src="{escape(embed_address(feed))}" title="{escape(title)}" width="100%" height="{HEIGHT}"'
        ' loading="lazy" style="border:0"></iframe>'
    )
