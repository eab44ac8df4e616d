"""What was said under a page that goes: it stays with the page's other languages, whose thread it is."""

from django.db import transaction
from wagtail.models import Page

from community.models import Comment


@transaction.atomic
def rehouse_comments(*pages: Page) -> int:
    """Hang the comments of pages that are about to be deleted, with all below them, on their translations.

    A live one first; where none is left they go with the page. Returns how many were moved. Deleting takes
    hold of comments before it tells anybody, so this comes first.
    """
    going: set[int] = set()
    for page in pages:
        going |= set(page.get_descendants(inclusive=True).values_list("pk", flat=True))
    moved = 0
    written_on = Page.objects.filter(pk__in=Comment.objects.filter(page__in=going).values("page"))
    for page in written_on.order_by("pk"):
        others = page.get_translations().exclude(pk__in=going)
        if other := others.order_by("-live", "pk").first():
            moved += Comment.objects.filter(page=page).update(page=other)
    return moved
