"""Telling those whose posts led to something that a page thanks them for it."""

from django.db import transaction
from wagtail.models import Page

from community.actions.notifying import notify
from community.credits import cited_in, public_posts
from community.models import Notification, Post
from content.cards import address_of
from content.shown import shown_pages


@transaction.atomic
def tell_credited(page: Page) -> int:
    """Tell the author of each post that a public page cites, once for a page and its translations.

    They are led to the page in their own language where it is there. Returns how many were told now: a post
    that is cited later is told of then, one whose words were not public when they are and the page is
    published again.
    """
    ids = cited_in(page)
    if not ids:
        return 0
    pages = shown_pages().filter(translation_key=page.translation_key).select_related("locale")
    shown = {row.locale.language_code: row for row in pages}
    if page.pk not in {row.pk for row in shown.values()}:
        return 0
    # Two pages published at once wait here for one another.
    list(Post.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values("pk"))
    told = Notification.objects.filter(
        kind=Notification.Kind.CREDIT, post__in=ids, facts__page=str(page.translation_key)
    )
    known = set(told.values_list("post", flat=True))
    posts = [post for post in public_posts(ids) if post.pk not in known]
    for post in posts:
        own = shown.get(post.author.language, page)
        facts = {
            "page": str(page.translation_key),
            "title": own.title,
            "address": address_of(own, post.author.language),
        }
        notify(post.author, Notification.Kind.CREDIT, post=post, facts=facts)
    return len(posts)
